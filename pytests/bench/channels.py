"""Channels beside the queue that one writes by hand (a mutex, two condition variables, a deque), without Gordian.

Runs runtime/channels_bench.cpp, whose figures come in pairs: the same work by LockedQueue and by Channel.
"""
import json
import re
import subprocess

import gordian

PROGRAM = gordian.BUILD / "runtime" / "channels_test" / "channels_bench"


def measure(rounds):
    """Rows of (what, messages per CPU second by hand, by channel, the ratio), medians of `rounds` interleaved runs."""
    done = subprocess.run([PROGRAM, "--benchmark_format=json", f"--benchmark_repetitions={rounds}", "--benchmark_min_time=0.05",
                           "--benchmark_enable_random_interleaving=true"], check=True, capture_output=True, text=True)
    rates = {}
    for run in json.loads(done.stdout)["benchmarks"]:
        found = re.fullmatch(r"(\w+)<(LockedQueue|Channel)>(.*)", run["run_name"])
        if found and run.get("aggregate_name") == "median":
            what, queue, arguments = found.groups()
            rates.setdefault(what + re.sub(r"/(real_time|process_time)", "", arguments), {})[queue] = run["items_per_second"]
    return [(what, pair["LockedQueue"], pair["Channel"], pair["Channel"] / pair["LockedQueue"])
            for what, pair in rates.items() if len(pair) == 2]


def show(rows):
    print(f"\n{'channels':18}{'by hand':>12}{'channel':>12}{'channel/by hand':>17}   (messages per second; capacity/pairs of threads)")
    for what, by_hand, channel, ratio in rows:
        print(f"{what:18}{by_hand / 1e6:11.2f}M{channel / 1e6:11.2f}M{ratio:16.2f}x")
