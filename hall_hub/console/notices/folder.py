"""The folder ``feeds/notices`` as the console sees and writes it: the table, its files, what the hub made of
them.

The console does what a clerk does, and no more: it puts table and files there and then makes READY. The hub's feed
reads them and answers in ``report.txt``.
"""

from __future__ import annotations

import asyncio
import logging
import re
import stat
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Literal, TypeVar

from msgspec import Struct

from hall_core.contract.edition import EditionError
from hall_core.contract.notice_edition import FILES_MOST, PICTURE_MOST, VIDEO_MOST, unpack
from hall_core.domain.names import Digest, Millis
from hall_core.domain.notice import Notice
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_core.domain.vietnamese import fold
from hall_core.durable import replace_durably, write_durably
from hall_hub.console.notices.sheet import Sheet, read
from hall_hub.feeds.folder import READY, REPORT, WORKING
from hall_hub.feeds.notice_rows import EDITION, TABLE
from hall_hub.notices import FEED, STORE

log = logging.getLogger(__name__)

KINDS = {"png": "image/png", "jpg": "image/jpeg", "mp4": "video/mp4", "webm": "video/webm"}
"""Ending of a file that we name, and what it is."""
UNFINISHED = ".brought"
"""What a file is called while it comes; none of a notice begins with a dot."""
KNOWN_BY = 12
"""Bytes at the beginning of a file that say what it is."""
REPORT_MOST = 60_000
"""Bytes of a report that are read: two hundred rows with a mistake each."""
LOOK_EVERY, LOOK_LONGEST = 0.3, 600.0
"""Seconds between two looks for the hub's answer, and for how long it is looked for: beyond a folder full of videos."""
T = TypeVar("T")


class Brought(Struct, frozen=True):
    """A picture or video in the folder."""

    name: str
    size: int


class Told(Struct, frozen=True):
    """The hub's last report."""

    lines: tuple[str, ...]
    at: Millis


Bound = Literal["kind", "large", "full"]


class Unfit(Exception):
    """What is brought is not taken: it is none of the kinds, too large (more than ``most`` bytes), or too much with
    what is there."""

    def __init__(self, why: Bound, most: int = 0) -> None:
        super().__init__(why)
        self.why: Bound = why
        self.most = most


class Changed(Exception):
    """The table is not the one that was looked at."""


