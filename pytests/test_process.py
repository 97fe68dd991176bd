"""A verdict outlives every way in which a process can end, and belongs to the process that earned it."""
import signal

import pytest

import gordian

HEAD = """#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "step.h"
int counter;
static void *first(void *p) { counter = 1; step(1); return p; }
static void race(void) {
  pthread_t t;
  pthread_create(&t, 0, first, 0);
  step(2);
  counter = 2;
  pthread_join(t, 0);
}
"""

ENDS = {
    "return": "return 0;", "exit": "exit(0);", "underscore_exit": "_exit(0);", "capital_exit": "_Exit(0);",
    "quick_exit": "quick_exit(0);", "pthread_exit": "pthread_exit(0);",
}
DEATHS = {
    "abort": ("abort();", signal.SIGABRT), "null_pointer": ("*(volatile int *)0 = 1;", signal.SIGSEGV),
    "terminated": ("raise(SIGTERM);", signal.SIGTERM), "killed": ("kill(getpid(), SIGKILL);", signal.SIGKILL),
    "trap": ("__builtin_trap();", signal.SIGILL),
}


def build(tmp_path, body, name="program.c"):
    return gordian.build_text(HEAD + body, tmp_path, name)


@pytest.mark.parametrize("end", ENDS)
def test_every_exit_gives_the_verdict(end, tmp_path):
    program = build(tmp_path, "int main(void) { race(); " + ENDS[end] + " }")
    outcome = gordian.run(program)
    assert [f["kind"] for f in outcome.findings] == ["data-race"]
    assert outcome.status == gordian.FOUND
    bare = gordian.run_bare(program, log_dir=tmp_path)
    assert bare.status == gordian.FOUND and "counter" in bare.errors


@pytest.mark.parametrize("end", ENDS)
def test_every_exit_of_a_clean_program_keeps_its_status(end, tmp_path):
    code = ENDS[end].replace("(0)", "(7)").replace("return 0", "return 7")
    if end == "pthread_exit":
        code = ENDS[end]
    program = build(tmp_path, "int main(void) { " + code + " }")
    assert gordian.run_bare(program, log_dir=tmp_path).status == (0 if end == "pthread_exit" else 7)


@pytest.mark.parametrize("death", DEATHS)
def test_every_death_leaves_the_verdict(death, tmp_path):
    code, number = DEATHS[death]
    program = build(tmp_path, "int main(void) { race(); " + code + " return 0; }")
    outcome = gordian.run(program)
    assert [f["kind"] for f in outcome.findings] == ["data-race"]
    assert outcome.status == gordian.FOUND
    assert outcome.report["runs"][0]["ended"] in ("signal", "killed")
    assert gordian.run_bare(program, log_dir=tmp_path).status in (-number, gordian.FOUND)
    assert gordian.report(tmp_path).status == gordian.FOUND


def test_a_clean_crash_stays_a_crash(tmp_path):
    program = build(tmp_path, "int main(void) { abort(); }")
    assert gordian.run_bare(program, log_dir=tmp_path).status == -signal.SIGABRT


def test_exit_handlers_are_checked_too(tmp_path):
    program = build(tmp_path, "int main(void) { atexit(race); return 0; }")
    assert gordian.run(program).status == gordian.FOUND


def test_constructors_are_checked_too(tmp_path):
    program = build(tmp_path, "__attribute__((constructor)) static void early(void) { race(); } int main(void) { return 0; }")
    assert gordian.run(program).status == gordian.FOUND


def test_parent_and_child_have_a_log_each(tmp_path):
    program = build(tmp_path, """int main(void) {
      if (fork() == 0) { race(); exit(0); }
      int status; wait(&status);
      return WEXITSTATUS(status) == 66 ? 0 : 1; }""")
    outcome = gordian.run_bare(program, log_dir=tmp_path)
    assert outcome.status == 0, outcome.errors
    report = gordian.report(tmp_path)
    assert [f["kind"] for f in report.findings] == ["data-race"]


