"""Run-time options: one table behind parser, help, manual page and README; ThreadSanitizer's names; the program's own hooks."""
import re
import subprocess

import pytest

import gordian
from conftest import RACY


def options_help(program):
    return gordian.call([program], env=gordian.environment(help=1)).output


@pytest.fixture(scope="module")
def hooked(tmp_path_factory):
    """A racy program with all of the hooks that a program may define."""
    return gordian.build_text(RACY + """
#include <stdio.h>
const char *__gordian_default_options(void);
const char *__gordian_default_options(void) { return "exitcode=11,log_events=none"; }
void __gordian_on_report(const char *kind);
void __gordian_on_report(const char *kind) { fprintf(stderr, "on_report(%s)\\n", kind); counter = 0; }
""", tmp_path_factory.mktemp("hooked"), "hooked.c")


def test_the_table_is_the_same_everywhere(clean_program):
    lines = [line.split(maxsplit=1) for line in options_help(clean_program).splitlines()]
    by_runtime = [pair.partition("=")[0] for pair, _ in lines]
    by_command = re.findall(r"^  (\w+=\S*) +(.*)", gordian.gordian("help", "options").output, re.M)
    assert [list(pair) for pair in by_command if not pair[0].startswith("GORDIAN_")] == lines
    rows = gordian.gordian("help", "--markdown-options").output
    assert [re.match(r"\| `(\w+)`", row).group(1) for row in rows.splitlines()] == by_runtime
    assert rows in (gordian.ROOT / "README.md").read_text(), "put the output of `gordian help --markdown-options` in README.md"
    manual = gordian.gordian("help", "--manual-options").output
    for name in by_runtime:
        assert re.search(rf"^\.B {name}=", manual, re.M), name


def test_a_name_of_thread_sanitizer_is_taken_refused_or_explained(clean_program):
    idle = gordian.call([clean_program], env=gordian.environment(symbolize=1, second_deadlock_stack=1, verbosity=0))
    assert idle.status == 0 and idle.errors == ""
    told = gordian.call([clean_program], env=gordian.environment(verbosity=1, external_symbolizer_path="/usr/bin/x"))
    assert told.status == 0 and "'external_symbolizer_path' changes nothing here" in told.errors
    refused = gordian.call([clean_program], env=gordian.environment(flush_memory_ms=100))
    assert refused.status == 2 and "'flush_memory_ms' of ThreadSanitizer in GORDIAN_OPTIONS has no counterpart" in refused.errors


def test_options_from_files(clean_program, tmp_path):
    (tmp_path / "inner.options").write_text("exitcode=5\n")
    (tmp_path / f"{clean_program.name}.options").write_text(
        f"# comment: help=1\nverbosity=0, log_events=none\ninclude='{tmp_path}/inner.options'")
    done = gordian.call([clean_program], env=gordian.environment(include=f"{tmp_path}/%b.options"))
    assert done.status == 0, done.errors
    (tmp_path / "inner.options").write_text("exit_code=5\n")
    wrong = gordian.call([clean_program], env=gordian.environment(include=f"{tmp_path}/%b.options"))
    assert wrong.status == 2 and f"'exit_code' in the file '{tmp_path}/inner.options': did you mean 'exitcode'" in wrong.errors
    missing = gordian.call([clean_program], env=gordian.environment(include="/no/such"))
    assert missing.status == 2 and "cannot read the options in the file '/no/such', named in GORDIAN_OPTIONS" in missing.errors
    assert gordian.call([clean_program], env=gordian.environment(include_if_exists="/no/such")).status == 0
    (tmp_path / "circle").write_text(f"include={tmp_path}/circle")
    circle = gordian.call([clean_program], env=gordian.environment(include=tmp_path / "circle"))
    assert circle.status == 2 and "one include inside another too many" in circle.errors


def test_hooks_of_the_program(hooked, tmp_path):
    bare = gordian.run_bare(hooked, log_dir=tmp_path)
    assert bare.status == 11 and "on_report(data-race)" in bare.errors
    assert gordian.run_bare(hooked, log_dir=tmp_path, options={"exitcode": 12}).status == 12  # the environment wins


def test_what_the_hook_does_is_not_checked(hooked):
    outcome = gordian.run(hooked)
    assert {name for f in outcome.findings for name in gordian.function_names(f["accesses"][0]["stack"])[:1]} == {"bump"}


def test_suppressions_of_the_program_and_of_a_file(racy_counter, tmp_path):
    own = gordian.build_text(RACY + """
const char *__gordian_default_suppressions(void);
const char *__gordian_default_suppressions(void) { return "# known\\nrace:bump\\n"; }
""", tmp_path, "own.c")
    assert gordian.run_bare(own, log_dir=tmp_path).status == 0
    assert gordian.run(own).status == 0
    (tmp_path / "tsan.supp").write_text("race:bump\n")
    for run in (gordian.run_bare(racy_counter, log_dir=tmp_path, options={"suppressions": tmp_path / "tsan.supp"}),
                gordian.run(racy_counter, options={"suppressions": tmp_path / "tsan.supp"})):
        assert run.status == 0, run.errors


