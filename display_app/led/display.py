"""A matrix as the loop of a quiet board knows it: views are made, drawn, and handed to the driver."""

from __future__ import annotations

import logging
from collections.abc import Callable

from display_app.board import Board
from display_app.led import letters
from display_app.led.draw import draw
from display_app.led.layout import Layout, place
from display_app.led.panel import Panel
from display_app.led.view import Cues, LedView, LedViews
from display_app.quiet import Shown
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Led
from hall_core.ui.translate import Words

log = logging.getLogger(__name__)


class LedDisplay:
    """See :class:`display_app.quiet.Display`."""

    def __init__(self, plan: Plan, led: Led, open_panel: Callable[[], Panel]) -> None:
        """IllegibleError when called numbers could not be read on this matrix from where people stand."""
        self._layout: Layout = place(plan, led)
        self._views = LedViews(plan, led, self._layout, Words(), self._measure)
        self._open_panel = open_panel
        self._panel: Panel | None = None
        self._cues = Cues()
        self._view: LedView | None = None

    def open(self) -> None:
        self._view = None
        self._panel = self._open_panel()
        log.info("the matrix is open: %d x %d lamps", self._layout.width, self._layout.height)

    def show(self, board: Board, now: Millis) -> Shown:
        assert self._panel is not None, "it is opened first"
        self._cues, view, until = self._views(board, self._cues, now)
        if view != self._view:
            if self._view is None or view.percent != self._view.percent:
                self._panel.brightness(view.percent)
            self._panel.show(draw(view, self._layout))
            self._view = view
        return Shown(view.shows, until)

    def close(self) -> None:
        panel, self._panel, self._view = self._panel, None, None
        if panel is not None:
            try:
                panel.close()
            except Exception as error:
                log.warning("the matrix could not be darkened: %s", error)

    def _measure(self, text: str) -> int:
        return letters.width(text, self._layout.words) if text else 0
