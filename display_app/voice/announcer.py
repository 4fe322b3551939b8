"""Speaks one call: joins its clips to one sound, has it played, and tells how much of it was heard."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from display_app.board import SoundChecked, Speak, VoiceEnded
from display_app.voice.clips import Clips
from display_app.voice.joined import join
from hall_core.domain.announcement import Manner, announce, needed_clips
from hall_core.ui.sound.mixer import Mixer
from hall_core.ui.sound.samples import RATE, passing_folder, write_wav

log = logging.getLogger(__name__)


class Announcer:
    """To be used from one thread, not the screen's. A failure is told and logged; the next call starts afresh."""

    def __init__(self, clips: Clips, manner: Manner, mixer: Mixer) -> None:
        self._clips = clips
        self._manner = manner
        self._mixer = mixer
        self._missing = 0

    def ready(self) -> SoundChecked:
        """Reads the clips, makes those that are missing, looks for the sound card."""
        self._load()
        return self.look()

    def look(self, *, clips: bool = False) -> SoundChecked:
        """Looks for the sound card; ``clips``: and for what was missing."""
        if clips and self._missing:
            self._load()
        return SoundChecked(self._mixer.ready(), not self._missing)

    def _load(self) -> None:
        missing = self._clips.load(needed_clips(self._manner))
        if missing and len(missing) != self._missing:
            log.warning("%d clips are missing; sentences that need them are left out", len(missing))
        elif self._missing and not missing:
            log.info("all clips are there")
        self._missing = len(missing)

    def hush(self) -> None:
        """From any thread: what is being said breaks off."""
        self._mixer.hush()

    def announce(self, asked: Speak, wanted: Callable[[], bool] = lambda: True) -> VoiceEnded:
        """Returns when it is over. ``wanted`` must be False before :meth:`hush` is called."""
        call = asked.call
        sentences = [] if asked.short else announce(call.number, call.counter_number, call.language, self._manner)
        sound = join(sentences, self._clips)
        if sound.missing:
            log.warning("call %s is not spoken whole, no clip %s", call.number, ", ".join(sound.missing))
        with passing_folder() as folder:
            file = Path(folder) / "call.wav"
            write_wav(file, sound.samples)
            loaded = self._mixer.load(file)
        heard = loaded is not None and self._mixer.play(loaded, len(sound.samples) / RATE, wanted, percent=asked.volume)
        chimed = asked.short or bool(sound.missing)
        words = " / ".join(sentence.words for sentence in sentences)
        how = ("chimed" if chimed else "spoken") if heard else "NOT SPOKEN"
        log.info("%s: %s", how, words or call.number)
        return VoiceEnded(call.id, whole=heard, chimed=chimed)
