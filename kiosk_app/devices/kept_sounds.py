"""Sentences that come again, as WAV files on the disk: a bounded shelf from which the longest unused goes first."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections import OrderedDict
from functools import cached_property
from pathlib import Path

from hall_core.ui.sound.samples import WrongSoundError, read_wav

log = logging.getLogger(__name__)

MOST_FILES = 200
"""The sentences of all pages of a hall, in two languages, with room for its own notices."""
MOST_BYTES = 20_000_000
"""About 450 s of sound."""


class KeptSounds:
    """For one thread. :meth:`keep` raises OSError when the disk does not do its part."""

    def __init__(self, folder: Path, *, files: int = MOST_FILES, size: int = MOST_BYTES) -> None:
        self._folder = folder
        self._files = files
        self._size = size

    def find(self, recipe: str) -> Path | None:
        """The sound made by this recipe: whatever changes the sound should be in it. None for one that a power cut
        has spoilt, too: it is to be made again."""
        name = _name(recipe)
        if name not in self._sizes:
            return None
        try:
            read_wav(self._folder / name)
        except (WrongSoundError, OSError) as error:
            log.warning("a sound is made again: %s", error)
            del self._sizes[name]
            return None
        self._sizes.move_to_end(name)  # in memory only: to note each use on an SD card would wear it out
        return self._folder / name

    def keep(self, recipe: str, made: Path) -> None:
        """Copies ``made``; a reader sees all of it or nothing. The file name tells nobody what is said."""
        name = _name(recipe)
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / "one.part"
        shutil.copyfile(made, part)
        part.replace(self._folder / name)
        self._sizes[name] = made.stat().st_size
        self._sizes.move_to_end(name)
        while len(self._sizes) > self._files or sum(self._sizes.values()) > self._size:
            oldest, _ = self._sizes.popitem(last=False)
            (self._folder / oldest).unlink(missing_ok=True)

    @cached_property
    def _sizes(self) -> OrderedDict[str, int]:
        """Bytes by file name, the longest unused first; at the start, the one made longest ago."""
        found = sorted((file.stat().st_mtime_ns, file) for file in self._folder.glob("*.wav"))
        return OrderedDict((file.name, file.stat().st_size) for _, file in found)


def _name(recipe: str) -> str:
    return hashlib.sha256(recipe.encode()).hexdigest()[:24] + ".wav"
