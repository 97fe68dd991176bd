"""What the plugin marks, and what it leaves out: programs run against a runtime that records the calls."""
import pytest

from plugin.recording import KEEP_ALL, Compiler, find_plugins

PLUGINS = find_plugins()
assert PLUGINS, "no gordian.so: build it first, or set GORDIAN_PLUGIN"


@pytest.fixture(params=sorted(PLUGINS), ids=lambda version: f"clang{version}")
def clang(request, tmp_path):
    return Compiler(request.param, PLUGINS[request.param], tmp_path, KEEP_ALL)


LEVELS = ["-O0", "-O1", "-O2", "-O3"]

# ---- Plain accesses -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_read_and_write_of_one_expression_have_both_sites(clang, level):
    run = clang.run("int counter; int main() { counter++; return 0; }", level)
    read, write = run.of("read", "write", expression="counter")
    assert (read.hook, write.hook) == ("read", "write")
    assert read.address == write.address and read.size == write.size == 4
    assert read.site.kind == "read" and write.site.kind == "write"


@pytest.mark.parametrize("type_, hook, size", [
    ("char", "write", 1), ("short", "write", 2), ("int", "write", 4), ("double", "write", 8), ("__int128", "write", 16),
    ("long double", "write_range", 10),
    ("float __attribute__((vector_size(16)))", "write", 16),
    ("float __attribute__((vector_size(32)))", "write_range", 32)])
def test_every_size_has_its_hook(clang, type_, hook, size):
    run = clang.run(f"typedef {type_} T; volatile T x; void set(T v) {{ x = v; }}"
                    "int main() { T v; __builtin_memset(&v, 0, sizeof v); set(v); return 0; }", "-O1", language="c")
    event, = [e for e in run.events if e.hook.startswith("write") and e.site and e.site.expression == "x"]
    assert (event.hook, event.size) == (hook, size)


def test_unaligned_access_is_marked(clang):
    run = clang.run("struct __attribute__((packed)) P { char c; int i; }; alignas(4) P p; int main() { p.i = 1; return 0; }", "-O1")
    event, = run.of("write", expression="p.i")
    assert event.size == 4 and int(event.address, 16) % 4 == 1


def test_bit_field_touches_its_storage_unit(clang):
    run = clang.run("struct B { unsigned a : 3, b : 5; }; B b; int main() { b.b = 2; return 0; }", "-O0")
    assert [(e.hook, e.size) for e in run.of("read", "write", expression="b.b")] == [("read", 1), ("write", 1)]


def test_memory_intrinsics_are_ranges(clang):
    run = clang.run("struct S { char c[100]; } a, b; int main() { a = b; __builtin_memset(&b, 1, sizeof b); return 0; }",
                    "-O1", language="c")
    ranges = [(e.hook, e.size, e.site.expression) for e in run.of("read_range", "write_range")]
    assert ranges == [("read_range", 100, "b"), ("write_range", 100, "a"), ("write_range", 100, "b")]


def test_memset_that_the_optimizer_makes_is_a_range(clang):
    run = clang.run("char a[1000]; int main() { for (int i = 0; i < 1000; i++) a[i] = 0; return 0; }", "-O2")
    assert [e.size for e in run.of("write_range")] == [1000]


def test_masked_access_reports_only_lanes_that_are_on(clang):
    source = clang.write("masked.cpp", """
        int a[8], b[8], c[8];
        extern "C" void note(const char *);
        __attribute__((noinline)) void copy(int *__restrict to, int *__restrict from, int *__restrict on, int n) {
          #pragma clang loop vectorize(enable) interleave_count(1) vectorize_width(8)
          for (int i = 0; i < n; i++) if (on[i]) to[i] = from[i] + 1;
        }
        int main() { c[1] = c[5] = 1; note("begin"); copy(a, b, c, 8); note("end"); return 0; }""")
    run = clang.execute(clang.link([clang.compile(source, "-O3", "-mavx2")]))
    lanes = [e for e in run.between("begin", "end") if e.hook == "write_range"]
    assert [e.size for e in lanes] == [0, 4, 0, 0, 0, 4, 0, 0]
    addresses = [int(e.address, 16) for e in lanes]
    assert [b - a for a, b in zip(addresses, addresses[1:])] == [4] * 7


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_vptr_accesses_have_hooks_of_their_own(clang, level):
    run = clang.run("""
        struct Base { virtual ~Base() {} virtual int f() { return 1; } };
        struct Derived : Base { int f() override { return 2; } };
        Base *volatile made;
        int main() { made = new Derived; Base *base = made; int n = base->f(); delete base; return n - 2; }""", level)
    assert run.of("vptr_write") and run.of("vptr_read")
    assert all(e.site.kind == "vptr" for e in run.of("vptr_write", "vptr_read"))


