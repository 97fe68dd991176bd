"""CMake: find_package in an installation that was moved, the toolchain file, presets, CTest, and wrong use in one sentence."""
import json
import pathlib
import shutil
import subprocess

import pytest

import gordian
import sample_project
from sample_project import must

CLANG = [f"-DCMAKE_C_COMPILER=clang-{gordian.LLVM}", f"-DCMAKE_CXX_COMPILER=clang++-{gordian.LLVM}"]


@pytest.fixture(scope="session")
def moved(tmp_path_factory):
    """An installation, moved after it was made."""
    folder = tmp_path_factory.mktemp("install")
    must(["cmake", "--install", gordian.BUILD, "--prefix", folder / "first"], folder)
    (folder / "first").rename(folder / "a place with spaces")
    return folder / "a place with spaces"


@pytest.fixture(scope="session")
def tested(moved, tmp_path_factory):
    """The sample, built against the moved installation, and the outcome of its tests by name."""
    sample = sample_project.copy(tmp_path_factory.mktemp("cmake"))
    must(["cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DWITH_GORDIAN=ON", "-DCMAKE_BUILD_TYPE=RelWithDebInfo",
          f"-DCMAKE_PREFIX_PATH={moved}", *CLANG], sample)
    must(["cmake", "--build", "build"], sample)
    done = gordian.call(["ctest", "--test-dir", "build", "--output-junit", sample / "ctest.xml", "-j2"], cwd=sample,
                        env=gordian.environment(), timeout=120)
    import xml.etree.ElementTree
    cases = xml.etree.ElementTree.parse(sample / "ctest.xml").getroot().iter("testcase")
    return sample / "build", {case.get("name"): (case.get("status"), case.findtext("system-out")) for case in cases}, done


def test_every_part_of_the_project_is_checked(tested):
    build, _, _ = tested
    sample_project.check(build / "app", build / "plugin.so")


def test_findings_are_those_of_the_test_in_which_they_happened(tested):
    _, outcomes, _ = tested
    failed = {name for name, (status, _) in outcomes.items() if status == "fail"}
    assert failed == {"racy/two of three", "racy/all three", "script", "Sample.Together", "gordian.report"}
    assert "static_hits" in outcomes["racy/two of three"][1] and "plugin_hits" not in outcomes["racy/two of three"][1]
    assert "plugin_hits" in outcomes["racy/all three"][1]
    assert "shared_hits" in outcomes["Sample.Together"][1] and "static_hits" not in outcomes["Sample.Together"][1]
    assert {"clean", "channels", "Sample.Alone"} <= set(outcomes) - failed


def test_one_report_at_the_end(tested):
    build, outcomes, _ = tested
    report = json.loads((build / "gordian" / "report.json").read_text())
    names = sorted(n for f in report["findings"] for n in gordian.object_names(f) if n)
    assert names == sample_project.RACES  # each once, though several tests met it
    assert "plugin_hits" in outcomes["gordian.report"][1] and (build / "gordian" / "report.txt").exists()
    assert sorted(p.name for p in (build / "gordian" / "logs").iterdir() if any(p.iterdir())) == [
        "Sample.Together", *sorted(p.name for p in (build / "gordian" / "logs").glob("racy_*")), "script"]


def test_one_test_alone_has_a_report_of_its_own(tested):
    build, _, _ = tested
    done = gordian.call(["ctest", "--test-dir", build, "-R", "^clean$"], cwd=build, env=gordian.environment())
    assert done.status == 0 and "gordian.report" in done.output, done.output
    assert json.loads((build / "gordian" / "report.json").read_text())["findings"] == []


def test_toolchain_file_checks_a_project_that_knows_nothing_of_it(moved, tmp_path):
    sample = sample_project.copy(tmp_path)
    toolchain = gordian.call([moved / "bin" / "gordian", "flags", "--toolchain"]).output.strip()
    must(["cmake", "-S", ".", "-B", "build", "-G", "Unix Makefiles", f"-DCMAKE_TOOLCHAIN_FILE={toolchain}", "-DCMAKE_BUILD_TYPE=Debug"], sample)
    must(["cmake", "--build", "build", "--target", "app", "plugin"], sample)
    sample_project.check(sample / "build" / "app", sample / "build" / "plugin.so")


def test_toolchain_file_and_package_together(tmp_path):
    sample = sample_project.copy(tmp_path)
    toolchain = gordian.gordian("flags", "--toolchain").output.strip()
    must(["cmake", "-S", ".", "-B", "build", "-G", "Ninja", f"-DCMAKE_TOOLCHAIN_FILE={toolchain}", "-DWITH_GORDIAN=ON"], sample)
    must(["cmake", "--build", "build", "--target", "app", "plugin"], sample)
    sample_project.check(sample / "build" / "app", sample / "build" / "plugin.so")


