"""The plugin in builds of all kinds: levels, LTO, PCH, shared objects, linkers, wrong use."""
import os
import shutil
import subprocess

import pytest

from plugin.recording import Compiler, find_plugins, read_sites

PLUGINS = find_plugins()
assert PLUGINS, "no gordian.so: build it first, or set GORDIAN_PLUGIN"

LINKERS = [linker for linker in ("bfd", "gold", "lld") if shutil.which(f"ld.{linker}")]
TWO_UNITS = ("extern int shared; void set(); int own_main; int main() { own_main = 1; shared = 1; set(); return 0; }",
             "int shared; void set() { shared = 2; }")


@pytest.fixture(params=sorted(PLUGINS), ids=lambda version: f"clang{version}")
def clang(request, tmp_path):
    return Compiler(request.param, PLUGINS[request.param], tmp_path)


def sections(path):
    return subprocess.run(["objdump", "-h", path], capture_output=True, text=True, check=True).stdout


def two_objects(clang, *flags):
    return [clang.compile(clang.write(f"unit{i}.cpp", text), *flags) for i, text in enumerate(TWO_UNITS)]


def test_site_section_is_not_loaded_and_nothing_else_tells_of_debugging(clang):
    path = clang.compile(clang.write("a.cpp", "#include <mutex>\nint x; std::mutex m; void f() { m.lock(); x = 1; }"),
                         "-O1")
    lines = sections(path).splitlines()
    flags, = [after for line, after in zip(lines, lines[1:]) if ".gordian_sites" in line]
    assert "ALLOC" not in flags and "LOAD" not in flags
    assert ".debug" not in sections(path)


def test_debug_information_is_untouched_where_it_is_wanted(clang):
    path = clang.compile(clang.write("a.cpp", "int x; void f() { x = 1; }"), "-g")
    assert ".debug_info" in sections(path)


@pytest.mark.parametrize("linker", LINKERS)
def test_two_units_keep_their_tables(clang, linker):
    run = clang.execute(clang.link(two_objects(clang, "-O1"), f"-fuse-ld={linker}"))
    assert len(run.sites) == 2
    assert sorted((e.site.expression, e.site.function) for e in run.of("write")) == [
        ("own_main", "main()"), ("shared", "main()"), ("shared", "set()")]
    assert [e.hook for e in run.events][:2] == ["unit_register"] * 2
    assert len(run.of("unit_unregister")) == 2
    assert all(e.abi == 1 and e.compiler == "gordian" for e in run.of("unit_register"))


@pytest.mark.parametrize("kind", ["-flto", "-flto=thin"])
@pytest.mark.parametrize("level", ["-O0", "-O2"])
def test_link_time_optimisation_instruments_once(clang, kind, level):
    if not shutil.which(f"ld.lld-{clang.version}"):
        pytest.skip(f"lld {clang.version} is not installed")
    objects = two_objects(clang, level, kind)
    # The linker's half of the build is given the plugin too, as a build system would.
    run = clang.execute(clang.link(objects, kind, level, f"-fuse-ld=lld-{clang.version}", f"-fplugin={clang.plugin}"))
    assert sorted((e.site.expression, e.site.function) for e in run.of("write")) == [
        ("own_main", "main()"), ("shared", "main()"), ("shared", "set()")]
    assert [e.caller for e in run.of("function_enter")][1:] in (["main"], ["?"])


