"""Real programs under Gordian: fetched from Debian, built by their own build systems, given real work, and judged.

`./dev real [NAME...]` checks each program; `--unlocked` also takes a lock out of those that say how, and wants the race to be
found; `--native` builds and works without Gordian, to see whether the recipes themselves are right.
"""
import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import gordian  # noqa: E402
import recipes  # noqa: E402
import sources  # noqa: E402

FOLDER = gordian.BUILD / "real"


class Session:
    """One program at work. A folder of its own, and one for the logs."""

    def __init__(self, program, folder, checked):
        self.program, self.folder, self.checked = program, folder, checked
        self.logs = folder / "logs"
        self.logs.mkdir(parents=True)
        self.scale = 1  # how many times the usual work is wanted
        self.patience = 900  # seconds for one command

    def environment(self):
        return gordian.environment(log_dir=self.logs)

    def command(self):
        """How the program under test is started: its first words."""
        return [self.program]

    def _accepts(self, status):
        return status == 0 or (self.checked and status == gordian.FOUND)

    def run(self, *arguments, **more):
        """Runs the program under test to its end and returns what it printed."""
        return self.run_other(*self.command(), *arguments, **more)

    def run_other(self, *command, **more):
        more.setdefault("stdout", subprocess.PIPE)
        done = subprocess.run([str(word) for word in command], env=self.environment(), stderr=subprocess.PIPE, timeout=self.patience, **more)
        said = gordian.text_of(done.stdout) + gordian.text_of(done.stderr)
        if not self._accepts(done.returncode):
            raise AssertionError(f"'{' '.join(map(str, command))}' ended with {done.returncode}: {said[-2000:]}")
        return gordian.text_of(done.stdout)

    @contextlib.contextmanager
    def start(self, *arguments):
        """A server: started, used, and asked to end."""
        log = (self.folder / "server.txt").open("w")
        server = subprocess.Popen([str(word) for word in (*self.command(), *arguments)], env=self.environment(), stdout=log, stderr=log)
        try:
            yield server
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGTERM)
            try:
                server.wait(60)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        if not self._accepts(server.returncode):
            raise AssertionError(f"the server ended with {server.returncode}; its output is in {self.folder / 'server.txt'}")


def compilers(checked):
    """Those for C and for C++, as a person would give them."""
    command = str(gordian.COMMAND)
    return (f"{command} cc", f"{command} c++") if checked else (f"clang-{gordian.LLVM}", f"clang++-{gordian.LLVM}")


def build(program, folder, cc, cxx, change=None):
    """Builds one program below `folder`; `change` is made to its unpacked sources before anything is compiled."""
    store = sources.Store(FOLDER)
    made = recipes.Build(folder, cc, cxx, ChangedStore(store, folder, change) if change else store)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sources.need_packages(program.packages)
    return program.build(made)


class ChangedStore:
    """A store whose trees are changed as soon as the changed file is there."""

    def __init__(self, store, folder, change):
        self.store, self.folder, self.change = store, folder, change

    def unpack(self, package, target):
        tree = self.store.unpack(package, target)
        with contextlib.suppress(FileNotFoundError):
            self.change(self.folder)
        return tree


def findings_of(session):
    if not list(session.logs.glob("*.glog")):
        return []
    outcome = gordian.report(session.logs, timeout=600)
    assert outcome.status in (0, gordian.FOUND), f"gordian report: {outcome.status}: {outcome.errors}"
    return outcome.findings


def explanation(program, finding):
    """Why this finding is a true race of the program, or None where nobody has said so."""
    name = gordian.object_names(finding)[0]
    functions = [frame for access in finding.get("accesses", []) for frame in gordian.function_names(access["stack"][:1])]
    return next((reason for of_object, of_function, reason in program.explained
                 if re.fullmatch(of_object, name) and any(re.fullmatch(of_function, f) for f in functions)), None)


def work(program, path, folder, checked):
    shutil.rmtree(folder, ignore_errors=True)
    session = Session(path, folder, checked)
    begin = time.monotonic()
    program.work(session)
    return session, time.monotonic() - begin


def check(program, checked=True, rebuild=False):
    """Builds, works, judges. Returns sentences that say what is wrong."""
    folder = FOLDER / ("checked" if checked else "native") / program.name
    stamp = folder / "built"
    if rebuild or not stamp.exists():
        stamp_text = str(build(program, folder, *compilers(checked)))
        stamp.write_text(stamp_text)
    session, took = work(program, pathlib.Path(stamp.read_text()), folder / "work", checked)
    findings = findings_of(session) if checked else []
    unexplained = [f for f in findings if explanation(program, f) is None]
    print(f"real: {program.name}: work done in {took:.1f} s, output right, {len(findings)} findings, "
          f"{len(unexplained)} of them unexplained", flush=True)
    for finding in findings:
        print(f"  {explanation(program, finding) or 'UNEXPLAINED'}: {gordian.describe(finding)}")
    return [f"{program.name}: {gordian.describe(f)}" for f in unexplained]


def check_unlocked(program):
    """Takes the lock out and wants the race. The work may fail: the program is broken now."""
    folder = FOLDER / "unlocked" / program.name
    path = build(program, folder, *compilers(True), program.unlock)
    shutil.rmtree(folder / "work", ignore_errors=True)
    session = Session(path, folder / "work", True)
    session.patience = 60  # without the lock it may wait for ever for what got lost
    with contextlib.suppress(AssertionError, subprocess.TimeoutExpired):
        program.work(session)
    named = [f for f in findings_of(session) if f["kind"] == "data-race" and re.search(program.unlocked, json.dumps(f))]
    print(f"real: {program.name} without its lock: {len(named)} findings name it", flush=True)
    return [] if named else [f"{program.name} without its lock: no finding names '{program.unlocked}'"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of: {' '.join(recipes.PROGRAMS)} (default: all)")
    parser.add_argument("--native", action="store_true", help="build and work without Gordian")
    parser.add_argument("--unlocked", action="store_true", help="also take a lock out of those that say how")
    parser.add_argument("--keep", action="store_true", help="use what was built before")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in recipes.PROGRAMS]
    if unknown:
        sys.exit(f"real: no program '{unknown[0]}': there are {' '.join(recipes.PROGRAMS)}")
    wrong = []
    for name in options.names or recipes.PROGRAMS:
        program = recipes.PROGRAMS[name]
        try:
            wrong += check(program, not options.native, not options.keep)
            if options.unlocked and program.unlock and not options.native:
                wrong += check_unlocked(program)
        except (AssertionError, sources.FetchError) as error:
            wrong.append(f"{name}: {error}")
    for sentence in wrong:
        print(f"real: wrong: {sentence}", file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
