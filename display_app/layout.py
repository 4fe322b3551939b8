"""Where everything stands on a board's glass, from its size and its farthest reader. Pure.

A called number and its counter are at least ``title`` high (1/80 of the distance), the list ``body`` (1/150), all
else ``caption`` (1/200). What has no room is paged, never made smaller; a panel that cannot hold even that is
refused. On a panel with room to spare everything grows until it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import ceil

from msgspec import Struct

from hall_core.domain.plan_devices import Panel
from hall_core.ui.fonts import Weight
from hall_core.ui.tokens import FIGURES, IllegibleError, Role, Scale, board_scale
from hall_core.ui.wrap import wrap

Em = Callable[[str, Weight], float]
"""Width of a text on one line, in parts of the font size."""

HEADER_LINES = 2
"""Rows that the hall's name may take; a longer name is paged."""
FEWEST_CALLS, USUAL_CALLS, ROOMY_CALLS, MOST_CALLS = 3, 4, 5, 8
"""Rows of the list: at the very least, on a 55-inch set at ten metres, before type may grow, at most."""
ROOMY_CARDS = 2
"""Cards below the hero before type may grow."""
CARD_LINES = 2
"""Rows of a service's name."""
GROWTH = [step / 20 for step in range(60, 20, -1)]
"""Times the needed size that type may have on a roomy panel, largest first."""
HERO_MOST: Role = "hero"
LABEL = 1.25
"""Height of a label such as "Quầy", in parts of the font size: it has no capital with two marks."""


class Box(Struct, frozen=True):
    """Pixels from the lower left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def top(self) -> int:
        return self.y + self.height

    @property
    def right(self) -> int:
        return self.x + self.width


class Texts(Struct, frozen=True, kw_only=True):
    """What a board has to show at its widest."""

    hall: str
    numbers: tuple[str, ...]
    """The widest number of each service."""
    badges: tuple[str, ...]
    """What the numbers begin with."""
    counters: tuple[str, ...]
    list_labels: tuple[str, str]
    """Above the numbers and counters of the list."""
    hero_labels: tuple[tuple[str, str], ...]
    """The shortest that may stand above the call that stands large, in each language."""


class Layout(Struct, frozen=True, kw_only=True):
    scale: Scale
    header: Box
    name: Box
    """Where the hall's name stands in the header; the clock is to its right."""
    header_lines: int
    hero: Box
    """The call that stands large."""
    beside: bool
    """Whether its counter stands beside its number or below."""
    hero_px: int
    """Font size of its number and counter."""
    list: Box
    rows: int
    """Calls on a page of the list."""
    strip: Box
    """The cards (waiting by service) below the hero; none when ``strip_cards`` is 0."""
    strip_cards: int
    quiet: Box
    """The cards when nothing stands large: a heading and ``quiet_cards``."""
    quiet_cards: int
    pad: int
    """From a panel's edge to what stands on it."""
    label: int
    """Height of a label above a panel's content."""
    badge_width: int
    """At the left end of a card."""
    card_text: int
    """What is left of a card's width for its text, and the count if it has one."""


class _Sizes:
    """The pixels of one scale, and the widths of the texts in it."""

    def __init__(self, scale: Scale, texts: Texts, em: Em, *, tight: bool = False) -> None:
        self.scale = scale
        self.gap = scale.space("xs")
        self.pad = scale.space("xs" if tight else "s")
        self.air = scale.space("s" if tight else "m")
        self.caption = scale.row("caption")
        self.label = ceil(scale.font("caption") * LABEL)
        self.row = scale.figures("body") + scale.space("hair")
        self.card = scale.row("caption", CARD_LINES) + scale.space("hair")
        caption, body = scale.font("caption"), scale.font("body")
        self.number_em = _widest(texts.numbers, "Bold", em)
        self.counter_em = _widest(texts.counters, "Bold", em)
        self.hero_labels = ceil(max(em(a, "Regular") + em(b, "Regular") for a, b in texts.hero_labels) * caption)
        self.counter_label = ceil(_widest((b for _, b in texts.hero_labels), "Regular", em) * caption)
        numbers, counters = (em(label, "Regular") * caption for label in texts.list_labels)
        numbers, counters = max(numbers, self.number_em * body), max(counters, self.counter_em * body)
        self.list = self.pad * 3 + ceil(numbers + counters)
        clock = ceil(em("00:00", "Bold") * body)
        self.badge = ceil(max(1.0, _widest(texts.badges, "Bold", em)) * caption) + self.gap
        self.name = scale.width - (self.gap + self.pad) * 2 - clock - self.air
        rows = wrap(texts.hall, self.name, lambda text: em(text, "SemiBold") * caption)
        self.hall_lines = min(HEADER_LINES, len(rows))

    def hero_px(self, width: int, *, beside: bool) -> int:
        """The largest font for number and counter that ``width`` allows."""
        inner = width - self.pad * 2
        if beside:
            labels = self.hero_labels + self.air <= inner
            fitting = (inner - self.air) / (self.number_em + self.counter_em) if labels else 0
        else:
            fitting = min(inner / self.number_em, (inner - self.counter_label - self.air) / self.counter_em)
        return min(int(fitting), self.scale.font(HERO_MOST))

    def hero_height(self, px: int, *, beside: bool) -> int:
        return self.label + ceil(px * FIGURES) * (1 if beside else 2) + self.gap

    def list_height(self, rows: int) -> int:
        return self.label + self.row * rows + self.gap

    def least(self) -> tuple[int, int]:
        """Width and height of the smallest panel that would do."""
        title = self.scale.font("title")
        inner = max(self.number_em * title, self.counter_label + self.air + self.counter_em * title)
        hero_width, hero_height = ceil(inner) + self.pad * 2, self.hero_height(title, beside=False)
        calls = self.list_height(FEWEST_CALLS)
        if self.scale.landscape:
            return hero_width + self.list + self.gap * 3, self.caption + max(hero_height, calls) + self.gap * 2
        return (
            max(hero_width, self.list) + self.gap * 2,
            self.caption + hero_height + self.card + calls + self.gap * 4,
        )


