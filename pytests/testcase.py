"""What a program in testcases/ says about itself, and whether a report agrees.

The first lines of a case are its verdict: `// expect: KIND [NAME]` (several are allowed) or `// expect: clean`,
`// flags:` and `// libs:` for the compiler, `// args:`, `// exit:` the program's own status, `// runs: N`, `// stack: a < b`
(functions that one access's stack has in this order, innermost first), `// modes: O0` to leave out an optimisation,
`// needs: HEADER` of a library without which it is skipped.
Lines marked `// access A` and `// access B` are the racing ones.
"""
import dataclasses
import pathlib
import re
import shlex

import gordian

MODES = {"O0": ("-O0", "-g"), "O2": ("-O2",)}
DEADLOCK_SECONDS = 10
_HEADER = re.compile(r"^//\s*(expect|flags|libs|args|exit|runs|stack|modes|needs):\s*(.*?)\s*$")
_MARK = re.compile(r"//\s*access ([AB])\b")


@dataclasses.dataclass
class Expectation:
    kind: str
    name: str = ""

    def meets(self, finding):
        if finding.get("kind") != self.kind:
            return False
        return not self.name or any(self.name in name for name in gordian.object_names(finding))

    def __str__(self):
        return f"{self.kind} {self.name}".strip()


@dataclasses.dataclass
class Case:
    path: pathlib.Path
    expected: list = dataclasses.field(default_factory=list)
    flags: list = dataclasses.field(default_factory=list)
    libraries: list = dataclasses.field(default_factory=list)
    arguments: list = dataclasses.field(default_factory=list)
    stacks: list = dataclasses.field(default_factory=list)
    modes: list = dataclasses.field(default_factory=lambda: list(MODES))
    needs: str = ""
    exit: int | None = None
    runs: int = 1
    marks: dict = dataclasses.field(default_factory=lambda: {"A": [], "B": []})

    @property
    def name(self):
        return str(self.path.relative_to(gordian.TESTCASES))

    @property
    def is_possible(self):
        """Whether the library that the case needs is installed."""
        return not self.needs or (pathlib.Path("/usr/include") / self.needs).is_file()

    @property
    def deadlocks(self):
        return any("deadlock" in e.kind for e in self.expected)


def read_case(path):
    """The case at `path`. Raises ValueError where its first lines give no verdict."""
    case = Case(path)
    verdicts = 0
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for letter in _MARK.findall(line):
            case.marks[letter].append(number)
        header = _HEADER.match(line)
        if header:
            verdicts += header[1] == "expect"
            _take(case, header[1], header[2])
    if not verdicts:
        raise ValueError(f"{path}: no '// expect:' line: say what must be found, or '// expect: clean'")
    return case


def _take(case, key, value):
    if key == "expect":
        if value != "clean":
            case.expected.append(Expectation(*value.split(None, 1)))
    elif key == "flags":
        case.flags += shlex.split(value)
    elif key == "libs":
        case.libraries += shlex.split(value)
    elif key == "args":
        case.arguments += shlex.split(value)
    elif key == "stack":
        case.stacks.append([name.strip() for name in value.split("<")])
    elif key == "needs":
        case.needs = value
    elif key == "modes":
        case.modes = value.split()
    else:
        setattr(case, key, int(value))


def all_cases():
    """Every case below testcases/, in the order of names."""
    paths = [p for p in sorted(gordian.TESTCASES.rglob("*")) if p.suffix in (".c", ".cpp")]
    own = [p for p in paths if p.relative_to(gordian.TESTCASES).parts[0] not in ("support", "bench")]
    return [read_case(path) for path in own]


@dataclasses.dataclass
class Verdict:
    """How a case went: `false_alarms` and `misses` are lists of sentences, `faults` everything else that is wrong."""

    false_alarms: list = dataclasses.field(default_factory=list)
    misses: list = dataclasses.field(default_factory=list)
    faults: list = dataclasses.field(default_factory=list)

    def problems(self):
        return ([f"false alarm: {t}" for t in self.false_alarms] + [f"missed: {t}" for t in self.misses] +
                [f"wrong: {t}" for t in self.faults])


def execute(case, mode, folder):
    """Builds and runs a case in one mode, as often as it asks for, and judges each run."""
    verdict = Verdict()
    if not case.is_possible:
        return verdict
    program = pathlib.Path(folder) / f"{case.name.replace('/', '.')}.{mode}"
    try:
        gordian.build(case.path, program, [*MODES[mode], *case.flags], case.libraries)
    except gordian.CompileError as error:
        verdict.faults.append(f"does not compile: {error}")
        return verdict
    for _ in range(case.runs):
        outcome = gordian.run(program, *case.arguments, timeout=DEADLOCK_SECONDS if case.deadlocks else 60)
        judge(case, outcome, verdict)
        if verdict.problems():
            break
    program.unlink()
    return verdict


def judge(case, outcome, verdict):
    """Adds to `verdict` what is wrong with one run of `case`."""
    if outcome.report is None:
        verdict.faults.append(f"no report; status {outcome.status}, stderr: {outcome.errors[-2000:]}")
        return
    # A note is said for information and fails nobody's run.
    findings = [f for f in outcome.findings if f.get("severity") != "note"]
    for expectation in case.expected:
        if not any(expectation.meets(f) for f in findings):
            verdict.misses.append(f"{expectation}; found: {[gordian.describe(f) for f in findings]}")
    for finding in findings:
        if not any(e.meets(finding) for e in case.expected):
            verdict.false_alarms.append(gordian.describe(finding))
    # What a program catches (a send on a closed channel) is a warning, which leaves it its status: `// exit:` says so.
    status = case.exit if case.exit is not None else gordian.FOUND if case.expected else 0
    if outcome.status != status:
        verdict.faults.append(f"status {outcome.status}, not {status}; stderr: {outcome.errors[-2000:]}")
    if not verdict.misses and not verdict.false_alarms:
        _judge_lines(case, findings, verdict)
        _judge_stacks(case, findings, verdict)


def _judge_lines(case, findings, verdict):
    """Marked lines: one finding joins an A with a B (or two A, where no B is marked), and none has other lines."""
    first, second = case.marks["A"], case.marks["B"] or case.marks["A"]
    if not first:
        return
    races = [f for f in findings if f.get("accesses")]
    pairs = [gordian.lines(f, case.path.name) for f in races]
    if not any((p[0] in first and p[1] in second) or (p[0] in second and p[1] in first) for p in pairs if len(p) == 2):
        verdict.faults.append(f"the racing lines are {pairs}, not {first} with {second}")
    for pair in pairs:
        if not set(pair) <= set(first + second):
            verdict.faults.append(f"a race of lines {pair}, which are not marked")


def _judge_stacks(case, findings, verdict):
    """Each `// stack:` is a subsequence of the stack of some access or wait, innermost first."""
    stacks = [gordian.function_names(part.get("stack", []))
              for f in findings for part in f.get("accesses", []) + f.get("waits", [])]
    for wanted in case.stacks:
        if not any(_is_subsequence(wanted, stack) for stack in stacks):
            verdict.faults.append(f"no stack with {' < '.join(wanted)} among {stacks}")


def _is_subsequence(wanted, stack):
    rest = iter(stack)
    return all(any(_names(function, name) for function in rest) for name in wanted)


def _names(function, name):
    """Whether `function` as reported, which may have a scope and parameters, is the one that is called `name`."""
    return re.search(rf"(^|[^\w]){re.escape(name)}($|[^\w])", function) is not None
