"""Test runners: GoogleTest's own listener, CTest's memory check, pytest without a plugin, shell scripts, processes of all kinds."""
import re
import sys
import textwrap

import gordian
from conftest import RACY
from sample_project import must


def test_ctest_memcheck_as_thread_sanitizer(racy_counter, clean_program, tmp_path):
    """`ctest -T memcheck` with MEMORYCHECK_TYPE=ThreadSanitizer reads what it knows: files at log_path, first lines."""
    (tmp_path / "CTestTestfile.cmake").write_text(f'add_test(racy "{racy_counter}")\nadd_test(clean "{clean_program}")\n')
    (tmp_path / "DartConfiguration.tcl").write_text(
        f"SourceDirectory: {tmp_path}\nBuildDirectory: {tmp_path}\nSite: here\nBuildName: test\nMemoryCheckType: ThreadSanitizer\n"
        "MemoryCheckCommandOptions:\nMemoryCheckSanitizerOptions: report_bugs=1\n")
    done = gordian.call(["ctest", "-D", "ExperimentalMemCheck"], cwd=tmp_path, env=gordian.environment(), timeout=120)
    assert re.search(r"data race - 1", done.output), done.output + done.errors
    logs = [p.read_text() for p in (tmp_path / "Testing" / "Temporary").glob("MemoryChecker.*.log*")]
    assert any("WARNING: ThreadSanitizer: data race (pid=" in text for text in logs)


CONFTEST = re.compile(r"```python\n# conftest\.py\n(.*?)```", re.S)


def test_pytest_without_a_plugin(racy_counter, clean_program, tmp_path):
    """The recipe in the README of builds/: a fixture that fails the test in whose programs something was found."""
    recipe, = CONFTEST.findall((gordian.ROOT / "analyzer" / "builds" / "README.md").read_text())
    (tmp_path / "conftest.py").write_text(recipe)
    (tmp_path / "test_programs.py").write_text(textwrap.dedent(f"""
        import subprocess
        def test_clean(): subprocess.run(["{clean_program}"], check=True)
        def test_racy(): subprocess.run(["sh", "-c", "{racy_counter} || true"], check=True)
        def test_clean_again(): subprocess.run(["{clean_program}"], check=True)
        """))
    env = {**gordian.environment(), "PATH": f"{gordian.BUILD / 'bin'}:/usr/bin:/bin", "TMPDIR": str(tmp_path)}
    done = gordian.call([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tmp_path], cwd=tmp_path, env=env, timeout=120)
    assert "3 passed" in done.output and "1 error" in done.output, done.output
    assert "test_racy" in done.output and "SUMMARY: Gordian: data race" in done.output


def test_a_script_that_starts_many_programs(racy_counter, clean_program, tmp_path):
    script = tmp_path / "suite.sh"
    script.write_text(f"#!/bin/sh\nfor i in 1 2 3 4 5 6; do {clean_program} & done\nwait\n{racy_counter} | cat\n{racy_counter} || true\nexit 0\n")
    script.chmod(0o755)
    outcome = gordian.run(script)
    assert outcome.status == gordian.FOUND and len(outcome.findings) == 1 and outcome.findings[0]["count"] >= 2


def test_a_child_of_fork_whose_parent_ends_well(tmp_path):
    program = gordian.build_text(RACY.replace("int main", "int work").replace("#include <pthread.h>", "#include <pthread.h>\n#include <unistd.h>\n#include <stdlib.h>\n#include <sys/wait.h>")
                                 + "int main(int c, char **v) { if (fork() == 0) exit(work(c, v) & 0); wait(0); return 0; }\n", tmp_path, "forks.c")
    assert gordian.run(program).status == gordian.FOUND
    bare = gordian.run_bare(program, log_dir=tmp_path)
    assert bare.status == 0 and "SUMMARY: Gordian: data race" in bare.errors  # the child's own report
    assert gordian.report(tmp_path).status == gordian.FOUND


