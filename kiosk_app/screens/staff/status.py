"""How the box is: facts for a technician, a page at a time."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.icon.icon import Icon
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.jobs.staff.views import StatusView
from kiosk_app.screens.screen import PageHeader, Screen

load_kv(__file__, PageHeader, Icon, PushButton, TextBlock)


class StatusCell(BoxLayout):
    """One fact: its name, and below it what it is."""

    label = StringProperty("")
    text = StringProperty("")
    trouble = BooleanProperty(False)


class StatusScreen(Screen):
    def __init__(self, **kwargs: Any) -> None:
        self._set_soon = Clock.create_trigger(self._set, -1)
        super().__init__(**kwargs)
        if self.layout.compact:  # the question stands in the header, and the page between the buttons
            for part in (self.ids.question, self.ids.between):
                part.parent.remove_widget(part)

    def on_view(self, _screen: Any, _view: StatusView) -> None:
        self._set_soon()

    def _set(self, _seconds: float) -> None:
        grid, facts = self.ids.facts, self.view.facts
        while len(grid.children) > len(facts):
            grid.remove_widget(grid.children[0])
        while len(grid.children) < len(facts):
            grid.add_widget(StatusCell(size_hint_y=None, height=self.layout.tile_height))
        for cell, fact in zip(reversed(grid.children), facts, strict=True):
            cell.label, cell.text, cell.trouble = fact.label, fact.text, fact.icon == "warning"
