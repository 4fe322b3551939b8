"""One page of a longer text: headings, paragraphs, numbered or bulleted items, facts with their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kivy.clock import Clock
from kivy.properties import ObjectProperty
from kivy.uix.widget import Widget

from hall_core.ui.paged import Block, Kind, Metrics, broken
from hall_core.ui.theme import theme
from hall_core.ui.widgets.text_block.text_block import TextBlock, measure

# Kind to type role, weight and colour.
LOOKS: dict[Kind, tuple[str, str, str]] = {
    "heading": ("action", "strong", "figure"),
    "text": ("body", "regular", "ink"),
    "item": ("body", "regular", "ink"),
    "fact": ("body", "strong", "ink"),
}
WIDEST_MARK = "00."


def metrics() -> Metrics:
    """What :func:`hall_core.ui.paged.pages` needs, in the type of now; the pages are those of :class:`Section`."""
    indent = round(measure(LOOKS["item"][0], "strong")(WIDEST_MARK)) + theme.space.s
    return Metrics(
        width={kind: measure(role, weight) for kind, (role, weight, _) in LOOKS.items()},
        row={kind: theme.row[role] for kind, (role, _, _) in LOOKS.items()},
        above={"heading": theme.space.l, "text": theme.space.s, "item": theme.space.xs, "fact": theme.space.s},
        indent={"heading": 0, "text": 0, "item": indent, "fact": 0},
        name=theme.row.caption,
    )


def height_of(blocks: Sequence[Block], width: int) -> int:
    """Pixels that the blocks of one page take."""
    sizes = metrics()
    above = sum(sizes.above[block.kind] for block in blocks[1:])
    names = sum(sizes.name for block in blocks if block.kind == "fact" and block.mark)
    return above + names + sum(sizes.row[block.kind] * len(broken(block, width, sizes)) for block in blocks)


class Section(Widget):
    """Shows ``blocks``, one page of them, from the top; the page sees to it that they have room."""

    blocks = ObjectProperty(())

    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(**kwargs)
        for name in ("blocks", "pos", "size"):
            self.fbind(name, self._set_soon)
        self._set_soon()

    def _set(self, _seconds: float) -> None:
        self.clear_widgets()
        sizes = metrics()
        top = self.top
        for place, block in enumerate(self.blocks):
            top = self._add(block, top - (sizes.above[block.kind] if place else 0), sizes)

    def _add(self, block: Block, top: float, sizes: Metrics) -> float:
        """Writes a block below ``top``; gives its lower edge."""
        role, weight, tone = LOOKS[block.kind]
        indent, row = sizes.indent[block.kind], sizes.row[block.kind]
        if block.kind == "fact" and block.mark:
            top -= sizes.name
            self._write(block.mark, self.x, top, self.width, sizes.name, role="caption", tone="quiet")
        elif block.mark:
            self._write(block.mark, self.x, top - row, indent, row, role=role, weight="strong", tone="figure")
        count = len(broken(block, int(self.width), sizes))
        bottom = top - count * row
        where = (self.x + indent, bottom, int(self.width) - indent, count * row)
        self._write(block.text, *where, role=role, weight=weight, tone=tone, lines=count)
        return bottom

    def _write(self, text: str, x: float, y: float, width: float, height: float, **look: Any) -> None:
        self.add_widget(TextBlock(text=text, pos=(x, y), size=(width, height), size_hint=(None, None), **look))