def test_googletest_says_which_test_it_was(tmp_path):
    (tmp_path / "t.cpp").write_text("""
#include <gordian/gtest.hpp>
#include <thread>
int counter;
TEST(Suite, Clean) { counter = 1; }
TEST(Suite, Racy) { std::thread t([] { ++counter; }); ++counter; t.join(); }
TEST(Suite, CleanAgain) { counter = 2; }
int main(int argc, char **argv) { ::testing::InitGoogleTest(&argc, argv); return RUN_ALL_TESTS(); }
""")
    must([gordian.COMMAND, "c++", "-std=c++20", "-g", "-O1", "-I", gordian.ROOT / "runtime" / "include", "t.cpp", "-o", "t", "-lgtest"], tmp_path)
    done = gordian.run_bare(tmp_path / "t", log_dir=tmp_path)
    assert re.findall(r"\[ +(OK|FAILED) +\] (Suite\.\w+) \(", done.output) == [("OK", "Suite.Clean"), ("FAILED", "Suite.Racy"), ("OK", "Suite.CleanAgain")]
    assert "t.cpp:6: Failure" in done.output and re.search("findings? in this test: data-race", done.output)
    assert done.status == gordian.FOUND
    must(["g++", "-std=c++20", "-I", gordian.ROOT / "runtime" / "include", "t.cpp", "-o", "plain", "-lgtest", "-pthread"], tmp_path)
    assert gordian.call([tmp_path / "plain"]).status == 0  # without the runtime it does nothing


LEAKY = """
#include <gordian/gtest.hpp>
#include <condition_variable>
#include <mutex>
#include <pthread.h>
#include <thread>
struct Queue {
  std::mutex mutex;
  std::condition_variable filled;
  void wait() { std::unique_lock lock(mutex); for (;;) filled.wait(lock); }
};
Queue &old_queue = *new Queue, &queue = *new Queue, &pool_queue = *new Queue;  // never destroyed: they are waited for
TEST(Suite, Clean) { std::thread t([] {}); t.join(); }
TEST(Suite, LeavesTwo) { for (int i = 0; i < 2; ++i) std::thread([] { queue.wait(); }).detach(); }
TEST(Suite, StartsThePool) { std::thread([] { pthread_setname_np(pthread_self(), "pool-1"); pool_queue.wait(); }).detach(); }
TEST(Suite, LeavesItToAScope) {
  gordian::leak_check scope;
  std::thread([] { queue.wait(); }).detach();
  EXPECT_EQ(scope.check(), WITH_RUNTIME);
  EXPECT_EQ(scope.check(), 0u);
}
TEST(Suite, CleanAgain) {}
int main(int argc, char **argv) {
  ::testing::InitGoogleTest(&argc, argv);
  std::thread([] { old_queue.wait(); }).detach();
  gordian::check_leaks_of_tests("pool");
  return RUN_ALL_TESTS();
}
"""


def test_googletest_fails_a_test_that_leaves_threads(tmp_path):
    (tmp_path / "t.cpp").write_text(LEAKY)
    include = ["-std=c++20", "-I", gordian.ROOT / "runtime" / "include", "t.cpp", "-lgtest", "-pthread"]
    must([gordian.COMMAND, "c++", "-g", "-O1", *include, "-DWITH_RUNTIME=1u", "-o", "t"], tmp_path)
    outcome = gordian.run(tmp_path / "t")
    tests = re.findall(r"\[ +(OK|FAILED) +\] Suite\.(\w+) \(", outcome.output)
    assert tests == [("OK", "Clean"), ("FAILED", "LeavesTwo"), ("OK", "StartsThePool"), ("FAILED", "LeavesItToAScope"), ("OK", "CleanAgain")]
    assert outcome.output.count("in this test: leaked-thread\n") == 2
    assert [f["kind"] for f in outcome.findings] == ["leaked-thread"] * 2
    assert sorted(len(f["waits"]) for f in outcome.findings) == [1, 2]
    assert all("the scope in which the thread was started ends" in f["message"] for f in outcome.findings)
    must(["g++", *include, "-DWITH_RUNTIME=0u", "-o", "plain"], tmp_path)
    assert gordian.call([tmp_path / "plain"]).status == 0  # without the runtime it does nothing
