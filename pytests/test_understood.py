"""The table of what the runtime understands (runtime/README.md) is true: each row has its program, each name is exported."""
import re

import gordian

README = (gordian.ROOT / "runtime" / "README.md").read_text()
SYMBOLS = set(re.findall(r"^  (\w+);$", (gordian.ROOT / "runtime" / "intercept" / "gordian_rt.syms").read_text(), re.M))


def rows():
    """(what, functions, program) of each row."""
    text = README.split("## What is understood")[1].split("\n## ")[0]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")]
    return [row for row in cells[1:] if not row[0].startswith("---")]


def test_each_row_has_its_program():
    assert len(rows()) > 40
    missing = [row[0] for row in rows() if not (gordian.TESTCASES / row[2].strip("`")).is_file()]
    assert not missing
    programs = [row[2] for row in rows()]
    assert sorted(set(programs)) == sorted(programs), "one program, one row"


def test_each_function_is_exported():
    named = [(row[0], name) for row in rows() for name in re.findall(r"`(\w+)`", row[1]) if not name.startswith("_chk")]
    assert not [pair for pair in named if pair[1] not in SYMBOLS]


UNSEEN = """
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void) {
  pthread_mutexattr_t attributes;
  pthread_mutex_t mutex;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&mutex, &attributes);
  syscall(SYS_io_uring_setup, 0, 0);
  static int count;
  __asm__ volatile("lock; incl %0" : "+m"(count));
  return 0;
}
"""


def test_what_is_not_understood_is_said(tmp_path):
    outcome = gordian.run(gordian.build_text(UNSEEN, tmp_path, "unseen.c"))
    said = " ".join(outcome.report["runs"][0]["unseen"])
    assert "io_uring" in said and "other processes" in said
    assert "unseen.c:13' has inline assembly" in said


BARRIERS = """
int main(void) {
  __asm__ volatile("" ::: "memory");
  __asm__ volatile("pause" ::: "memory");
  unsigned low;
  __asm__ volatile("rdtsc" : "=a"(low) : : "rdx");
  return low == 1;
}
"""


def test_assembly_that_touches_no_memory_is_not_mentioned(tmp_path):
    outcome = gordian.run(gordian.build_text(BARRIERS, tmp_path, "barriers.c"))
    assert not outcome.report["runs"][0]["unseen"]
