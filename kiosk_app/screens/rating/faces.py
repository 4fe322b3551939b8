"""How was it? Four faces with their words."""

from __future__ import annotations

from typing import Any

from hall_core.ui.widgets import load_kv
from hall_core.ui.widgets.face.face import Faces
from hall_core.ui.widgets.push_button.push_button import PushButton
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kiosk_app.jobs.rating.views import FacesView
from kiosk_app.screens.screen import PageHeader, Screen

load_kv(__file__, Faces, PageHeader, PushButton, TextBlock)


class FacesScreen(Screen):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.layout.compact:  # the question stands in the header
            self.ids.question.parent.remove_widget(self.ids.question)

    def on_view(self, _screen: Any, view: FacesView) -> None:
        self.ids.faces.faces = [(face.level, face.words, face.tap) for face in view.faces]
        self.ids.faces.chosen = view.chosen
