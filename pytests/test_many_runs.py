"""Many runs, one report: ids that last, merging in any order, baselines, suppressions, history, profiles."""
import gzip
import json
import os
import random
import shutil
import socket
import subprocess
import time

import pytest

import gordian
from conftest import RACY

SERVER = """#include <mutex>
#include <thread>
#include <vector>
template <class T> struct Counter { T hits = 0; std::mutex guard; };
struct Server { Counter<long> counter; };
static inline void record(Server *server) { std::lock_guard hold(server->counter.guard); server->counter.hits++; }
static long read(const Server &server) { return server.counter.hits; }
int main() {
  auto *server = new Server;
  std::thread worker([server] { for (int i = 0; i < 100; i++) record(server); });
  long sum = 0;
  for (int i = 0; i < 100; i++) { sum += read(*server); std::this_thread::yield(); }
  worker.join();
  return sum < 0;
}
"""


def ids(program):
    return {finding["id"] for finding in gordian.run(program).findings}


def build(text, folder, *flags):
    folder.mkdir()
    return gordian.build_text(text, folder, "server.cpp", ("-std=c++20", *flags))


def test_ids_outlast_the_optimizer_and_code_above(tmp_path):
    plain = ids(build(SERVER, tmp_path / "O0", "-g", "-O0"))
    optimized = ids(build(SERVER, tmp_path / "O2", "-g", "-O2"))
    moved = SERVER.replace("template", "\n" * 50 + "auto unused = [](int i) { return i; };\ntemplate", 1)
    assert plain == optimized == ids(build(moved, tmp_path / "moved", "-g", "-O2")) and len(plain) == 1


@pytest.fixture(scope="module")
def many(racy_counter, clean_program, tmp_path_factory):
    """Logs of several processes, and copies of one of them under other names."""
    folder = tmp_path_factory.mktemp("many")
    for _ in range(4):
        gordian.run_bare(racy_counter, log_dir=folder, options={"report": 0})
    gordian.run_bare(clean_program, log_dir=folder, options={"report": 0})
    logs = sorted(folder.glob("*.glog"))
    for number in range(5):
        shutil.copy(logs[0], folder / f"copy{number}.glog")
    return folder


def whole_report(*words):
    """The report as bytes."""
    outcome = gordian.gordian("report", "--format", "json", *words)
    assert outcome.status == gordian.FOUND, outcome.errors
    return outcome.output


def test_logs_in_any_order_give_one_report(many):
    logs = sorted(many.glob("*.glog"))
    expected = whole_report(*logs)
    assert expected == whole_report(many) == whole_report(*logs, many, *logs)
    random.Random(1).shuffle(logs)
    assert whole_report(*logs) == expected
    report = json.loads(expected)
    assert len(report["runs"]) == 5 and len(report["findings"]) == 1
    assert report["findings"][0]["count"] == sum(report["findings"][0]["seen_in"].values())


def test_reports_merge_as_their_logs_do(many, tmp_path):
    logs = sorted(many.glob("*.glog"))
    parts = []
    for number in range(3):
        parts.append(tmp_path / f"{number}.json")
        gordian.gordian("report", "-o", parts[-1], *logs[number::3])
    assert whole_report(*parts) == whole_report(*reversed(parts)) == whole_report(parts[1], *logs) == whole_report(many)


def test_a_report_that_is_none_is_named(tmp_path):
    (tmp_path / "other.json").write_text("{}")
    outcome = gordian.gordian("report", tmp_path / "other.json")
    assert outcome.status == 3 and "other.json" in outcome.errors


def test_with_a_baseline_only_new_findings_fail(many, racy_counter, tmp_path):
    baseline = tmp_path / "baseline.json"
    assert gordian.gordian("report", "--baseline", baseline, many).status == 2
    assert gordian.gordian("baseline", "update", "--file", baseline, many).status == 0
    known = gordian.gordian("report", "--baseline", baseline, many)
    assert known.status == 0 and "WARNING" not in known.output and "0 new" in known.output
    assert gordian.gordian("run", "--baseline", baseline, "--", racy_counter).status == 0
    other = gordian.build_text(RACY.replace("counter", "other"), tmp_path, "other.c")
    fresh = gordian.gordian("run", "--baseline", baseline, "--", other)
    assert fresh.status == gordian.FOUND and "observed, new" in fresh.errors
    assert "did not come up any more: data race on 'counter'" in fresh.errors
    before = baseline.read_text()
    assert gordian.gordian("baseline", "update", "--file", baseline, many).status == 0
    assert baseline.read_text() == before