def test_findings_of_a_child_fail_the_run(tmp_path):
    program = build(tmp_path, """int main(void) {
      if (fork() == 0) { race(); exit(0); }
      wait(0);
      return 0; }""")
    outcome = gordian.run(program)
    assert outcome.status == gordian.FOUND and len(outcome.report["runs"]) == 2


def test_fork_from_one_of_many_threads(tmp_path):
    program = build(tmp_path, """
    static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
    static void *busy(void *p) {
      for (int i = 0; i < 20000; i++) { pthread_mutex_lock(&m); counter++; free(malloc(i % 500)); pthread_mutex_unlock(&m); }
      return p; }
    int main(void) {
      pthread_t t[3];
      for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, busy, 0);
      for (int i = 0; i < 20; i++) {
        pid_t child = fork();
        if (child == 0) { free(malloc(10)); _exit(3); }
        int status; waitpid(child, &status, 0);
        if (WEXITSTATUS(status) != 3) return 1; }
      for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
      return 0; }""")
    outcome = gordian.run(program)
    assert outcome.status == 0, outcome.errors


def test_exec_keeps_what_was_found_before(tmp_path):
    program = build(tmp_path, """int main(int c, char **v) {
      if (c > 1) return 0;
      race(); execl(v[0], v[0], "again", (char *)0); return 1; }""")
    outcome = gordian.run(program)
    assert outcome.status == gordian.FOUND and [f["kind"] for f in outcome.findings] == ["data-race"]


def test_exec_of_a_foreign_program(tmp_path):
    program = build(tmp_path, 'int main(void) { race(); execlp("true", "true", (char *)0); return 1; }')
    assert gordian.run(program).status == gordian.FOUND


def test_system_and_popen_work(tmp_path):
    program = build(tmp_path, """int main(void) {
      if (system("exit 4") != 4 << 8) return 1;
      FILE *f = popen("echo 17", "r"); int n = 0;
      if (fscanf(f, "%d", &n) != 1) return 2;
      pclose(f);
      return n - 17; }""")
    assert gordian.run(program).status == 0


def test_a_handler_in_the_middle_of_everything(tmp_path):
    program = build(tmp_path, """#include <sys/time.h>
    static volatile sig_atomic_t ticks;
    static void tick(int n) { (void)n; ticks++; }
    int main(void) {
      struct itimerval every = {{0, 300}, {0, 300}};
      signal(SIGALRM, tick); setitimer(ITIMER_REAL, &every, 0);
      while (ticks < 300) { free(malloc(100)); race_free(); }
      return 0; }""".replace("race_free();", ""))
    outcome = gordian.run(program)
    assert outcome.status == 0, outcome.errors


def test_a_bare_run_fails_for_a_deadlock_that_it_escaped(tmp_path):
    """The runtime sees no deadlock that did not happen: it must know when to ask the analyzer."""
    locks = HEAD + """
pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;
static int in_one_order;
static void *both(void *is_later) {
  pthread_mutex_t *first = is_later && !in_one_order ? &right : &left, *other = first == &left ? &right : &left;
  if (is_later) step(2);
  pthread_mutex_lock(first); pthread_mutex_lock(other);
  pthread_mutex_unlock(other); pthread_mutex_unlock(first);
  if (!is_later) step(1);
  return is_later;
}
int main(int c, char **v) {
  pthread_t one, two;
  in_one_order = c > 1;
  pthread_create(&one, 0, both, 0);
  pthread_create(&two, 0, both, &two);
  pthread_join(one, 0); pthread_join(two, 0);
  return 0;
}
"""
    program = gordian.build_text(locks, tmp_path, "locks.c")
    escaped = gordian.run_bare(program, log_dir=tmp_path / "logs")
    assert escaped.status == gordian.FOUND and "lock order inversion" in escaped.errors
    in_one_order = gordian.run_bare(program, "same", log_dir=tmp_path / "clean")
    assert in_one_order.status == 0 and in_one_order.errors == "" and not list((tmp_path / "clean").glob("*"))
