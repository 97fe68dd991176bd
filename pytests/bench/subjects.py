"""What is measured: the kernels of testcases/bench and the real programs of pytests/real, each built in several ways.

What was built is kept below build/bench, and built again only when something that it was made of has changed.
"""
import dataclasses
import json
import pathlib
import shutil
import subprocess
import sys

import costs
import gordian

sys.path.insert(0, str(gordian.ROOT / "pytests" / "real"))

import real  # noqa: E402
import recipes  # noqa: E402
import sources  # noqa: E402

FOLDER = gordian.BUILD / "bench"
KERNELS = gordian.TESTCASES / "bench"


class WrongResult(Exception):
    """A build or a run did not do what it should; the text says what."""


@dataclasses.dataclass
class Way:
    """One way to build and run: compilers as a person would give them, and the environment of a run."""

    name: str
    cc: list
    cxx: list
    found: tuple = ()  # exit statuses that say that something was found
    made_of: tuple = ()  # files of the tool itself: when they change, everything is built again

    def environment(self, logs):
        # Neither tool's report is part of what is compared.
        env = gordian.environment(log_dir=logs, report=0)
        env["TSAN_OPTIONS"] = f"symbolize=0:log_path={logs}/tsan"
        return env


def ways(gordian_flags=()):
    clang, clangxx = f"clang-{gordian.LLVM}", f"clang++-{gordian.LLVM}"
    command = str(gordian.COMMAND)
    ours = tuple(gordian.BUILD / "lib" / name for name in ("gordian.so", "libgordian_rt.a"))
    return [Way("native", [clang], [clangxx]),
            Way("gordian", [command, "cc", *gordian_flags], [command, "c++", *gordian_flags], (gordian.FOUND,), ours),
            Way("tsan", [clang, "-fsanitize=thread"], [clangxx, "-fsanitize=thread"], (66,))]


@dataclasses.dataclass
class Built:
    """A program that was built in one way."""

    program: pathlib.Path
    text: int  # bytes of instructions in its objects, the runtime's not counted
    compile: float  # seconds of the compiler in user mode


def keep_built(stamp, way, sources, build):
    """What `build` gives, or gave when it was last called with the same compilers and unchanged files."""
    files = [*way.made_of, *sources]
    key = [way.cc, [f"{file} {file.stat().st_mtime_ns}" for file in files]]
    if stamp.exists():
        kept = json.loads(stamp.read_text())
        if kept["key"] == key and pathlib.Path(kept["program"]).exists():
            return Built(pathlib.Path(kept["program"]), kept["text"], kept["compile"])
    built = build(way)
    stamp.write_text(json.dumps({"key": key, "program": str(built.program), "text": built.text, "compile": built.compile}))
    return built


class Kernel:
    """One file of testcases/bench: compiled at -O2, run without arguments; what it prints is its result."""

    is_kernel = True

    def __init__(self, source):
        self.source, self.name = source, source.stem

    def build(self, way):
        folder = FOLDER / "kernels"
        folder.mkdir(parents=True, exist_ok=True)
        headers = [*KERNELS.parent.parent.glob("runtime/include/gordian/**/*.hpp")] if "channel" in self.name else []
        return keep_built(folder / f"{self.name}.{way.name}.json", way, [self.source, *headers], self._build)

    def _build(self, way):
        folder = FOLDER / "kernels"
        program = folder / f"{self.name}.{way.name}"
        log, made = program.with_suffix(f".{way.name}.costs"), program.with_suffix(f".{way.name}.o")
        log.unlink(missing_ok=True)
        compiler = way.cc if self.source.suffix == ".c" else [*way.cxx, "-std=c++20"]
        include = ["-I", gordian.ROOT / "runtime" / "include"]
        for command in ([costs.timed(), log, *compiler, "-O2", "-g", *include, "-c", self.source, "-o", made],
                        [*compiler, made, "-o", program, "-pthread"]):
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode != 0:
                raise WrongResult(f"{self.name} ({way.name}) does not compile: {done.stderr[-1500:]}")
        return Built(program, costs.text_size(made), costs.read(log)[0].user)

    def run(self, built, way, folder):
        log = folder / "costs"
        done = subprocess.run([costs.timed(), log, built.program], env=way.environment(folder), capture_output=True, text=True,
                              timeout=600)
        if done.returncode not in (0, *way.found):
            raise WrongResult(f"{self.name} ({way.name}) ended with {done.returncode}: {done.stderr[-500:]}")
        return costs.total(costs.read(log)), done.stdout


class TimedSession(real.Session):
    """A session that writes down what the program under test costs, and nothing of what uses it."""

    def __init__(self, program, folder, way, scale):
        super().__init__(program, folder, bool(way.found))
        self.way, self.scale = way, scale

    def environment(self):
        return self.way.environment(self.logs)

    def command(self):
        return [costs.timed(), self.folder / "costs", self.program]


class RealProgram:
    """One program of pytests/real, with the work that its recipe gives it; the recipe checks the result."""

    is_kernel = False

    def __init__(self, program):
        self.recipe, self.name = program, program.name

    def build(self, way):
        (FOLDER / way.name).mkdir(parents=True, exist_ok=True)
        return keep_built(FOLDER / way.name / f"{self.name}.json", way, [pathlib.Path(recipes.__file__)], self._build)

    def _build(self, way):
        folder, log = FOLDER / way.name / self.name, FOLDER / way.name / f"{self.name}.costs"
        log.unlink(missing_ok=True)
        timed = [str(costs.timed()), str(log)]
        program = real.build(self.recipe, folder, " ".join(timed + way.cc), " ".join(timed + way.cxx))
        compiled = [(c, self._object(c)) for c in costs.read(log) if "-c" in c.words and c.status == 0]
        compiled = [(c, made) for c, made in compiled if made.suffix == ".o" and made.is_file()]
        return Built(program, sum(map(costs.text_size, {made.resolve() for _, made in compiled})),
                     sum(c.user for c, _ in compiled))

    @staticmethod
    def _object(cost):
        """The object that a command made: what configuration scripts tried is gone by now."""
        words = cost.words
        name = words[words.index("-o") + 1] if "-o" in words else pathlib.Path(words[-1]).with_suffix(".o").name
        return cost.folder / name

    def run(self, built, way, folder):
        shutil.rmtree(folder, ignore_errors=True)
        session = TimedSession(built.program, folder, way, self.recipe.bench_scale)
        try:
            self.recipe.work(session)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            raise WrongResult(f"{self.name} ({way.name}): {error or 'its output is wrong'}") from error
        return costs.total(costs.read(folder / "costs")), "right"


def choose(names, kernels_only):
    """All subjects, or those whose name contains one of `names`."""
    kernels = [Kernel(source) for source in sorted(KERNELS.glob("*.c*"))]
    programs = [] if kernels_only else [RealProgram(program) for program in recipes.BENCHED.values()]
    return [s for s in kernels + programs if not names or any(n in s.name for n in names)]