def test_structure_passed_on_the_stack_is_read_by_the_caller(clang):
    run = clang.run("""
        struct S { long v[8]; } s;
        __attribute__((noinline)) long first(struct S t) { return t.v[0]; }
        extern void note(const char *);
        int main(void) { note("begin"); long n = first(s); note("end"); return n; }""", "-O2", language="c")
    reads = [e for e in run.between("begin", "end") if e.hook == "read_range"]
    assert [e.size for e in reads] == [64]


def test_va_arg_reads_what_escaped(clang):
    run = clang.run("""
        #include <stdarg.h>
        int total;
        __attribute__((noinline)) void add(int n, ...) {
          va_list l; va_start(l, n); while (n--) total += va_arg(l, int); va_end(l);
        }
        int main(void) { add(3, 1, 2, 3); return total - 6; }""", "-O0", language="c")
    assert len(run.of("write", expression="total")) == 3

# ---- What is left out -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_local_that_never_escapes_is_left_out_and_escaping_one_is_not(clang, level):
    run = clang.run("""
        int *escaped;
        int main() { volatile int kept = 1; volatile int sent = 2; escaped = (int *)&sent; sent = 3; return kept - 1; }
        """, level)
    assert not run.of("read", "write", expression="kept")
    assert run.of("write", expression="sent")


def test_constants_are_left_out(clang):
    run = clang.run("const volatile int table[3] = {1, 2, 0}; int main(int n, char **) { return table[n + 1]; }", "-O1")
    assert not run.of("read")


@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize("attribute", ["__attribute__((no_sanitize(\"thread\")))", "__attribute__((no_sanitize_thread))"])
def test_no_sanitize_thread_keeps_atomics_and_frames(clang, level, attribute):
    run = clang.run(f"""
        int quiet, loud; int atom;
        {attribute} static void f() {{ quiet = 1; __atomic_store_n(&atom, 1, __ATOMIC_RELEASE); }}
        int main() {{ f(); loud = 1; return 0; }}""", level)
    assert not run.of("write", expression="quiet") and run.of("write", expression="loud")
    assert len(run.of("atomic_store_end")) == 1
    assert any(e.depth == 1 for e in run.of("function_enter")), "f must not be inlined into main"


@pytest.mark.parametrize("level", ["-O0", "-O2"])
@pytest.mark.parametrize("attribute", ["[[gordian::ignore]]", "__attribute__((gordian_ignore))"])
def test_ignore_leaves_out_memory_and_keeps_frames_and_places(clang, level, attribute):
    run = clang.run(f"""
        #include <pthread.h>
        int quiet, loud; int atom; pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
        inline void callee() {{ quiet = 2; }}
        {attribute} static void f() {{
          quiet = 1; __atomic_store_n(&atom, 1, __ATOMIC_RELEASE); pthread_mutex_lock(&m); callee();
        }}
        int main() {{ f(); loud = 1; return 0; }}""", level)
    assert [e.site.function for e in run.of("write", expression="quiet")] == ["callee()"]
    assert run.of("write", expression="loud")
    assert not run.of("atomic_store_end", "atomic_begin")
    assert run.of("at", expression="m", function="f()")
    assert any(e.depth == 1 for e in run.of("function_enter"))


