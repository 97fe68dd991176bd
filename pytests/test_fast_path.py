"""What an access costs that this thread has made before in this epoch: no call, no push, a handful of instructions.

A property of the machine code, so that it holds without a clock: instrumented functions and the hooks are disassembled, and
the path on which nothing is found to do is followed.
"""
import re
import subprocess

import gordian

MOST_INSTRUCTIONS = 7  # for one access that is covered

SOURCE = """
typedef struct { long a, b; } __attribute__((aligned(16))) pair;
void put8(long *a, long *b, long *c, long *d) { *a = 1; *b = 2; *c = 3; *d = 4; }
void put4(int *a, int *b, int *c, int *d) { *a = 1; *b = 2; *c = 3; *d = 4; }
void put2(short *a, short *b, short *c, short *d) { *a = 1; *b = 2; *c = 3; *d = 4; }
void put1(char *a, char *b, char *c, char *d) { *a = 1; *b = 2; *c = 3; *d = 4; }
long get8(long *a, long *b, long *c, long *d) { return *a ^ *b ^ *c ^ *d; }
int get4(int *a, int *b, int *c, int *d) { return *a ^ *b ^ *c ^ *d; }
"""
ACCESSES = 4


def disassemble(path):
    """{function: [(address, mnemonic, operands)]}; calls into other objects have the name that the linker is to put there."""
    text = subprocess.run(["objdump", "-dr", "--no-show-raw-insn", path], capture_output=True, text=True, check=True).stdout
    functions, current = {}, None
    for line in text.splitlines():
        if match := re.match(r"[0-9a-f]+ <(\S+)>:", line):
            current = functions.setdefault(match[1], [])
        elif current and (match := re.search(r"R_X86_64_\w+\s+(\S+?)[-+]0x", line)):
            address, mnemonic, operands = current[-1]
            current[-1] = (address, mnemonic, f"{operands} {match[1]}")
        elif current is not None and (match := re.match(r"\s+([0-9a-f]+):\s+(\S+)\s*(.*)", line)):
            current.append((int(match[1], 16), match[2], match[3]))
    return functions


def straight_path(instructions):
    """What runs as long as no conditional jump is taken: the slow ways are moved out of line."""
    at = {address: index for index, (address, _, _) in enumerate(instructions)}
    index, path = 0, []
    while True:
        address, mnemonic, operands = instructions[index]
        path.append((mnemonic, operands))
        assert len(path) < 1000, "the path does not end"
        if mnemonic == "ret":
            return path
        index = at[int(operands.split()[0], 16)] if mnemonic == "jmp" else index + 1


def between_the_frame_hooks(path):
    begin = next(i for i, (name, operands) in enumerate(path) if name == "call" and "__gordian_function_enter" in operands)
    end = next(i for i, (name, operands) in enumerate(path) if name == "call" and "__gordian_function_exit" in operands)
    return path[begin + 1:end]


def test_a_covered_access_is_a_few_instructions_in_line(tmp_path):
    source, made = tmp_path / "accesses.c", tmp_path / "accesses.o"
    source.write_text(SOURCE)
    gordian.call([gordian.COMMAND, "cc", "-O2", "-c", source, "-o", made])
    functions = disassemble(made)
    for name in ("put8", "put4", "put2", "put1", "get8", "get4"):
        path = between_the_frame_hooks(straight_path(functions[name]))
        text = "\n".join(f"{mnemonic} {operands}" for mnemonic, operands in path)
        assert not [mnemonic for mnemonic, _ in path if mnemonic in ("call", "push")], f"{name}:\n{text}"
        assert len([mnemonic for mnemonic, _ in path if mnemonic.startswith("cmp")]) >= ACCESSES, f"not checked:\n{text}"
        added = len(path) - ACCESSES  # each access is one instruction of the program's own, at least
        assert added <= ACCESSES * MOST_INSTRUCTIONS, f"{name} adds {added} instructions:\n{text}"


def test_hooks_of_small_accesses_save_nothing_where_the_bytes_are_covered():
    functions = disassemble(gordian.BUILD / "lib" / "libgordian_rt.a")
    for kind in ("read", "write"):
        for size in (1, 2, 4):
            path = straight_path(functions[f"__gordian_{kind}{size}"])
            assert not [mnemonic for mnemonic, _ in path if mnemonic in ("call", "push")], (kind, size, path)
            assert len(path) <= 30, (kind, size, path)
