"""What draws itself only where it will stay."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.uix.widget import Widget


class Settling(Widget):
    """Mix in; ``_draw_soon()`` has :meth:`_draw` called before the next frame.

    Layouts within layouts come to rest in several rounds before one frame, and give a widget a few places until then.
    It waits for a round in which it was not moved: letters and strokes for a place that is given up at once took half
    the time of a page.
    """

    def __init__(self, **kwargs: Any) -> None:
        self._stood: tuple[float, ...] = ()
        """Where it was in the round before."""
        self._draw_soon = Clock.create_trigger(self._settle, -1)
        super().__init__(**kwargs)

    def _stands(self) -> tuple[float, ...]:
        """What has to stay the same for a round."""
        return *self.pos, *self.size

    def _settle(self, _seconds: float) -> None:
        stands = self._stands()
        if stands == self._stood:
            self._draw()
        else:
            self._stood = stands
            self._draw_soon()

    def _draw(self) -> None:
        raise NotImplementedError