def test_presets_with_link_time_optimisation(tmp_path):
    sample = sample_project.copy(tmp_path)
    presets = (sample / "CMakePresets.json").read_text()
    (sample / "CMakePresets.json").write_text(presets.replace("clang-22", f"clang-{gordian.LLVM}").replace("++-22", f"++-{gordian.LLVM}"))
    env = {**gordian.environment(), "Gordian_DIR": gordian.gordian("flags", "--cmake").output.strip()}
    must(["cmake", "--preset", "gordian", "-DCMAKE_INTERPROCEDURAL_OPTIMIZATION=ON", "-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld",
          "-DCMAKE_SHARED_LINKER_FLAGS=-fuse-ld=lld", "-DCMAKE_MODULE_LINKER_FLAGS=-fuse-ld=lld",
          f"-DCMAKE_AR=/usr/bin/llvm-ar-{gordian.LLVM}", f"-DCMAKE_RANLIB=/usr/bin/llvm-ranlib-{gordian.LLVM}"], sample, env=env)
    must(["cmake", "--build", "--preset", "gordian", "--target", "app", "plugin"], sample, env=env)
    sample_project.check(sample / "build-gordian" / "app", sample / "build-gordian" / "plugin.so")


def configure_fails(tmp_path, text, *words):
    (tmp_path / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.22)\nproject(p LANGUAGES CXX)\n"
                                             "find_package(Gordian REQUIRED)\n" + text)
    (tmp_path / "a.cpp").write_text("int main() {}\n")
    package = gordian.gordian("flags", "--cmake").output.strip()
    done = gordian.call(["cmake", "-S", ".", "-B", "build", f"-DGordian_DIR={package}", *words], cwd=tmp_path, timeout=120)
    assert done.status != 0
    return " ".join(done.errors.split())


def test_another_compiler_is_refused_when_it_is_to_be_instrumented(tmp_path):
    said = configure_fails(tmp_path, "add_executable(a a.cpp)\ngordian_instrument(a)\n", "-DCMAKE_CXX_COMPILER=g++")
    assert f"Gordian's plugin is for clang {gordian.LLVM}, and the CXX compiler of this project is GNU" in said


@pytest.mark.skipif(not shutil.which("clang++-14"), reason="needs a clang of another version")
def test_another_clang_does_not_find_the_package(tmp_path):
    said = configure_fails(tmp_path, "", "-DCMAKE_CXX_COMPILER=clang++-14", "-UGordian_DIR",
                           f"-DCMAKE_PREFIX_PATH={gordian.BUILD}")
    assert f"(for clang {gordian.LLVM}; this project's is 14" in said


def test_wrong_names_are_told(tmp_path):
    said = configure_fails(tmp_path, "gordian_instrument(nothing)\n", *CLANG[1:])
    assert "'nothing' is no target of this project" in said


def test_channels_need_no_clang(moved, tmp_path):
    shutil.copy(sample_project.SAMPLE / "channels.cpp", tmp_path)
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.22)\nproject(p LANGUAGES CXX)\nfind_package(Gordian 0.1 REQUIRED)\n"
        "add_executable(channels channels.cpp)\ntarget_link_libraries(channels PRIVATE Gordian::channels)\n")
    must(["cmake", "-S", ".", "-B", "build", f"-DCMAKE_PREFIX_PATH={moved}", "-DCMAKE_CXX_COMPILER=g++"], tmp_path)
    must(["cmake", "--build", "build"], tmp_path)
    assert subprocess.run([tmp_path / "build" / "channels"], timeout=20).returncode == 0


def test_a_program_built_in_a_moved_installation_finds_its_command(moved, tmp_path):
    """The place that was recorded is not there any more: the command is then looked for in PATH."""
    (tmp_path / "racy.c").write_text("#include <pthread.h>\nint counter; void *f(void *p) { counter++; return p; }\n"
                                     "int main(void) { pthread_t t; pthread_create(&t, 0, f, 0); f(0); return pthread_join(t, 0); }\n")
    must([moved / "bin" / "gordian-clang", "-g", "racy.c", "-o", "racy"], tmp_path)
    env = gordian.environment(log_dir=tmp_path)
    lost = gordian.call([tmp_path / "racy"], env=env)
    assert lost.status == gordian.FOUND and "run 'gordian report" in lost.errors
    found = gordian.call([tmp_path / "racy"], env={**env, "PATH": f"{moved / 'bin'}:{env['PATH']}"})
    assert found.status == gordian.FOUND and "SUMMARY: Gordian: data race" in found.errors
