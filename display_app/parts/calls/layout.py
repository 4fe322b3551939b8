"""Where the calls stand: the one that stands large, the list of earlier ones, and cards (waiting by service). Pure."""

from __future__ import annotations

from math import ceil

from msgspec import Struct

from display_app.box import Box
from display_app.parts.part import About, Need
from display_app.sizes import Level, Sizes
from display_app.texts import badges_of, counters_of, numbers_of
from hall_core.ui.tokens import FIGURES, Role, Scale

FEWEST_CALLS, USUAL_CALLS, ROOMY_CALLS, MOST_CALLS = 3, 4, 5, 8
"""Rows of the list: at the very least, on a 55-inch set at ten metres, before type may grow, at most."""
ASKED = {
    Level.ROOMY: (ROOMY_CALLS, 2),
    Level.USUAL: (USUAL_CALLS, 1),
    Level.PLAIN: (USUAL_CALLS, 0),
    Level.FEWEST: (FEWEST_CALLS, 0),
    Level.TIGHT: (FEWEST_CALLS, 0),
}
"""Rows of the list and cards below the hero that each level asks for."""
CARD_LINES = 2
"""Rows of a service's name."""
HERO_MOST: Role = "hero"


class Layout(Struct, frozen=True, kw_only=True):
    scale: Scale
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


class Place:
    """See :class:`display_app.parts.part.Place`."""

    def __init__(self, about: About) -> None:
        plan, zone = about.plan, about.board.zone
        vi = about.words.into("vi")
        labels = [(say("Số"), say("Quầy")) for say in map(about.words.into, ("vi", "en"))]
        self._numbers = max(about.em(number, "Bold") for number in numbers_of(plan, zone))
        self._counters = max(about.em(counter, "Bold") for counter in counters_of(plan, zone))
        self._badges = badges_of(plan, zone)
        self._hero_labels = labels
        """The shortest that may stand above the call that stands large, in each language."""
        self._list_labels = vi("Số"), vi("Quầy")

    def __call__(self, sizes: Sizes, box: Box, level: Level) -> Layout | None:
        rows, cards = ASKED[level]
        layouts = (self._try(sizes, box, beside) for beside in (True, False))
        return next((found for found in layouts if found and found.rows >= rows and found.strip_cards >= cards), None)

    def least(self, sizes: Sizes, box: Box) -> Need:
        title = sizes.scale.font("title")
        label = sizes.widest(counter for _, counter in self._hero_labels)
        inner = max(self._numbers * title, label + sizes.air + self._counters * title)
        hero_width, hero_height = ceil(inner) + sizes.pad * 2, _hero_height(sizes, title, beside=False)
        list_width, list_height = self._list_width(sizes), _list_height(sizes, FEWEST_CALLS)
        what = f"a call and a list of {FEWEST_CALLS}"
        if box.landscape:
            return Need(what, hero_width + sizes.gap + list_width, max(hero_height, list_height))
        height = hero_height + sizes.gap * 2 + _card_height(sizes) + list_height
        return Need(what, max(hero_width, list_width), height)

    def _try(self, sizes: Sizes, box: Box, beside: bool) -> Layout | None:
        """Number and counter side by side, or one below the other."""
        list_width = self._list_width(sizes)
        if box.landscape:
            return self._landscape(sizes, box, list_width, beside)
        return self._portrait(sizes, box, beside) if list_width <= box.width else None

    def _landscape(self, sizes: Sizes, box: Box, list_width: int, beside: bool) -> Layout | None:
        """Hero and cards on the left, the list on the right."""
        left = box.width - list_width - sizes.gap
        px = self._hero_px(sizes, left, beside)
        if not beside:
            # Two rows of figures: the height may allow less than the width does.
            px = min(px, int((box.height - sizes.gap - sizes.label) / (2 * FIGURES)))
        rows = min(MOST_CALLS, (box.height - _list_height(sizes, 0)) // sizes.row)
        area = Box(box.x, box.y, left, box.height)
        calls = Box(area.right + sizes.gap, box.y, list_width, box.height)
        return self._shared(sizes, area, calls, px=px, beside=beside, rows=rows)

    def _portrait(self, sizes: Sizes, box: Box, beside: bool) -> Layout | None:
        """Hero, cards, and the list at the foot."""
        px = self._hero_px(sizes, box.width, beside)
        above = _hero_height(sizes, px, beside=beside) + sizes.gap + _card_height(sizes) + sizes.gap
        rows = min(MOST_CALLS, (box.height - above - _list_height(sizes, 0)) // sizes.row)
        bottom = Box(box.x, box.y, box.width, _list_height(sizes, max(rows, 0)))
        upper = Box(box.x, bottom.top + sizes.gap, box.width, box.top - bottom.top - sizes.gap)
        return self._shared(sizes, upper, bottom, px=px, beside=beside, rows=rows)

    def _shared(self, sizes: Sizes, area: Box, calls: Box, *, px: int, beside: bool, rows: int) -> Layout | None:
        """Hero and cards share ``area``; None when the number would be too small or has no room."""
        least, card = _hero_height(sizes, px, beside=beside), _card_height(sizes)
        if px < sizes.scale.font("title") or least > area.height or rows < 1:
            return None
        cards = max(0, (area.height - least - sizes.gap) // card)
        strip = cards * card
        hero = area.height - (strip + sizes.gap if cards else 0)
        badge = ceil(max(1.0, *(sizes.em(badge, "Bold") for badge in self._badges)) * sizes.scale.font("caption"))
        badge += sizes.gap
        return Layout(
            scale=sizes.scale,
            hero=Box(area.x, area.top - hero, area.width, hero),
            beside=beside,
            hero_px=px,
            list=calls,
            rows=rows,
            strip=Box(area.x, area.y, area.width, strip),
            strip_cards=cards,
            quiet=area,
            quiet_cards=(area.height - sizes.label) // card,
            pad=sizes.pad,
            label=sizes.label,
            badge_width=badge,
            card_text=area.width - sizes.pad * 2 - badge - sizes.gap,
        )

    def _hero_px(self, sizes: Sizes, width: int, beside: bool) -> int:
        """The largest font for number and counter that ``width`` allows."""
        inner = width - sizes.pad * 2
        caption = sizes.scale.font("caption")
        if beside:
            labels = max(sizes.em(a, "Regular") + sizes.em(b, "Regular") for a, b in self._hero_labels) * caption
            enough = ceil(labels) + sizes.air <= inner
            fitting = (inner - sizes.air) / (self._numbers + self._counters) if enough else 0
        else:
            label = sizes.widest(counter for _, counter in self._hero_labels)
            fitting = min(inner / self._numbers, (inner - label - sizes.air) / self._counters)
        return min(int(fitting), sizes.scale.font(HERO_MOST))

    def _list_width(self, sizes: Sizes) -> int:
        caption, body = sizes.scale.font("caption"), sizes.scale.font("body")
        numbers, counters = (sizes.em(label, "Regular") * caption for label in self._list_labels)
        numbers, counters = max(numbers, self._numbers * body), max(counters, self._counters * body)
        return sizes.pad * 3 + ceil(numbers + counters)


def _hero_height(sizes: Sizes, px: int, *, beside: bool) -> int:
    return sizes.label + ceil(px * FIGURES) * (1 if beside else 2) + sizes.gap


def _list_height(sizes: Sizes, rows: int) -> int:
    return sizes.label + sizes.row * rows + sizes.gap


def _card_height(sizes: Sizes) -> int:
    return sizes.scale.row("caption", CARD_LINES) + sizes.scale.space("hair")
