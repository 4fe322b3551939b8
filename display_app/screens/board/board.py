"""The screen of a board: draws a BoardView, decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.uix.widget import Widget

from display_app.board import Message
from display_app.parts.find import screen_of
from display_app.scene import BoardView
from display_app.scene_layout import SceneLayout
from display_app.screens.board.frame import FrameScreen
from hall_core.domain.plan_devices import BoardPart


class BoardScreen(Widget):
    """``view`` is what it shows; setting it changes the glass with the next frame. The screens of the parts are kept:
    one that takes its turn again is only put back."""

    def __init__(
        self, layout: SceneLayout, view: BoardView, tell: Callable[[Message], None] | None = None, **kwargs: Any
    ) -> None:
        """``tell``: takes what drawing alone finds out, from any thread."""
        super().__init__(**kwargs)
        self._tell = tell
        self._places = layout
        self._frame = FrameScreen(layout.frame, view.frame)
        self._screens: dict[BoardPart, Any] = {}
        self._standing: list[BoardPart] = []
        self.add_widget(self._frame)
        self.view = view

    @property
    def view(self) -> BoardView:
        return self._view

    @view.setter
    def view(self, view: BoardView) -> None:
        self._view = view
        self._frame.view = view.frame
        for part, shown in view.parts:
            self.make(part, shown)
            self._screens[part].view = shown
        standing: list[BoardPart] = [part for part, _ in view.parts]
        for part in self._standing:
            if part not in standing:
                self.remove_widget(self._screens[part])
        for part in standing:
            if part not in self._standing:
                self.add_widget(self._screens[part])
        self._standing = standing

    def made(self, part: BoardPart) -> bool:
        return part in self._screens

    def make(self, part: BoardPart, view: Any) -> None:
        """Makes the screen of a part, unless it is there."""
        if part not in self._screens:
            self._screens[part] = screen_of(part, self._places.parts[part], view)
            self._screens[part].tell = self._tell
