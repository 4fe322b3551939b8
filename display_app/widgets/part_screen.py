"""What draws one part of a board."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kivy.properties import ObjectProperty
from kivy.uix.widget import Widget

from display_app.board import Message
from display_app.box import Box


class PartScreen(Widget):
    """``view`` is the part's view; setting it changes what is on the glass with the next frame. A subclass makes its
    rows in ``build`` and gives them their values in ``fill``; its .kv rule may read ``root.layout`` and ``root.view``.
    Everything stands where the layout says, in pixels of the glass."""

    layout = ObjectProperty()
    view = ObjectProperty(rebind=True)
    tell: Callable[[Message], None] | None = None
    """For what drawing alone finds out, such as a picture that is none; from any thread."""

    def __init__(self, layout: Any, view: Any, **kwargs: Any) -> None:
        super().__init__(layout=layout, view=view, **kwargs)
        self.build(layout)
        self.fbind("view", lambda _, view: self.fill(view))
        self.fill(view)

    def build(self, layout: Any) -> None:
        """Makes what the layout has several of."""

    def fill(self, view: Any) -> None:
        """Puts the values of ``view`` into what ``build`` made."""

    def spread(self, rows: Sequence[Widget], box: Box, top: int, foot: int = 0) -> None:
        """Adds ``rows`` below one another, from ``top`` to ``foot`` above the lower edge of ``box``."""
        height = (top - box.y - foot) // max(len(rows), 1)
        for place, row in enumerate(rows, start=1):
            row.pos, row.size = (box.x, top - height * place), (box.width, height)
            self.add_widget(row)


def deal(widgets: Sequence[Widget], name: str, values: Sequence[object]) -> None:
    """Gives each widget its value, and None to those that are left over."""
    for place, widget in enumerate(widgets):
        setattr(widget, name, values[place] if place < len(values) else None)
