"""The picture by which a technician judges the panel and its touch."""

from __future__ import annotations

from typing import Any

from hall_core.ui.widgets.calibration.calibration import Calibration
from kiosk_app.jobs.staff.views import PanelView
from kiosk_app.screens.screen import Screen


class PanelScreen(Screen):
    def on_view(self, _screen: Any, view: PanelView) -> None:
        """The picture has no room for a header: it shows the outermost pixels."""
        if not self.children:
            picture = Calibration()
            picture.bind(on_tap=lambda _picture, meaning: self.dispatch("on_tap", meaning))
            self.add_widget(picture)
        picture = self.children[0]
        picture.close, picture.meaning = view.close
        picture.hint = view.hint