def test_disable_sanitizer_instrumentation_leaves_out_everything(clang):
    run = clang.run("""
        int quiet, loud; int atom;
        __attribute__((disable_sanitizer_instrumentation)) void f() {
          quiet = 1; __atomic_store_n(&atom, 1, __ATOMIC_RELEASE);
        }
        int main() { f(); loud = 1; return 0; }""", "-O2")
    assert not run.of("write", expression="quiet") and not run.of("atomic_store_end")
    assert run.of("write", expression="loud")


@pytest.mark.parametrize("entry", ["fun:*quiet*", "src:*program.cpp", "global:hidden", "[thread]\nfun:*quiet*",
                                   "[gordian]\nfun:*quiet*", "[address]\nfun:*quiet*"])
def test_ignorelist(clang, entry):
    listed = clang.write("list.txt", entry + "\n")
    run = clang.run("int hidden, seen; void quiet() { hidden = 1; } int main() { quiet(); seen = 1; return 0; }", "-O0",
                    f"-fplugin-arg-gordian-ignorelist={listed}")
    assert bool(run.of("write", expression="hidden")) == entry.startswith("[address]")
    assert bool(run.of("write", expression="seen")) == (not entry.startswith("src:"))


def test_checks_sync_leaves_out_accesses_only(clang):
    run = clang.run("int x; int a; int main() { x = 1; __atomic_store_n(&a, 1, 0); return 0; }", "-O0",
                    "-fplugin-arg-gordian-checks=sync")
    assert not run.of("write") and run.of("atomic_store_end") and run.of("function_enter")


def test_checks_sync_marks_frames_only_where_something_synchronises(clang):
    run = clang.run("""
        int x; void note(const char *);
        __attribute__((noinline)) void quiet(int n) { x = n; }
        __attribute__((noinline)) void calls_quiet(int n) { quiet(n); quiet(n); }
        __attribute__((noinline)) void loud(int n) { calls_quiet(n); note("here"); }
        int main(int n, char **words) { calls_quiet(n); loud(n); return 0; }""",
                    "-O1", "-fplugin-arg-gordian-checks=sync", "-fplugin-arg-gordian-look-into-functions=1", language="c")
    assert [e.hook for e in run.events if e.hook.startswith("function_")] == ["function_enter"] * 2 + ["function_exit"] * 2

# ---- Atomics --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_atomics_are_bracketed_with_their_orders(clang, level):
    run = clang.run("""
        long x;
        int main() {
          long e = 0, f = 9;
          __atomic_load_n(&x, __ATOMIC_ACQUIRE);
          __atomic_store_n(&x, 0, __ATOMIC_RELAXED);
          __atomic_fetch_add(&x, 0, __ATOMIC_ACQ_REL);
          __atomic_compare_exchange_n(&x, &e, 1, 0, __ATOMIC_SEQ_CST, __ATOMIC_ACQUIRE);
          __atomic_compare_exchange_n(&x, &f, 2, 0, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
          __atomic_thread_fence(__ATOMIC_SEQ_CST);
          __atomic_signal_fence(__ATOMIC_SEQ_CST);
          return x != 1;
        }""", level, "-std=c++20")
    got = [(e.hook, e.values.get("order")) for e in run.events if e.hook.startswith("atomic")]
    begin = ("atomic_begin", None)
    assert got == [begin, ("atomic_load_end", 2), begin, ("atomic_store_end", 0), begin, ("atomic_rmw_end", 4), begin,
                   ("atomic_cas_end", 5), begin, ("atomic_cas_end", 3), ("atomic_fence", 5)]
    exchanges = run.of("atomic_cas_end")
    assert [(e.failure, e.ok) for e in exchanges] == [(2, 1), (0, 0)]
    assert {e.site.expression for e in run.events if e.hook.endswith("_end")} == {"x"}


@pytest.mark.parametrize("standard, language, bit", [("c++17", "cpp", 8), ("c++20", "cpp", 0), ("c++23", "cpp", 0),
                                                     ("c11", "c", 8), ("c23", "c", 8), ("c++11", "cpp", 8)])
def test_stores_say_whether_they_continue_release_sequences(clang, standard, language, bit):
    run = clang.run("int x; int main(void) { __atomic_store_n(&x, 1, __ATOMIC_RELAXED); return 0; }", "-O1",
                    f"-std={standard}", language=language)
    assert [e.order for e in run.of("atomic_store_end")] == [bit]


