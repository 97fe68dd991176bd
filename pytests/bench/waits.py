#!/usr/bin/python3
"""What deadlock detection costs: kernels with many locks, run in turn with it and without, in one build.

usage: waits.py [ROUNDS [KERNEL...]]     (default: 5 rounds of lock_order, short_sections and mutex_queue)

Without: detect_deadlocks=0 (no wait is announced), and also log_events=none (no lock order is kept either). Given are
ratios of CPU time, of the medians of all rounds.
"""
import pathlib
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import costs  # noqa: E402
import gordian  # noqa: E402

WAYS = {"all": {}, "no waits": {"detect_deadlocks": 0}, "neither waits nor lock orders": {"detect_deadlocks": 0, "log_events": "none"}}


def measure(kernel, rounds, folder):
    program = gordian.build(gordian.TESTCASES / "bench" / f"{kernel}.cpp", folder / kernel, ("-O2", "-g"))
    seconds = {name: [] for name in WAYS}
    for _ in range(rounds):
        for name, options in WAYS.items():
            out = folder / "costs"
            done = gordian.call([costs.timed(), out, program], env=gordian.environment(log_dir=folder, report=0, **options), timeout=300)
            if done.status != 0:
                sys.exit(f"waits.py: {kernel} ended with status {done.status}: {done.errors[-500:]}")
            seconds[name].append(costs.total(costs.read(out)).cpu)
            out.unlink()
    return {name: statistics.median(values) for name, values in seconds.items()}


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder:
        for kernel in sys.argv[2:] or ["lock_order", "short_sections", "mutex_queue"]:
            medians = measure(kernel, rounds, pathlib.Path(folder))
            rest = ", ".join(f"{100 * (medians['all'] / value - 1):+.1f} % against {name}" for name, value in medians.items() if name != "all")
            print(f"{kernel}: {medians['all']:.2f} s CPU; {rest}", flush=True)


if __name__ == "__main__":
    main()
