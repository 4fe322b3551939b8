"""The clips that announcements are made of: made once by espeak-ng, kept in a folder, replaceable by recordings.

    python -m display_app.voice.clips FOLDER

makes them beforehand. Each file is named after its key in ``hall_core.domain.announcement`` (``vi-invite.wav``);
a folder of recorded WAV files with the same names takes the place of as many of them as it holds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from msgspec.structs import asdict

from display_app.voice.options import add_clip_options, voices_of
from hall_core.domain.announcement import WORDS, Clip
from hall_core.ui.sound.chime import chime
from hall_core.ui.sound.espeak import Espeak, NoVoiceError
from hall_core.ui.sound.samples import Samples, WrongSoundError, levelled, read_wav, trimmed, write_wav
from hall_core.ui.sound.voices import Voices

log = logging.getLogger(__name__)

RECIPE = 1
"""To be raised whenever the making changes: the clips are then made anew."""
CHIME = "chime"
MAKING_AT_MOST = 20
"""Seconds for one clip; espeak-ng needs 0.1 even on a small box."""
NAMED = 5
"""Clips named in one line of the log."""


class Clips:
    """All clips in memory after :meth:`load`; before it there is only silence."""

    def __init__(self, folder: Path, *, voices: Voices | None = None, recorded: Path | None = None) -> None:
        voices = voices or Voices()
        self._espeak = Espeak(voices, MAKING_AT_MOST)
        self._folder = folder / f"recipe-{_digest(voices)}"
        self._recorded = recorded
        self._samples: dict[Clip, Samples] = {}
        self._troubles: dict[str, list[Clip]] = {}
        """What is wrong to the clips it is wrong with: a missing espeak-ng is said once, not a hundred times."""

    def load(self, words: Iterable[Clip]) -> list[Clip]:
        """Reads the chime and these clips, makes what is missing; returns those that cannot be had, and logs why."""
        self._forget_other_recipes()
        wanted = [CHIME, *words]
        for clip in wanted:
            samples = self._recording(clip) or self._kept(clip) or self._made(clip)
            if samples is not None:
                self._samples[clip] = samples
        for what, clips in self._troubles.items():
            log.warning("%d clips (%s%s): %s", len(clips), ", ".join(clips[:NAMED]), " …" * (len(clips) > NAMED), what)
        self._troubles.clear()
        return [clip for clip in wanted if clip not in self._samples]

    def __getitem__(self, clip: Clip) -> Samples:
        """KeyError when there is no such sound."""
        return self._samples[clip]

    def __contains__(self, clip: Clip) -> bool:
        return clip in self._samples

    def _recording(self, clip: Clip) -> Samples | None:
        if self._recorded is None or not (file := self._recorded / f"{clip}.wav").exists():
            return None
        return self._guarded(clip, "this recording is not used", lambda: read_wav(file))

    def _kept(self, clip: Clip) -> Samples | None:
        file = self._folder / f"{clip}.wav"
        # A clip that a power cut has spoilt is made again.
        return self._guarded(clip, "made again", lambda: read_wav(file)) if file.exists() else None

    def _made(self, clip: Clip) -> Samples | None:
        def make() -> Samples:
            self._folder.mkdir(parents=True, exist_ok=True)
            samples = chime() if clip == CHIME else self._spoken(clip)
            write_wav(self._folder / f"{clip}.wav", samples)
            return samples

        return self._guarded(clip, "no such sound", make)

    def _spoken(self, clip: Clip) -> Samples:
        raw = self._folder / f"{clip}.raw.wav"
        try:
            self._espeak.speak(WORDS[clip], "vi" if clip.startswith("vi-") else "en", raw)
            return levelled(trimmed(read_wav(raw)))
        finally:
            raw.unlink(missing_ok=True)

    def _guarded(self, clip: Clip, what: str, get: Callable[[], Samples]) -> Samples | None:
        """What ``get`` gives, or None; then ``what`` follows from it, and is kept for the log."""
        try:
            return get()
        except (OSError, WrongSoundError, NoVoiceError) as error:
            self._troubles.setdefault(f"{what}: {error}", []).append(clip)
        return None

    def _forget_other_recipes(self) -> None:
        for old in self._folder.parent.glob("recipe-*"):
            if old != self._folder:
                shutil.rmtree(old, ignore_errors=True)


def _digest(voices: Voices) -> str:
    """Names the recipe: whatever changes the sound of a clip changes it."""
    recipe = json.dumps([RECIPE, asdict(voices), WORDS], ensure_ascii=False)
    return hashlib.sha256(recipe.encode()).hexdigest()[:12]


def main(argv: list[str] | None = None) -> int:
    """Makes the clips; 1 when some could not be made."""
    parser = argparse.ArgumentParser(prog="display_app.voice.clips", description="Make the clips of the board's voice.")
    parser.add_argument("folder", type=Path, help="where they are kept: the board's data folder + /voice")
    add_clip_options(parser)
    given = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    missing = Clips(given.folder, voices=voices_of(given), recorded=given.recordings).load(WORDS)
    total = 1 + len(WORDS)
    print(f"{total - len(missing)} of {total} clips are ready in {given.folder}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
