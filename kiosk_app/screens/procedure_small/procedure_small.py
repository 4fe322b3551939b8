"""The same on a small panel: the text, and buttons that lead to the headings and to what one can take along."""

from __future__ import annotations

from typing import Any

from kivy.properties import ObjectProperty

from hall_core.ui.paged import Block
from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.push_button.push_button import PushButton
from kiosk_app.jobs.procedures.views import ProcedureView
from kiosk_app.messages import GoBack
from kiosk_app.screens.listing.turner import Turner
from kiosk_app.screens.procedure.leaves import Leaves
from kiosk_app.screens.screen import Screen

load_kv(__file__, Leaves, PushButton, Turner)

MOODS = {"wait": "clock", "good": "check", "trouble": "warning"}


class ProcedureSmallScreen(Screen):
    back = GoBack()
    moods = MOODS
    lead = ObjectProperty(())
    """The name of the procedure and of the case, before the text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._case = self.ids.case.__self__  # taken off the page now and then, and ids alone do not keep a widget

    def on_view(self, _screen: Any, view: ProcedureView) -> None:
        """The other headings begin with what they are about: there is so little room."""
        if view.chosen != view.tabs[0][2]:
            self.lead = ()
        else:
            name = Block("fact", view.name, view.code)
            self.lead = (name, Block("text", view.case[0])) if view.case else (name,)
        bar, case = self.ids.bar, self._case
        if view.case and case.parent is None:
            bar.add_widget(case, index=1)
        elif not view.case and case.parent is not None:
            bar.remove_widget(case)
