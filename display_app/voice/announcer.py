"""Speaks calls one after another, on a thread of its own: whatever goes wrong with one, the next is spoken."""

from __future__ import annotations

import logging
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue

from display_app.board import SoundChecked, VoiceEnded
from display_app.voice.clips import Clips
from display_app.voice.joined import join
from display_app.voice.mixer import Mixer
from display_app.voice.samples import RATE, write_wav
from hall_core.contract.messages import CallMade
from hall_core.domain.announcement import Manner, announce

log = logging.getLogger(__name__)

MEMORY = Path("/dev/shm")
"""A folder that is no disk: a thousand announcements a day would wear an SD card out for nothing."""


class Announcer:
    """``hear`` is told SoundChecked once the clips are there, and VoiceEnded after each call."""

    def __init__(
        self, clips: Clips, manner: Manner, mixer: Mixer, hear: Callable[[SoundChecked | VoiceEnded], None]
    ) -> None:
        self._clips = clips
        self._manner = manner
        self._mixer = mixer
        self._hear = hear
        self._calls: SimpleQueue[CallMade | None] = SimpleQueue()
        self._folder = tempfile.TemporaryDirectory(prefix="motcua-voice-", dir=MEMORY if MEMORY.is_dir() else None)
        self._thread = threading.Thread(target=self._run, name="announcer", daemon=True)

    def start(self) -> Callable[[], None]:
        """Begins to make or read the clips; returns what stops it, without waiting for the end of a sentence."""
        self._thread.start()
        return self._stop

    def speak(self, call: CallMade) -> None:
        """From any thread; returns at once."""
        self._calls.put(call)

    def _run(self) -> None:
        missing = self._clips.load()
        if missing:
            log.warning("%d clips are missing; calls that need them have the chime alone", len(missing))
        self._hear(SoundChecked(self._mixer.ready() and not missing))
        file = Path(self._folder.name) / "call.wav"
        while (call := self._calls.get()) is not None:
            self._hear(VoiceEnded(call.id, self._announced(call, file)))

    def _stop(self) -> None:
        self._calls.put(None)
        self._folder.cleanup()

    def _announced(self, call: CallMade, file: Path) -> bool:
        """Whether all of it was heard."""
        sentences = announce(call.number, call.counter_number, call.language, self._manner)
        sound = join(sentences, self._clips)
        if sound.missing:
            log.warning("call %s: not all was spoken: no clip %s", call.number, ", ".join(sound.missing))
        try:
            write_wav(file, sound.samples)
        except OSError as error:
            log.warning("call %s: not spoken: %s", call.number, error)
            return False
        heard = self._mixer.play(file, len(sound.samples) / RATE)
        log.info("call %s to counter %d: %s", call.number, call.counter_number, "spoken" if heard else "not heard")
        return heard and not sound.missing