def test_suppressions_are_generated_and_work_everywhere(many, racy_counter, tmp_path):
    mine = tmp_path / "mine.supp"
    assert gordian.gordian("report", "--gen-suppressions", mine, many).status == gordian.FOUND
    outcome = gordian.gordian("report", "--suppressions", mine, many)
    assert outcome.status == 0 and "1 finding is suppressed by 'id:" in outcome.output
    tsan = tmp_path / "tsan.supp"
    tsan.write_text("# as ThreadSanitizer reads it\nrace:^bump$\nmutex:nothing\n")
    outcome = gordian.gordian("run", "--suppressions", tsan, "--", racy_counter)
    assert (outcome.status, outcome.errors) == (0, "")
    outcome = gordian.gordian("report", many, env=gordian.environment(suppressions=tsan))
    assert outcome.status == 0 and "'mutex:nothing' (tsan.supp:3) matched nothing" in outcome.output
    tsan.write_text("race:bump expires=2020-02-02 reason=gone by then\n")
    outcome = gordian.gordian("report", "--suppressions", tsan, many)
    assert outcome.status == gordian.FOUND and "has expired on 2020-02-02" in outcome.output
    tsan.write_text("rase:bump\n")
    outcome = gordian.gordian("report", "--suppressions", tsan, many)
    assert outcome.status == 2 and "tsan.supp:1: unknown kind 'rase'" in outcome.errors


