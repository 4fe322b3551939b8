"""The kiosk's voice, made when it is first wanted: a kiosk that nobody asks to speak pays nothing for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hall_core.contract.messages import Problem
from hall_core.domain import plan
from hall_core.domain.names import Language
from kiosk_app.voice import Voice

if TYPE_CHECKING:
    from hall_core.ui.sound.bell import Bell
    from kiosk_app.devices.speaker import Speaker


class Guide(Voice):
    """To be used from the screen's thread; nothing here waits."""

    def __init__(
        self,
        data: Path,
        on_screen_thread: Callable[[Callable[[], Any]], None],
        problem: Callable[[Problem, bool], None],
        site: plan.Voice | None = None,
    ) -> None:
        """As of :class:`kiosk_app.devices.speaker.Speaker`; ``site``: how the hall speaks."""
        self._given = data, on_screen_thread, problem
        self._site = site
        self._speaker: Speaker | None = None
        self._stop_speaker: Callable[[], None] | None = None
        self._bell: Bell | None = None

    def say(self, text: str, language: Language, *, keep: bool = True) -> None:
        if self._speaker is None:
            from kiosk_app.devices.speaker import Speaker

            self._speaker = Speaker(*self._given, site=self._site)
            self._stop_speaker = self._speaker.start()
        self._speaker.say(text, language, keep=keep)

    def hush(self) -> None:
        if self._speaker is not None:
            self._speaker.hush()

    def chime(self) -> None:
        if self._bell is None:
            from hall_core.ui.sound.bell import Bell

            self._bell = Bell(self._given[1])
        self._bell.ring()

    def stop(self) -> None:
        if self._bell is not None:
            self._bell.stop()
        if self._stop_speaker is not None:
            self._stop_speaker()
