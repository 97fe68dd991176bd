"""Each program below testcases/ gives the findings that its first lines name, and no others, at -O0 -g and at -O2.

A false alarm and a miss are different failures: both totals are printed at the end (conftest.py). Cases are compiled and
run by two processes ahead of the test that looks at them, so that a slow case does not hold up the rest.
"""
import concurrent.futures

import pytest

import testcase

CASES = testcase.all_cases()
PARAMETERS = [(case, mode) for case in CASES for mode in case.modes]


@pytest.fixture(scope="session")
def verdicts(request, tmp_path_factory):
    """Futures of the verdicts of all cases chosen in this session."""
    folder = tmp_path_factory.mktemp("cases")
    chosen = [item.callspec.params for item in request.session.items if item.function is test_case]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        futures = {(p["case"].name, p["mode"]): pool.submit(testcase.execute, p["case"], p["mode"], folder) for p in chosen}
        yield futures
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("case, mode", PARAMETERS, ids=[f"{case.name}-{mode}" for case, mode in PARAMETERS])
def test_case(case, mode, verdicts, case_totals):
    if not case.is_possible:
        pytest.skip(f"<{case.needs}> is not installed")
    verdict = verdicts[case.name, mode].result()
    case_totals.add(verdict)
    if verdict.problems():
        pytest.fail(f"{case.path} at {mode}\n" + "\n".join(verdict.problems()), pytrace=False)


def test_every_bug_has_cases_on_both_sides():
    """A detector is judged by the correct neighbours too: there are many cases of each kind."""
    assert sum(not case.expected for case in CASES) >= 40
    assert sum(bool(case.expected) for case in CASES) >= 40
