"""The article's racy counter is found in every run of a hundred, however the threads happen to run."""
import concurrent.futures

import gordian

COUNTER = gordian.TESTCASES / "article" / "racy_counter_race.cpp"


def test_the_counter_is_found_in_every_run_of_a_hundred(tmp_path):
    program = gordian.build(COUNTER, tmp_path / "counter", ("-O2",))

    def found(_):
        outcome = gordian.run(program)
        return outcome.status == gordian.FOUND and any(f["kind"] == "data-race" for f in outcome.findings)

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        hits = sum(pool.map(found, range(100)))
    assert hits == 100
