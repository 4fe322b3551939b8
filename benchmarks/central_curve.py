"""A curve as a small SVG beside a benchmark's figures: points as they were measured, the axes from zero."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import floor, log10
from xml.sax.saxutils import escape

from msgspec import Struct

from benchmarks.report import OUT

WIDTH, HEIGHT, LEFT, BELOW, TOP, RIGHT = 720, 360, 60, 60, 20, 20
COLOURS = ("#1b5e9b", "#b3541e", "#3a7d44")
MARKS = 4
"""Numbers along an axis, besides the zero."""
STEPS = (1, 2, 2.5, 5, 10)
"""Between them, times a power of ten."""


class Point(Struct, frozen=True):
    x: float
    y: float


def keep_curve(name: str, across: str, up: str, curves: Mapping[str, Sequence[Point]]) -> None:
    """``benchmarks/out/<name>.svg``."""
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / f"{name}.svg").write_text("\n".join(_svg(across, up, curves)) + "\n", encoding="utf-8")


def _svg(across: str, up: str, curves: Mapping[str, Sequence[Point]]) -> Iterator[str]:
    points = [point for curve in curves.values() for point in curve]
    most = Point(_ending(max(point.x for point in points)), _ending(max(point.y for point in points)))
    foot, end = HEIGHT - BELOW, WIDTH - RIGHT

    def at(point: Point) -> tuple[float, float]:
        return LEFT + point.x / most.x * (end - LEFT), foot - point.y / most.y * (foot - TOP)

    box = f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {box}>'
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    yield f'<path d="M{LEFT},{TOP} V{foot} H{end}" fill="none" stroke="#444"/>'
    for n in range(MARKS + 1):
        x, y = at(Point(most.x * n / MARKS, most.y * n / MARKS))
        yield f'<text x="{x:.1f}" y="{foot + 18}" text-anchor="middle">{most.x * n / MARKS:,.0f}</text>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{most.y * n / MARKS:.2f}</text>'
    yield f'<text x="{(LEFT + end) / 2}" y="{foot + 40}" text-anchor="middle">{escape(across)}</text>'
    yield f'<text x="{LEFT + 8}" y="{TOP + 4}">{escape(up)}</text>'
    for row, ((name, curve), colour) in enumerate(zip(curves.items(), COLOURS, strict=False)):
        places = [at(point) for point in curve]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        yield f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
        yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places)
        yield f'<text x="{LEFT + 8}" y="{TOP + 24 + row * 18}" fill="{colour}">{escape(name)}</text>'
    yield "</svg>"


def _ending(most: float) -> float:
    """Where an axis ends that goes to ``most``, so that round numbers stand along it."""
    power = 10 ** floor(log10(most / MARKS))
    return next(MARKS * each * power for each in STEPS if MARKS * each * power >= most)
