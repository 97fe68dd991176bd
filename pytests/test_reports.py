"""What people type and what they get: exit codes, the shape of the JSON report, options and their mistakes."""
import json
import os

import pytest

import gordian

ROOT_KEYS = {"schema": str, "tool": dict, "runs": list, "findings": list, "summary": dict}
RUN_KEYS = {"command": list, "pid": int, "log": str, "ended": str, "status": int, "complete": bool}
FINDING_KEYS = {"id": str, "kind": str, "certainty": str, "severity": str, "count": int, "message": str, "object": dict,
                "accesses": list, "threads": list, "suppressed": bool}
ACCESS_KEYS = {"operation": str, "size": int, "thread": int, "locks": list, "stack": list}
FRAME_KEYS = {"function": str, "file": str, "line": int, "column": int, "module": str, "offset": str}
OBJECT_KEYS = {"kind": str, "name": str, "type": str, "size": int, "address": str}


def has_shape(value, keys, where):
    for key, kind in keys.items():
        assert key in value, f"{where} has no '{key}': {value}"
        assert isinstance(value[key], kind), f"{where}['{key}'] is {value[key]!r}"


def test_json_report_has_the_designed_shape(racy_counter):
    outcome = gordian.run(racy_counter)
    report = outcome.report
    has_shape(report, ROOT_KEYS, "report")
    assert report["schema"].startswith("gordian-report/")
    has_shape(report["tool"], {"name": str, "version": str}, "tool")
    has_shape(report["runs"][0], RUN_KEYS, "run")
    assert report["runs"][0]["ended"] == "exit" and report["runs"][0]["complete"] is True
    assert report["summary"] == {"data-race": 1}
    finding = report["findings"][0]
    has_shape(finding, FINDING_KEYS, "finding")
    assert (finding["kind"], finding["certainty"], finding["severity"]) == ("data-race", "observed", "error")
    has_shape(finding["object"], OBJECT_KEYS, "object")
    assert finding["object"]["kind"] == "global" and finding["object"]["name"] == "counter"
    assert finding["object"]["size"] == 4
    assert len(finding["accesses"]) == 2
    for access in finding["accesses"]:
        has_shape(access, ACCESS_KEYS, "access")
        has_shape(access["stack"][0], FRAME_KEYS, "frame")
        assert access["stack"][0]["line"] == 3 and access["stack"][0]["function"] == "bump"
    assert len({access["thread"] for access in finding["accesses"]}) == 2


def test_threads_say_where_they_were_created(racy_counter):
    finding = gordian.run(racy_counter).findings[0]
    created = [thread for thread in finding["threads"] if thread["id"] != 0]
    assert created and created[0]["created_by"] == 0
    assert any(frame["function"] == "main" and frame["line"] == 7 for frame in created[0]["stack"])


def test_a_finding_keeps_its_id_when_lines_move(tmp_path, racy_counter):
    from conftest import RACY
    moved = gordian.build_text("\n\n\n" + RACY, tmp_path, "racy.c", ("-g", "-O0"))
    assert gordian.run(racy_counter).findings[0]["id"] == gordian.run(moved).findings[0]["id"]


def test_held_locks_are_told(tmp_path):
    program = gordian.build_text("""
        #include <pthread.h>
        pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
        int shared;
        void *first(void *p) { pthread_mutex_lock(&guard); shared = 1; pthread_mutex_unlock(&guard); return p; }
        int main(void) { pthread_t t; pthread_create(&t, 0, first, 0); shared = 2; pthread_join(t, 0); return 0; }
        """, tmp_path, "held.c")
    finding = gordian.run(program).findings[0]
    assert sorted(len(access["locks"]) for access in finding["accesses"]) == [0, 1]
    assert "guard" in json.dumps([access["locks"] for access in finding["accesses"]])


@pytest.mark.parametrize("arguments, status", [([], 66), (["x"], 66)])
def test_a_finding_gives_66_whatever_the_program_gives(racy_counter, arguments, status, tmp_path):
    assert gordian.run(racy_counter, *arguments).status == status
    assert gordian.run_bare(racy_counter, *arguments, log_dir=tmp_path).status == status


