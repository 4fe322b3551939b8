"""The notices that the boards show: taken from a folder, kept on the disk, told in parts with their files."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from hall_core.contract.edition import EditionError, digest
from hall_core.contract.notice_edition import unpack
from hall_core.domain.names import Digest
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_hub.feeds.folder import FolderFeed
from hall_hub.feeds.notices import EDITION, FILES

log = logging.getLogger(__name__)

FEED = Path("feeds/notices")
STORE = Path("catalogue")
"""Both within the hub's data folder."""


class Notices:
    """A :class:`hall_hub.editions.Source` for the list. ``data``: the hub's data folder. Call :meth:`look` a few times
    a second."""

    def __init__(self, plan: Plan, data: Path) -> None:
        self.digest: Digest | None = None
        self.files = NoticeFiles(data / STORE / FILES)
        self._edition = data / STORE / EDITION
        self._data = b""
        self._load()
        zones = ",".join(zone.id for zone in plan.zones)
        boards = ",".join(device.id for device in plan.devices if isinstance(device, Board))
        argv = ["-m", "hall_hub.feeds", "notices", str(data / FEED), str(data / STORE)]
        places = ["--zones", zones, "--boards", boards]
        self._feed = FolderFeed("notices", data / FEED, [*argv, *places], self._load)

    @property
    def words(self) -> str:
        """Why what was brought last is not shown; "" when it is."""
        return self._feed.words

    @property
    def busy(self) -> bool:
        return self._feed.busy

    def look(self) -> None:
        """Never waits."""
        self._feed.look()

    def piece(self, digest: Digest, begins: int, size: int) -> tuple[bytes, int] | None:
        """See :class:`hall_hub.editions.Source`."""
        if digest != self.digest:
            return None
        return self._data[begins : begins + size], len(self._data)

    def close(self) -> None:
        self._feed.close()

    def _load(self) -> bool:
        """Whether there is an edition in use after it."""
        try:
            data = self._edition.read_bytes()
            notices = unpack(data)
        except FileNotFoundError:
            return self.digest is not None
        except (OSError, EditionError) as error:
            log.error("%s: %s; bring the notices again", self._edition, error)  # noqa: TRY400
            return self.digest is not None
        self.files.known = {notice.file.digest for notice in notices if notice.file is not None}
        self._data, self.digest = data, digest(data)
        log.info("notices: %d, files: %d", len(notices), len(self.files.known))
        return True


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
