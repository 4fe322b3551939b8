"""Each finished day's events once more, in a file of their own: compressed, one event a line, checked by digest.

The last line says how many there are and their SHA-256, so a file can be believed without anything beside it. What
officers wrote is not in it (:mod:`hall_hub.wordless`).
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.domain.names import Day
from hall_core.durable import sync, write_durably
from hall_hub.figures.raw import FiguresError, Stretch, digest_of, encoded
from hall_hub.store.reading import RawLine

FOLDER = "archive"
LEVEL = 6
"""Of gzip: a day of 400 visits (0.9 MB) becomes some 60 kB in a few hundredths of a second; 9 saves little more."""


class Seal(Struct, frozen=True):
    events: int
    sha256: str


_line = msgspec.json.Decoder(RawLine).decode


class Archive:
    def __init__(self, data: Path) -> None:
        self.folder = data / FOLDER

    def keep(self, stretch: Stretch, day: Day, lines: list[RawLine]) -> str:
        """Durably, and read back; gives the digest. OSError when the disk refuses."""
        rows = encoded(lines)
        digest = digest_of(rows)
        whole = b"\n".join([*rows, msgspec.json.encode(Seal(len(rows), digest))]) + b"\n"
        self.folder.mkdir(parents=True, exist_ok=True)
        # No time in the header: the same day makes the same file.
        write_durably(self._file(stretch, day), gzip.compress(whole, LEVEL, mtime=0))
        self.lines(stretch)
        return digest

    def has(self, stretch: Stretch, digest: str) -> bool:
        """Whether the file of that day is whole, and is of those events."""
        try:
            return any(seal.sha256 == digest for seal, _ in self._read(stretch))
        except FiguresError:
            return False

    def remove(self, stretch: Stretch) -> None:
        """For good. OSError when the disk refuses."""
        for path in self.files_of(stretch):
            path.unlink()
            sync(self.folder)

    def stretches(self) -> list[tuple[Stretch, Day]]:
        found = [path.name.split(".") for path in self.files()]
        return sorted((Stretch(*map(int, name[1].split("-"))), name[0]) for name in found)

    def files(self) -> list[Path]:
        """Of all days."""
        return list(self.folder.glob("*.jsonl.gz"))

    def files_of(self, stretch: Stretch) -> list[Path]:
        """Of one, whatever its date was taken for."""
        return list(self.folder.glob(f"*.{stretch.epoch}-{stretch.first}.jsonl.gz"))

    def lines(self, stretch: Stretch) -> list[RawLine]:
        """In order; none when there is no such file. FiguresError when it is not as it was written."""
        return [line for _, lines in self._read(stretch) for line in lines]

    def _read(self, stretch: Stretch) -> Iterator[tuple[Seal, list[RawLine]]]:
        for path in self.files_of(stretch):
            try:
                *rows, last = gzip.decompress(path.read_bytes()).splitlines()
                seal = msgspec.json.decode(last, type=Seal)
                if seal != Seal(len(rows), digest_of(rows)):
                    raise FiguresError(f"{path}: its digest is not that of its events; restore the last copy of it")
                yield seal, [_line(row) for row in rows]
            except (OSError, EOFError, ValueError, zlib.error) as error:
                raise FiguresError(f"{path}: {error}; restore the last copy of it") from error

    def _file(self, stretch: Stretch, day: Day) -> Path:
        return self.folder / f"{day}.{stretch.epoch}-{stretch.first}.jsonl.gz"
