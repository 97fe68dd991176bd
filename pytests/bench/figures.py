"""Measurements to ratios, and ratios to a table."""
import math
import statistics

# Title, field, which of the ways, width: ratios to native, and Gordian's to ThreadSanitizer's.
MEASURES = ("cpu", "wall", "resident", "text", "compile")


def ratios(subject):
    """What one subject's measurements say: for each measure the medians, and the ratios to native.

    Ratios are the median of the rounds' ratios: the three ways of a round met the same machine.
    """
    out = {"name": subject["name"], "kernel": subject["kernel"]}
    ways = [way for way in subject["ways"]]
    for measure in MEASURES:
        values = {way: subject["ways"][way][measure] for way in ways}
        values = {way: v if isinstance(v, list) else [v] for way, v in values.items()}
        out[measure] = {way: statistics.median(v) for way, v in values.items()}
        for way in ways[1:]:
            out[measure][f"{way}/native"] = ratio(values[way], values["native"])
        if "tsan" in ways:
            out[measure]["gordian/tsan"] = ratio(values["gordian"], values["tsan"])
    return out


def ratio(values, others):
    pairs = [(v, o) for v, o in zip(values, others) if o > 0]
    return statistics.median(v / o for v, o in pairs) if pairs else math.nan


def geometric_mean(values):
    values = [v for v in values if v > 0 and not math.isnan(v)]
    return math.exp(sum(map(math.log, values)) / len(values)) if values else math.nan


def mean(rows, measure, pair):
    return geometric_mean([row[measure].get(pair, math.nan) for row in rows])


HEAD = (f"{'':18}{'CPU':^34}{'wall':^8}{'resident':^28}{'text':^8}{'compile':^8}\n"
        f"{'':18}{'native':>9}{'gordian':>9}{'tsan':>8}{'g/t':>8}{'g/t':>8}{'native':>9}{'gordian':>8}{'tsan':>6}{'g/t':>6}"
        f"{'g/t':>8}{'g/n':>8}")


def line(row):
    cpu, resident = row["cpu"], row["resident"]
    return (f"{row['name']:18}{cpu['native']:8.3f}s{cpu['gordian/native']:8.2f}x{cpu.get('tsan/native', 0):7.2f}x"
            f"{cpu.get('gordian/tsan', 0):8.2f}{row['wall'].get('gordian/tsan', 0):8.2f}"
            f"{resident['native']:7.1f}MB{resident['gordian/native']:7.1f}x{resident.get('tsan/native', 0):5.1f}x"
            f"{resident.get('gordian/tsan', 0):6.2f}{row['text'].get('gordian/tsan', 0):8.2f}{row['compile']['gordian/native']:8.2f}")


def mean_line(title, rows):
    return (f"{title:18}{'':9}{mean(rows, 'cpu', 'gordian/native'):8.2f}x{mean(rows, 'cpu', 'tsan/native'):7.2f}x"
            f"{mean(rows, 'cpu', 'gordian/tsan'):8.2f}{mean(rows, 'wall', 'gordian/tsan'):8.2f}{'':9}"
            f"{mean(rows, 'resident', 'gordian/native'):7.1f}x{mean(rows, 'resident', 'tsan/native'):5.1f}x"
            f"{mean(rows, 'resident', 'gordian/tsan'):6.2f}{mean(rows, 'text', 'gordian/tsan'):8.2f}"
            f"{mean(rows, 'compile', 'gordian/native'):8.2f}")


def means(rows):
    """One line each for kernels, programs, and all together."""
    groups = [("kernels", [r for r in rows if r["kernel"]]), ("programs", [r for r in rows if not r["kernel"]]), ("all", rows)]
    return [mean_line(f"mean of {title}", group) for title, group in groups if group and (title != "all" or len(groups) > 1)]
