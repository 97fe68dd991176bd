"""Compiles small programs with the plugin against recorder.c, runs them, and gives back the hooks they called."""
import glob
import os
import pathlib
import shutil
import struct
import subprocess
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
VERSIONS = (22, 19)
# Every access is checked, also where another check says as much.
KEEP_ALL = [f"-fplugin-arg-gordian-{switch}=0" for switch in
            ("drop-covered", "drop-read-before-write", "drop-local-heap", "look-into-functions")]
KINDS = {1: "read", 2: "write", 3: "atomic", 4: "range", 5: "vptr", 6: "call"}


def find_plugins():
    """The plugins that are built, by the version of clang that loads them."""
    paths = [os.environ["GORDIAN_PLUGIN"]] if "GORDIAN_PLUGIN" in os.environ else []
    build = os.environ.get("GORDIAN_BUILD", str(ROOT / "build"))
    paths += [f"{build}/lib/gordian.so"] + sorted(glob.glob(str(ROOT / "build*/lib/gordian.so")))
    found = {}
    for path in paths:
        for version in VERSIONS:
            if version in found or not os.path.exists(path) or not shutil.which(f"clang-{version}"):
                continue
            command = [f"clang-{version}", f"-fplugin={path}", "-fsyntax-only", "-x", "c", "/dev/null"]
            if subprocess.run(command, capture_output=True).returncode == 0:
                found[version] = path
    return found


@dataclass(frozen=True)
class Frame:
    function: str
    file: str
    line: int
    column: int


@dataclass(frozen=True)
class Site:
    frames: tuple
    expression: str
    variable: str
    type: str
    declared_file: str
    declared_line: int
    kind: str
    size: int

    @property
    def function(self):
        return self.frames[0].function

    @property
    def line(self):
        return self.frames[0].line


@dataclass
class Event:
    hook: str
    values: dict
    site: Site = None

    def __getattr__(self, name):
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


def parse_sites(data):
    """The blocks of a .gordian_sites section: {unit id: [Site]}. Layout: runtime/abi/site_format.h."""
    units, offset = {}, 0
    while offset + 40 <= len(data):
        if data[offset:offset + 8] == bytes(8):
            offset += 8
            continue
        magic, version, unit, size, sites, frames, strings, _ = struct.unpack_from("<IIQQIIII", data, offset)
        assert magic == 0x54495347 and version == 1 and size % 8 == 0
        at = offset + 40
        site_records = [struct.unpack_from("<6I5I2H", data, at + 48 * i) for i in range(sites)]
        at += 48 * sites
        frame_records = [struct.unpack_from("<6I", data, at + 24 * i) for i in range(frames)]
        at += 24 * frames
        area = data[at:at + strings]
        assert at + strings <= offset + size

        def text(start):
            return area[start:area.index(b"\0", start)].decode()

        def chain(record):
            result = []
            while True:
                result.append(Frame(text(record[0]), text(record[1]), record[2], record[3]))
                if record[4] == 0:
                    return tuple(result)
                record = frame_records[record[4] - 1]

        units[unit] = [Site(chain(r[:6]), text(r[6]), text(r[7]), text(r[8]), text(r[9]), r[10], KINDS[r[11]], r[12])
                       for r in site_records]
        offset += size
    return units


def read_sites(path):
    raw = str(path) + ".sites"
    subprocess.run(["objcopy", "-O", "binary", "--only-section=.gordian_sites",
                    "--set-section-flags", ".gordian_sites=alloc", str(path), raw], check=True)
    return parse_sites(pathlib.Path(raw).read_bytes())


@dataclass
class Run:
    events: list
    sites: dict
    output: list = field(default_factory=list)

    def of(self, *hooks, expression=None, function=None):
        """Events of these hooks, in order, perhaps only those of an expression or a function."""
        return [e for e in self.events
                if e.hook in hooks and (expression is None or (e.site and e.site.expression == expression))
                and (function is None or (e.site and e.site.function == function))]

    def between(self, first, last):
        """The hooks called between two notes."""
        texts = [e.values.get("text") if e.hook == "note" else None for e in self.events]
        return self.events[texts.index(first) + 1:texts.index(last)]


class Compiler:
    """One clang with its plugin, working in a folder of its own."""

    def __init__(self, version, plugin, folder, always=()):
        self.version, self.plugin, self.folder, self.always = version, plugin, pathlib.Path(folder), always

    def command(self, source, *flags):
        driver = f"clang++-{self.version}" if str(source).endswith(".cpp") else f"clang-{self.version}"
        return [driver, f"-fplugin={self.plugin}", *self.always, *flags]

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path

    def compile(self, source, *flags, output=None, check=True):
        """Compiles to an object; the result of the compiler if `check` is false."""
        output = output or str(source) + ".o"
        done = subprocess.run([*self.command(source, *flags), "-c", str(source), "-o", output],
                              capture_output=True, text=True, cwd=self.folder)
        if not check:
            return done
        assert done.returncode == 0, done.stderr
        return output

    def recorder(self):
        output = str(self.folder / "recorder.o")
        if not os.path.exists(output):
            subprocess.run([f"clang-{self.version}", "-O1", "-fPIC", "-I", str(ROOT / "runtime/abi"), "-c",
                            str(HERE / "recorder.c"), "-o", output], check=True)
        return output

    def link(self, objects, *flags, name="program"):
        program = str(self.folder / name)
        done = subprocess.run([f"clang++-{self.version}", *objects, self.recorder(), "-rdynamic", "-pthread", "-ldl",
                               *flags, "-o", program], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return program

    def execute(self, program):
        done = subprocess.run([program], capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, (done.returncode, done.stderr)
        return self.parse(done.stdout, read_sites(program))

    def parse(self, text, units):
        bases, run = [], Run([], units)
        for line in text.splitlines():
            hook, *pairs = line.split(" ")
            values = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
            values = {k: int(v) if v.isdigit() else v for k, v in values.items()}
            if hook == "unit_register":
                bases.append((values["base"], values["count"], values["id"]))
                assert len(units[values["id"]]) == values["count"]
            run.output.append(line)
            run.events.append(Event(hook, values))
        for event in run.events:
            for base, count, unit in bases:
                if "site" in event.values and base <= event.values["site"] < base + count:
                    event.site = units[unit][event.values["site"] - base]
        return run

    def run(self, text, *flags, language="cpp", link_flags=()):
        """Compiles, links and runs one program."""
        source = self.write(f"program.{language}", text)
        return self.execute(self.link([self.compile(source, *flags)], *link_flags))
