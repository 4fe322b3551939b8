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
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path

from msgspec.structs import asdict

from display_app.voice.chime import chime
from display_app.voice.options import Speaker, add_clip_options, speaker_of
from display_app.voice.samples import Samples, WrongSoundError, levelled, read_wav, trimmed, write_wav
from hall_core.domain.announcement import WORDS, Clip

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

    def __init__(self, folder: Path, *, speaker: Speaker | None = None, recorded: Path | None = None) -> None:
        self._speaker = speaker or Speaker()
        self._folder = folder / f"recipe-{_digest(self._speaker)}"
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
        voice = self._speaker.vi if clip.startswith("vi-") else self._speaker.en
        if voice not in self._voices:
            raise WrongSoundError(f"espeak-ng has no voice {voice!r}; espeak-ng --voices lists those it has")
        try:
            _espeak("-v", voice, "-s", str(self._speaker.speed), "-w", str(raw), "--", WORDS[clip])
            return levelled(trimmed(read_wav(raw)))
        finally:
            raw.unlink(missing_ok=True)

    @cached_property
    def _voices(self) -> set[str]:
        """The voices there are; espeak-ng speaks with another one, and says nothing, when asked for one it has not."""
        return {name for line in _espeak("--voices").splitlines()[1:] for name in line.split()[1:5]}

    def _guarded(self, clip: Clip, what: str, get: Callable[[], Samples]) -> Samples | None:
        """What ``get`` gives, or None; then ``what`` follows from it, and is kept for the log."""
        try:
            return get()
        except FileNotFoundError as error:
            why = "install espeak-ng" if error.filename == "espeak-ng" else str(error)
        except subprocess.CalledProcessError as error:
            why = f"espeak-ng: {error.stderr.decode(errors='replace').strip()}"
        except (OSError, WrongSoundError, subprocess.TimeoutExpired) as error:
            why = str(error)
        self._troubles.setdefault(f"{what}: {why}", []).append(clip)
        return None

    def _forget_other_recipes(self) -> None:
        for old in self._folder.parent.glob("recipe-*"):
            if old != self._folder:
                shutil.rmtree(old, ignore_errors=True)


def _espeak(*arguments: str) -> str:
    command = ["espeak-ng", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, timeout=MAKING_AT_MOST)
    return done.stdout.decode(errors="replace")


def _digest(speaker: Speaker) -> str:
    """Names the recipe: whatever changes the sound of a clip changes it."""
    recipe = json.dumps([RECIPE, asdict(speaker), WORDS], ensure_ascii=False)
    return hashlib.sha256(recipe.encode()).hexdigest()[:12]


def main(argv: list[str] | None = None) -> int:
    """Makes the clips; 1 when some could not be made."""
    parser = argparse.ArgumentParser(prog="display_app.voice.clips", description="Make the clips of the board's voice.")
    parser.add_argument("folder", type=Path, help="where they are kept: the board's data folder + /voice")
    add_clip_options(parser)
    given = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    missing = Clips(given.folder, speaker=speaker_of(given), recorded=given.recordings).load(WORDS)
    total = 1 + len(WORDS)
    print(f"{total - len(missing)} of {total} clips are ready in {given.folder}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
