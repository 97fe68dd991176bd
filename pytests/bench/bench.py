"""What Gordian costs, beside ThreadSanitizer of the same clang: `./dev bench [NAME...]`.

Each subject is built in three ways with the same flags and run in turn (native, Gordian, ThreadSanitizer, native, ...), so
that a change of the machine's speed meets all three. Every way must give the same result. Neither tool writes a report.
"""
import argparse
import datetime
import json
import os
import pathlib
import shutil
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

import gordian  # noqa: E402
import channels  # noqa: E402
import figures  # noqa: E402
import plot  # noqa: E402
import subjects  # noqa: E402


def measure(subject, ways, rounds):
    """All measurements of one subject: lists have one entry for each round."""
    out = {"name": subject.name, "kernel": subject.is_kernel, "ways": {}}
    built = {}
    for way in ways:
        built[way.name] = subject.build(way)
        out["ways"][way.name] = {"text": built[way.name].text, "compile": built[way.name].compile,
                                 "cpu": [], "user": [], "wall": [], "resident": []}
    results = {}
    for _ in range(rounds):
        for way in ways:
            folder = subjects.FOLDER / "work"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            cost, result = subject.run(built[way.name], way, folder)
            results.setdefault(result, way.name)
            entry = out["ways"][way.name]
            entry["cpu"].append(cost.cpu)
            entry["user"].append(cost.user)
            entry["wall"].append(cost.wall)
            entry["resident"].append(cost.resident)
    if len(results) != 1:
        raise subjects.WrongResult(f"{subject.name} gives different results: {results}")
    return out


def machine():
    """The processor's name and how many there are."""
    names = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
    return f"{names[0] if names else 'unknown processor'}, {os.cpu_count()} CPUs"


def measure_all(chosen, ways, options):
    """Measures and shows one after the other. Returns measurements, figures, and sentences about what went wrong."""
    measured, rows, wrong = [], [], []
    print(figures.HEAD, flush=True)
    for subject in chosen:
        try:
            measured.append(measure(subject, ways, options.rounds or (3 if options.quick or not subject.is_kernel else 5)))
        except (subjects.WrongResult, SystemExit, subjects.sources.FetchError) as error:
            wrong.append(f"{subject.name}: {error}")
            print(f"{subject.name:18}failed: see below", flush=True)
            continue
        rows.append(figures.ratios(measured[-1]))
        print(figures.line(rows[-1]), flush=True)
    return measured, rows, wrong


def write_files(folder, measured, rows, channel_rows, command):
    folder.mkdir(parents=True, exist_ok=True)
    date = datetime.date.today().isoformat()
    means = {way: figures.mean(rows, "cpu", f"{way}/native") for way in ("gordian", "tsan")}
    (folder / "bench.json").write_text(json.dumps(
        {"date": date, "machine": machine(), "command": command, "clang": gordian.LLVM, "subjects": measured, "figures": rows,
         "channels": channel_rows},
        indent=1))
    (folder / "bench.svg").write_text(plot.draw(rows, means, f"{date}, {machine()}, {command}, clang {gordian.LLVM}, -O2"))
    print(f"written: {folder / 'bench.json'} and {folder / 'bench.svg'}")


def main():
    parser = argparse.ArgumentParser(prog="dev bench", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="kernels and programs whose name contains one of these, or 'channels' (default: all)")
    parser.add_argument("--quick", action="store_true", help="kernels only, 3 rounds")
    parser.add_argument("--rounds", type=int, help="how often each is run (default: kernels 5, programs 3)")
    parser.add_argument("--flag", action="append", default=[], metavar="FLAG", help="a compiler flag for Gordian's builds, such as "
                        "--flag=-fplugin-arg-gordian-checks=sync; may be given several times")
    parser.add_argument("--without-tsan", action="store_true", help="native and Gordian only")
    parser.add_argument("-o", "--output", type=pathlib.Path, default=subjects.FOLDER, metavar="FOLDER",
                        help="where bench.json and bench.svg are written (default: build/bench)")
    options = parser.parse_args()
    chosen = subjects.choose(options.names, options.quick)
    wants_channels = not options.quick and (not options.names or "channels" in options.names)
    if not chosen and not wants_channels:
        sys.exit(f"bench: nothing is named {' or '.join(options.names)}: see testcases/bench and pytests/real")
    ways = [way for way in subjects.ways(options.flag) if way.name != "tsan" or not options.without_tsan]
    measured, rows, wrong = measure_all(chosen, ways, options) if chosen else ([], [], [])
    for each in figures.means(rows):
        print(each)
    channel_rows = channels.measure(options.rounds or 5) if wants_channels else []
    if channel_rows:
        channels.show(channel_rows)
    if rows:
        write_files(options.output, measured, rows, channel_rows, "./dev bench " + " ".join(sys.argv[1:]))
    for sentence in wrong:
        print(f"bench: wrong: {sentence}", file=sys.stderr)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
