"""`gordian cc` and `gordian c++` stand in for the compiler on every command line that a build system may write."""
import os
import shutil

import pytest

import gordian
import sample_project
from sample_project import CC, CXX, must

RACY = """#include <pthread.h>
int counter;
void *bump(void *p) { counter++; return p; }
int main(void) { pthread_t t; pthread_create(&t, 0, bump, 0); bump(0); pthread_join(t, 0); return 0; }
"""
HALVES = ("int counter;\nvoid *bump(void *p);\nvoid *bump(void *p) { counter++; return p; }\n",
          "#include <pthread.h>\nvoid *bump(void *p);\n"
          "int main(void) { pthread_t t; pthread_create(&t, 0, bump, 0); bump(0); pthread_join(t, 0); return 0; }\n")
MARKS = b"__gordian_write4"


@pytest.fixture
def here(tmp_path):
    (tmp_path / "racy.c").write_text(RACY)
    for name, text in zip(("half.c", "main.c"), HALVES):
        (tmp_path / name).write_text(text)
    return tmp_path


def cc(here, *words, **more):
    return must([CC, *words], here, **more)


def finds_the_race(program, *names):
    outcome = gordian.run(program, cwd=program.parent)
    assert sample_project.raced(outcome) == sorted(names or ["counter"]), outcome.errors


def test_several_files_compiled_at_once(here):
    cc(here, "-g", "-c", "half.c", "main.c")
    cc(here, "half.o", "main.o", "-o", "app", "-pthread")
    finds_the_race(here / "app")


def test_several_files_compiled_and_linked_at_once(here):
    cc(here, "-g", "half.c", "main.c", "-oapp")
    finds_the_race(here / "app")


def test_standard_input(here):
    cc(here, "-x", "c", "-", "-o", "app", stdin=open(here / "racy.c"))
    finds_the_race(here / "app")


def test_a_language_for_some_files_only(here):
    shutil.copy(here / "half.c", here / "half.txt")
    cc(here, "-x", "c", "half.txt", "-x", "none", "main.c", "-o", "app")
    finds_the_race(here / "app")
    cc(here, "-xc", "half.txt", "main.c", "-o", "app2")
    finds_the_race(here / "app2")


def test_by_way_of_assembly_and_bitcode(here):
    cc(here, "-S", "half.c")
    assert MARKS in (here / "half.s").read_bytes()
    cc(here, "half.s", "main.c", "-o", "app")
    finds_the_race(here / "app")
    cc(here, "-c", "-emit-llvm", "half.c", "-o", "half.bc")
    cc(here, "half.bc", "main.c", "-o", "app2")
    finds_the_race(here / "app2")


def test_by_way_of_preprocessed_text(here):
    cc(here, "-E", "racy.c", "-o", "racy.i")
    assert "__gordian" not in (here / "racy.i").read_text()
    cc(here, "racy.i", "-o", "app")
    finds_the_race(here / "app")


def test_assembler_files_are_the_compilers_alone(here):
    (here / "seven.S").write_text("#define SEVEN 7\n.globl seven\nseven:\n  mov $SEVEN, %eax\n  ret\n"
                                  '.section .note.GNU-stack,"",@progbits\n')
    done = cc(here, "-Werror", "-c", "seven.S")
    assert done.errors == ""
    (here / "use.c").write_text("int seven(void);\nint main(void) { return seven() - 7; }\n")
    cc(here, "use.c", "seven.o", "-o", "use")
    assert gordian.run(here / "use").status == 0


@pytest.mark.parametrize("option", ["-M", "-MM"])
def test_dependencies_alone(here, option):
    assert cc(here, option, "racy.c").output.startswith("racy.o: racy.c")
    assert not (here / "racy.o").exists()


def test_dependencies_beside_the_object(here):
    cc(here, "-MD", "-MP", "-MF", "deps.d", "-MT", "racy.o", "-c", "racy.c")
    assert (here / "deps.d").read_text().startswith("racy.o: racy.c")
    assert MARKS in (here / "racy.o").read_bytes()


def test_questions_are_answered_by_clang(here):
    real = f"clang-{gordian.LLVM}"
    for words in (["--version"], ["-v"], ["-dumpmachine"], ["-print-search-dirs"], ["-print-prog-name=ld"], ["-qversion"],
                  ["-E", "-dM", "-x", "c", "/dev/null"]):
        ours, theirs = (gordian.call([c, *words], cwd=here) for c in (CC, real))
        assert (ours.status, ours.output, ours.errors.replace("gordian-", "")) == (theirs.status, theirs.output, theirs.errors)
    shown = gordian.call([CC, "-###", "racy.c"], cwd=here).errors
    assert "gordian.so" in shown and "libgordian_rt.a" in shown and not (here / "a.out").exists()


def test_response_files_inside_each_other(here):
    (here / "all.rsp").write_text("-g '-DNAME=\"a b\"' @files.rsp\n-o app")
    (here / "files.rsp").write_text("half.c\nmain.c")
    cc(here, "@all.rsp")
    finds_the_race(here / "app")


@pytest.mark.parametrize("flags", [("-flto", "-fuse-ld=lld"), ("-flto=thin", "-fuse-ld=lld"), ("-flto", "-fuse-ld=bfd"),
                                   ("-fuse-ld=gold",)], ids=" ".join)
