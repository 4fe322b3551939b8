"""The clips that announcements are made of: made once by espeak-ng, kept in a folder, replaceable by recordings.

Each file is named after its key in ``hall_core.domain.announcement`` (``vi-invite.wav``); a folder of recorded WAV
files with the same names takes the place of as many of them as it holds. ``motcua voice`` makes and checks them.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec.structs import asdict

from display_app.voice.recordings import UNUSABLE, Finding, recording, strays, told
from hall_core.domain.announcement import WORDS, Clip
from hall_core.ui.sound.chime import chime
from hall_core.ui.sound.espeak import Espeak, NoVoiceError
from hall_core.ui.sound.samples import (
    Samples,
    WrongSoundError,
    levelled,
    passing_folder,
    read_wav,
    trimmed,
    write_wav,
)
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
        self._recorded_folder = recorded
        self._recorded: dict[Clip, Samples] = {}
        self._made: dict[Clip, Samples] = {}
        self.findings: list[Finding] = []
        """What is wrong with the recordings."""
        self._troubles: dict[str, list[Clip]] = {}
        """What is wrong to the clips it is wrong with: a missing espeak-ng is said once, not a hundred times."""
        self._said: set[str] = set()

    def load(self, words: Iterable[Clip]) -> list[Clip]:
        """Reads the chime and these clips, makes what is missing; returns those that cannot be had, and logs why.

        A language of which some word is not recorded is made whole: its sentences are to be in one voice."""
        wanted = [CHIME, *words]
        self._read_recordings(wanted)
        self._forget_other_recipes()
        partly = {_group(clip) for clip in wanted if clip not in self._recorded}
        for clip in wanted:
            if _group(clip) in partly and (samples := self._kept(clip) or self._make(clip)) is not None:
                self._made[clip] = samples
        lines = [
            f"{len(clips)} clips ({', '.join(clips[:NAMED])}{' …' * (len(clips) > NAMED)}): {what}"
            for what, clips in self._troubles.items()
        ]
        self._say(logging.WARNING, *lines)
        self._troubles.clear()
        return [clip for clip in wanted if clip not in self]

    def __getitem__(self, clip: Clip) -> Samples:
        """KeyError when there is no such sound."""
        return self._recorded[clip] if clip in self._recorded else self._made[clip]

    def __contains__(self, clip: Clip) -> bool:
        return clip in self._recorded or clip in self._made

    @property
    def recorded(self) -> list[Clip]:
        """Those that a person has said, and that can be used."""
        return list(self._recorded)

    def said(self, sentence: Sequence[Clip]) -> dict[Clip, Samples] | None:
        """The sounds of a sentence, in one voice: recorded when all of its words are, made otherwise. Only where
        neither has them all do the two mix: a sentence in two voices is better than none. None: not to be had."""
        for voice in (self._recorded, self._made, {**self._made, **self._recorded}):
            if all(clip in voice for clip in sentence):
                return {clip: voice[clip] for clip in sentence}
        return None

    def _read_recordings(self, wanted: list[Clip]) -> None:
        if self._recorded_folder is None:
            return
        self.findings = strays(self._recorded_folder)
        for clip in wanted:
            samples, finding = recording(self._recorded_folder, clip)
            if samples is not None:
                self._recorded[clip] = samples
            if finding is not None and (clip != CHIME or finding.fault != "missing"):
                self.findings.append(finding)
        if not self._recorded_folder.is_dir():
            self._say(logging.WARNING, f"there is no folder of recordings {self._recorded_folder}")
            return
        self._say(logging.WARNING, *told(self.findings))
        unused = sum(finding.fault in UNUSABLE for finding in self.findings)
        self._say(logging.INFO, f"{len(self._recorded)} words are recorded, {unused} are not")

    def _say(self, level: int, *lines: str) -> None:
        """Once: a board that lacks something looks for it every minute."""
        for line in lines:
            if line not in self._said:
                self._said.add(line)
                log.log(level, "%s", line)

    def _kept(self, clip: Clip) -> Samples | None:
        file = self._folder / f"{clip}.wav"
        # A clip that a power cut has spoilt is made again.
        return self._guarded(clip, "made again", lambda: read_wav(file)) if file.exists() else None

    def _make(self, clip: Clip) -> Samples | None:
        samples = chime() if clip == CHIME else self._guarded(clip, "no such sound", lambda: self._spoken(clip))
        if samples is not None:
            self._guarded(clip, "to be made again at the next start", lambda: self._keep(clip, samples))
        return samples

    def _keep(self, clip: Clip, samples: Samples) -> Samples:
        self._folder.mkdir(parents=True, exist_ok=True)
        write_wav(self._folder / f"{clip}.wav", samples)
        return samples

    def _spoken(self, clip: Clip) -> Samples:
        with passing_folder() as folder:
            raw = Path(folder) / "raw.wav"
            self._espeak.speak(WORDS[clip], "vi" if clip.startswith("vi-") else "en", raw)
            return levelled(trimmed(read_wav(raw)))

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


def _group(clip: Clip) -> str:
    """The language of a clip; the chime stands for itself."""
    return clip.partition("-")[0]


def _digest(voices: Voices) -> str:
    """Names the recipe: whatever changes the sound of a clip changes it."""
    recipe = json.dumps([RECIPE, asdict(voices), WORDS], ensure_ascii=False)
    return hashlib.sha256(recipe.encode()).hexdigest()[:12]
