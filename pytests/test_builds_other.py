"""Builds without CMake: make, autotools with libtool, Meson both ways, Ninja, ccache, pkg-config."""
import os
import shutil

import pytest

import gordian
import sample_project
from sample_project import CC, CXX, must

needs = lambda *tools: pytest.mark.skipif(not all(map(shutil.which, tools)), reason=f"needs {' '.join(tools)}")  # noqa: E731
TWO_WORDS = [f"CC={gordian.COMMAND} cc", f"CXX={gordian.COMMAND} c++"]
CXX_WORDS = [gordian.COMMAND, "c++"]
ONE_WORD = [f"CC={CC}", f"CXX={CXX}"]


@pytest.mark.parametrize("compilers", [TWO_WORDS, ONE_WORD], ids=["gordian cc", "gordian-clang"])
def test_make(tmp_path, compilers):
    sample = sample_project.copy(tmp_path)
    must(["make", "-f", "plain.mk", *compilers], sample)
    sample_project.check(sample / "app", sample / "plugin.so")


@needs("automake", "autoconf")
def test_autotools(tmp_path):
    sample = sample_project.copy(tmp_path)
    must(["autoreconf", "-i"], sample)
    must(["./configure", *TWO_WORDS, "CFLAGS=-g -O1", "CXXFLAGS=-g -O1"], sample)
    must(["make"], sample)
    assert sample_project.raced(gordian.run(sample / "app")) == ["shared_hits", "static_hits"]
    check = gordian.call(["make", "check"], cwd=sample, env=gordian.environment(log_dir=tmp_path), timeout=120)
    assert check.status != 0 and "FAIL: app" in check.output


def test_libtools_way_of_linking(tmp_path):
    """libtool links shared objects of C++ with -nostdlib and names the compiler's own files itself."""
    sample = sample_project.copy(tmp_path)
    files = [must([f"clang-{gordian.LLVM}", f"-print-file-name={name}"], sample).output.strip()
             for name in ("crti.o", "crtbeginS.o", "crtendS.o", "crtn.o")]
    must([*CXX_WORDS, "-g", "-O1", "-c", "bump.cpp", "-fPIC", "-DPIC", "-o", "bump.o"], sample)
    must([*CXX_WORDS, "-fPIC", "-DPIC", "-shared", "-nostdlib", *files[:2], "bump.o", "-lstdc++", "-lm", "-lc", "-lgcc_s",
          *files[2:], "-g", "-O1", "-Wl,-soname", "-Wl,libbump.so.0", "-o", "libbump.so"], sample)
    must([*CXX_WORDS, "-g", "-std=c++20", "app.cpp", "counter.c", "-o", "app", "./libbump.so", "-Wl,-rpath", "-Wl,."], sample)
    (sample / "libbump.so.0").symlink_to("libbump.so")
    assert "shared_hits" in sample_project.raced(gordian.run(sample / "app", cwd=sample))


@needs("meson", "ninja")
def test_meson_native_file(tmp_path):
    sample = sample_project.copy(tmp_path)
    must(["bash", "-c", 'meson setup build --native-file <("$0" flags --meson)', gordian.COMMAND], sample)
    must(["ninja", "-C", "build"], sample)
    sample_project.check(sample / "build" / "app", sample / "build" / "plugin.so")


@needs("meson", "ninja", "pkg-config")
def test_meson_dependency(tmp_path):
    sample = sample_project.copy(tmp_path)
    env = {**gordian.environment(), "CC": f"clang-{gordian.LLVM}", "CXX": f"clang++-{gordian.LLVM}",
           "PKG_CONFIG_PATH": str(gordian.BUILD / "lib" / "pkgconfig")}
    must(["meson", "setup", "build", "-Dgordian=true", "-Db_lundef=false"], sample, env=env)
    must(["ninja", "-C", "build"], sample, env=env)
    sample_project.check(sample / "build" / "app", sample / "build" / "plugin.so")
    failed = gordian.call(["meson", "test", "-C", "build"], cwd=sample, env=env, timeout=120)
    assert failed.status == 1 and "clean OK" in " ".join(failed.output.split())


@needs("pkg-config")
def test_pkg_config(tmp_path):
    env = {**gordian.environment(), "PKG_CONFIG_PATH": str(gordian.BUILD / "lib" / "pkgconfig")}
    sample = sample_project.copy(tmp_path)
    compile_and_link = (f"clang-{gordian.LLVM} -g -O1 $(pkg-config --cflags gordian) -c counter.c && "
                        f"clang-{gordian.LLVM} -g -fPIC -shared $(pkg-config --variable=instrument_cflags gordian) plugin.c -o plugin.so && "
                        f"clang++-{gordian.LLVM} -g -O1 -std=c++20 $(pkg-config --cflags gordian) app.cpp bump.cpp counter.o "
                        "-o app $(pkg-config --libs gordian)")
    must(["sh", "-c", compile_and_link], sample, env=env)
    sample_project.check(sample / "app", sample / "plugin.so")
    must(["sh", "-c", "g++ -std=c++20 $(pkg-config --cflags gordian-channels) channels.cpp -o channels "
                      "$(pkg-config --libs gordian-channels) && ./channels"], sample, env=env)


@needs("ccache")
@pytest.mark.parametrize("way", ["inside", "outside"])
def test_ccache_gives_back_checked_objects(tmp_path, way):
    sample = sample_project.copy(tmp_path)
    env = {**gordian.environment(), "CCACHE_DIR": str(tmp_path / "cache"), "CCACHE_NODIRECT": ""}
    env.pop("CCACHE_NODIRECT")
    plugin = gordian.gordian("flags", "--plugin").output.strip()
    if way == "inside":
        env["GORDIAN_CC"] = f"ccache clang-{gordian.LLVM}"
        compiler = [gordian.COMMAND, "cc"]
    else:
        env["CCACHE_EXTRAFILES"] = plugin
        compiler = ["ccache", CC]
    for output in ("first.o", "second.o"):
        must([*compiler, "-g", "-O1", "-c", "counter.c", "-o", output], sample, env=env)
    counts = dict(line.split("\t") for line in must(["ccache", "--print-stats"], sample, env=env).output.splitlines())
    hits = int(counts["direct_cache_hit"]) + int(counts["preprocessed_cache_hit"])
    assert (hits, int(counts["cache_miss"])) == (1, 1), counts
    assert (sample / "first.o").read_bytes() == (sample / "second.o").read_bytes()
    assert b"__gordian_write4" in (sample / "second.o").read_bytes()


NINJA = """
rule cc
  command = $cc -g -O1 -MMD -MF $out.d @$out.rsp
  rspfile = $out.rsp
  rspfile_content = -c $in -o $out
  depfile = $out.d
  deps = gcc
rule link
  command = $cxx @$out.rsp
  rspfile = $out.rsp
  rspfile_content = $in -o $out
build counter.o: cc counter.c
build bump.o: cc bump.cpp
build app.o: cc app.cpp
build app: link app.o counter.o bump.o
"""


@needs("ninja")
def test_ninja_with_response_files_and_dependencies(tmp_path):
    sample = sample_project.copy(tmp_path)
    (sample / "build.ninja").write_text(f"cc = {CC}\ncxx = {CXX}\n{NINJA}")
    must(["ninja"], sample)
    assert sample_project.raced(gordian.run(sample / "app")) == ["shared_hits", "static_hits"]
    assert "no work to do" in must(["ninja"], sample).output
    os.utime(sample / "counter.h")
    assert "counter.o" in must(["ninja", "-v"], sample).output
