"""How the tests use Gordian: compile a program, run it, read its report.

Everything goes through the command `gordian`, as people use it; nothing here knows how the parts work inside.
"""
import dataclasses
import json
import os
import pathlib
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("GORDIAN_BUILD", ROOT / "build")).resolve()
COMMAND = BUILD / "bin" / "gordian"
TESTCASES = ROOT / "testcases"
SUPPORT = TESTCASES / "support"
LLVM = "19" if BUILD.name.endswith("19") else "22"
FOUND = 66  # exit status when something was found


class CompileError(Exception):
    """The compiler refused a program; the text is what it said."""


@dataclasses.dataclass
class Outcome:
    """What one run of a program gave. `report` is None where no report in JSON was written."""

    status: int
    output: str
    errors: str
    report: dict | None = None

    @property
    def findings(self):
        return [f for f in (self.report or {}).get("findings", []) if not f.get("suppressed")]


def text_of(data):
    return data.decode(errors="replace") if data else ""


def environment(**options):
    """The environment of a run: the caller's, with GORDIAN_OPTIONS made of `options` alone."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("GORDIAN_")}
    if options:
        env["GORDIAN_OPTIONS"] = ":".join(f"{key}={value}" for key, value in options.items())
    return env


def call(command, timeout=60, **more):
    """Runs a command; status 124 means that it did not end in time (as with timeout(1))."""
    command = [str(word) for word in command]
    more.setdefault("stdin", subprocess.DEVNULL)
    try:
        done = subprocess.run(command, capture_output=True, timeout=timeout, **more)
    except subprocess.TimeoutExpired as late:
        return Outcome(124, text_of(late.stdout), text_of(late.stderr) + f"\n[no end within {timeout} s]")
    return Outcome(done.returncode, text_of(done.stdout), text_of(done.stderr))


def gordian(*arguments, timeout=60, **more):
    return call([COMMAND, *arguments], timeout=timeout, **more)


def is_cxx(source):
    return pathlib.Path(source).suffix in (".cpp", ".cc", ".cxx")


def build(source, program, flags=("-g", "-O1"), libraries=()):
    """Compiles `source` with the plugin and links it with the invisible order of support/step.c."""
    language = ["c++", "-std=c++20"] if is_cxx(source) else ["cc", "-std=gnu17"]
    include = ["-I", SUPPORT, "-I", ROOT / "runtime" / "include"]
    command = [COMMAND, *language, *include, *flags, source, step_object(), "-o", program, "-pthread", *libraries]
    done = call(command, timeout=180)
    if done.status != 0:
        raise CompileError(f"$ {' '.join(map(str, command))}\n{done.errors}")
    return pathlib.Path(program)


def build_text(text, folder, name="program.cpp", flags=("-g", "-O1")):
    """Like build(), for a program given as text."""
    source = pathlib.Path(folder) / name
    source.write_text(text)
    return build(source, source.with_suffix(""), flags)


_step_object = None


def step_object():
    """step.c, compiled once and without the plugin."""
    global _step_object
    if _step_object is None or not _step_object.exists():
        folder = pathlib.Path(tempfile.mkdtemp(prefix="gordian-step-"))
        subprocess.run([f"clang-{LLVM}", "-O2", "-fPIC", "-c", SUPPORT / "step.c", "-o", folder / "step.o"], check=True)
        _step_object = folder / "step.o"
    return _step_object


def run(program, *arguments, timeout=60, options=None, **more):
    """`gordian run` with a JSON report. The logs lie in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="gordian-run-") as folder:
        path = pathlib.Path(folder) / "report.json"
        env = environment(log_dir=folder, **(options or {}))
        outcome = gordian("run", "--format", "json", "-o", path, "--", program, *arguments, timeout=timeout, env=env, **more)
        if path.exists():
            outcome.report = json.loads(path.read_text())
        return outcome


def run_bare(program, *arguments, log_dir, timeout=60, options=None, **more):
    """Runs the program by itself, as without any knowledge of the command."""
    return call([program, *arguments], timeout=timeout, env=environment(log_dir=log_dir, **(options or {})), **more)


def report(*logs, timeout=60):
    """`gordian report` on logs or folders, as JSON."""
    with tempfile.TemporaryDirectory(prefix="gordian-report-") as folder:
        path = pathlib.Path(folder) / "report.json"
        outcome = gordian("report", "--format", "json", "-o", path, *logs, timeout=timeout, env=environment())
        if path.exists():
            outcome.report = json.loads(path.read_text())
        return outcome


def object_names(finding):
    """The names of the objects that a finding is about: what raced, and what was waited for."""
    objects = [finding.get("object") or {}] + [wait.get("object") or {} for wait in finding.get("waits", [])]
    return [o.get("name") or "" for o in objects]


def lines(finding, file=""):
    """The innermost line of each access: in a file of this name, where the stack has one (0 where it has not)."""
    return tuple(next((frame.get("line", 0) for frame in a.get("stack", []) if (frame.get("file") or "").endswith(file)), 0)
                 for a in finding.get("accesses", []))


def function_names(stack):
    return [frame.get("function") or "" for frame in stack]


def describe(finding):
    """A finding in a few words, for messages."""
    accesses = ", ".join(
        f"{a.get('operation')} in " + " < ".join(f"{f.get('function')}:{f.get('line')}" for f in a.get("stack", [])[:4])
        for a in finding.get("accesses", []))
    names = ", ".join(name for name in object_names(finding) if name)
    return f"{finding.get('kind')} on '{names}' ({accesses or finding.get('message', '')})"
