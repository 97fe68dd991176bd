"""A plot of CPU slowdowns as SVG: one pair of bars for each subject, on a logarithmic axis."""
import html
import math

WIDTH, LEFT, ROW, TOP = 860, 170, 34, 64
COLORS = {"gordian": "#2a6f97", "tsan": "#e0a458"}
TITLES = {"gordian": "Gordian", "tsan": "ThreadSanitizer"}


def text(x, y, words, anchor="start", size=12, weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" font-weight="{weight}">'
            f"{html.escape(words)}</text>")


def draw(rows, means, caption):
    """`rows`: figures.ratios() of each subject; `means`: the geometric mean for each tool."""
    bars = [(row["name"], {way: row["cpu"].get(f"{way}/native") for way in COLORS}) for row in rows]
    bars.append(("geometric mean", means))
    largest = max([value for _, values in bars for value in values.values() if value] + [2])
    ticks = [t for t in (1, 2, 5, 10, 20, 50, 100, 200, 500) if t <= largest * 1.3]

    def x(value):
        return LEFT + (WIDTH - LEFT - 60) * math.log(max(value, 1)) / math.log(largest * 1.1)

    height = TOP + ROW * len(bars) + 34
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" fill="#222">',
           f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
           text(12, 24, "CPU time relative to the program without any tool (lower is better)", size=15, weight="bold")]
    for number, (way, color) in enumerate(COLORS.items()):
        out.append(f'<rect x="{LEFT + 140 * number}" y="38" width="12" height="12" fill="{color}"/>')
        out.append(text(LEFT + 140 * number + 17, 48, TITLES[way]))
    for tick in ticks:
        out.append(f'<line x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="{TOP - 4}" y2="{height - 30}" stroke="#ddd"/>')
        out.append(text(x(tick), height - 16, f"{tick}x", "middle", 11))
    for number, (name, values) in enumerate(bars):
        y = TOP + ROW * number
        out.append(text(LEFT - 8, y + 18, name, "end", weight="bold" if name == "geometric mean" else "normal"))
        for place, (way, color) in enumerate(COLORS.items()):
            value = values.get(way)
            if not value:
                continue
            out.append(f'<rect x="{LEFT}" y="{y + 2 + 13 * place}" width="{max(x(value) - LEFT, 1):.1f}" height="12" fill="{color}"/>')
            out.append(text(x(value) + 4, y + 12 + 13 * place, f"{value:.1f}x", size=10))
    out.append(text(12, height - 3, caption, size=10))
    return "\n".join([*out, "</svg>\n"])
