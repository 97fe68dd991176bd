"""The commands of the README do what it says: each block marked so is run, and its output compared.

A block is run when the line before it is `<!-- run: FILE -->` (a source that a later block needs) or `<!-- run -->` (commands
that begin with `$ `, each followed by its output). Addresses, process numbers, thread numbers of the system, paths of logs
and the figures that differ from run to run are replaced by a word before the comparison.
"""
import re
import subprocess

import pytest

import gordian

README = gordian.ROOT / "README.md"
BLOCK = re.compile(r"<!-- run(?:: (\S+))? -->\n```\w*\n(.*?)```", re.S)
CHANGING = [(r"0x[0-9a-f]+", "ADDRESS"), (r"pid=\d+", "pid=N"), (r"\S*/\S*\.glog", "LOG"), (r"\+0x\w+", "+OFFSET"),
            (r"gordian-run-\w+", "FOLDER"),
            (r"/tmp/(?:[^\s:']*/)?", ""), (r"\b(\d+) times\b", "N times"), (r"\b\d+ events?\b", "N events"), (r"[ \t]+\n", "\n")]


def normalised(text):
    for pattern, word in CHANGING:
        text = re.sub(pattern, word, text)
    return text.strip()


def blocks():
    return BLOCK.findall(README.read_text())


def commands(text):
    """Pairs of a command and the output that stands below it."""
    parts = re.split(r"^\$ ", text, flags=re.M)[1:]
    return [(part.partition("\n")[0], part.partition("\n")[2]) for part in parts]


def test_the_readme_has_something_to_run():
    assert any(name for name, _ in blocks()) and any(not name for name, _ in blocks())


def test_commands_of_the_readme_do_what_it_shows(tmp_path):
    env = {**gordian.environment(), "TMPDIR": str(tmp_path)}
    env["PATH"] = f"{gordian.BUILD / 'bin'}:{env['PATH']}"
    for name, text in blocks():
        if name:
            (tmp_path / name).write_text(text)
            continue
        for command, shown in commands(text):
            done = subprocess.run(["sh", "-c", command], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120)
            assert normalised(done.stdout + done.stderr) == normalised(shown), f"$ {command}"


@pytest.mark.parametrize("path", sorted(set(re.findall(r"\]\(([^)#:]+)\)", README.read_text() if README.exists() else ""))))
def test_links_of_the_readme_lead_somewhere(path):
    assert (gordian.ROOT / path).exists()