def test_bitcode_is_not_instrumented_again(clang):
    source = clang.write("a.cpp", TWO_UNITS[1])
    bitcode = clang.compile(source, "-O1", "-emit-llvm", output=str(clang.folder / "a.bc"))
    done = subprocess.run([f"clang-{clang.version}", f"-fplugin={clang.plugin}", "-O1", "-S", "-emit-llvm", "-o", "-",
                           bitcode], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("void @__gordian_write4(ptr") == 2, "one call, and the declaration"


def test_precompiled_header(clang):
    header = clang.write("all.hpp", "#include <mutex>\nstruct Job { int state; };\nextern Job *job;\n"
                         "[[gordian::ignore]] inline void quiet() { job->state = 7; }\n"
                         "inline void loud() { job->state = 8; }\n")
    pch = str(clang.folder / "all.pch")
    done = subprocess.run([f"clang++-{clang.version}", f"-fplugin={clang.plugin}", "-x", "c++-header", str(header),
                           "-o", pch], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    source = clang.write("a.cpp", "Job own; Job *job = &own; int main() { quiet(); loud(); return 0; }")
    run = clang.execute(clang.link([clang.compile(source, "-include-pch", pch)]))
    assert [(e.site.expression, e.site.function) for e in run.of("write")] == [("job->state", "loud()")]


def test_shared_object(clang):
    source = clang.write("lib.cpp", "int x; void set() { x = 1; }")
    library = clang.compile(source, "-fPIC", "-O1")
    subprocess.run([f"clang++-{clang.version}", "-shared", library, "-o", str(clang.folder / "libset.so")], check=True)
    main = clang.compile(clang.write("main.cpp", "void set(); int main() { set(); return 0; }"), "-O1")
    program = clang.link([main], str(clang.folder / "libset.so"), f"-Wl,-rpath,{clang.folder}")
    done = subprocess.run([program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    run = clang.parse(done.stdout, {**read_sites(program), **read_sites(clang.folder / "libset.so")})
    assert [e.site.expression for e in run.of("write")] == ["x"]


@pytest.mark.parametrize("standard", ["c++11", "c++14", "c++17", "c++20", "c++23"])
def test_standards(clang, standard):
    text = "#include <vector>\n#include <thread>\n#include <mutex>\nint x; std::mutex m;\n" \
           "int main() { std::thread t([] { std::lock_guard<std::mutex> g(m); x++; }); t.join(); return x - 1; }"
    run = clang.run(text, "-O1", f"-std={standard}", "-fverify-intermediate-code")
    assert run.of("write", expression="x")
    assert [e.site.expression for e in run.of("at") if e.site.expression in ("m", "t")][:2] == ["t", "t"]


@pytest.mark.parametrize("argument, words", [
    ("colour=red", "unknown plugin argument 'colour'"), ("checks=some", "must be 'all' or 'sync'"),
    ("ignorelist=/nonexistent/list", "/nonexistent/list"), ("verbose-counts=2", "must be 0 or 1")])
def test_wrong_argument_is_one_sentence(clang, argument, words):
    source = clang.write("a.cpp", "int x;")
    done = clang.compile(source, f"-fplugin-arg-gordian-{argument}", check=False)
    assert done.returncode != 0
    lines = [line for line in done.stderr.splitlines() if line]
    assert len(lines) == 1 and words in lines[0] and lines[0].startswith("error: gordian: "), done.stderr


@pytest.mark.skipif(not (shutil.which("clang-19") and shutil.which("clang-22")), reason="needs two versions of clang")
def test_clang_of_another_version_is_one_sentence(clang):
    other = 41 - clang.version
    done = subprocess.run([f"clang-{other}", f"-fplugin={clang.plugin}", "-fsyntax-only", "-x", "c", "/dev/null"],
                          capture_output=True, text=True)
    assert done.returncode != 0
    assert done.stderr == (f"gordian: error: this gordian.so is for clang {clang.version} and was loaded by clang {other}"
                           f": use clang-{clang.version}, or build Gordian with GORDIAN_LLVM={other}\n")


def test_counts_are_printed_when_asked_for(clang):
    source = clang.write("a.cpp", "int x; int f() { volatile int l = 2; x = l; return 0; }")
    done = clang.compile(source, "-O1", "-fplugin-arg-gordian-verbose-counts=1", check=False)
    assert "a.cpp: 1 accesses kept, 2 dropped (local that never escapes), 0 not understood, 1 sites" in done.stderr


def test_attributes_are_known(clang):
    source = clang.write("a.cpp", """
        template <class T> struct [[gordian::channel]] chan {
          [[gordian::send]] void send(T); [[gordian::receive]] T receive(); [[gordian::close]] void close();
        };
        struct Lock { [[gordian::acquire]] void take(); [[gordian::release]] void give(); };
        [[gordian::ignore]] void f() {}""")
    done = clang.compile(source, "-Wall", "-Wextra", "-Werror", "-std=c++20", check=False)
    assert done.returncode == 0, done.stderr
    misplaced = clang.compile(clang.write("b.cpp", "[[gordian::ignore]] int x;"), check=False)
    assert "goes on functions and classes" in misplaced.stderr


@pytest.mark.parametrize("mode", ["-E", "-fsyntax-only", "-S", "-emit-llvm", "-M"])
def test_other_actions_go_on_as_before(clang, mode):
    source = clang.write("a.cpp", "#include <cstddef>\nint x; int f() { return x; }")
    command = [f"clang++-{clang.version}", "-c" if mode == "-emit-llvm" else "-O1", mode, str(source), "-o"]
    outputs = []
    for extra in ([], [f"-fplugin={clang.plugin}"]):
        output = str(clang.folder / f"out{len(extra)}")
        done = subprocess.run([*command, output, *extra], capture_output=True, text=True)
        assert done.returncode == 0 and done.stderr == "", done.stderr
        outputs.append(open(output, "rb").read() if os.path.exists(output) else b"")
    if mode in ("-E", "-M", "-fsyntax-only"):
        # A dependency file names its own output; the rest is equal.
        assert outputs[0].replace(b"out0", b"") == outputs[1].replace(b"out1", b"")
    else:
        assert outputs[0] != outputs[1]


def test_errors_and_warnings_are_clangs_own(clang):
    source = clang.write("a.cpp", "int f() { int unused; return undeclared; }")
    texts = []
    for extra in ([], [f"-fplugin={clang.plugin}"]):
        done = subprocess.run([f"clang++-{clang.version}", "-Wall", "-c", str(source), "-o", "/dev/null", *extra],
                              capture_output=True, text=True)
        assert done.returncode == 1
        texts.append(done.stderr)
    assert texts[0] == texts[1]
