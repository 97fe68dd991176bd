"""Which checks the plugin leaves out because another one says as much, and which it must not: functions whose hooks are counted.

Each case is a function, what it must report at -O1, and what it would with every elimination switched off. The cases that
must keep everything are those in which the argument for leaving out (covered_accesses.h, sync_effects.h) does not hold.
"""
import dataclasses

import pytest

from plugin.recording import KEEP_ALL, Compiler, find_plugins

PLUGINS = find_plugins()

PROLOGUE = """
#include <stdatomic.h>
#include <stdlib.h>
void note(const char *);
volatile int x, y;
volatile long wide;
_Atomic int flag;
int *volatile shared;
volatile struct pair { int first, second; } pair;
struct node { struct node *next; volatile int value; };
static struct node nodes[3] = {{&nodes[1]}, {&nodes[2]}, {0}};
#define QUIET __attribute__((noinline))
QUIET static int quiet(int n) { return n ? quiet(n - 1) + y : y; }
QUIET static int quiet_by_turns(int n);
QUIET static int other_turn(int n) { return n ? quiet_by_turns(n - 1) : y; }
QUIET static int quiet_by_turns(int n) { return n ? other_turn(n - 1) : y; }
QUIET static void loud(int n) { if (n > 100) note("never"); }
QUIET static void calls_loud(int n) { loud(n); }
QUIET static int stores_release(int n) { if (n > 100) atomic_store_explicit(&flag, n, memory_order_release); return n; }
__attribute__((weak)) int replaceable(int n) { return n + 1; }
QUIET static int by_pointer(int n) { return n + 2; }
int (*volatile pointer)(int) = by_pointer;
"""


@dataclasses.dataclass
class Case:
    name: str
    body: str  # of a function of int n, which is 1
    kept: str  # r and w for each read and write that it reports itself
    all: str  # the same without eliminations


CASES = [
    # A check covers what follows it.
    Case("same_read", "x;\n x;", "r", "rr"),
    Case("read_after_write", "x = 1;\n x;", "w", "wr"),
    Case("write_after_read_stays", "x;\n x = 1;", "rw", "rw"),
    Case("part_of_what_was_read", "x;\n *(volatile char *)&x;", "r", "rr"),
    Case("more_than_was_read_stays", "*(volatile int *)&wide;\n wide;", "rr", "rr"),
    Case("neighbour_stays", "pair.first;\n pair.second;", "rr", "rr"),
    Case("second_half", "wide;\n ((volatile int *)&wide)[1];", "r", "rr"),
    Case("on_both_ways", "if (n) x = 1; else x = 2;\n x;", "w", "wr"),
    Case("weaker_on_one_way", "if (n) x = 1; else y = x;\n x;", "w", "wr"),
    Case("on_one_way_only_stays", "if (n) x;\n x;", "rr", "rr"),
    Case("behind_a_loop", "x;\n for (int i = 0; i < n; i++) y = i;\n x;", "rw", "rwr"),
    Case("another_address_each_time_stays", "for (struct node *at = nodes; at; at = at->next) at->value;", "rrrrrr", "rrrrrr"),
    # Only a release ends it.
    Case("call_of_unknown_code_stays", "x; note(\"\");\n x;", "rr", "rr"),
    Case("release_store_stays", "x; atomic_store_explicit(&flag, 1, memory_order_release);\n x;", "rr", "rr"),
    Case("release_update_stays", "x; atomic_fetch_add_explicit(&flag, 1, memory_order_acq_rel);\n x;", "rr", "rr"),
    Case("release_fence_stays", "x; atomic_thread_fence(memory_order_release);\n x;", "rr", "rr"),
    Case("release_on_one_way_stays", "x; if (n) atomic_store(&flag, 1);\n x;", "rr", "rr"),
    Case("release_in_a_loop_stays", "x; for (int i = 0; i < n; i++) atomic_store(&flag, i);\n x;", "rr", "rr"),
    Case("relaxed_store", "x; atomic_store_explicit(&flag, 1, memory_order_relaxed);\n x;", "r", "rr"),
    Case("acquire_load", "x; atomic_load_explicit(&flag, memory_order_acquire);\n x;", "r", "rr"),
    Case("assembly_stays", "x; __asm__ volatile(\"\" ::: \"memory\");\n x;", "rr", "rr"),
    # Functions of the file.
    Case("quiet_function", "x; quiet(n);\n x;", "r", "rr"),
    Case("functions_that_call_each_other", "x; quiet_by_turns(n);\n x;", "r", "rr"),
    Case("function_that_calls_out_stays", "x; calls_loud(n);\n x;", "rr", "rr"),
    Case("function_that_releases_stays", "x; stores_release(n);\n x;", "rr", "rr"),
    Case("function_that_can_be_replaced_stays", "x; replaceable(n);\n x;", "rr", "rr"),
    Case("function_by_pointer_stays", "x; pointer(n);\n x;", "rrr", "rrr"),
    # A write covers the read before it.
    Case("read_and_write_of_one_line", "x = x + 1;", "w", "rw"),
    Case("read_and_write_of_two_lines_stay", "int v = x;\n x = v + 1;", "rw", "rw"),
    Case("write_on_one_way_only_stays", "int v = x; if (v == n) x = 1;", "r", "r"),
    Case("acquire_between_stays", "int v = x; atomic_load_explicit(&flag, memory_order_acquire); x = v;", "rw", "rw"),
    Case("release_between_stays", "int v = x; atomic_store_explicit(&flag, 1, memory_order_release); x = v;", "rw", "rw"),
    Case("may_not_return_between_stays", "int v = x; if (v > 100) abort(); x = v;", "rw", "rw"),
    Case("narrower_write_stays", "int v = x; *(volatile char *)&x = (char)v;", "rw", "rw"),
    # Heap blocks.
    Case("block_that_never_escapes", "volatile int *p = malloc(4); if (!p) return; *p = n;\n *p;\n free((void *)p);", "", "wr"),
    Case("block_that_escapes_later_stays", "int *p = malloc(4); *(volatile int *)p = n; shared = p;", "ww", "ww"),
    Case("block_that_is_passed_on_stays", "int *p = malloc(4); *(volatile int *)p = n; note((char *)p);", "w", "w"),
]


def program():
    functions = [f"__attribute__((noinline)) void {case.name}(int n) {{\n {case.body}\n }}" for case in CASES]
    calls = " ".join(f"{case.name}(n);" for case in CASES)
    return PROLOGUE + "\n".join(functions) + f"\nint main(int n, char **words) {{ (void)words; {calls} return 0; }}\n"


def reported(run, case):
    return "".join({"read": "r", "write": "w"}[e.hook] for e in run.of("read", "write", function=case.name))


@pytest.fixture(scope="module", params=sorted(PLUGINS), ids=lambda version: f"clang{version}")
def runs(request, tmp_path_factory):
    """The program with all eliminations and with none."""
    clang = Compiler(request.param, PLUGINS[request.param], tmp_path_factory.mktemp("eliminations"))
    flags = ["-O1", "-g", "-w", "-fplugin-arg-gordian-inline-checks=0", "-fverify-intermediate-code"]
    return (clang.run(program(), *flags, language="c"), clang.run(program(), *flags, *KEEP_ALL, language="c"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_checks_that_stay(runs, case):
    eliminated, plain = runs
    assert reported(plain, case) == case.all
    assert reported(eliminated, case) == case.kept
