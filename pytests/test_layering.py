"""The parts meet in runtime/abi/ only, and the runtime needs nothing but libc's and the kernel's plainest services."""
import re
import subprocess

import pytest

import gordian

INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
ARCHIVE = gordian.BUILD / "lib" / "libgordian_rt.a"
PARTS = ("instrumentation", "runtime", "analyzer")

# What the runtime may ask of libc. Anything that allocates, locks, formats or may itself be instrumented is not here.
ALLOWED = re.compile(r"""
    __gordian_(default_options|default_suppressions|on_report) | __tsan_default_suppressions  # the program's own hooks, weak
  | __gordian_command_path                                         # the object beside the archive
  | dlvsym | dl_iterate_phdr | __errno_location | environ | getenv  # finding the real functions, the modules, the command
  | __libc_(malloc|calloc|realloc|memalign|free)                   # the program's own heap, on its behalf, before dlvsym
  | pthread_self | pthread_getattr_np | pthread_attr_\w+            # where a thread's stack lies
  | pthread_barrierattr_getpshared                                 # whether others share a barrier: reads the structure
  | pthread_key_create | pthread_setspecific                       # to be told of a thread's end
  | stdin | stdout | stderr                                        # to know them from other streams
  | pthread_atfork | at_quick_exit | on_exit | fflush              # to be told of the process's fork and end
  | _ZdlPv                                                         # weak: a string of libstdc++.a, which has no function for it
  | __sigsetjmp | __pthread_(un)?register_cancel | __pthread_unwind_next  # cancellation inside an interposed wait
""", re.X)
FORBIDDEN = {"memcpy", "memmove", "memset", "memcmp", "strlen", "strcmp", "malloc", "free", "calloc", "realloc", "printf",
             "snprintf", "fprintf", "abort", "exit", "__cxa_throw", "_Znwm", "__gxx_personality_v0", "__stack_chk_fail"}


def sources(part):
    return [p for p in (gordian.ROOT / part).rglob("*") if p.suffix in (".h", ".hpp", ".cpp", ".c", ".inc")]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_includes_no_other_part(part):
    others = [other for other in PARTS if other != part]
    wrong = []
    for source in sources(part):
        for target in INCLUDE.findall(source.read_text()):
            reached = target.replace("../", "")
            foreign = [other for other in others if reached.startswith(other + "/") and not reached.startswith("runtime/abi/")]
            in_runtime = (source.parent / target).resolve()
            outside = in_runtime.exists() and not in_runtime.is_relative_to(gordian.ROOT / part) and \
                not in_runtime.is_relative_to(gordian.ROOT / "runtime" / "abi")
            if foreign or outside:
                wrong.append(f"{source.relative_to(gordian.ROOT)} includes {target}")
    assert not wrong


def test_the_channel_library_includes_only_itself_and_the_hooks():
    wrong = [f"{source.name}: {target}" for source in sources("runtime/include")
             for target in INCLUDE.findall(source.read_text()) if not re.search(r"(^|/)(gordian/|abi/hooks\.h|annotate\.h$|[\w]+\.hpp)", target)]
    assert not wrong


def test_the_runtime_asks_for_nothing_forbidden():
    symbols = undefined_symbols()
    assert not sorted(symbols & FORBIDDEN)
    assert not sorted(s for s in symbols if not ALLOWED.fullmatch(s)), "add a name to the list only with a reason"


def undefined_symbols():
    """What the archive as a whole leaves to others (each member's needs, less what another member gives)."""
    listing = subprocess.run(["nm", "-P", "-A", ARCHIVE], capture_output=True, text=True, check=True).stdout
    needed, given = set(), set()
    for line in listing.splitlines():
        _, _, rest = line.partition(": ")
        fields = rest.split()
        (needed if fields[1] in ("U", "w") else given).add(fields[0])
    return needed - given


def test_top_level_holds_only_what_belongs_there():
    listed = subprocess.run(["git", "ls-tree", "--name-only", "HEAD"], cwd=gordian.ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    allowed = set(PARTS) | {"testcases", "pytests", "CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "dev"}
    assert {name for name in listed.stdout.split() if not name.startswith(".")} <= allowed
