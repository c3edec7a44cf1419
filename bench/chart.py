"""The growth as a picture: milliseconds a request against products, both by powers of ten, as SVG drawn here."""

import statistics
from collections.abc import Mapping
from html import escape
from math import ceil, floor, log10
from pathlib import Path

PICTURE = Path(__file__).parents[1] / "docs" / "performance.svg"
WIDTH, HEIGHT = 800, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 540, 70, 370
COLOURS = ("#2a7f8e", "#e0733d", "#5560c4", "#4f9150", "#c94f7c", "#a67b12")

type Lines = Mapping[str, Mapping[int, list[float]]]


def draw(lines: Lines, *, path: Path = PICTURE) -> None:
    """Write the picture of the lines: name -> products -> milliseconds, round by round; each point is a median."""
    medians = {
        name: {size: statistics.median(rounds) for size, rounds in points.items()} for name, points in lines.items()
    }
    path.write_text(_picture(medians), encoding="utf-8")


def _picture(lines: dict[str, dict[int, float]]) -> str:
    sizes = sorted({size for points in lines.values() for size in points})
    values = [value for points in lines.values() for value in points.values()]
    across = _Scale(sizes[0], sizes[-1], LEFT, RIGHT)
    up = _Scale(10 ** floor(log10(min(values))), 10 ** ceil(log10(max(values))), BOTTOM, TOP)
    parts = [*_frame(sizes, across, up)]
    labels = _apart([(up(points[max(points)]), name) for name, points in lines.items()])
    for colour, (name, points) in zip(COLOURS, lines.items(), strict=False):
        parts += _line(points, across, up, colour)
        parts.append(_text(RIGHT + 14, labels[name] + 4, f"{name}, {points[max(points)]:.2g} ms", colour))
    return "\n".join([_HEAD, *parts, "</svg>\n"])


class _Scale:
    """Where a value stands between two places, by its logarithm."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.high, self._start, self._end = low, high, start, end

    def __call__(self, value: float) -> float:
        share = (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        return self._start + share * (self._end - self._start)


_HEAD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
    'font-family="system-ui, sans-serif" font-size="13">\n'
    f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>\n'
    f'<text x="{LEFT}" y="26" font-size="16" fill="#2b2f3a">What a request costs as the catalogue grows</text>\n'
    f'<text x="{LEFT}" y="43" fill="#52606d">'
    "milliseconds from answer to answer, two workers at full load, nothing from a cache; lower is better</text>"
)


def _frame(sizes: list[int], across: _Scale, up: _Scale) -> list[str]:
    parts = []
    for power in range(round(log10(up.low)), round(log10(up.high)) + 1):
        y = up(10.0**power)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="#dfe3ea"/>')
        parts.append(_text(LEFT - 10, y + 4, f"{10.0**power:g} ms", anchor="end"))
    parts += [_text(across(size), BOTTOM + 24, f"{size:,}", anchor="middle") for size in sizes]
    return [*parts, _text((LEFT + RIGHT) / 2, BOTTOM + 44, "products", anchor="middle")]


def _line(points: Mapping[int, float], across: _Scale, up: _Scale, colour: str) -> list[str]:
    places = [(across(size), up(value)) for size, value in sorted(points.items())]
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places]
    return [f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2.5"/>', *dots]


def _apart(labels: list[tuple[float, str]], *, least: float = 17) -> dict[str, float]:
    """Return the height of each label, those that would lie on one another moved down."""
    placed, last = dict[str, float](), -least
    for y, name in sorted(labels):
        last = max(y, last + least)
        placed[name] = last
    return placed


def _text(x: float, y: float, text: str, colour: str = "#52606d", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{escape(text)}</text>'
