"""The Debian package in a clean root, and the CI files step by step as far as a machine without those services can."""
import json
import os
import re
import subprocess

import pytest

import gordian
import sample_project
from sample_project import must

yaml = pytest.importorskip("yaml")
CI = gordian.ROOT / "analyzer" / "builds" / "ci"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A root folder in which nothing but the package is installed, by dpkg itself."""
    folder = tmp_path_factory.mktemp("package")
    must(["cpack", "--config", gordian.BUILD / "CPackConfig.cmake", "-B", folder], folder)
    package, = folder.glob("*.deb")
    root = folder / "root"
    (root / "var" / "lib" / "dpkg").mkdir(parents=True)
    for name in ("status", "available"):
        (root / "var" / "lib" / "dpkg" / name).touch()
    for name in ("etc/alternatives", "var/lib/dpkg/alternatives", "var/lib/dpkg/info", "var/lib/dpkg/updates", "var/log", "usr/bin"):
        (root / name).mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        must(["dpkg", f"--root={root}", "--force-script-chrootless", "--force-depends", "-i", package], folder)
    else:
        must(["dpkg", "-x", package, root], folder)
    return root, package


def control(package):
    return subprocess.run(["dpkg", "-f", package], capture_output=True, text=True, check=True).stdout


def test_the_package_is_tied_to_its_clang(root):
    fields = control(root[1])
    version = int(gordian.LLVM)
    assert f"Package: gordian-{version}\n" in fields
    assert f"clang-{version} (>= 1:{version}), clang-{version} (<< 1:{version + 1})" in fields
    assert re.search(rf"Depends: .*libllvm{version}", fields) and "libc6" in fields


def test_the_installed_command_builds_and_checks(root, tmp_path):
    folder, _ = root
    sample = sample_project.copy(tmp_path)
    clang = folder / "usr" / "bin" / f"gordian-clang-{gordian.LLVM}"
    must(["make", "-f", "plain.mk", f"CC={clang}", f"CXX={clang.parent / f'gordian-clang++-{gordian.LLVM}'}"], sample)
    done = gordian.call([folder / "usr" / "bin" / f"gordian-{gordian.LLVM}", "run", "--", sample / "app", sample / "plugin.so"])
    assert done.status == gordian.FOUND and done.errors.count("SUMMARY: Gordian: data race") == 3, done.errors
    assert b"/usr/lib/gordian-" in (sample / "app").read_bytes()  # where a bare run looks for the command


def test_what_lies_where(root):
    folder, _ = root
    version = gordian.LLVM
    own = folder / "usr" / "lib" / f"gordian-{version}"
    for path in ("bin/gordian", "lib/gordian/gordian.so", "lib/gordian/libgordian_rt.a", "include/gordian/chan.hpp",
                 "share/man/man1/gordian.1.gz", "share/bash-completion/completions/gordian"):
        assert (own / path).is_file(), path
    usr = folder / "usr"
    for link in (f"lib/cmake/Gordian-{version}/GordianConfig.cmake", f"share/man/man1/gordian-{version}.1.gz",
                 f"share/man/man1/gordian-{version}-run.1.gz", f"share/pkgconfig/gordian-{version}.pc", f"share/doc/gordian-{version}/copyright"):
        assert (usr / link).exists(), link
    if os.geteuid() == 0:
        assert os.readlink(folder / "etc" / "alternatives" / "gordian") == f"/usr/lib/gordian-{version}/bin/gordian"
        assert os.readlink(folder / "usr" / "bin" / "gordian") == "/etc/alternatives/gordian"
    text = subprocess.run(["pkg-config", "--cflags", f"gordian-{version}"], capture_output=True, text=True,
                          env={**os.environ, "PKG_CONFIG_PATH": str(usr / "share" / "pkgconfig")}).stdout
    assert f"-fplugin=/usr/lib/gordian-{version}/lib/gordian/gordian.so" in text


def test_cmake_finds_the_package_of_its_clang(root, tmp_path):
    folder, _ = root
    (tmp_path / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.22)\nproject(p LANGUAGES CXX)\nfind_package(Gordian REQUIRED)\n"
                                             'message(STATUS "plugin: ${GORDIAN_PLUGIN}")\n')
    done = must(["cmake", "-S", ".", "-B", "build", f"-DCMAKE_PREFIX_PATH={folder / 'usr'}", f"-DCMAKE_CXX_COMPILER=clang++-{gordian.LLVM}"], tmp_path)
    assert f"plugin: {folder}/usr/lib/gordian-{gordian.LLVM}/lib/gordian/gordian.so" in done.output


def shell_steps(steps, cwd, env):
    """Runs the steps as the service would, each in a shell of its own that stops at an error."""
    outcomes = {}
    for name, text in steps:
        done = gordian.call(["bash", "-eo", "pipefail", "-c", text], cwd=cwd, env=env, timeout=240)
        outcomes[name] = done
    return outcomes


@pytest.fixture
def checkout(tmp_path):
    sample = sample_project.copy(tmp_path)
    env = {**gordian.environment(), "PATH": f"{gordian.BUILD / 'bin'}:{os.environ['PATH']}", "CI": "true"}
    return sample, env


def test_github_workflow(checkout):
    sample, env = checkout
    workflow = yaml.safe_load((CI / "github.yml").read_text())
    job = workflow["jobs"]["races-and-deadlocks"]
    assert job["permissions"]["security-events"] == "write" and all("uses" in s or "run" in s for s in job["steps"])
    steps = [(s["name"], s["run"]) for s in job["steps"] if "run" in s]
    assert [name for name, _ in steps] == ["Install", "Build", "Test", "Report"]
    env["GITHUB_STEP_SUMMARY"] = str(sample / "summary.md")
    outcomes = shell_steps(steps[1:], sample, env)
    assert outcomes["Build"].status == 0 and outcomes["Test"].status == 0, outcomes["Build"].errors
    assert outcomes["Report"].status == gordian.FOUND and "::error file=" in outcomes["Report"].output
    assert json.loads((sample / "gordian.sarif").read_text())["version"] == "2.1.0"
    assert (sample / "gordian.html").exists() and "race" in (sample / "summary.md").read_text()


def test_gitlab_job(checkout):
    sample, env = checkout
    job = yaml.safe_load((CI / "gitlab.yml").read_text())["gordian"]
    assert all(isinstance(line, str) for line in job["before_script"] + job["script"])
    outcomes = shell_steps([(str(i), line) for i, line in enumerate(job["script"])], sample, env)
    assert [o.status for o in outcomes.values()] == [0, 0, 0, gordian.FOUND], [o.errors for o in outcomes.values()]
    issues = json.loads((sample / job["artifacts"]["reports"]["codequality"]).read_text())
    assert {issue["check_name"] for issue in issues} == {"data-race"}
    assert (sample / job["artifacts"]["reports"]["junit"]).exists()
