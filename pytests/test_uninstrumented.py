"""Libraries that were not compiled with the plugin: what they order, what of them is seen, and what is ignored."""
import subprocess

import pytest

import gordian

LIBRARY = """
#include <pthread.h>
#include <string.h>
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
void libraryCopy(char *to, const char *from) { memcpy(to, from, 64); __asm__ volatile(""); }
void libraryStore(char *to) { *to = 1; }
void libraryLock(void) { pthread_mutex_lock(&mutex); }
void libraryUnlock(void) { pthread_mutex_unlock(&mutex); }
void libraryCall(void (*function)(void)) { function(); __asm__ volatile(""); }
"""

PROGRAM = """
#include "run.h"
#include "step.h"
void libraryCopy(char *, const char *), libraryStore(char *), libraryLock(void), libraryUnlock(void);
void libraryCall(void (*)(void));
char buffer[64], source[64];
int counter;
static void count(void) { counter++; }
%s
int main(void) { runBoth(first, second); return 0; }
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """libhelper.so, compiled by the plain compiler so that its calls stay calls: no builtins, no tail calls."""
    folder = tmp_path_factory.mktemp("library")
    (folder / "helper.c").write_text(LIBRARY)
    subprocess.run([f"clang-{gordian.LLVM}", "-O1", "-g", "-fPIC", "-fno-builtin", "-shared", folder / "helper.c", "-o",
                    folder / "libhelper.so"], check=True)
    return folder


def build(library, name, threads):
    source = library / f"{name}.c"
    source.write_text(PROGRAM % threads)
    return gordian.build(source, library / name, ["-O1", "-g"],
                         [f"-L{library}", "-lhelper", f"-Wl,-rpath,{library}"])


COPIES = """
static void *first(void *p) { libraryCopy(buffer, source); step(1); return p; }
static void *second(void *p) { step(2); buffer[3] = 1; return p; }
"""


def test_what_a_library_makes_libc_touch_is_seen_and_its_frame_is_marked(library):
    outcome = gordian.run(build(library, "copies", COPIES))
    assert [f["kind"] for f in outcome.findings] == ["data-race"]
    frames = [frame for access in outcome.findings[0]["accesses"] for frame in access["stack"]]
    of_library = [f for f in frames if f["function"] == "libraryCopy"]
    assert of_library and not of_library[0]["instrumented"]
    assert all(f["instrumented"] for f in frames if f["function"] in ("first", "second"))


@pytest.mark.parametrize("options", ({"ignore_libraries": "libother.so;libhelper.so"}, {"ignore_noninstrumented_modules": 1}))
def test_an_option_ignores_what_a_library_makes_libc_touch(library, options):
    outcome = gordian.run(build(library, "copies", COPIES), options=options)
    assert (outcome.status, outcome.findings) == (0, [])


def test_the_option_leaves_other_libraries_alone(library):
    outcome = gordian.run(build(library, "copies", COPIES), options={"ignore_libraries": "libother.so"})
    assert len(outcome.findings) == 1


def test_a_lock_that_a_library_takes_orders(library):
    program = build(library, "locks", """
static void *first(void *p) { libraryLock(); counter++; libraryUnlock(); return p; }
static void *second(void *p) { libraryLock(); counter++; libraryUnlock(); return p; }
""")
    outcome = gordian.run(program)
    assert (outcome.status, outcome.findings) == (0, [])


def test_accesses_of_a_library_are_not_seen(library):
    program = build(library, "stores", """
static void *first(void *p) { libraryStore(buffer); step(1); return p; }
static void *second(void *p) { step(2); buffer[0] = 1; return p; }
""")
    outcome = gordian.run(program)
    assert (outcome.status, outcome.findings) == (0, [])


def test_a_callback_is_the_programs_own_code(library):
    program = build(library, "callbacks", """
static void *first(void *p) { libraryCall(count); step(1); return p; }
static void *second(void *p) { step(2); counter++; return p; }
""")
    findings = gordian.run(program).findings
    assert [f["object"]["name"] for f in findings] == ["counter"]
