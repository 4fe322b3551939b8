"""Where a dossier stands, when, and what to do next."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.gridlayout import GridLayout

from hall_core.ui.paged import Block, pages
from hall_core.ui.theme import theme
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.notice.notice import Notice
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.section.section import Section, height_of, metrics
from hall_core.ui.widgets.text_block.text_block import TextBlock, fits, measure
from hall_core.ui.wrap import wrap
from kiosk_app.jobs.dossiers.views import DossierView
from kiosk_app.messages import GoBack, GoHome, TurnTo
from kiosk_app.screens.card import Card
from kiosk_app.screens.screen import PageHeader, Screen

load_kv(__file__, Card, PageHeader, Notice, PushButton, Section, TextBlock)


LEAST_ROWS = 4
"""Of texts that stand together, or one would have to turn pages all the time."""

AGENCY_ROWS = 2


class Dates(GridLayout):
    """``dates`` are FactView values, each under its name: all beside one another, or two by two."""

    dates = ObjectProperty(())

    def __init__(self, **kwargs: Any) -> None:
        row = theme.row.caption + theme.row.body
        super().__init__(cols=1, row_force_default=True, row_default_height=row, **kwargs)
        self.bind(width=self._divide)

    def on_dates(self, _self: Any, dates: Any) -> None:
        self.clear_widgets()
        for date in dates:
            column = BoxLayout(orientation="vertical")
            column.add_widget(TextBlock(text=date.label, role="caption", tone="quiet"))
            column.add_widget(TextBlock(text=date.text, role="body", weight="strong"))
            self.add_widget(column)
        self._divide()

    def _divide(self, *_: Any) -> None:
        widest = max((text.natural_width for column in self.children for text in column.children), default=0)
        count = len(self.children)
        room = (self.width + self.spacing[0]) / max(1, count) - self.spacing[0]
        self.cols = max(1, count if widest <= room else 2)


class DossierScreen(Screen):
    back = GoBack()
    home = GoHome()
    agency_rows = AGENCY_ROWS
    page_text = StringProperty("")
    further = ObjectProperty(None, allownone=True)
    """The tap that leads to the next part of the texts; None on the last one."""

    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(**kwargs)
        # Held here, for ``ids`` lets go of what is taken off the page.
        self._name: BoxLayout = self.ids.name.__self__
        self._dates: Dates = self.ids.dates.__self__
        for part in (self.ids.place, self._dates, self.ids.texts):
            part.bind(size=self._set_soon)
        if not self.layout.wide:
            self._name.bind(height=self._set_soon)

    def on_view(self, _screen: Any, _view: DossierView) -> None:
        self._set_soon()

    def _set(self, _seconds: float) -> None:
        view: DossierView | None = self.view
        if view is None:  # made before it is wanted
            return
        section, wide = self.ids.texts, self.layout.wide
        blocks = [Block("fact", text.text, text.name) for text in view.texts]
        beside = theme.row.caption + theme.space.m * 3
        if self._place_head():
            beside += self._name.height + self._dates.height + theme.space.m * 2
        else:
            blocks = [*_head(view), *blocks]
        room = section.height if wide else self.ids.place.height - beside
        parts = pages(blocks, int(section.width), int(room), metrics())
        part = min(view.part, len(parts) - 1)
        section.blocks = parts[part]
        if not wide:  # a short one does not leave most of a high card empty
            taken = height_of(parts[0], int(section.width)) if len(parts) == 1 else room
            self.ids.card.height = beside + min(room, taken)
        self.page_text = view.parts.format(page=part + 1, pages=len(parts)) if len(parts) > 1 else ""
        self.further = TurnTo(part + 1) if part + 1 < len(parts) else None

    def _place_head(self) -> bool:
        """Whether what the dossier is has room above the texts, uncut, with its dates; if not, they begin the texts."""
        card, dates = self.ids.card, self._dates
        height = self._name_height(card.width - theme.space.l * 2)
        rest = self.ids.place.height - dates.height - theme.row.caption - theme.space.m * 5
        room = height is not None and rest - height >= LEAST_ROWS * theme.row.body
        for part in (dates, self._name):
            if room != (part.parent is not None):
                card.add_widget(part, index=len(card.children)) if room else card.remove_widget(part)
        return room

    def _name_height(self, width: float) -> float | None:
        """Of procedure, agency and code, wherever they stand now; None when the procedure would be cut."""
        view: DossierView = self.view
        most = self.ids.procedure.lines
        rows = len(wrap(view.procedure, width, measure("action", "strong"), most=most))
        if rows > most and not fits(view.procedure, width, most * theme.row.action, "body", "strong"):
            return None
        agency = min(AGENCY_ROWS, len(wrap(view.agency, width, measure("body", "regular"), most=AGENCY_ROWS)))
        return min(rows, most) * theme.row.action + (agency + 1) * theme.row.body


def _head(view: DossierView) -> list[Block]:
    """What it is, and when; a date stays on the line of its name."""
    dates = "; ".join(f"{date.label}: {date.text}".replace(" ", "\u00a0") for date in view.dates)
    said = [Block("text", text) for text in (view.agency, view.code)]
    return [Block("heading", view.procedure), *said, Block("fact", dates)]
