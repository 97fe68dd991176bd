"""What all tests share: the built command, and the two totals of the test programs."""
import os

import pytest

import gordian


class CaseTotals:
    """Cases looked at, and false alarms and misses among them: never one number."""

    def __init__(self):
        self.cases = self.false_alarms = self.misses = self.faults = 0

    def add(self, verdict):
        self.cases += 1
        self.false_alarms += bool(verdict.false_alarms)
        self.misses += bool(verdict.misses)
        self.faults += bool(verdict.faults)


_totals = CaseTotals()


@pytest.fixture(scope="session")
def case_totals():
    return _totals


def pytest_sessionstart(session):
    if not session.config.option.collectonly and not gordian.COMMAND.exists():
        pytest.exit(f"'{gordian.COMMAND}' is not there: run ./dev build first, or set GORDIAN_BUILD", returncode=2)


def pytest_terminal_summary(terminalreporter):
    if _totals.cases:
        terminalreporter.write_line(
            f"test programs: {_totals.cases} runs, {_totals.false_alarms} with false alarms, {_totals.misses} with misses, "
            f"{_totals.faults} otherwise wrong")


@pytest.fixture(scope="session", autouse=True)
def own_temporary_folder(tmp_path_factory):
    """Logs that are kept because something was found lie in pytest's own folder, which goes by itself."""
    os.environ["TMPDIR"] = str(tmp_path_factory.mktemp("logs"))


@pytest.fixture(scope="session")
def racy_counter(tmp_path_factory):
    """A compiled program with one race, on `counter` in line 3; with an argument its own status is 5."""
    return gordian.build_text(RACY, tmp_path_factory.mktemp("racy"), "racy.c")


@pytest.fixture(scope="session")
def clean_program(tmp_path_factory):
    """A compiled program without a bug; with an argument its own status is 5."""
    return gordian.build_text(CLEAN, tmp_path_factory.mktemp("clean"), "clean.c")


RACY = """#include <pthread.h>
int counter;
void *bump(void *p) { for (int i = 0; i < 1000; i++) counter++; return p; }
int main(int c, char **v) {
  (void)v;
  pthread_t t;
  pthread_create(&t, 0, bump, 0);
  bump(0);
  pthread_join(t, 0);
  return c > 1 ? 5 : 0;
}
"""

CLEAN = """#include <pthread.h>
#include <stdio.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
int counter;
void *bump(void *p) { pthread_mutex_lock(&m); counter++; pthread_mutex_unlock(&m); return p; }
int main(int c, char **v) {
  (void)v;
  pthread_t t;
  pthread_create(&t, 0, bump, 0);
  bump(0);
  pthread_join(t, 0);
  printf("counter is %d\\n", counter);
  return c > 1 ? 5 : 0;
}
"""
