"""The files of a board's notices: on its disk by their digests, fetched one at a time, checked, removed when unused.

All of it happens on a thread of its own: neither the line to the hub nor the screen ever waits for a disk. Fetching is
slow on purpose: a notice may come a minute later, a ticket may not.
"""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable
from errno import ENOSPC
from importlib.util import find_spec
from pathlib import Path
from queue import SimpleQueue
from typing import Literal

from display_app.board import BoardNotice, NoticesHeard
from hall_core.contract.messages import Problem
from hall_core.contract.notice_edition import FILES_MOST, NOTICE_FILE, VIDEO_MOST
from hall_core.contract.questions import PART_BYTES, Question
from hall_core.domain.names import Digest, Uid
from hall_core.domain.notice import Notice, NoticeFile, belongs
from hall_core.domain.plan_devices import Board
from hall_core.durable import replace_durably
from hall_core.mqtt.fetching import Fetcher
from hall_core.mqtt.heard import Heard, LinkUp, Told, Unanswered

log = logging.getLogger(__name__)

WINDOW = 1
"""Questions under way at once: with more, eight boards that fetch together would stand in the way of a ticket."""
PAUSE = 0.05
"""Seconds from one question to the next: twenty parts, a tenth of a megabyte, a second; 20 MB come in three minutes."""
RESERVE = 100_000_000
"""Bytes of the disk that are left to everything else: what was shown and told must always be kept."""
ARRIVING = "arriving"
"""What is being fetched; after a restart it begins anew."""
_BLOCK = 1 << 20

Report = Callable[[Problem, bool], None]
Trouble = Literal["unkept", "unplayable"]


