"""The formats as their readers take them: SARIF by Microsoft's validator, HTML by a browser, the others by their rules."""
import json
import os
import re
import shutil
import xml.etree.ElementTree

import pytest

import gordian

VALIDATOR = "@microsoft/sarif-multitool-linux@5.7.0"
DEADLOCK = """#include <pthread.h>
pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER, b = PTHREAD_MUTEX_INITIALIZER;
pthread_barrier_t both;
void *other(void *p) { pthread_mutex_lock(&b); pthread_barrier_wait(&both); pthread_mutex_lock(&a); return p; }
int main(void) {
  pthread_t t;
  pthread_barrier_init(&both, 0, 2);
  pthread_create(&t, 0, other, 0);
  pthread_mutex_lock(&a);
  pthread_barrier_wait(&both);
  pthread_mutex_lock(&b);
  return 0;
}
"""


@pytest.fixture(scope="module")
def logs(racy_counter, tmp_path_factory):
    """A folder with the log of a race and that of a deadlock; the sources lie beside it."""
    folder = tmp_path_factory.mktemp("formats")
    source = folder / "deadlock.c"
    source.write_text(DEADLOCK)
    program = gordian.build_text(DEADLOCK, folder, "deadlock.c")
    for each in (racy_counter, program):
        gordian.run_bare(each, log_dir=folder / "logs", options={"report": 0})
    assert len(list((folder / "logs").glob("*.glog"))) == 2
    return folder / "logs"


@pytest.fixture(scope="module")
def all_formats(logs, tmp_path_factory):
    """Every format, written at once; by the file's ending where it has one."""
    out = tmp_path_factory.mktemp("out")
    summary = out / "summary.md"
    env = gordian.environment() | {"GITHUB_STEP_SUMMARY": str(summary)}
    outcome = gordian.gordian("report", "-o", out / "r.json", "-o", out / "r.sarif", "-o", out / "r.xml", "-o", out / "r.html",
                              "-o", out / "r.md", "-o", out / "r.gitlab.json", "--format", "github", "-o", out / "r.github",
                              "--format", "text", "-o", out / "r.txt", "--source-root", logs.parent, logs, env=env)
    assert outcome.status == gordian.FOUND, outcome.errors
    assert outcome.output == ""
    return out


def test_sarif_passes_the_validator_as_github_asks(all_formats, tmp_path):
    if not shutil.which("npm"):
        pytest.skip("npm is not here, and the validator comes from it")
    installed = gordian.call(["npm", "install", "--no-audit", "--no-fund", "--prefix", tmp_path, VALIDATOR], timeout=120)
    if installed.status != 0:
        pytest.skip(f"npm could not install the validator: {installed.errors[-300:]}")
    tool = next(path for path in tmp_path.rglob("Sarif.Multitool") if path.is_file())
    tool.chmod(0o755)
    env = os.environ | {"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    checked = gordian.call([tool, "validate", "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning",
                            all_formats / "r.sarif"], env=env, timeout=120)
    assert "Analysis completed successfully" in checked.output, checked.output + checked.errors
    assert not re.findall(r": (?:error|warning) .*", checked.output), checked.output


def test_sarif_has_a_thread_flow_for_each_thread(all_formats):
    run = json.loads((all_formats / "r.sarif").read_text())["runs"][0]
    by_rule = {result["ruleId"]: result for result in run["results"]}
    race, deadlock = by_rule["data-race"], by_rule["deadlock"]
    assert len(race["codeFlows"][0]["threadFlows"]) == 2
    assert len(deadlock["codeFlows"][0]["threadFlows"]) >= 2
    assert deadlock["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": "deadlock.c", "uriBaseId": "SRCROOT"}
    assert race["partialFingerprints"]["primaryLocationLineHash"]


def test_junit_is_xml_with_a_failure_for_each_finding(all_formats):
    root = xml.etree.ElementTree.parse(all_formats / "r.xml").getroot()
    assert root.tag == "testsuites" and root.get("failures") == "2"
    assert {case.get("classname") for case in root.iter("testcase")} == {"gordian.data-race", "gordian.deadlock"}


def test_gitlab_issues_are_whole_and_unique(all_formats):
    issues = json.loads((all_formats / "r.gitlab.json").read_text())
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == 2
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert not issue["location"]["path"].startswith("./") and issue["location"]["lines"]["begin"] >= 1


def test_github_commands_and_the_step_summary(all_formats):
    lines = (all_formats / "r.github").read_text().splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == 2 and all(line.startswith("::error file=") for line in commands)
    assert "deadlock.c" in "".join(commands)
    assert (all_formats / "summary.md").read_text() == (all_formats / "r.md").read_text()


def test_text_has_the_lines_that_scripts_look_for(all_formats):
    text = (all_formats / "r.txt").read_text()
    assert re.search(r"^WARNING: Gordian: data race \(pid=\d+\)", text, re.M)
    assert re.search(r"^SUMMARY: Gordian: deadlock deadlock\.c:\d+:\d+ in \w+$", text, re.M)
    assert "\x1b" not in text


def test_colour_can_be_asked_for_and_refused(logs):
    assert "\x1b[" in gordian.gordian("report", "--color", "always", logs).output
    assert "\x1b[" not in gordian.gordian("report", logs).output
    assert gordian.gordian("report", "--color", "green", logs).status == 2


def test_html_needs_nothing_else_and_shows_the_source(all_formats):
    page = (all_formats / "r.html").read_text()
    assert "pthread_mutex_lock(&amp;a)" in page and page.count("<svg") == 2
    assert not re.search(r"""(?:src|href)=["'](?!file:|#)""", page)


def test_html_works_in_a_browser(all_formats):
    browser = shutil.which("chromium")
    if not browser:
        pytest.skip("chromium is not here: apt-get install chromium")
    done = gordian.call([browser, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "--virtual-time-budget=2000",
                         f"file://{all_formats / 'r.html'}"], timeout=60)
    assert "2 of 2 shown" in done.output  # its script ran, which the page's own policy allows by digest alone
    assert done.output.count("<article") == 2


@pytest.mark.parametrize("arguments", [["-o", "/dev/full"], ["--format", "html", "-o", "/dev/full"],
                                       ["-o", "/no/such/folder/report.json"], ["--gen-suppressions", "/dev/full"]])
def test_what_cannot_be_written_is_said(logs, arguments):
    outcome = gordian.gordian("report", *arguments, logs)
    assert outcome.status == 2 and "cannot write" in outcome.errors and arguments[-1] in outcome.errors


def test_a_full_disk_behind_standard_output_is_said(logs):
    outcome = gordian.call(["sh", "-c", '"$0" report "$1" >/dev/full', gordian.COMMAND, logs])
    assert outcome.status == 2 and "cannot write" in outcome.errors


def test_every_format_takes_a_log_that_was_cut(logs, tmp_path):
    whole = next(logs.glob("deadlock*.glog")).read_bytes()
    cut = tmp_path / "cut.glog"
    cut.write_bytes(whole.rstrip(b"\0")[:-40])
    for name in ("text", "json", "sarif", "junit", "html", "markdown", "gitlab", "github"):
        outcome = gordian.gordian("report", "--format", name, cut)
        assert outcome.status in (0, gordian.FOUND), f"{name}: {outcome.errors}"


def test_an_unknown_format_names_those_there_are(logs):
    outcome = gordian.gordian("report", "--format", "yaml", logs)
    assert outcome.status == 2 and "sarif" in outcome.errors and "yaml" in outcome.errors