# ---- History -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    """A PostgreSQL server of our own on loopback, run by an unprivileged user; its connection string."""
    programs = sorted(p for p in ("/usr/lib/postgresql",) if os.path.isdir(p))
    versions = sorted(os.listdir(programs[0])) if programs else []
    if not versions:
        pytest.skip("PostgreSQL is not here: apt-get install postgresql")
    bin_folder = f"/usr/lib/postgresql/{versions[-1]}/bin"
    folder = tmp_path_factory.mktemp("postgres")
    prefix = []
    if os.geteuid() == 0:  # the server refuses to run as root
        for each in (folder, *folder.parents[:3]):
            os.chmod(each, 0o755)
        shutil.chown(folder, "nobody")
        prefix = ["setpriv", "--reuid=nobody", "--clear-groups", "--"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = gordian.call([*prefix, f"{bin_folder}/initdb", "-D", folder / "data", "-U", "gordian", "-A", "trust", "--no-sync"],
                        timeout=120, cwd="/")
    assert made.status == 0, made.errors
    server = subprocess.Popen([*prefix, f"{bin_folder}/postgres", "-D", folder / "data", "-p", str(port), "-k", str(folder),
                               "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"], cwd="/", stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            if gordian.call([f"{bin_folder}/pg_isready", "-h", "127.0.0.1", "-p", port], cwd="/").status == 0:
                break
            time.sleep(0.1)
        yield f"postgresql://gordian@127.0.0.1:{port}/postgres"
    finally:
        server.terminate()
        server.wait(timeout=30)


def check_history(place, many):
    logs = sorted(many.glob("*.glog"))
    assert gordian.gordian("db", "add", "--db", place, "--commit", "aaa", logs[-1]).status == 0
    added = gordian.gordian("db", "add", "--db", place, "--commit", "bbb", many)
    assert added.status == 0 and "4 new runs" in added.errors, added.errors
    again = gordian.gordian("db", "add", "--db", place, "--commit", "ccc", many)
    assert again.status == 0 and "0 new runs and 0 new findings" in again.errors
    listed = gordian.gordian("db", "list", "--db", place, "--json")
    assert listed.status == 0, listed.errors
    entries = json.loads(listed.output)
    assert len(entries) == 1 and entries[0]["kind"] == "data-race" and entries[0]["runs"] == 4
    report = json.loads(whole_report(many))
    assert entries[0]["count"] == report["findings"][0]["count"]
    assert {entries[0]["first_commit"], entries[0]["last_commit"]} <= {"aaa", "bbb"}
    assert entries[0]["first_seen"] <= entries[0]["last_seen"]
    assert entries[0]["id"] in gordian.gordian("db", "list", "--db", place).output


def test_history_in_sqlite(many, tmp_path):
    check_history(tmp_path / "history.db", many)


def test_history_in_postgres(many, postgres):
    check_history(postgres, many)


def test_a_database_that_is_not_there_is_named(many, tmp_path):
    outcome = gordian.gordian("db", "list", "--db", "postgresql://me:secret@127.0.0.1:1/none")
    assert outcome.status == 2 and "PostgreSQL" in outcome.errors and "secret" not in outcome.errors
    outcome = gordian.gordian("db", "list", "--db", "/no/such/folder/x.db")
    assert outcome.status == 2 and "/no/such/folder/x.db" in outcome.errors
    (tmp_path / "noise.db").write_bytes(b"this is no database, however long it is" * 100)
    assert gordian.gordian("db", "add", "--db", tmp_path / "noise.db", many).status == 2


# ---- Profiles ------------------------------------------------------------------------------------------------------

WAITING = """#include <gordian/chan.hpp>
#include <chrono>
#include <mutex>
#include <thread>
std::mutex busy;
gordian::chan<int> jobs(0), locked(0);
int main() {
  std::thread holder([] {
    std::lock_guard hold(busy);
    locked.send(1);
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
  });
  locked.receive();
  busy.lock();  // waits for the rest of the 60 ms
  busy.unlock();
  std::thread sender([] { std::this_thread::sleep_for(std::chrono::milliseconds(60)); jobs.send(2); });
  jobs.receive();
  holder.join();
  sender.join();
}
"""


@pytest.fixture(scope="module")
def waiting(tmp_path_factory):
    folder = tmp_path_factory.mktemp("waiting")
    program = gordian.build_text(WAITING, folder, "waiting.cpp", ("-std=c++20", "-g", "-O1"))
    outcome = gordian.run_bare(program, log_dir=folder / "logs", options={"keep_log": 1})
    assert outcome.status == 0, outcome.errors
    return folder / "logs"


def test_profile_names_what_was_waited_for(waiting, tmp_path):
    text = gordian.gordian("profile", waiting).output
    lines = [line for line in text.splitlines() if "'busy'" in line]
    assert lines and "lock" in lines[0] and "waiting.cpp:14" in lines[0] and float(lines[0].split()[0]) > 5, text
    assert any("receive 'jobs'" in line for line in text.splitlines()), text
    path = tmp_path / "profile.pb.gz"
    assert gordian.gordian("profile", "--format", "pprof", "-o", path, waiting).status == 0
    raw = gzip.decompress(path.read_bytes())
    assert b"contentions" in raw and b"nanoseconds" in raw and b"lock 'busy'" in raw
    if shutil.which("go"):
        shown = gordian.call(["go", "tool", "pprof", "-top", path], env=os.environ | {"HOME": str(tmp_path)})
        assert "delay" in shown.output, shown.output + shown.errors


def test_timeline_has_threads_waits_and_arrows(waiting):
    events = json.loads(gordian.gordian("timeline", waiting).output)["traceEvents"]
    names = {event["args"]["name"] for event in events if event["name"] == "thread_name"}
    assert "the main thread" in names and len(names) == 3
    waits = [event for event in events if event["ph"] == "X" and event.get("cat") == "wait"]
    assert any(event["name"] == "lock 'busy'" and event["dur"] > 5000 for event in waits)
    arrows = [event for event in events if event["ph"] in "sf"]
    assert arrows and {event["id"] for event in arrows if event["ph"] == "s"} == \
        {event["id"] for event in arrows if event["ph"] == "f"}
