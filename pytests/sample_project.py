"""The project of pytests/sample/, which every build system can build, and what Gordian must find in it."""
import pathlib
import shutil

import gordian

SAMPLE = pathlib.Path(__file__).resolve().parent / "sample"
RACES = ["plugin_hits", "shared_hits", "static_hits"]  # one for each way of getting code into a program
CC, CXX = gordian.COMMAND.parent / "gordian-clang", gordian.COMMAND.parent / "gordian-clang++"


def copy(folder):
    """A copy to build in: nothing is ever written beside the sources."""
    return pathlib.Path(shutil.copytree(SAMPLE, pathlib.Path(folder) / "sample"))


def must(command, cwd, **more):
    """Runs a step of a build, which must succeed."""
    more.setdefault("env", gordian.environment())
    done = gordian.call(command, cwd=cwd, timeout=120, **more)
    assert done.status == 0, f"$ {' '.join(map(str, command))}\n{done.output}\n{done.errors}"
    return done


def raced(outcome):
    """The names of the variables that races were found on."""
    return sorted({name for finding in outcome.findings for name in gordian.object_names(finding) if name})


def check(app, plugin):
    """The built program is checked: all its parts, and the verdict reaches the exit status."""
    outcome = gordian.run(app, plugin)
    assert raced(outcome) == RACES, outcome.errors
    assert outcome.status == gordian.FOUND
    assert gordian.run(app, "clean").status == 0
