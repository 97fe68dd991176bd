"""What a command cost: `timed` runs it and writes that down; here it is read."""
import dataclasses
import pathlib
import subprocess

import gordian

SOURCE = pathlib.Path(__file__).with_name("timed.c")


@dataclasses.dataclass
class Cost:
    """One command that has ended: seconds, MiB, and what it was."""

    user: float
    system: float
    wall: float
    resident: float
    status: int
    folder: pathlib.Path
    words: list

    @property
    def cpu(self):
        return self.user + self.system


def timed():
    """The program `timed`, compiled when it is not there or older than its source."""
    program = gordian.BUILD / "bench" / "timed"
    if not program.exists() or program.stat().st_mtime < SOURCE.stat().st_mtime:
        program.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([f"clang-{gordian.LLVM}", "-O2", SOURCE, "-o", program], check=True)
    return program


def read(path):
    """The costs in a file that `timed` wrote, in the order in which the commands ended."""
    costs = []
    for record in pathlib.Path(path).read_bytes().split(b"\x1e")[:-1]:
        fields = [field.decode(errors="replace") for field in record.split(b"\x1f")[:-1]]
        user, system, wall, kibibytes, status, folder, *words = fields
        costs.append(Cost(float(user), float(system), float(wall), int(kibibytes) / 1024, int(status), pathlib.Path(folder), words))
    return costs


def total(costs):
    """All commands of one piece of work: times are added, the largest resident size counts."""
    return Cost(sum(c.user for c in costs), sum(c.system for c in costs), sum(c.wall for c in costs),
                max(c.resident for c in costs), max(c.status for c in costs), costs[0].folder, costs[0].words)


def text_size(path):
    """Bytes of instructions in an object file."""
    out = subprocess.run(["size", "-A", path], check=True, capture_output=True, text=True).stdout
    return sum(int(line.split()[1]) for line in out.splitlines() if line.startswith(".text"))