PHASES = RACY.replace("int main(int c, char **v) {", """#include <stdio.h>
int main(int c, char **v) {""").replace("return c > 1", 'puts("went on"); fflush(stdout); return c > 1')


def test_the_first_finding_may_end_the_program(tmp_path):
    program = gordian.build_text(PHASES, tmp_path, "phases.c")
    assert "went on" in gordian.run_bare(program, log_dir=tmp_path).output
    for status, options in ((gordian.FOUND, {}), (7, {"exitcode": 7}), (gordian.FOUND, {"exitcode": 0})):
        halted = gordian.run_bare(program, log_dir=tmp_path, options={"halt_on_error": 1, **options})
        assert halted.status == status and halted.output == "" and "SUMMARY: Gordian: data race" in halted.errors
    assert gordian.run_bare(program, log_dir=tmp_path, options={"abort_on_error": 1}).status == -6
    assert gordian.run(program, options={"halt_on_error": 1}).status == gordian.FOUND


def test_exit_may_wait_for_what_still_runs(tmp_path):
    """The thread races only after main's exit handlers have begun, which end at once without the option."""
    program = gordian.build_text("""#include <pthread.h>
#include <stdlib.h>
int counter, is_exiting;
static void *late(void *p) { while (!__atomic_load_n(&is_exiting, __ATOMIC_RELAXED)) {} counter = 1; return p; }
static void handler(void) { counter = 2; __atomic_store_n(&is_exiting, 1, __ATOMIC_RELAXED); }
int main(void) { pthread_t t; atexit(handler); pthread_create(&t, 0, late, 0); pthread_detach(t); return 0; }
""", tmp_path, "late.c")
    done = gordian.run_bare(program, log_dir=tmp_path, options={"atexit_sleep_ms": 3000})
    assert done.status == gordian.FOUND and "'counter'" in done.errors, done.errors


def test_the_report_goes_where_log_path_says(racy_counter, clean_program, tmp_path):
    done = gordian.run_bare(racy_counter, log_dir=tmp_path, options={"log_path": tmp_path / "report"})
    file, = tmp_path.glob("report.*")
    assert done.status == gordian.FOUND and "WARNING" not in done.errors and file.suffix[1:].isdigit()
    assert "WARNING: Gordian: data race" in file.read_text()
    gordian.run_bare(racy_counter, log_dir=tmp_path, options={"log_path": tmp_path / "named", "log_exe_name": 1})
    assert [p.name.rpartition(".")[0] for p in tmp_path.glob("named.*")] == [f"named.{racy_counter.name}"]
    to_stdout = gordian.run_bare(racy_counter, log_dir=tmp_path, options={"log_path": "stdout"})
    assert "WARNING: Gordian: data race" in to_stdout.output and "WARNING" not in to_stdout.errors
    gordian.run_bare(clean_program, log_dir=tmp_path, options={"log_path": tmp_path / "clean"})
    assert not list(tmp_path.glob("clean.*"))


def test_a_log_folder_with_a_space_and_a_colon(racy_counter, tmp_path):
    folder = tmp_path / "a folder: of logs"
    done = gordian.gordian("run", "--log-dir", folder, "--", racy_counter, env=gordian.environment())
    assert done.status == gordian.FOUND and list(folder.glob("*.glog"))


def test_history_sizes_of_thread_sanitizer(racy_counter, tmp_path):
    assert gordian.run_bare(racy_counter, log_dir=tmp_path, options={"history_size": 7}).status == gordian.FOUND


def test_completion_knows_every_command_and_option():
    script = gordian.ROOT / "analyzer" / "builds" / "completion" / "gordian.bash"

    def complete(*words):
        text = f'source {script}; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gordian; printf "%s\\n" "${{COMPREPLY[@]}}"'
        return subprocess.run(["bash", "-c", text, "-", gordian.COMMAND, *words], capture_output=True, text=True).stdout.split()

    commands = complete("")
    assert {"run", "report", "cc", "c++", "flags", "--help"} <= set(commands)
    assert complete("re") == ["report"]
    for command in set(commands) - {"cc", "c++", "help", "--help", "--version"}:
        known = re.findall(r"^  (-\S+)", gordian.gordian(command, "--help").output, re.M)
        assert set(complete(command, "-")) == set(known), command
    assert "json" in complete("report", "--format", "")


def test_each_command_has_a_manual_page():
    pages = gordian.BUILD / "share" / "man" / "man1"
    commands = re.findall(r"^  (\S+) ", gordian.gordian("--help").output.partition("commands:")[2].partition("options:")[0], re.M)
    for command in set(commands) - {"help"}:
        page = (pages / f"gordian-{command}.1").read_text()
        assert page.startswith(".TH") and ".SH SYNOPSIS" in page
        if command not in ("cc", "c++"):
            for option in re.findall(r"^  (-\S+)", gordian.gordian(command, "--help").output, re.M):
                assert f".B {option.replace('-', chr(92) + '-')}" in page, (command, option)
    assert ".SH COMMANDS" in (pages / "gordian.1").read_text()
