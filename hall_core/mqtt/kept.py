"""An edition kept on the disk of a box: the hub's newest, or the last good one while the hub is away.

The file is the edition, byte for byte. What is spoilt in it is found when it is read, and then it is fetched again.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from typing import Generic, TypeVar

from hall_core.contract.edition import EditionError, digest
from hall_core.contract.messages import CatalogueHead
from hall_core.contract.questions import Question
from hall_core.domain.names import Slug, Uid
from hall_core.mqtt.fetching import Fetcher
from hall_core.mqtt.heard import Heard, StateHeard, Told, Unanswered

log = logging.getLogger(__name__)

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """``name``: the edition's in its topic and in questions. ``read`` makes a value of its bytes, EditionError when
    they are none; ``changed`` is given that of each new edition. Both are called on a thread of the keeper's, or on
    that of :meth:`start`, never on the station's: a call must not wait for a disk."""

    def __init__(
        self,
        name: Slug,
        file: Path,
        read: Callable[[bytes], Value],
        ask: Callable[[Question], Uid],
        changed: Callable[[Value], None],
    ) -> None:
        self._name = name
        self._file = file
        self._read = read
        self._changed = changed
        self._fetched: SimpleQueue[bytes | None] = SimpleQueue()
        self._first, have = self._open()
        self._fetcher = Fetcher(name, ask, self._fetched.put, have)
        self._unread = threading.Event()
        self._thread = threading.Thread(target=self._keep, name=name, daemon=True)

    def start(self) -> Callable[[], None]:
        """Hands out what was kept from before; gives what stops the keeper."""
        if self._first is not None:
            self._changed(self._first)
            self._first = None
        self._thread.start()
        return self._stop

    def hear(self, heard: Heard) -> bool:
        """Takes what concerns this edition, always on the same thread; False: it is for somebody else."""
        match heard:
            case StateHeard(state=CatalogueHead(digest=digest), name=name) if name == self._name:
                if self._unread.is_set():
                    self._unread.clear()
                    self._fetcher.dropped()
                self._fetcher.head(digest)
                return True
            case Told(answer):
                return self._fetcher.told(answer)
            case Unanswered(command):
                return self._fetcher.unanswered(command)
            case _:
                return False

    def _open(self) -> tuple[Value | None, str | None]:
        """What the file holds, and its digest."""
        try:
            data = self._file.read_bytes()
            return self._read(data), digest(data)
        except FileNotFoundError:
            return None, None
        except (OSError, EditionError) as error:
            log.warning("%s: %s; it is fetched again", self._file, error)
            return None, None

    def _stop(self) -> None:
        self._fetched.put(None)
        self._thread.join()

    def _keep(self) -> None:
        while (data := self._fetched.get()) is not None:
            try:
                value = self._read(data)
            except EditionError as error:
                log.error("%s: the hub's edition %s; the one before stays", self._name, error)  # noqa: TRY400
                self._unread.set()
                continue
            try:
                write_whole(self._file, data)
            except OSError as error:
                # Shown all the same; after a restart it is fetched anew.
                log.error("%s: cannot be kept: %s", self._file, error)  # noqa: TRY400
            self._changed(value)


def write_whole(file: Path, data: bytes) -> None:
    """Puts ``data`` in the place of ``file``: after a power cut there is the one or the other, whole. OSError when the
    disk refuses: then nothing has changed."""
    new = file.with_name(f"{file.name}.new")
    with new.open("wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
