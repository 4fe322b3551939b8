"""Charts as inline SVG: black on white as well, since centres print in grey. Values stand beside their bars, so that
no scale has to be read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH = 720
"""Units of a picture as wide as the text of an A4 page."""
INK, SOFT, ACCENT = "#1b2430", "#5b6675", "#1f5fa8"
ROW, GAP = 22, 6
_WORDS = 235
"""Units for the words before a bar, and for the value behind it."""
_VALUE = 90


def bars(title: str, items: Sequence[tuple[str, float, str]], *, high: int = 150) -> str:
    """Upright, one for each (words, value, value in words)."""
    if not items:
        return ""
    most = max(value for _, value, _ in items) or 1
    step = WIDTH / len(items)
    drawn = list[str]()
    for at, (words, value, told) in enumerate(items):
        tall = value / most * high
        x, top = at * step + step * 0.15, 20 + high - tall
        middle = at * step + step / 2
        drawn.append(f'<rect x="{x:.1f}" y="{top:.1f}" width="{step * 0.7:.1f}" height="{tall:.1f}" fill="{ACCENT}"/>')
        drawn.append(_text(middle, top - 5, told, INK, "middle"))
        drawn.append(_text(middle, high + 36, words, SOFT, "middle"))
    base = f'<path d="M0 {20 + high}H{WIDTH}" stroke="{INK}"/>'
    return _svg(title, high + 46, [*drawn, base])


def lying(title: str, items: Sequence[tuple[str, float | None, str]], whole: float = 100) -> str:
    """One under the other, each a part of ``whole``; without a bar where there is no value."""
    room = WIDTH - _WORDS - _VALUE
    drawn = list[str]()
    for at, (words, value, told) in enumerate(items):
        y = at * (ROW + GAP)
        drawn.append(_text(0, y + 15, _cut(words), INK))
        drawn.append(f'<rect x="{_WORDS}" y="{y}" width="{room}" height="{ROW}" fill="#e9edf2"/>')
        if value is not None:
            wide = value / whole * room
            drawn.append(f'<rect x="{_WORDS}" y="{y}" width="{wide:.1f}" height="{ROW}" fill="{ACCENT}"/>')
        drawn.append(_text(WIDTH - _VALUE + 8, y + 15, told, INK))
    return _svg(title, max(1, len(items)) * (ROW + GAP), drawn)


def parts(title: str, items: Sequence[tuple[str, int, str]]) -> str:
    """One bar of several parts, each (words, count, colour), with a legend below."""
    whole = sum(count for _, count, _ in items)
    if not whole:
        return ""
    drawn, x = list[str](), 0.0
    columns = 3 if len(items) <= 3 else 2  # so that four long words do not run into one another
    for at, (words, count, colour) in enumerate(items):
        wide = count / whole * WIDTH
        drawn.append(
            f'<rect x="{x:.1f}" y="0" width="{wide:.1f}" height="30" fill="{colour}" stroke="#fff" stroke-width="2"/>'
        )
        x += wide
        place, y = at % columns * WIDTH / columns, 42 + at // columns * 20
        share = f"{count * 100 / whole:.2f}".replace(".", ",")
        drawn.append(f'<rect x="{place:.1f}" y="{y}" width="12" height="12" fill="{colour}" stroke="{INK}"/>')
        drawn.append(_text(place + 18, y + 11, f"{words}: {count:,}".replace(",", ".") + f" ({share} %)", INK))
    return _svg(title, 42 + -(-len(items) // columns) * 20, drawn)


def _cut(words: str) -> str:
    return words if len(words) <= 38 else f"{words[:37]}…"


def _text(x: float, y: float, words: str, colour: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'


def _svg(title: str, high: float, drawn: list[str]) -> str:
    told = escape(title)
    inside = "".join(drawn)
    return (
        f"<figure><figcaption>{told}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {high:.0f}" role="img" aria-label="{told}">{inside}</svg></figure>'
    )
