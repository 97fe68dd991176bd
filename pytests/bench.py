"""How much slower a program runs under Gordian, beside ThreadSanitizer of the same clang: `./dev bench [NAME...]`.

The kernels of testcases/bench are built at -O2 in three ways and run in turn (native, Gordian, ThreadSanitizer, native, ...),
so that a change of the machine's speed meets all three. Each way must print the same result. Medians are compared.
"""
import argparse
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import gordian

KERNELS = gordian.TESTCASES / "bench"
WAYS = ("native", "gordian", "tsan")


def compile_kernel(source, way, folder):
    program = pathlib.Path(folder) / f"{source.stem}.{way}"
    compiler = {"native": [f"clang++-{gordian.LLVM}"], "gordian": [gordian.COMMAND, "c++"],
                "tsan": [f"clang++-{gordian.LLVM}", "-fsanitize=thread"]}[way]
    subprocess.run([*compiler, "-std=c++20", "-O2", "-I", gordian.ROOT / "runtime" / "include", source, "-o", program,
                    "-pthread"], check=True)
    return program


def seconds(program, folder):
    """Time of one run, and what it printed."""
    env = gordian.environment(log_dir=folder)
    begin = time.perf_counter()
    done = subprocess.run([program], env=env, capture_output=True, text=True, timeout=600)
    took = time.perf_counter() - begin
    if done.returncode != 0:
        raise SystemExit(f"bench: '{program}' ended with {done.returncode}: {done.stderr[-500:]}")
    return took, done.stdout


def measure(source, rounds, folder):
    """Medians of one kernel in the order of WAYS."""
    programs = {way: compile_kernel(source, way, folder) for way in WAYS}
    times = {way: [] for way in WAYS}
    results = set()
    for _ in range(rounds):
        for way in WAYS:
            took, printed = seconds(programs[way], folder)
            times[way].append(took)
            results.add(printed)
    if len(results) != 1:
        raise SystemExit(f"bench: the three ways of '{source.stem}' print different results: {sorted(results)}")
    return [statistics.median(times[way]) for way in WAYS]


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="kernels whose name contains one of these (default: all)")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    sources = [s for s in sorted(KERNELS.glob("*.cpp")) if not options.names or any(n in s.stem for n in options.names)]
    if not sources:
        sys.exit(f"bench: no kernel is named {' or '.join(options.names)}: see testcases/bench")
    ratios = {"gordian": [], "tsan": []}
    print(f"{'kernel':18}{'native':>10}{'gordian':>10}{'tsan':>10}{'gordian/native':>16}{'tsan/native':>13}{'gordian/tsan':>14}")
    with tempfile.TemporaryDirectory(prefix="gordian-bench-") as folder:
        for source in sources:
            native, ours, theirs = measure(source, options.rounds, folder)
            ratios["gordian"].append(ours / native)
            ratios["tsan"].append(theirs / native)
            print(f"{source.stem:18}{native:9.3f}s{ours:9.3f}s{theirs:9.3f}s{ours / native:15.2f}x{theirs / native:12.2f}x"
                  f"{ours / theirs:13.2f}x", flush=True)
    ours, theirs = geometric_mean(ratios["gordian"]), geometric_mean(ratios["tsan"])
    print(f"{'geometric mean':48}{ours:15.2f}x{theirs:12.2f}x{ours / theirs:13.2f}x")


if __name__ == "__main__":
    main()
