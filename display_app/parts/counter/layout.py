"""Where a counter's number and the number called there stand: side by side, or one above the other. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Literal

from msgspec import Struct

from display_app.box import Box
from display_app.parts.part import About, Need
from display_app.sizes import Level, Sizes
from display_app.texts import WIDEST_DIGIT, widest_number
from hall_core.ui.tokens import CAPITAL, FIGURES, Role, Scale

Form = Literal["beside", "above", "inline"]
"""Counter to the left of the call; above it; above it with its label in the same row."""
ASKED: dict[Level, tuple[tuple[Form, ...], int, Role]] = {
    Level.ROOMY: (("beside", "above"), 2, "hero"),
    Level.USUAL: (("beside", "above"), 2, "title"),
    Level.PLAIN: (("beside", "above"), 1, "title"),
    Level.FEWEST: (("beside", "above"), 0, "title"),
    Level.TIGHT: (("inline",), 0, "title"),
}
"""For each level: the forms that are tried, rows of the counter's name, and the least size of both numbers."""
SHARES = [step / 40 for step in range(12, 26)]
"""Parts of the box that the counter may take; the one with the largest figures is chosen."""
SNUG = CAPITAL + 0.1
"""Height of a row of figures with the narrowest margins, in parts of the font size."""
NAME_LEAST = 5.0
"""Room for a row of the name, in parts of the font size."""


class Layout(Struct, frozen=True, kw_only=True):
    scale: Scale
    desk: Box
    """The counter."""
    call: Box
    """The number called there, or words."""
    inline: bool
    """The counter's label stands beside its number; nothing stands above the call."""
    desk_px: int
    """Font size of the counter's number."""
    call_px: int
    """Font size of the widest number that may be called."""
    name_lines: int
    pad: int
    label: int
    """Height of the labels; 0 when they have no row of their own."""
    bare: bool
    """No header above it: how old the facts are, it must say itself."""


class Place:
    """See :class:`display_app.parts.part.Place`."""

    def __init__(self, about: About) -> None:
        plan, em = about.plan, about.em
        counter = plan.counter(about.board.counter or "")
        serves = counter.serves if counter else {}
        numbers = [widest_number(service) for service in plan.services if service.id in serves] or [WIDEST_DIGIT]
        self._number = max(em(number, "Bold") for number in numbers)
        self._desk = em(WIDEST_DIGIT * len(str(counter.number if counter else 1)), "Bold")
        self._named = counter is not None and counter.name is not None
        say, other = about.words.into("vi"), about.words.into("en")
        self._label = say("Quầy")
        self._labels = [say("Đang phục vụ"), *(words("Số") for words in (say, other))]

    def __call__(self, sizes: Sizes, box: Box, level: Level) -> Layout | None:
        forms, lines, least = ASKED[level]
        lines = lines if self._named else 0
        found = [layout for form in forms for layout in self._tried(sizes, box, form, lines)]
        found = [layout for layout in found if min(layout.desk_px, layout.call_px) >= sizes.scale.font(least)]
        return max(found, key=lambda layout: (min(layout.desk_px, layout.call_px), layout.desk_px), default=None)

    def least(self, sizes: Sizes, box: Box) -> Need:
        title, pad = sizes.scale.font("title"), _pad(sizes, "inline")
        width = max(sizes.width(self._label) + pad + ceil(self._desk * title), ceil(self._number * title))
        height = ceil(title * SNUG) * 2 + sizes.scale.space("hair")
        return Need("a counter and a number", width + pad * 2 + 2, height + 2)

    def _tried(self, sizes: Sizes, box: Box, form: Form, lines: int) -> Iterator[Layout]:
        gap = sizes.scale.space("hair") if form == "inline" else sizes.gap
        for share in SHARES:
            if form == "beside":
                first = round((box.width - gap) * share)
                desk = Box(box.x, box.y, first, box.height)
                call = Box(desk.right + gap, box.y, box.width - first - gap, box.height)
            else:
                first = round((box.height - gap) * share)
                desk = Box(box.x, box.top - first, box.width, first)
                call = Box(box.x, box.y, box.width, box.height - first - gap)
            layout = self._sized(sizes, box, desk, call, form, lines)
            if layout is not None:
                yield layout

    def _sized(self, sizes: Sizes, box: Box, desk: Box, call: Box, form: Form, lines: int) -> Layout | None:
        """The figures as large as the two boxes allow; None when a label or the name has no room."""
        pad, inline = _pad(sizes, form), form == "inline"
        desk_inner, call_inner = desk.width - pad * 2, call.width - pad * 2
        label = 0 if inline else sizes.label
        beside = sizes.width(self._label) + pad if inline else 0
        named = NAME_LEAST * sizes.scale.font("caption") <= desk_inner if lines else True
        if not named or (label and sizes.widest(self._labels) > call_inner) or sizes.width(self._label) > desk_inner:
            return None
        figures, foot = (SNUG, 0) if inline else (FIGURES, sizes.gap)
        desk_height = desk.height - label - sizes.scale.row("caption", lines) - foot
        return Layout(
            scale=sizes.scale,
            desk=desk,
            call=call,
            inline=inline,
            desk_px=int(min((desk_inner - beside) / self._desk, desk_height / figures)),
            call_px=int(min(call_inner / self._number, (call.height - label - foot) / figures)),
            name_lines=lines,
            pad=pad,
            label=label,
            bare=box.top + sizes.gap > sizes.scale.height,
        )


def _pad(sizes: Sizes, form: Form) -> int:
    return sizes.scale.space("hair") if form == "inline" else sizes.pad