def test_std_atomic_has_the_users_name(clang):
    for level in ("-O0", "-O2"):
        run = clang.run("""
            #include <atomic>
            struct S { std::atomic<int> hits; std::atomic<bool> ready; } s;
            int main() { s.hits.fetch_add(1); s.hits++; s.ready = true; return s.hits.load() - 2; }""", level)
        if level == "-O2":
            assert [e.site.expression for e in run.of("atomic_rmw_end", "atomic_store_end", "atomic_load_end")] == [
                "s.hits", "s.hits", "s.ready", "s.hits"]
        assert [e.size for e in run.of("atomic_begin")] == [4, 4, 1, 4]


def test_libatomic_calls_are_bracketed(clang):
    run = clang.run("""
        struct S { char c[24]; } a, b;
        int main() { __atomic_load(&a, &b, __ATOMIC_ACQUIRE); __atomic_store(&a, &b, __ATOMIC_RELEASE); return 0; }""",
                    "-O1", "-std=c++20", link_flags=["-l:libatomic.so.1"])
    assert [(e.hook, e.size) for e in run.events if e.hook.startswith("atomic")] == [
        ("atomic_begin", 24), ("atomic_load_end", 24), ("atomic_begin", 24), ("atomic_store_end", 24)]
    assert [e.order for e in run.of("atomic_load_end", "atomic_store_end")] == [2, 3]

# ---- Functions ------------------------------------------------------------------------------------------------------


def depths(run):
    """The stack's depth after the last event of the main thread."""
    depth = 0
    for event in run.events:
        if event.hook == "function_enter":
            assert event.depth == depth, run.output
            depth += 1
        elif event.hook == "function_exit":
            assert event.depth <= depth, run.output
            depth = event.depth
        elif event.hook == "function_unwind":
            depth = event.depth + 1
    return depth


@pytest.mark.parametrize("level", LEVELS)
def test_frames_are_right_through_exceptions(clang, level):
    run = clang.run("""
        int x; struct Guard { ~Guard() { x++; } };
        __attribute__((noinline)) void deep(int n) { Guard g; if (n == 0) throw 1; deep(n - 1); }
        __attribute__((noinline)) void plain(int n) { x++; deep(n); x++; }
        int main() { for (int i = 0; i < 3; i++) try { plain(i); } catch (int) { x++; } return x != 12; }""", level)
    assert run.of("function_unwind")
    assert depths(run) == 0


@pytest.mark.parametrize("level", LEVELS)
def test_frames_are_right_through_longjmp(clang, level):
    run = clang.run("""
        #include <setjmp.h>
        jmp_buf place; volatile int x;
        __attribute__((noinline)) void deep(int n) { x++; if (n == 0) longjmp(place, 1); deep(n - 1); x++; }
        int main(void) { if (setjmp(place) == 0) deep(5); x++; return x != 7; }""", level, language="c")
    unwinds = run.of("function_unwind")
    assert [e.depth for e in unwinds] == [0, 0] and unwinds[1].lost >= 1
    assert depths(run) == 0


@pytest.mark.parametrize("level", LEVELS)
def test_tail_calls_exit_once(clang, level):
    run = clang.run("""
        int x;
        __attribute__((noinline)) int odd(int n);
        __attribute__((noinline)) int even(int n) { x++; if (n == 0) return 1; [[clang::musttail]] return odd(n - 1); }
        __attribute__((noinline)) int odd(int n) { x++; return n == 0 ? 0 : even(n - 1); }
        int main() { return !even(100); }""", level)
    assert depths(run) == 0
    assert max(e.depth for e in run.of("function_enter")) <= 100
    assert len(run.of("function_enter")) == len(run.of("function_exit")) == 102


def test_return_address_lies_in_the_caller(clang):
    run = clang.run("""
        int x; extern "C" __attribute__((noinline)) void callee() { x++; }
        extern "C" __attribute__((noinline)) void caller() { callee(); x++; }
        int main() { caller(); return 0; }""", "-O2")
    assert [e.caller for e in run.of("function_enter")][1:] == ["main", "caller"]


