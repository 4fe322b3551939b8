"""The same on a small panel: all in rows of the smallest type, a part at a time, the buttons at the side."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from hall_core.ui.paged import Block, Kind, Metrics, broken, pages
from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.notice.notice import Notice
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock, measure
from kiosk_app.jobs.dossiers.views import DossierView
from kiosk_app.messages import GoBack, GoHome, TurnTo
from kiosk_app.screens.screen import Screen

load_kv(__file__, Notice, PushButton, TextBlock)

KINDS: tuple[Kind, Kind] = ("text", "fact")
"""What is said in whole sentences, and the facts."""
WEIGHTS = {"text": "regular", "fact": "strong"}


class DossierSmallScreen(Screen):
    back = GoBack()
    home = GoHome()
    page_text = StringProperty("")
    further = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(**kwargs)
        self.ids.texts.bind(size=self._set_soon)

    def on_view(self, _screen: Any, _view: DossierView) -> None:
        self._set_soon()

    def _set(self, _seconds: float) -> None:
        view: DossierView | None = self.view
        if view is None:  # made before it is wanted
            return
        texts, sizes = self.ids.texts, _metrics()
        width = int(texts.width)
        parts = pages(_blocks(view), width, int(texts.height), sizes)
        part = min(view.part, len(parts) - 1)
        texts.clear_widgets()
        for block in parts[part]:
            lines = len(broken(block, width, sizes))
            height = theme.row.caption * lines
            look = {"role": "caption", "weight": WEIGHTS[block.kind], "lines": lines}
            texts.add_widget(TextBlock(text=block.text, size_hint_y=None, height=height, **look))
        texts.add_widget(Widget())  # what is left, below them
        self.page_text = view.parts.format(page=part + 1, pages=len(parts)) if len(parts) > 1 else ""
        self.further = TurnTo(part + 1) if part + 1 < len(parts) else None


def _blocks(view: DossierView) -> list[Block]:
    """First what to do, for that is what is read."""
    told = [Block("text", text.text) for text in view.texts]
    dates = [Block("fact", f"{date.label}: {date.text}") for date in view.dates]
    rest = [Block("text", text) for text in (view.procedure, view.agency)]
    return [*told[:1], *dates, *told[1:], *rest, Block("fact", view.code), Block("text", view.updated)]


def _metrics() -> Metrics:
    return Metrics(
        width={kind: measure("caption", WEIGHTS[kind]) for kind in KINDS},
        row=dict.fromkeys(KINDS, theme.row.caption),
        above=dict.fromkeys(KINDS, theme.space.hair),
        indent=dict.fromkeys(KINDS, 0),
        name=0,
    )