@pytest.mark.parametrize("arguments, status", [([], 0), (["x"], 5)])
def test_a_clean_program_keeps_its_status_and_output(clean_program, arguments, status, tmp_path):
    outcome = gordian.run(clean_program, *arguments)
    assert (outcome.status, outcome.output) == (status, "counter is 2\n")
    assert outcome.report["findings"] == [] and outcome.report["summary"] == {}
    bare = gordian.run_bare(clean_program, *arguments, log_dir=tmp_path)
    assert (bare.status, bare.output) == (status, "counter is 2\n")


def test_exit_code_can_be_chosen(racy_counter, clean_program):
    assert gordian.gordian("run", "--exit-code", "9", "--", racy_counter).status == 9
    assert gordian.gordian("run", "--exit-code", "9", "--", clean_program).status == 0


def test_a_bare_run_reports_on_stderr_and_keeps_its_log(racy_counter, tmp_path):
    outcome = gordian.run_bare(racy_counter, log_dir=tmp_path)
    assert "data race" in outcome.errors and "counter" in outcome.errors and "racy.c:3" in outcome.errors
    logs = list(tmp_path.glob("*.glog"))
    assert len(logs) == 1 and str(logs[0]) in outcome.errors
    assert oct(os.stat(logs[0]).st_mode & 0o777) == "0o600"
    assert gordian.report(tmp_path).status == 66


def test_a_clean_bare_run_leaves_no_log(clean_program, tmp_path):
    gordian.run_bare(clean_program, log_dir=tmp_path)
    assert list(tmp_path.glob("*.glog")) == []


def test_equal_races_of_two_runs_are_one_finding(racy_counter, tmp_path):
    for _ in range(2):
        gordian.run_bare(racy_counter, log_dir=tmp_path)
    outcome = gordian.report(tmp_path)
    assert len(outcome.report["runs"]) == 2
    assert len(outcome.findings) == 1 and outcome.findings[0]["count"] >= 2


def test_text_report_names_all_that_matters(racy_counter):
    outcome = gordian.gordian("run", "--", racy_counter, env=gordian.environment())
    text = outcome.output + outcome.errors
    assert "WARNING: Gordian: data race" in text and "SUMMARY: Gordian: data race" in text
    for needle in ("counter", "racy.c:3", "bump", "main", "thread 1"):
        assert needle in text, f"no '{needle}' in:\n{text}"


@pytest.mark.parametrize("arguments, status", [
    (["--version"], 0), (["--help"], 0), (["run", "--help"], 0), (["report", "--help"], 0), (["flags", "--help"], 0),
    (["dump", "--help"], 0), (["report"], 2), (["run"], 2), (["run", "--no-such-option", "--", "true"], 2),
    (["no-such-command"], 2), (["report", "/dev/null"], 3), (["report", "/no/such/folder"], 3)])
def test_usage_and_its_mistakes(arguments, status):
    outcome = gordian.gordian(*arguments)
    assert outcome.status == status, outcome.errors
    if status in (2, 3):
        assert len(outcome.errors.strip().splitlines()) <= 3 and outcome.errors.startswith("gordian")


def test_a_misspelt_option_is_answered_with_the_near_one(clean_program):
    outcome = gordian.gordian("run", "--fromat", "json", "--", clean_program)
    assert outcome.status == 2 and "--format" in outcome.errors and "--fromat" in outcome.errors


def test_a_misspelt_runtime_option_is_answered_with_the_near_one(clean_program, tmp_path):
    outcome = gordian.run_bare(clean_program, log_dir=tmp_path, options={"on_deadlok": "exit"})
    assert "on_deadlok" in outcome.errors and "on_deadlock" in outcome.errors
    assert outcome.status != 0


def test_runtime_options_print_themselves(clean_program, tmp_path):
    outcome = gordian.run_bare(clean_program, log_dir=tmp_path, options={"help": 1})
    text = outcome.output + outcome.errors
    assert "log_dir" in text and "on_deadlock" in text


def test_without_the_command_one_line_says_what_to_type(racy_counter, tmp_path):
    env = gordian.environment(log_dir=tmp_path) | {"GORDIAN_COMMAND": "/nowhere/gordian"}
    outcome = gordian.call([racy_counter], env=env)
    log = next(tmp_path.glob("*.glog"))
    assert str(log) in outcome.errors and "gordian report" in outcome.errors
    assert outcome.status == 66


