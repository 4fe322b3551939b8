"""The notices that the boards show, and their files."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from hall_core.contract.notice_edition import unpack
from hall_core.domain.names import Digest
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_hub.brought import Brought
from hall_hub.feeds.notice_rows import EDITION, FILES

log = logging.getLogger(__name__)

FEED = Path("feeds/notices")
STORE = Path("catalogue")
"""Both within the hub's data folder."""


class Notices(Brought):
    """The list. ``data``: the hub's data folder."""

    def __init__(self, plan: Plan, data: Path) -> None:
        folder, store = data / FEED, data / STORE
        self.files = NoticeFiles(store / FILES)
        zones = ",".join(zone.id for zone in plan.zones)
        boards = ",".join(device.id for device in plan.devices if isinstance(device, Board))
        make = ["notices", str(folder), str(store), "--zones", zones, "--boards", boards]
        super().__init__("notices", folder, make, store / EDITION, self._names)

    def _names(self, data: bytes) -> str:
        notices = unpack(data)
        self.files.known = {notice.file.digest for notice in notices if notice.file is not None}
        return f"{len(notices)}, files: {len(self.files.known)}"


class NoticeFiles:
    """A :class:`hall_hub.editions.Source` for their files, straight from the disk: together they are more than the
    hub's memory should hold."""

    digest: Digest | None = None
    """Never announced: the list names them."""

    def __init__(self, folder: Path) -> None:
        self.known: set[Digest] = set()
        """Of the edition in use: nothing else is ever read for a question."""
        self._folder = folder
        self._missing: set[Digest] = set()

    def piece(self, digest: Digest, begins: int, size: int) -> tuple[bytes, int] | None:
        """A part of the file with this digest."""
        if digest not in self.known:
            return None
        try:
            file = os.open(self._folder / digest, os.O_RDONLY)
            try:
                return os.pread(file, size, begins), os.fstat(file).st_size
            finally:
                os.close(file)
        except OSError as error:
            if digest not in self._missing:
                self._missing.add(digest)
                log.error("%s: %s; bring the notices again", digest, error)  # noqa: TRY400
            return None