def lay_out(panel: Panel, distance_m: float, texts: Texts, em: Em) -> Layout:
    """The layout of a board. IllegibleError, with what would be needed, when it cannot be read from so far."""
    needed = _Sizes(board_scale(panel, distance_m), texts, em)
    for growth in GROWTH:
        larger = _Sizes(board_scale(panel, distance_m * growth), texts, em)
        layout = _first(larger, larger.hall_lines, rows=ROOMY_CALLS, cards=ROOMY_CARDS)
        if layout is not None:
            return layout
    for rows, cards in ((USUAL_CALLS, 1), (USUAL_CALLS, 0), (FEWEST_CALLS, 0)):
        for lines in range(needed.hall_lines, 0, -1):
            layout = _first(needed, lines, rows=rows, cards=cards)
            if layout is not None:
                return layout
    needed = _Sizes(needed.scale, texts, em, tight=True)
    layout = _first(needed, 1, rows=FEWEST_CALLS, cards=0)
    if layout is not None:
        return layout
    width, height = needed.least()
    needed.scale.require(f"a call and a list of {FEWEST_CALLS}", width=width, height=height)
    raise IllegibleError("the numbers of this hall have no room on this panel: use a larger one")


def _first(sizes: _Sizes, lines: int, *, rows: int, cards: int) -> Layout | None:
    """Number and counter side by side or one below the other: the first that leaves room for so many calls and
    cards, with ``lines`` rows of the hall's name."""
    place = _landscape if sizes.scale.landscape else _portrait
    layouts = (place(sizes, lines, beside) for beside in (True, False))
    enough = (layout for layout in layouts if layout and layout.rows >= rows and layout.strip_cards >= cards)
    return next(enough, None)


def _landscape(sizes: _Sizes, lines: int, beside: bool) -> Layout | None:
    """Hero and cards on the left, the list on the right."""
    scale, gap = sizes.scale, sizes.gap
    header = Box(0, scale.height - sizes.caption * lines, scale.width, sizes.caption * lines)
    height = header.y - gap * 2
    left = scale.width - sizes.list - gap * 3
    px = sizes.hero_px(left, beside=beside)
    if not beside:
        # Two rows of figures: the height may allow less than the width does.
        px = min(px, int((height - sizes.gap - sizes.label) / (2 * FIGURES)))
    rows = min(MOST_CALLS, (height - sizes.list_height(0)) // sizes.row)
    area, calls = Box(gap, gap, left, height), Box(left + gap * 2, gap, sizes.list, height)
    return _placed(sizes, header, area, calls, px=px, beside=beside, rows=rows)


def _portrait(sizes: _Sizes, lines: int, beside: bool) -> Layout | None:
    """Hero, cards, and the list at the foot."""
    scale, gap = sizes.scale, sizes.gap
    header = Box(0, scale.height - sizes.caption * lines, scale.width, sizes.caption * lines)
    width = scale.width - gap * 2
    if sizes.list > width:
        return None
    px = sizes.hero_px(width, beside=beside)
    above = sizes.hero_height(px, beside=beside) + gap + sizes.card + gap
    rows = min(MOST_CALLS, (header.y - gap * 2 - above - sizes.list_height(0)) // sizes.row)
    bottom = Box(gap, gap, width, sizes.list_height(max(rows, 0)))
    upper = Box(gap, bottom.top + gap, width, header.y - bottom.top - gap * 2)
    return _placed(sizes, header, upper, bottom, px=px, beside=beside, rows=rows)


def _placed(sizes: _Sizes, header: Box, area: Box, calls: Box, *, px: int, beside: bool, rows: int) -> Layout | None:
    """Hero and cards share ``area``; None when the number would be too small or has no room."""
    hero_least = sizes.hero_height(px, beside=beside)
    if px < sizes.scale.font("title") or hero_least > area.height or rows < 1:
        return None
    cards = max(0, (area.height - hero_least - sizes.gap) // sizes.card)
    strip_height = cards * sizes.card
    hero_height = area.height - (strip_height + sizes.gap if cards else 0)
    return Layout(
        scale=sizes.scale,
        header=header,
        name=Box(sizes.gap + sizes.pad, header.y, sizes.name, header.height),
        header_lines=header.height // sizes.caption,
        hero=Box(area.x, area.top - hero_height, area.width, hero_height),
        beside=beside,
        hero_px=px,
        list=calls,
        rows=rows,
        strip=Box(area.x, area.y, area.width, strip_height),
        strip_cards=cards,
        quiet=area,
        quiet_cards=(area.height - sizes.label) // sizes.card,
        pad=sizes.pad,
        label=sizes.label,
        badge_width=sizes.badge,
        card_text=area.width - sizes.pad * 2 - sizes.badge - sizes.gap,
    )


def _widest(texts: Iterable[str], weight: Weight, em: Em) -> float:
    return max(em(text, weight) for text in texts)
