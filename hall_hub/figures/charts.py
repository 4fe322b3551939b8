"""Charts as inline SVG. Values stand beside their bars, so that no scale has to be read, and every chart has its table
beside it. Colours are classes: paper and console give them their own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH = 720
"""Units of a picture as wide as the text of an A4 page."""
ROW, GAP = 22, 6
_WORDS = 235
"""Units for the words before a bar, and for the value behind it."""
_VALUE = 90
_LEGEND = 20
_LONG = 26
"""Letters of a legend's words, from which on two stand beside each other and not three."""


def bars(title: str, items: Sequence[tuple[str, float, str]], *, high: int = 150) -> str:
    """Upright, one for each (words, value, value in words)."""
    if not items:
        return ""
    most = max(value for _, value, _ in items) or 1
    step = WIDTH / len(items)
    wide = min(step * 0.7, 70)
    drawn = list[str]()
    for at, (words, value, told) in enumerate(items):
        tall = value / most * high
        middle, top = at * step + step / 2, 20 + high - tall
        place = f'x="{middle - wide / 2:.1f}" y="{top:.1f}"'
        drawn.append(f'<rect class="bar" {place} width="{wide:.1f}" height="{tall:.1f}"/>')
        drawn.append(text(middle, top - 5, told, "ink", "middle"))
        drawn.append(text(middle, high + 36, words, "soft", "middle"))
    base = f'<path class="base" d="M0 {20 + high}H{WIDTH}"/>'
    return _svg(title, high + 46, [*drawn, base])


def lying(title: str, items: Sequence[tuple[str, float | None, str]], whole: float = 100) -> str:
    """One under the other, each a part of ``whole``; without a bar where there is no value."""
    if not items:
        return ""
    room = WIDTH - _WORDS - _VALUE
    drawn = list[str]()
    for at, (words, value, told) in enumerate(items):
        y = at * (ROW + GAP)
        drawn.append(text(0, y + 15, cut(words), "ink"))
        drawn.append(f'<rect class="room" x="{_WORDS}" y="{y}" width="{room}" height="{ROW}"/>')
        if value is not None:
            wide = value / whole * room
            drawn.append(f'<rect class="bar" x="{_WORDS}" y="{y}" width="{wide:.1f}" height="{ROW}"/>')
        drawn.append(text(WIDTH - _VALUE + 8, y + 15, told, "ink"))
    return _svg(title, len(items) * (ROW + GAP), drawn)


def parts(title: str, items: Sequence[tuple[str, int, str, str]]) -> str:
    """One bar of several parts, each (words, count, class, count in words), with a legend below."""
    whole = sum(count for _, count, _, _ in items)
    if not whole:
        return ""
    drawn, x = list[str](), 0.0
    legend = [f"{words}: {told}" for words, _, _, told in items]
    columns = 3 if len(items) <= 3 and max(map(len, legend)) <= 2 * _LONG else 2
    for at, (_, count, kind, _) in enumerate(items):
        wide = count / whole * WIDTH
        drawn.append(f'<rect class="{kind}" x="{x:.1f}" y="0" width="{wide:.1f}" height="30"/>')
        x += wide
        place, y = at % columns * WIDTH / columns, 42 + at // columns * _LEGEND
        drawn.append(f'<rect class="{kind}" x="{place + 0.5:.1f}" y="{y}" width="12" height="12"/>')
        drawn.append(text(place + 18, y + 11, legend[at], "ink"))
    return _svg(title, 42 + -(-len(items) // columns) * _LEGEND, drawn)


_DIGIT = 7
"""Units that one takes: beside others a value stands above its bar only where it has room."""
BESIDE = ("level-1", "level-4", "level-2", "level-3")
"""Classes of bars that stand side by side: more could not be told apart on paper."""


def beside(title: str, legend: Sequence[str], groups: Sequence[tuple[str, Sequence[float]]], *, high: int = 150) -> str:
    """Groups of upright bars, each (words, values), a value for each part of the ``legend``, which has four at most."""
    if not groups:
        return ""
    most = max(max(values) for _, values in groups) or 1
    step = WIDTH / len(groups)
    wide = min(step * 0.8 / len(legend), 30)
    drawn = list[str]()
    for nth, (kind, words) in enumerate(zip(BESIDE, legend, strict=False)):
        place = nth * WIDTH / len(BESIDE)
        drawn.append(f'<rect class="{kind}" x="{place + 0.5:.1f}" y="0" width="12" height="12"/>')
        drawn.append(text(place + 18, 11, cut(words, _LONG), "ink"))
    for at, (words, values) in enumerate(groups):
        middle = at * step + step / 2
        for nth, (kind, value) in enumerate(zip(BESIDE, values, strict=False)):
            tall, x = value / most * high, middle + (nth - len(legend) / 2) * wide
            place = f'x="{x:.1f}" y="{_LEGEND * 2 + high - tall:.1f}"'
            drawn.append(f'<rect class="{kind}" {place} width="{wide:.1f}" height="{tall:.1f}"/>')
            if len(told := f"{value:.0f}") * _DIGIT <= wide:
                drawn.append(text(x + wide / 2, _LEGEND * 2 + high - tall - 4, told, "ink", "middle"))
        drawn.append(text(middle, high + _LEGEND * 2 + 16, words, "soft", "middle"))
    base = f'<path class="base" d="M0 {_LEGEND * 2 + high}H{WIDTH}"/>'
    return _svg(title, high + _LEGEND * 2 + 26, [*drawn, base])


def cut(words: str, most: int = 38) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"


def text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(title: str, high: float, drawn: list[str]) -> str:
    told = escape(title)
    inside = "".join(drawn)
    return (
        f'<figure><figcaption>{told}</figcaption><div class="scroll" role="region" tabindex="0" aria-label="{told}">'
        f'<svg viewBox="0 0 {WIDTH} {high:.0f}" role="img" aria-label="{told}">{inside}</svg></div></figure>'
    )
