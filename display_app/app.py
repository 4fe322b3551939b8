"""The board's shell: hands messages to the decider, carries its effects out, and shows the view."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kivy.base import stopTouchApp
from kivy.clock import Clock as Frames
from kivy.core.window import Window

from display_app.board import Board, Check, Drawn, Effect, LookAt, Message, Report, Speak, Tell, Woke, untold
from display_app.scene import Scene
from display_app.screens.board.board import BoardScreen
from display_app.state import step, wake_at
from display_app.worker import Worker
from hall_core.domain.names import Millis
from hall_core.domain.plan_devices import BoardPart
from hall_core.ui.ui_thread import UiThread
from hall_core.ui.window import flip

if TYPE_CHECKING:
    from hall_core.contract.doctor import Denial
    from hall_core.ui.glass import Glass

log = logging.getLogger(__name__)

EARLY, LATE = 5, 10
"""Milliseconds by which Kivy's clock may ring early, by itself a third of the time between two rounds; and by which to
wake late rather than early: a view made too early would be the old one again."""
BREAKS_OFF = 2
"""Seconds for which a voice is waited for that was told to be silent; one that makes its clips just now may take
longer, and is left to it: what is missing then is made at the next start."""


class App:
    """Built without anything behind the screen, which is given to :meth:`start`."""

    def __init__(self, scene: Scene, now: Callable[[], Millis], board: Board, glass: Glass) -> None:
        """``now``: milliseconds of the box's monotonic clock; ``board``: as it knows nothing yet. While ``glass`` is
        dark nothing is drawn after the first picture, and so no call counts as painted."""
        self.board = board
        self.failed = False
        self._glass = glass
        self._scene = scene
        self._now = now
        self._line: Worker[Tell | Report | LookAt] | None = None
        self._voice: Worker[Speak | Check] | None = None
        self._ui: UiThread[Message] = UiThread(self._take)
        self._errands: UiThread[Callable[[], Any]] = UiThread(lambda do: do())
        Frames.clock_resolution = EARLY / 1000
        self._draw_soon = Frames.create_trigger(self._draw, -1)
        self._wake = None
        self._cues, self._view = scene(self.board, scene.cues(now()), now())
        self.screen = BoardScreen(scene.layout, self._view, self.hear)

    def hear(self, message: Message) -> None:
        """From any thread."""
        self._ui.post(message)

    def on_screen_thread(self, do: Callable[[], Any]) -> None:
        """From any thread: does it soon on Kivy's."""
        self._errands.post(do)

    def look(self, answer: Callable[[bytes | Denial], None]) -> None:
        """From any thread: takes a picture of what hangs there for all to see."""
        from hall_core.ui.shot import take

        self.on_screen_thread(lambda: take(answer))

    def fail(self) -> None:
        """From any thread: ends the program, which is of no use without a line to the hub."""
        self.failed = True
        Frames.schedule_once(lambda _: stopTouchApp(), -1)

    def start(self, line: Worker[Tell | Report | LookAt], voice: Worker[Speak | Check] | None) -> Callable[[], None]:
        """``line`` takes facts and problems to the hub, ``voice`` (None: a silent board) speaks calls; both begin to
        work once the first frame is on the glass, since what they import takes longer than the frame. Returns what
        stops them; call it when Kivy's loop is over."""
        self._line, self._voice = line, voice
        if self._glass.dark:
            self._do(Report("screen-missing", True, self._glass.words))
        Window.bind(on_flip=self._flip)
        Window.bind(on_flip=self._first_frame)
        self._draw()
        return self._stop

    def _first_frame(self, *_: object) -> None:
        Window.unbind(on_flip=self._first_frame)
        for worker in (self._line, self._voice):
            if worker is not None:
                worker.start()
        if not self._glass.dark:
            self._make_soon()

    def _make_soon(self, *_: object) -> None:
        """Makes the screens whose turn has not come yet, one a frame: a call must not wait for any of them."""
        missing: list[BoardPart] = [part for part in self._scene.layout.parts if not self.screen.made(part)]
        if missing:
            self.screen.make(missing[0], self._scene.view_of(missing[0], self.board, self._now()))
            Frames.schedule_once(self._make_soon)

    def _stop(self) -> None:
        Window.unbind(on_flip=self._flip)
        if self._wake is not None:
            self._wake.cancel()
        if self._voice is not None:
            self._voice.stop(seconds=BREAKS_OFF)  # in the midst of a word if need be
        self._ui.drain()
        if self._line is not None:
            self._line.stop(seconds=5)

    # --- the loop -----------------------------------------------------------------------------------------------

    def _take(self, message: Message) -> None:
        self.board, effects = step(self.board, message, self._now())
        for effect in effects:
            self._do(effect)
        self._draw_soon()

    def _do(self, effect: Effect) -> None:
        match effect:
            case Speak() | Check():
                assert self._voice is not None, "a silent board speaks nothing"
                self._voice.put(effect)
            case Tell() | Report() | LookAt():
                assert self._line is not None, "nothing is told before something was heard"
                self._line.put(effect)

    def _draw(self, *_: object) -> None:
        """Puts the present view on the screen; Kivy draws it before it does anything else."""
        now = self._now()
        until = None if self._glass.dark else self._paint(now)
        if self._wake is not None:
            self._wake.cancel()
        moments = [at for at in (until, wake_at(self.board, now)) if at is not None]
        seconds = (min(moments) - now + LATE) / 1000 if moments else None
        self._wake = None if seconds is None else Frames.schedule_once(lambda _: self._take(Woke()), seconds)

    def _paint(self, now: Millis) -> Millis | None:
        """Gives until when it stands so."""
        self._cues, view = self._scene(self.board, self._cues, now)
        if view != self._view:
            self._view = self.screen.view = view
        if untold(self.board) & view.shows:
            Window.canvas.ask_update()  # a recall may look like the call before it, and must be told all the same
        return view.until

    def _flip(self, *_: object) -> bool:
        """Does what Kivy would do now, and knows that the frame is on the glass."""
        flip()
        if untold(self.board) & self._view.shows:
            self._take(Drawn(self._view.shows))
        return True
