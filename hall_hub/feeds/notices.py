"""``feeds/notices``: a table and files to an edition on the disk, and a report for whoever brought them.

The rule: what was brought is used when the table has its columns and can be read to its end, and at least half of its
rows are good; a table without rows takes all notices down. Then the good rows are shown and the bad ones are left out,
for each notice stands by itself. Otherwise all that was shown before stays. Either way the report names every bad row
with its line and the reason.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from hall_core.contract.notice_edition import FILES_MOST, NOTICES_MOST, pack, unpack
from hall_core.domain.notice import Notice
from hall_core.domain.plan_fault import suggest
from hall_core.domain.table import Row
from hall_core.durable import replace_durably, write_durably
from hall_hub.feeds.drop import BadRow, Judged, Kind, judge
from hall_hub.feeds.folder import READY, REFUSED, REPORT, WORKING
from hall_hub.feeds.notice_media import Medium, look_into
from hall_hub.feeds.notice_rows import EDITION, FILES, OPTIONAL, REQUIRED, TABLE, notice

GOOD = 1, 2
"""The share of rows that must be good: less is a table that went wrong as a whole."""
_OURS = frozenset({TABLE, REPORT, READY, WORKING})


class Read(Struct, frozen=True):
    judged: Judged[Notice]
    media: dict[str, Medium]
    """By digest; those of the good notices."""

    @property
    def accepted(self) -> bool:
        part, whole = GOOD
        return self.judged.whole and len(self.judged.good) * whole >= self.judged.rows * part

    @property
    def report(self) -> str:
        """The verdict, then one line for each mistake."""
        judged = self.judged
        size = sum(medium.file.size for medium in self.media.values())
        if not judged.whole:
            verdict = f"{REFUSED}{judged.findings[0]}"
        elif not self.accepted:
            verdict = f"{REFUSED}{judged.rows - len(judged.good)} of {judged.rows} rows are bad, more than half"
        else:
            verdict = f"accepted: {len(judged.good)} of {judged.rows} notices, files of {size / 1_000_000:.1f} MB"
            verdict += f" (of {FILES_MOST // 1_000_000})"
        return "\n".join([verdict, *map(str, judged.findings), ""])


class _Folder:
    """The files of one folder, each looked into once."""

    def __init__(self, folder: Path, zones: Collection[str], boards: Collection[str]) -> None:
        self._folder = folder
        self._zones, self._boards = zones, boards
        self._looked: dict[str, Medium | str] = {}
        self._count = 0
        self.media: dict[str, Medium] = {}

    def row(self, row: Row) -> Notice:
        made = notice(row, self._zones, self._boards)
        if self._count >= NOTICES_MOST:
            raise BadRow(f"is one too many: {NOTICES_MOST} notices stand above it")
        if name := row.values["file"]:
            medium = self._medium(name)
            others = sum(other.file.size for other in self.media.values() if other.file.digest != medium.file.digest)
            if others + medium.file.size > FILES_MOST:
                raise BadRow(f'"file": with those above it, more than {FILES_MOST // 1_000_000} MB in all')
            self.media[medium.file.digest] = medium
            made = replace(made, file=medium.file)
        self._count += 1
        return made

    def _medium(self, name: str) -> Medium:
        if name not in self._looked:
            self._looked[name] = self._look(name)
        looked = self._looked[name]
        if isinstance(looked, str):
            raise BadRow(looked)
        return looked

    def _look(self, name: str) -> Medium | str:
        """What is in a file, or what is wrong with it."""
        there = sorted(file.name for file in self._folder.iterdir() if file.is_file() and file.name not in _OURS)
        if name not in there:
            return f'"file": there is no "{name[:60]}" in the folder; {suggest(name, there)}'
        try:
            return look_into(self._folder / name)
        except BadRow as error:
            return f'"file": {name[:60]} {error}'
        except OSError as error:
            return f'"file": {name[:60]} cannot be read: {error.strerror or error}'


def read(folder: Path, zones: Collection[str], boards: Collection[str]) -> Read:
    files = _Folder(folder, zones, boards)
    judged = judge(folder / TABLE, Kind(required=REQUIRED, optional=OPTIONAL, row=files.row, key=lambda made: made.id))
    kept = {made.file.digest for made in judged.good if made.file is not None}
    return Read(judged, {digest: medium for digest, medium in files.media.items() if digest in kept})


def make_edition(folder: Path, store: Path, zones: Collection[str], boards: Collection[str]) -> Read:
    """Reads the folder, leaves the report in it, and puts what is accepted in the place of what was there. OSError
    when a disk refuses: then what was there stays."""
    found = read(folder, zones, boards)
    if found.accepted:
        data = pack(found.judged.good)
        unpack(data)  # Read back as a board will. EditionError is a mistake of ours.
        files = store / FILES
        files.mkdir(parents=True, exist_ok=True)
        for digest, medium in found.media.items():
            _keep(medium, files / digest)
        write_durably(store / EDITION, data)  # from here on the new ones are shown
        for file in files.iterdir():
            if file.name not in found.media:
                file.unlink()
    write_durably(folder / REPORT, found.report.encode())
    return found


def _keep(medium: Medium, file: Path) -> None:
    if file.exists() and _digest(file) == medium.file.digest:
        return
    if medium.data is not None:
        write_durably(file, medium.data)
        return
    new = file.with_name(f"{file.name}.new")
    shutil.copyfile(medium.path, new)
    if _digest(new) != medium.file.digest:
        raise OSError(f"{medium.path.name} changed while it was read")
    replace_durably(new, file)


def _digest(file: Path) -> str:
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()
