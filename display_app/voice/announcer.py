"""Speaks one call: joins its clips to one sound, has it played, and tells whether all of it was heard."""

from __future__ import annotations

import logging
import time
from pathlib import Path

from display_app.voice.clips import Clips
from display_app.voice.joined import join
from hall_core.contract.messages import CallMade
from hall_core.domain.announcement import Manner, announce, needed_clips
from hall_core.ui.sound.mixer import EYE_FIRST, Mixer
from hall_core.ui.sound.samples import RATE, passing_folder, write_wav

log = logging.getLogger(__name__)


class Announcer:
    """To be used from one thread, not the screen's. A failure is told and logged; the next call starts afresh."""

    def __init__(self, clips: Clips, manner: Manner, mixer: Mixer) -> None:
        self._clips = clips
        self._manner = manner
        self._mixer = mixer

    def ready(self) -> bool:
        """Reads the clips, makes those that are missing, looks for the sound card: whether all is there."""
        missing = self._clips.load(needed_clips(self._manner))
        if missing:
            log.warning("%d clips are missing; sentences that need them are left out", len(missing))
        return self._mixer.ready() and not missing

    def announce(self, call: CallMade) -> bool:
        """Returns when it is over; whether all of it was heard."""
        time.sleep(EYE_FIRST)
        sentences = announce(call.number, call.counter_number, call.language, self._manner)
        sound = join(sentences, self._clips)
        if sound.missing:
            log.warning("call %s is not spoken whole, no clip %s", call.number, ", ".join(sound.missing))
        with passing_folder() as folder:
            file = Path(folder) / "call.wav"
            write_wav(file, sound.samples)
            loaded = self._mixer.load(file)
        heard = loaded is not None and self._mixer.play(loaded, len(sound.samples) / RATE)
        words = " / ".join(sentence.words for sentence in sentences)
        log.info("%s: %s", "spoken" if heard and not sound.missing else "NOT SPOKEN", words)
        return heard and not sound.missing