def test_linkers_and_link_time_optimisation(here, flags):
    if flags[-1].endswith("bfd") and not os.path.exists(f"/usr/lib/llvm-{gordian.LLVM}/lib/LLVMgold.so"):
        pytest.skip("the linker bfd has no plugin for this LLVM")
    if flags[-1].endswith("gold") and not shutil.which("ld.gold"):
        pytest.skip("no gold here")
    cc(here, "-O2", "-g", *flags, "-c", "half.c", "main.c")
    cc(here, "-O2", "-g", *flags, "half.o", "main.o", "-o", "app")
    finds_the_race(here / "app")


def test_precompiled_headers(here):
    (here / "all.hpp").write_text("#pragma once\n#include <thread>\nextern int counter;\ninline void bump() { ++counter; }\n")
    (here / "use.cpp").write_text('#include "all.hpp"\nint counter;\n'
                                  "int main() { std::thread t(bump); bump(); t.join(); }\n")
    must([CXX, "-g", "all.hpp", "-o", "all.hpp.pch"], here)
    must([CXX, "-g", "-include-pch", "all.hpp.pch", "use.cpp", "-o", "app"], here)
    finds_the_race(here / "app")
    must([CXX, "-g", "-x", "c++-header", "all.hpp", "-o", "other.pch"], here)
    must([CXX, "-g", "-include-pch", "other.pch", "-c", "use.cpp"], here)


def test_shared_objects_and_plugins_without_undefined_symbols(here):
    (here / "plugin.c").write_text("int hits; void hit(void); void hit(void) { hits++; }\n")
    for flag in ("-Wl,-z,defs", "-Wl,--no-undefined", "-Wl,--as-needed"):
        cc(here, "-shared", "-fPIC", flag, "plugin.c", "-o", "plugin.so")
    (here / "load.c").write_text("""#include <dlfcn.h>\n#include <pthread.h>
      static void (*hit)(void);
      static void *both(void *p) { hit(); return p; }
      int main(void) { hit = dlsym(dlopen("./plugin.so", RTLD_NOW | RTLD_LOCAL), "hit");
        pthread_t t; pthread_create(&t, 0, both, 0); both(0); pthread_join(t, 0); return 0; }\n""")
    cc(here, "load.c", "-o", "app")
    finds_the_race(here / "app", "hits")


def test_groups_archives_and_relocatable_objects(here):
    cc(here, "-g", "-c", "half.c", "main.c")
    must(["ar", "rcs", "libhalf.a", "half.o"], here)
    cc(here, "-r", "main.o", "-o", "all.o")
    cc(here, "-nostartfiles", "-nostdlib", "-r", "main.o", "-o", "all.o")
    cc(here, "-Wl,--start-group", "all.o", "-L.", "-lhalf", "-Wl,--end-group", "-Wl,--gc-sections", "-Wl,-O1", "-s", "-o", "app")
    assert gordian.run(here / "app").status == gordian.FOUND


def test_a_program_is_linked_from_libraries_alone(here):
    cc(here, "-g", "-c", "half.c", "main.c")
    must(["ar", "rcs", "libeverything.a", "half.o", "main.o"], here)
    cc(here, "-L.", "-leverything", "-o", "app")
    finds_the_race(here / "app")


@pytest.mark.skipif(not os.path.exists(f"/usr/lib/llvm-{gordian.LLVM}/include/c++/v1"), reason="needs libc++-dev")
def test_the_other_cxx_library(tmp_path):
    sample = sample_project.copy(tmp_path)
    must([CC, "-g", "-O1", "-c", "counter.c"], sample)
    must([CXX, "-stdlib=libc++", "-std=c++20", "-g", "-O1", "app.cpp", "bump.cpp", "counter.o", "-o", "app"], sample)
    assert sample_project.raced(gordian.run(sample / "app")) == ["shared_hits", "static_hits"]


@pytest.mark.parametrize("flag", ["-static", "-static-pie"])
def test_static_executables_are_refused_in_one_sentence(here, flag):
    done = gordian.call([CC, flag, "racy.c"], cwd=here)
    assert done.status == 1 and done.errors.count("\n") == 1 and "link without -static" in done.errors
    cc(here, flag, "-c", "racy.c")  # no executable is made


def test_without_a_runtime_nothing_is_marked(here):
    cc(here, "-ffreestanding", "-c", "half.c")
    assert b"__gordian" not in (here / "half.o").read_bytes()


def test_flags_that_are_there_already_are_not_given_twice(here):
    """A build system that has Gordian's flags itself, called with the wrapper as its compiler."""
    flags = gordian.gordian("flags").output.split()
    cc(here, "racy.c", "-o", "app", *flags)
    finds_the_race(here / "app")


def test_wrong_words_get_clangs_own_answer(here):
    ours = gordian.call([CC, "-c", "nowhere.c", "-funknown"], cwd=here)
    theirs = gordian.call([f"clang-{gordian.LLVM}", "-c", "nowhere.c", "-funknown"], cwd=here)
    assert ours.status == theirs.status
    assert [line.split(": ", 1)[1] for line in ours.errors.splitlines()] == \
        [line.split(": ", 1)[1] for line in theirs.errors.splitlines()]


def test_warnings_as_errors_do_not_hit_gordians_own_flags(here):
    for words in (["-c", "half.c"], ["half.o", "main.c", "-o", "app"], ["-E", "half.c", "-o", "half.i"],
                  ["-fsyntax-only", "half.c"], ["-M", "half.c"]):
        assert cc(here, "-Wall", "-Wextra", "-Werror", *words).errors == ""