class NoticeFolder:
    """``data``: the hub's data folder. Belongs to one event loop; only what is async writes."""

    def __init__(self, plan: Plan, data: Path) -> None:
        self.folder = data / FEED
        self.zones = [zone.id for zone in plan.zones]
        self.boards = [device.id for device in plan.devices if isinstance(device, Board)]
        self._edition = data / STORE / EDITION
        self._kept: dict[Path, tuple[tuple[int, int, int], object]] = {}
        self._writing = asyncio.Lock()
        self._looking: asyncio.Task[None] | None = None

    def sheet(self) -> Sheet:
        """OSError when it cannot be read."""
        return self._fresh(self.folder / TABLE, lambda path: read(path, self.zones, self.boards))

    def shown(self) -> list[Notice]:
        """What the boards have, whatever the table says by now."""

        def unpacked(path: Path) -> list[Notice]:
            try:
                return unpack(path.read_bytes())
            except FileNotFoundError:
                return []
            except EditionError:
                log.exception("%s", path)
                return []

        return self._fresh(self._edition, unpacked)

    def told(self) -> Told | None:
        def lines(path: Path) -> Told | None:
            try:
                with path.open("rb") as file:
                    text = file.read(REPORT_MOST).decode(errors="replace")
                return Told(tuple(text.splitlines()), path.stat().st_mtime_ns // 1_000_000)
            except FileNotFoundError:
                return None

        return self._fresh(self.folder / REPORT, lines)

    @property
    def waiting(self) -> bool:
        """Whether the hub has still to read what was brought last."""
        return (self.folder / READY).exists() or (self.folder / WORKING).exists()

    def files(self) -> tuple[Brought, ...]:
        """By name."""
        try:
            there = sorted(file for file in self.folder.iterdir() if file.is_file())
        except FileNotFoundError:
            return ()
        return tuple(Brought(file.name, file.stat().st_size) for file in there if _is_medium(file.name))

    def medium(self, name: str) -> Path | None:
        """Where the file of this name is; None for anything else that somebody may ask for."""
        return self.folder / name if any(name == file.name for file in self.files()) else None

    def judged(self, sheet: Sheet) -> Sheet:
        """The same table as the feed would read it."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / TABLE
            path.write_text(sheet.text, encoding="utf-8", newline="")
            return read(path, self.zones, self.boards)

    async def write(self, sheet: Sheet, digest: Digest | str) -> None:
        """In the place of the table that has ``digest``, and has the hub read it. Changed when that is another one by
        now; OSError when the disk refuses."""
        async with self._writing:
            try:
                await asyncio.to_thread(self._write, sheet, digest)
            except Changed:
                # Whatever the file's marks say: they may be alike within one tick of the clock.
                self._kept.pop(self.folder / TABLE, None)
                raise

    async def publish(self) -> None:
        """Has the hub read what is there."""
        await asyncio.to_thread(write_durably, self.folder / READY, b"")

    async def remove(self, name: str) -> None:
        """A file that is there no more is no mistake."""
        path = self.medium(name)
        if path is not None:
            await asyncio.to_thread(path.unlink, True)

    async def bring(self, name: str, pieces: AsyncIterator[bytes]) -> str:
        """Puts what comes in ``pieces`` into the folder, whole or not at all, and gives the name it has there. Unfit
        when it is none that a notice may have; all pieces are taken from the sender even so, who listens only then."""
        async with self._writing:
            self.folder.mkdir(parents=True, exist_ok=True)
            new = self.folder / UNFINISHED
            try:
                with new.open("wb") as out:
                    kind = await _received(pieces, out.write, FILES_MOST - sum(file.size for file in self.files()))
                taken = {file.name for file in self.files()}
                safe = _free_name(_safe(name), kind, taken)
                await asyncio.to_thread(replace_durably, new, self.folder / safe)
            finally:
                new.unlink(missing_ok=True)
            return safe

    def look_for_answer(self, tell: Callable[[], None]) -> None:
        """Calls ``tell`` once the hub has read what was brought."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(tell))

    async def _look(self, tell: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + LOOK_LONGEST
        while self.waiting and loop.time() < end:
            await asyncio.sleep(LOOK_EVERY)
        tell()

    def _write(self, sheet: Sheet, digest: str) -> None:
        path = self.folder / TABLE
        if read(path, self.zones, self.boards).digest != digest:
            raise Changed
        self.folder.mkdir(parents=True, exist_ok=True)
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o666
        write_durably(path, sheet.text.encode(), mode)
        write_durably(self.folder / READY, b"")

    def _fresh(self, path: Path, read: Callable[[Path], T]) -> T:
        """What ``read`` makes of the file, anew when that is another one."""
        try:
            found = path.stat()
            mark = found.st_mtime_ns, found.st_size, found.st_ino
        except FileNotFoundError:
            mark = 0, 0, 0
        kept = self._kept.get(path)
        if kept is not None and kept[0] == mark:
            return kept[1]  # pyright: ignore[reportReturnType]
        made = read(path)
        self._kept[path] = mark, made
        return made


async def _received(pieces: AsyncIterator[bytes], write: Callable[[bytes], object], room: int) -> str:
    """The kind of the file, once all of it is written. Never more of it is kept than its kind may have."""
    head, size, unfit, kind = b"", 0, None, ""
    async for piece in pieces:
        if unfit is not None:
            continue
        size += len(piece)
        head += piece
        if not kind:
            if len(head) < KNOWN_BY:
                continue
            kind = _kind(head)
        most = PICTURE_MOST if kind in ("png", "jpg") else VIDEO_MOST
        if not kind:
            unfit = Unfit("kind")
        elif size > most:
            unfit = Unfit("large", most)
        elif size > room:
            unfit = Unfit("full", FILES_MOST)
        else:
            await asyncio.to_thread(write, head)
            head = b""
    if unfit is not None or not kind:
        raise unfit or Unfit("kind")
    return kind


def _kind(head: bytes) -> str:
    """By what it begins with, whatever it is called; as :mod:`hall_hub.feeds.notice_media` has it."""
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "png"
    if head[:3] == b"\xff\xd8\xff":
        return "jpg"
    if head[4:8] == b"ftyp":
        return "mp4"
    return "webm" if head[:4] == b"\x1a\x45\xdf\xa3" else ""


def _is_medium(name: str) -> bool:
    return not name.startswith(".") and name.rpartition(".")[2].lower() in (*KINDS, "jpeg")


def _safe(name: str) -> str:
    """The stem in plain small letters, so that it can be typed into a table and lies in one folder."""
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or name
    return re.sub(r"[^a-z0-9]+", "-", fold(stem).lower()).strip("-")[:40].strip("-") or "tep"


def _free_name(stem: str, kind: str, taken: set[str]) -> str:
    names = (f"{stem}.{kind}" if n == 1 else f"{stem}-{n}.{kind}" for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)
