"""A board that stops in the midst of a call's words: nothing goes on to speak, and the hub is told of no end."""

from __future__ import annotations

import threading
from argparse import Namespace
from pathlib import Path
from typing import Any, cast

import pytest

from display_app import behind
from display_app.board import Check, SoundChecked, Speak, VoiceEnded
from display_app.voice.announcer import Announcer
from display_app.worker import Worker
from hall_core.domain.announcement import Manner
from tests.conftest import make_plan
from tests.display_app.conftest import call


class Clips(dict[str, Any]):
    def load(self, words: object) -> list[str]:
        return []

    def said(self, sentence: object) -> None:
        return None


class Long:
    """Plays a sound that ends only when it is hushed."""

    def __init__(self) -> None:
        self.playing, self._over = threading.Event(), threading.Event()

    def ready(self) -> bool:
        return True

    def load(self, file: Path) -> Path:
        return file

    def play(self, sound: Path, length: float, wanted: Any, *, percent: int) -> bool:
        self.playing.set()
        assert self._over.wait(5)
        return wanted()

    def hush(self) -> None:
        self._over.set()


def test_a_voice_that_is_to_stop_breaks_off_ends_and_tells_of_no_call(monkeypatch: pytest.MonkeyPatch) -> None:
    card, silence, told = Long(), behind.Silence(), list[SoundChecked | VoiceEnded]()
    announcer = Announcer(cast("Any", Clips()), Manner(), cast("Any", card))
    monkeypatch.setattr(behind, "_announcer", lambda *_: announcer)
    said = behind.voice(make_plan(), Namespace(), told.append, lambda do: do(), silence)
    worker: Worker[Speak | Check] = Worker("voice", said, hush=silence)
    worker.start()
    worker.put(Speak(call(1, "A012", 3)))
    assert card.playing.wait(5)
    worker.stop(5)
    assert "voice" not in [thread.name for thread in threading.enumerate()]
    assert told == [SoundChecked(well=True, whole=True)]
