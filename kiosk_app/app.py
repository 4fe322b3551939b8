"""The kiosk's shell: hands messages to the decider, carries its effects out, and shows the view."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TYPE_CHECKING

from kivy.clock import Clock as Frames
from kivy.core.window import Window
from msgspec import Struct

from hall_core.contract.ids import new_id
from hall_core.ui.translate import Words
from hall_core.ui.ui_thread import UiThread
from kiosk_app.kiosk import Kiosk, Manner, Now
from kiosk_app.messages import Connected, Effect, Message, Restart, Woke
from kiosk_app.spoken import asked, keeps, news, spoken
from kiosk_app.stage import Stage
from kiosk_app.state import step, wake_at
from kiosk_app.view import view
from kiosk_app.views import MessageView
from kiosk_app.voice import Voice

if TYPE_CHECKING:
    from hall_core.contract.doctor import Denial
    from kiosk_app.box import Hand

log = logging.getLogger(__name__)


class Devices(Struct, frozen=True, kw_only=True):
    """What a kiosk is connected to."""

    quick: dict[type[Effect], Hand]
    slow: dict[type[Effect], Hand]
    """As in :class:`kiosk_app.box.Hands`, those of all jobs."""
    voice: Voice = Voice()
    stop_devices: Callable[[], None]
    """Printer, scanner, voice: their last words are still taken."""
    stop_line: Callable[[], None]


class PictureAsked(Struct, frozen=True):
    """A head wants to see the screen; ``answer`` is called from any thread."""

    answer: Callable[[bytes | Denial], None]


class App:
    """``connect`` is called on a thread of its own once the first frame is on the glass, since what it imports takes
    longer than the frame: it is given where to post what is heard, and returns the devices, started.
    """

    def __init__(
        self,
        kiosk: Kiosk,
        stage: Callable[[Callable[[Message], None]], Stage],
        words: Words,
        clock: Callable[[], tuple[int, int, bool]],
        connect: Callable[[Callable[[Message], None]], Devices],
        ended: Callable[[], None],
    ) -> None:
        """``stage`` makes the stage, which hands taps to what it is given. ``ended`` is called on Kivy's thread when
        ``connect`` failed (without a line there is nothing to do) and for a restart."""
        self.kiosk = kiosk
        self.failed = False
        """Whether it is to end with an error, for which it is started again."""
        self._words = words
        self._clock = clock
        self._connect = connect
        self._ended = ended
        self._devices: Devices | None = None
        self._early: list[Message] = []
        """Heard before the devices were all there."""
        self._ui: UiThread[Message | Devices | PictureAsked | None] = UiThread(self._receive)
        self._wake = None
        self._said: object = None
        """What was on the screen when the voice spoke last; None while nobody wants it."""
        self._there = True
        """Whether the screen took it for granted that somebody is there when it was drawn last."""
        self._work: SimpleQueue[tuple[Hand, Effect] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._start_devices, name="connect", daemon=True),
            threading.Thread(target=self._do_slow, name="slow", daemon=True),
        ]
        self.stage = stage(self._take)
        self._show()

    def start(self) -> Callable[[], None]:
        """Connects after the first frame. Returns what stops everything; call it when Kivy's loop is over."""
        Window.bind(on_flip=self._first_frame)
        return self._stop

    def _first_frame(self, *_: object) -> None:
        Window.unbind(on_flip=self._first_frame)
        for thread in self._threads:
            thread.start()

    def _start_devices(self) -> None:
        try:
            self._ui.post(self._connect(self._ui.post))
        except Exception:
            log.exception("the kiosk cannot be connected")
            self.failed = True
            self._ui.post(None)

    def _stop(self) -> None:
        Window.unbind(on_flip=self._first_frame)
        if self._threads[0].ident is None:
            return
        self._threads[0].join()
        self._ui.drain()
        if self._devices is not None:
            self._devices.stop_devices()
        # What the printer said last becomes a fact, and the facts go to the disk before the line is gone.
        self._ui.drain()
        self._work.put(None)
        self._threads[1].join()
        if self._devices is not None:
            self._devices.stop_line()
        if self._wake is not None:
            self._wake.cancel()

    # --- the loop -----------------------------------------------------------------------------------------------

    def _now(self) -> Now:
        at, mono, trusted = self._clock()
        return Now(mono, at, trusted, new_id())

    def look(self, answer: Callable[[bytes | Denial], None]) -> None:
        """Takes a picture of the screen, from any thread, unless somebody may stand there (docs/privacy.md)."""
        self._ui.post(PictureAsked(answer))

    def _receive(self, item: Message | Devices | PictureAsked | None) -> None:
        """What came in from another thread: a message, the devices, or None when there will be none."""
        if item is None:
            self._ended()
        elif isinstance(item, PictureAsked):
            self._give_picture(item)
        elif isinstance(item, Devices):
            self._devices = item
            for message in [*self._early, Connected()]:
                self._take(message)
            self._early.clear()
        elif self._devices is None:
            self._early.append(item)
        else:
            self._take(item)

    def _give_picture(self, asked: PictureAsked) -> None:
        """Only of the page that nobody has touched yet: on any other, what somebody has typed, a number that was just
        given or a dossier may stand."""
        kiosk = self.kiosk
        if kiosk.page != kiosk.setup.home or kiosk.manner != Manner():
            asked.answer("somebody-there")
            return
        from hall_core.ui.shot import take

        take(asked.answer)

    def _take(self, message: Message) -> None:
        self._decide(message)
        self._show()

    def _decide(self, message: Message) -> None:
        self.kiosk, effects = step(self.kiosk, message, self._now())
        for effect in effects:
            self._do(effect)

    def _do(self, effect: Effect) -> None:
        if isinstance(effect, Restart):
            log.warning("a technician restarts the program")
            self.failed = True
            self._ended()
            return
        devices = self._devices
        if devices is None:
            log.error("%s: nothing is connected yet", type(effect).__name__)
            return
        quick = devices.quick.get(type(effect))
        if quick is None or type(effect) in devices.slow:
            self._work.put((devices.slow[type(effect)], effect))
        if quick is not None and (came := quick(effect)) is not None:
            self._decide(came)

    def _do_slow(self) -> None:
        while (work := self._work.get()) is not None:
            hand, effect = work
            try:
                came = hand(effect)
            except Exception:
                # One mistake of ours must not end the thread that every later fact needs.
                log.exception("could not carry out %s", type(effect).__name__)
            else:
                if came is not None:
                    self._ui.post(came)

    def _show(self) -> None:
        now = self._now()
        shown = view(self.kiosk, self._words.into(self.kiosk.language), now)
        self.stage.show(shown, self.kiosk.manner, personal=self.kiosk.page.personal)
        self._speak(shown)
        if self._wake is not None:
            self._wake.cancel()
        seconds = max(0.0, (wake_at(self.kiosk, now) - now.mono) / 1000)
        self._wake = Frames.schedule_once(lambda _: self._take(Woke()), seconds)

    def _speak(self, shown: Struct) -> None:
        """A page is read aloud when it comes up or says something new; not when its clock moves on. Without the voice
        a short sound asks whether somebody is there."""
        if self._devices is None:
            return
        kiosk, voice, before = self.kiosk, self._devices.voice, self._there
        self._there = kiosk.there
        if not kiosk.manner.spoken:
            if self._said is not None:
                self._said = None
                voice.hush()
            if before and not kiosk.there:
                voice.chime()
            return
        if isinstance(shown, MessageView) and not kiosk.there:
            text = why = asked(shown)
        else:
            text, why = spoken(shown), news(shown)
        said = (type(kiosk.page), kiosk.language, why)
        if said == self._said:
            return
        self._said = said
        if text:
            voice.say(text, kiosk.language, keep=keeps(shown) and not kiosk.page.personal)
        else:
            voice.hush()
