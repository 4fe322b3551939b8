"""Charts as SVG files that stand alone: figures along what grows, and ratios to what stands beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, floor, log10

from msgspec import Struct

from benchmarks.report import Figure, number, quantity
from hall_hub.figures.charts import cut, text

WIDTH = 860
"""Units: as wide as a page of Markdown is shown."""
STYLE = """
text { font: 12px "Be Vietnam Pro", "Noto Sans", "Segoe UI", Arial, sans-serif; }
.ink { fill: #1b2430; } .soft { fill: #4a5563; } .title { fill: #1b2430; font-weight: 600; font-size: 14px; }
.base { stroke: #1b2430; fill: none; } .grid { stroke: #d9dee5; fill: none; }
.bar { fill: #7fa8d6; } .goal { stroke: #b3261e; stroke-width: 2; fill: none; }
.bare { stroke: #4a5563; stroke-width: 1.5; stroke-dasharray: 2 4; fill: none; }
"""
COLOURS = ("#1f5fa8", "#b35900", "#3a7d44", "#7b3fa0", "#00838f", "#6d4c41")
HIGH, TOP, LEFT, RIGHT, ROW = 300, 34, 74, 300, 34
"""Of a chart of lines; to the right stands the legend."""
WORDS, END, LINE = 430, 90, 42
"""Of a chart of ratios: the words before a bar, the value behind it, the height of a row."""
FAR = 8.0
"""From this ratio of the largest to the least on an axis has decades."""


class Axis:
    """From values to units of the picture, and the numbers along it: of ``far`` values by decades, else from zero."""

    def __init__(
        self, values: Sequence[float], begin: float, end: float, *, far: float = FAR, told: bool = False
    ) -> None:
        """``told``: the values themselves stand along it where it goes by decades, and it ends with them."""
        self._begin, self._end = begin, end
        least, most = min(values), max(values)
        self.decades = least > 0 and most / least >= far
        if self.decades and told:
            self._low, self._high = log10(least), log10(most)
            self.ticks = sorted(set(values))
        elif self.decades:
            self._low, self._high = floor(log10(least)), ceil(log10(most))
            self.ticks = [10.0**n for n in range(self._low, self._high + 1)]
        else:
            step = _round_step(most or 1.0)
            self._low, self._high = 0, ceil(round((most or 1.0) / step, 9)) * step
            self.ticks = [n * step for n in range(round(self._high / step) + 1)]

    def __call__(self, value: float) -> float:
        told = log10(value) if self.decades else value
        return self._begin + (told - self._low) / (self._high - self._low) * (self._end - self._begin)


def _round_step(most: float, parts: int = 5) -> float:
    power = 10.0 ** floor(log10(most / parts))
    return next(step * power for step in (1, 2, 5, 10) if step * power * parts >= most * 0.999)


class Line(Struct):
    name: str
    kind: str
    """Attributes of its stroke."""
    points: list[tuple[float, float]]
    marked: bool = True

    def told(self, unit: str) -> str:
        first, last = (quantity(self.points[place][1], unit) for place in (0, -1))
        return first if first == last else f"{first} → {last}"


def curves(figures: Sequence[Figure]) -> str:
    """One chart of all figures that have a point in it. Dotted: what stands beside all of them; red: the goal."""
    first = figures[0].point
    assert first is not None
    unit = figures[0].unit
    lines = _lines(figures)
    limits = {figure.limit for figure in figures if figure.goal is not None}
    goal = limits.pop() if len(limits) == 1 else None
    if goal is not None:
        ends = (min(x for x, _ in lines[0].points), max(x for x, _ in lines[0].points))
        words = "goal"
        lines.append(Line(words, 'class="goal"', [(x, goal) for x in ends], marked=False))
    foot, end = TOP + HIGH, WIDTH - RIGHT
    across = Axis([x for line in lines for x, _ in line.points], LEFT + 30, end - 30, far=100, told=True)
    up = Axis([y for line in lines for _, y in line.points], foot, TOP + 26)
    drawn = [text(0, 16, f"{first.chart}{f', {unit}' if unit else ''}", "title")]
    for tick in up.ticks:
        drawn.append(f'<path class="grid" d="M{LEFT} {up(tick):.1f}H{end}"/>')
        drawn.append(text(LEFT - 8, up(tick) + 4, number(tick), "soft", "end"))
    for tick in across.ticks:
        drawn.append(f'<path class="base" d="M{across(tick):.1f} {foot}v5"/>')
        drawn.append(text(across(tick), foot + 20, f"{tick:,.0f}", "soft", "middle"))
    drawn.append(f'<path class="base" d="M{LEFT} {TOP + 20}V{foot}H{end}"/>')
    drawn.append(text((LEFT + end) / 2, foot + 42, first.along, "ink", "middle"))
    for row, line in enumerate(lines):
        drawn += _drawn(line, across, up)
        y = TOP + 34 + row * ROW
        drawn.append(f'<path {line.kind} d="M{end + 14} {y - 4}h22"/>')
        drawn.append(text(end + 44, y, cut(line.name, 40), "ink"))
        drawn.append(text(end + 44, y + 15, line.told(unit), "soft"))
    return _svg(first.chart, foot + 54, drawn)


def _lines(figures: Sequence[Figure]) -> list[Line]:
    found: dict[str, Line] = {}
    bare: dict[float, set[float | None]] = {}
    for figure in figures:
        assert figure.point is not None
        name, x = figure.point.line, figure.point.x
        colour = COLOURS[len(found) % len(COLOURS)]
        kind = f'stroke="{colour}" stroke-width="2" fill="none" class="line"'
        found.setdefault(name, Line(name, kind, [])).points.append((x, figure.value))
        bare.setdefault(x, set()).add(figure.beside)
    lines = list(found.values())
    shared = [(x, value) for x, values in bare.items() for value in values if value is not None]
    names = {figure.beside_name for figure in figures}
    if len(names) == 1 and len(shared) == len(bare) and all(len(values) == 1 for values in bare.values()):
        lines.append(Line(f"beside: {names.pop()}", 'class="bare"', shared, marked=False))
    return lines


def _drawn(line: Line, across: Axis, up: Axis) -> Iterator[str]:
    places = [(across(x), up(y)) for x, y in line.points]
    yield f'<polyline {line.kind} points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}"/>'
    if line.marked:
        stroke = line.kind.split()[0]
        yield from (f'<circle {stroke} fill="#fff" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in places)


def ratios(title: str, figures: Sequence[Figure]) -> str:
    """A bar from 1 to the ratio of each, on one axis for all, and where its goal is."""
    told = [(figure, figure.ratio, _goal_ratio(figure)) for figure in figures if figure.ratio]
    values = [value for _, ratio, goal in told for value in (ratio, goal or 1.0) if value]
    foot = TOP + 12 + len(told) * LINE
    axis = Axis([*values, min([*values, 0.8]), max([*values, 1.25])], WORDS, WIDTH - END, far=4)
    one = axis(1.0)
    drawn = [text(0, 16, title, "title")]
    if any(goal for _, _, goal in told):
        drawn.append(f'<path class="goal" d="M{WIDTH - END + 14} 4v16"/>')
        drawn.append(text(WIDTH - END + 22, 16, "goal", "ink"))
    for tick in axis.ticks:
        drawn.append(f'<path class="grid" d="M{axis(tick):.1f} {TOP}V{foot}"/>')
        drawn.append(text(axis(tick), foot + 18, number(tick), "soft", "middle"))
    for row, (figure, ratio, goal) in enumerate(told):
        y, x = TOP + 10 + row * LINE, axis(ratio or 1.0)
        drawn.append(text(0, y + 10, cut(figure.name, 68), "ink"))
        drawn.append(text(0, y + 26, cut(f"beside: {figure.beside_name}", 68), "soft"))
        drawn.append(f'<rect class="bar" x="{min(one, x):.1f}" y="{y}" width="{abs(x - one):.1f}" height="22"/>')
        drawn.append(text(WIDTH - END + 10, y + 16, f"{number(ratio or 0)} ×", "ink"))
        if goal:
            drawn.append(f'<path class="goal" d="M{axis(goal):.1f} {y - 5}v32"/>')
    drawn.append(f'<path class="base" d="M{one:.1f} {TOP}V{foot}"/>')
    return _svg(title, foot + 28, drawn)


def _goal_ratio(figure: Figure) -> float | None:
    return figure.limit / figure.beside if figure.limit and figure.beside else None


def _svg(title: str, high: float, drawn: list[str]) -> str:
    inside = "\n".join(drawn)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high:.0f}" width="{WIDTH}" role="img" '
        f'aria-label="{escape(title)}"><style>{STYLE}</style><rect width="100%" height="100%" fill="#fff"/>\n'
        f"{inside}\n</svg>\n"
    )