class NoticeFiles:
    """``hear`` is given the notices of this board whenever one of them, or its file, came or went."""

    def __init__(
        self,
        board: Board,
        folder: Path,
        ask: Callable[[Question], Uid],
        hear: Callable[[NoticesHeard], None],
        report: Report,
        *,
        free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
        plays: bool | None = None,
    ) -> None:
        """``free`` tells how many bytes of a disk are; ``plays``: whether this board can show videos, which are not
        even fetched otherwise; None: it can if the library is there."""
        self._board = board
        self._folder = folder
        self._ask_now = ask
        self._hear = hear
        self._report = report
        self._free = free
        self._plays = find_spec("av") is not None if plays is None else plays
        self._notices: list[Notice] = []
        self._wanted: dict[Digest, NoticeFile] = {}
        self._here: set[Digest] = set()
        self._trouble: dict[Digest, Trouble] = {}
        self._fetching: Digest | None = None
        self._fetcher = self._new_fetcher()
        self._next = 0.0
        """When the next question may be asked."""
        self._todo: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="notices", daemon=True)

    def start(self) -> Callable[[], None]:
        """Gives what stops it."""
        self._thread.start()
        return self._stop

    def show(self, notices: list[Notice]) -> None:
        """These are the hall's notices from now on. From any thread."""
        self._todo.put(lambda: self._show(notices))

    def look_at(self, digest: Digest) -> None:
        """The screen could not show this file: it is spoilt, or cannot be shown at all. From any thread."""
        self._todo.put(lambda: self._look_at(digest))

    def hear(self, heard: Heard) -> bool:
        """Takes all answers that nobody else has taken."""
        match heard:
            case LinkUp():
                self._todo.put(self._try_again)
                return False
            case Told(answer):
                self._todo.put(lambda: self._went_on(self._fetcher.told(answer)))
                return True
            case Unanswered(id):
                self._todo.put(lambda: self._went_on(self._fetcher.unanswered(id)))
                return True
            case _:
                return False

    # --- on its own thread -----------------------------------------------------------------------------------------

    def _work(self) -> None:
        while (do := self._todo.get()) is not None:
            try:
                do()
            except OSError as error:
                self._unkept(error)
                self._fetch_next()
            except Exception:
                log.exception("notices")  # the others are still to be shown

    def _stop(self) -> None:
        self._stopping.set()
        self._todo.put(None)
        self._thread.join()

    def _show(self, notices: list[Notice]) -> None:
        self._notices = [notice for notice in notices if belongs(notice, self._board.zone, self._board.id)]
        self._wanted = {notice.file.digest: notice.file for notice in self._notices if notice.file is not None}
        self._trouble = {
            d: "unplayable" for d, file in self._wanted.items() if file.kind == "video" and not self._plays
        }
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._fetching not in self._wanted:
            self._fetching, self._fetcher = None, self._new_fetcher()
        self._here = {digest for digest in self._wanted if digest not in self._trouble and self._whole(digest)}
        for file in self._folder.iterdir():
            if file.name not in self._here and not (file.name == ARRIVING and self._fetching):
                file.unlink()
        self._told()
        self._fetch_next()

    def _look_at(self, digest: Digest) -> None:
        if digest not in self._here:
            return
        self._here.discard(digest)
        if self._whole(digest):
            log.warning("%s cannot be shown on this board; its words stand in its place", digest)
            self._trouble[digest] = "unplayable"
        else:
            log.warning("%s is spoilt on this disk; it is fetched again", digest)
            (self._folder / digest).unlink(missing_ok=True)
        self._told()
        self._fetch_next()

    def _try_again(self) -> None:
        """A new link: what could not be had or kept may be now."""
        self._trouble = {digest: why for digest, why in self._trouble.items() if why == "unplayable"}
        self._fetch_next()

    def _fetch_next(self) -> None:
        while self._fetching is None:
            left = (d for d in self._wanted if d not in self._here and d not in self._trouble)
            self._fetching = next(left, None)
            if self._fetching is None:
                break
            try:
                self._room_for(self._wanted[self._fetching])
            except OSError as error:
                self._unkept(error)
                continue
            self._fetcher.dropped()  # perhaps it was here and is spoilt
            self._fetcher.head(self._fetching)
        self._report("notices", bool(self._trouble))

    def _room_for(self, file: NoticeFile) -> None:
        """OSError when there is none. The bound holds whatever a list says."""
        kept = sum(self._wanted[digest].size for digest in self._here)
        if kept + file.size > FILES_MOST or self._free(self._folder) < file.size + RESERVE:
            raise OSError(ENOSPC, os.strerror(ENOSPC))

    def _went_on(self, ours: bool) -> None:
        """A file that can be had no further is given up until the next link or list; the others are not."""
        if ours and self._fetching is not None and self._fetcher.rests:
            log.warning("%s: not to be had for now", self._fetching)
            self._trouble[self._fetching] = "unkept"
            self._done()

    def _arrived(self, digest: Digest) -> None:
        self._here.add(digest)
        self._told()
        self._done()

    def _unkept(self, error: OSError) -> None:
        log.error("a file of a notice cannot be kept: %s", error)
        if self._fetching is not None:
            self._trouble[self._fetching] = "unkept"
            self._fetching, self._fetcher = None, self._new_fetcher()

    def _done(self) -> None:
        self._fetching = None
        self._fetch_next()

    def _told(self) -> None:
        self._hear(NoticesHeard(tuple(BoardNotice(notice, self._path(notice)) for notice in self._notices)))

    def _path(self, notice: Notice) -> str:
        there = notice.file is not None and notice.file.digest in self._here
        return str(self._folder / notice.file.digest) if there and notice.file is not None else ""

    def _whole(self, digest: Digest) -> bool:
        return _is(self._folder / digest, digest)

    def _new_fetcher(self) -> Fetcher:
        return Fetcher(
            NOTICE_FILE,
            self._ask,
            lambda _: None,
            None,
            parts=lambda: OnDisk(self._folder, self._arrived),
            most=VIDEO_MOST,
            window=WINDOW,
        )

    def _ask(self, question: Question) -> Uid:
        """Not before its time."""
        self._stopping.wait(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + PAUSE
        return self._ask_now(question)


class OnDisk:
    """Parts of one file, in the file; see :class:`hall_core.mqtt.fetching.Parts`. OSError when the disk refuses."""

    def __init__(self, folder: Path, done: Callable[[Digest], None]) -> None:
        self._folder = folder
        self._done = done
        self._begun = False

    def put(self, index: int, data: bytes) -> None:
        mode = "r+b" if self._begun else "wb"
        with (self._folder / ARRIVING).open(mode) as file:
            self._begun = True
            file.seek(index * PART_BYTES)
            file.write(data)

    def whole(self, count: int, wanted: Digest) -> bool:
        arriving = self._folder / ARRIVING
        if not _is(arriving, wanted):
            arriving.unlink()
            return False
        replace_durably(arriving, self._folder / wanted)
        self._done(wanted)
        return True


def _is(file: Path, digest: Digest) -> bool:
    """Whether a file is there and holds what its digest says."""
    found = hashlib.sha256()
    try:
        with file.open("rb") as data:
            while block := data.read(_BLOCK):
                found.update(block)
    except OSError:
        return False
    return found.hexdigest() == digest