def test_functions_with_nothing_to_say_are_left_alone(clang):
    run = clang.run("__attribute__((noinline)) int twice(int n) { return 2 * n; } int main(int n, char **)"
                    "{ return twice(n) - 2; }", "-O2")
    assert len(run.of("function_enter")) == 1

# ---- Places of synchronisation --------------------------------------------------------------------------------------


def places(run):
    return [(e.site.expression, [f for f in e.site.frames if f.function.startswith("main")][0].line)
            for e in run.of("at")]


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_locks_are_called_what_the_user_calls_them(clang, level):
    run = clang.run("""#include <mutex>
        struct S { std::mutex m; } s; std::mutex first, second;
        #include <pthread.h>
        pthread_mutex_t raw = PTHREAD_MUTEX_INITIALIZER;
        int main() {
          first.lock();
          { std::lock_guard<std::mutex> g(second); }
          { std::unique_lock g(s.m); }
          pthread_mutex_lock(&raw);
          return 0;
        }""", level, "-std=c++20")
    named = [place for place in places(run) if place[0]]
    assert [p for p in named if p[0] != "g"] == [("first", 6), ("second", 7), ("s.m", 8), ("raw", 9)]


@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_library_calls_are_named_in_the_users_frame(clang, level):
    run = clang.run("""
        extern "C" void __gordian_chan_send(const void *, void *, unsigned long, unsigned long);
        namespace gordian {
        template <class T> struct chan { T last; void send(T v) { put(v); }
          void put(T v) { last = v; __gordian_chan_send(this, nullptr, 0, 1); } };
        }
        struct Pool { gordian::chan<int> jobs; } pool;
        int main() { pool.jobs.send(1); return 0; }""", level)
    event, = run.of("at")
    assert event.site.expression == "pool.jobs"
    assert event.site.frames[-1].function == "main()"
    position = run.events.index(event)
    assert any(e.hook == "chan_send" for e in run.events[position:])


def test_heap_calls_have_places(clang):
    run = clang.run("""
        #include <stdlib.h>
        int main() { void *volatile p = malloc(3); free(p); int *volatile q = new int; delete q; return 0; }""", "-O1")
    assert len(run.of("at")) == 4 and all(e.site.line == 3 for e in run.of("at"))

# ---- The site table -------------------------------------------------------------------------------------------------


EXPRESSIONS = """
struct Inner { int x; int a[4]; };
struct Job { int state; Inner inner; Inner *next; };
Job global, *job = &global; int array[10]; int *pointer = array; Inner table[3];
struct Counter { int hits; Job j; Inner *p; void add(int n) {
  hits += n;
  j.inner.x = n;
  p->a[n] = n;
} } c;
thread_local int local;
namespace space { int value; }
template <class T> void store(T &place, T value) {
  place = value;
}
int main(int argc, char **) {
  volatile int i = argc;
  c.p = &global.inner; global.next = &table[1];
  job->state = 1;
  global.state = 2;
  global.inner.x = 3;
  job->inner.a[i] = 4;
  array[i] += 5;
  *pointer = 6;
  pointer[i] = 7;
  job->next->x = 8;
  table[i].x = 9;
  local = 10;
  space::value = 11;
  c.add(1);
  store(array[3], 4);
  return 0;
}
"""
NAMES = {"hits": ("Counter::hits", "int"), "j.inner.x": ("Counter::j", "int"), "p->a[n]": ("Counter::p", "int"),
         "job->state": ("job", "int"), "global.state": ("global", "int"), "global.inner.x": ("global", "int"),
         "job->inner.a[i]": ("job", "int"), "array[i]": ("array", "int"), "*pointer": ("pointer", "int"),
         "pointer[i]": ("pointer", "int"), "job->next->x": ("job", "int"), "table[i].x": ("table", "int"),
         "local": ("local", "int"), "space::value": ("value", "int"), "place": ("place", "int")}