def test_flags_compile_and_link_without_the_wrapper(tmp_path, racy_counter):
    from conftest import RACY
    source = tmp_path / "own.c"
    source.write_text(RACY)
    link = gordian.gordian("flags", "--link").output.split()
    plugin = gordian.BUILD / "lib" / "gordian.so"
    done = gordian.call([f"clang-{gordian.LLVM}", "-g", "-O1", f"-fplugin={plugin}", source, "-o", tmp_path / "own",
                         "-pthread", *link])
    assert done.status == 0, done.errors
    assert gordian.run(tmp_path / "own").status == 66


def test_the_wrapper_shows_the_real_command():
    shown = gordian.gordian("cc", "-show", "-c", "x.c")
    assert shown.status == 0 and "-fplugin=" in shown.output and "x.c" in shown.output


def test_dump_gives_readable_lines(racy_counter, tmp_path):
    gordian.run_bare(racy_counter, log_dir=tmp_path)
    outcome = gordian.gordian("dump", next(tmp_path.glob("*.glog")))
    assert outcome.status == 0 and "race" in outcome.output and len(outcome.output.splitlines()) > 5


# A thread sends under a lock that the receiver has taken on its way, in an order that the run does not show to be forced.
HOLDING = """
#include "step.h"
#include <gordian/chan.hpp>
#include <mutex>
std::mutex stats;
int asked, answered;
int main() {
  gordian::chan<int> questions, done;
  gordian::go([=]() mutable {
    {
      std::lock_guard lock(stats);
      ++answered;
    }
    STEP(1);
    questions.receive();
    step(3);
  });
  gordian::go([=]() mutable {
    STEP(2);
    std::lock_guard lock(stats);
    ++asked;
    questions.send(1);
  });
  step(4);
}
"""


def test_a_lock_held_while_blocking_is_a_note(tmp_path):
    hidden = "#define STEP(n) step(n)\n"
    program = gordian.build_text(hidden + HOLDING, tmp_path, "holding.cpp")
    outcome = gordian.run(program)
    note, = outcome.findings
    assert outcome.status == 0 and (note["kind"], note["severity"], note["certainty"]) == ("lock-held-while-blocking", "note", "candidate")
    assert note["object"]["name"] == "stats" and note["waits"][0]["operation"] == "send" and note["waits"][1]["operation"] == "lock"
    text = gordian.gordian("run", "--", program).errors
    assert "NOTE: Gordian: lock held while blocking" in text
    assert "WARNING" not in text and "SUMMARY" not in text  # what CI greps for

    # Where the run shows that the order is forced there is nothing to tell.
    forced = "#include <semaphore>\nstd::binary_semaphore go(0);\n#define STEP(n) (n == 1 ? go.release() : go.acquire(), step(n))\n"
    outcome = gordian.run(gordian.build_text(forced + HOLDING, tmp_path, "forced.cpp"))
    assert outcome.status == 0 and not outcome.findings, outcome.findings


LOST = """
#include "step.h"
#include <condition_variable>
#include <mutex>
#include <thread>
std::mutex mutex;
std::condition_variable ready;
bool is_ready;
void wait() {
  step(2);
  std::unique_lock lock(mutex);
  ready.wait(lock);
}
void announce() {
  std::unique_lock lock(mutex);
  is_ready = true;
#ifndef UNDER_THE_LOCK
  lock.unlock();
#endif
  ready.notify_one();
}
int main() {
  std::thread waiter(wait);
  announce();
  step(1);
  waiter.join();
}
"""


def test_a_lost_signal_is_explained(tmp_path):
    finding, = gordian.run(gordian.build_text(LOST, tmp_path, "lost.cpp")).findings
    why = " ".join(finding["why"])
    assert finding["kind"] == "deadlock"
    assert "the last signal of 'ready' was made by the main thread in announce before thread 1 began to wait" in why
    assert "'mutex' was not held then" in why
    finding, = gordian.run(gordian.build_text("#define UNDER_THE_LOCK\n" + LOST, tmp_path, "late.cpp")).findings
    why = " ".join(finding["why"])
    assert "the last signal of 'ready' was made by the main thread in announce" in why and "was not held" not in why
    finding, = gordian.run(gordian.build_text(LOST.replace("  announce();", ""), tmp_path, "never.cpp")).findings
    assert "'ready' was never signalled" in " ".join(finding["why"])