@pytest.mark.parametrize("level", ["-O0", "-O1"])
@pytest.mark.parametrize("debug", ["-g0", "-g", "-gline-tables-only"])
def test_expressions_have_their_field_paths(clang, level, debug):
    run = clang.run(EXPRESSIONS, level, debug)
    written = {e.site.expression: e.site for e in run.of("write") if e.size == 4}
    missing = set(NAMES) - set(written)
    assert not missing, (missing, sorted(written))
    assert {name: (written[name].variable, written[name].type) for name in NAMES} == NAMES


def test_declarations_are_placed(clang):
    run = clang.run(EXPRESSIONS, "-O0")
    declared = {e.site.expression: e.site.declared_line for e in run.of("write") if e.site}
    assert declared["job->state"] == 4 and declared["hits"] == 5 and declared["local"] == 10


def test_functions_are_named_as_people_write_them(clang):
    run = clang.run("""
        namespace n { struct Counter { int hits; void add(int n, const char *) { hits += n; } }; }
        template <class T> struct Box { T value; void set(T v) { value = v; } };
        n::Counter c; Box<long> box; int x;
        int main() { c.add(1, ""); box.set(2); [] { x = 1; }(); return 0; }""", "-O0")
    functions = {e.site.expression: e.site.function for e in run.of("write") if e.site.expression in ("hits", "value", "x")}
    assert functions == {"hits": "n::Counter::add(int, const char *)", "value": "Box<long>::set(long)",
                         "x": "main()::{lambda()}"}
    run = clang.run("int x; void set(int n) { x = n; } int main(void) { set(1); return 0; }", "-O0", language="c")
    assert run.of("write", expression="x")[0].site.function == "set"


def test_inlined_functions_keep_their_callers(clang):
    run = clang.run("int x;\nstatic void inner() {\n x++;\n}\nstatic void outer() {\n inner();\n}\n"
                    "int main() {\n outer();\n return 0; }", "-O2")
    frames = run.of("write", expression="x")[0].site.frames
    assert [(f.function, f.line) for f in frames] == [("inner()", 3), ("outer()", 6), ("main()", 9)]


def test_files_are_absolute_and_positions_exact(clang):
    run = clang.run("int x;\nint main() {\n  x = 1;\n return 0; }", "-O1")
    frame = run.of("write", expression="x")[0].site.frames[0]
    assert frame.file == str(clang.folder / "program.cpp") and (frame.line, frame.column) == (3, 5)


def test_initialisers_of_globals_are_named(clang):
    run = clang.run("int f(); int first = f(); int second = first; int f() { return 3; } int main() { return 0; }", "-O0")
    assert run.of("write", expression="first") and run.of("read", expression="first")

# ---- Checks that are made inline ------------------------------------------------------------------------------------


@pytest.mark.parametrize("level", LEVELS)
def test_inline_check_calls_only_where_the_epoch_differs(clang, level):
    # The recorder's keys are zero, so the upper four bytes of a granule of the program's own are what is compared.
    run = clang.run("""
        extern void set_epoch(unsigned), note(const char *);
        struct { int x, upper; } a;
        long y;
        struct __attribute__((packed, aligned(8))) { char c; long unaligned; char gap[3]; int upper; } p;
        __attribute__((noinline)) void touch(void) { a.x++; y = 1; p.unaligned = 2; }
        int main(void) {
          note("new"); touch();
          set_epoch(0); note("known"); touch();
          a.upper = 5; note("first"); touch();
          a.upper = 0; p.upper = 5; note("second"); touch(); note("end"); return 0;
        }""", level, "-fplugin-arg-gordian-inline-checks=1", "-fverify-intermediate-code", language="c")
    accesses = [[(e.hook, e.site.expression) for e in run.between(*phase) if e.hook in ("read", "write")]
                for phase in (("new", "known"), ("known", "first"), ("first", "second"), ("second", "end"))]
    assert [access for access in accesses[0] if access[0] == "write"] == [
        ("write", "a.x"), ("write", "y"), ("write", "p.unaligned")]
    inside = [[access for access in phase if access[1] in ("a.x", "y", "p.unaligned")] for phase in accesses]
    assert not inside[1], "all is known"
    assert {name for _, name in inside[2]} <= {"a.x"}, "nothing else is near what differs"
    assert {name for _, name in inside[3]} == {"p.unaligned"}, "the second of two cells counts as well"
