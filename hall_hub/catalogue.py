"""The catalogue of procedures that the hall runs on: taken from a folder, kept on the disk, told in parts."""

from __future__ import annotations

import logging
from pathlib import Path

from hall_core.contract.edition import EditionError, digest, unpack
from hall_core.domain.names import Digest
from hall_hub.feeds.folder import FolderFeed

log = logging.getLogger(__name__)

FEED = Path("feeds/procedures")
EDITION = Path("catalogue/procedures.edition")
"""Both within the hub's data folder."""


class Catalogues:
    """``data``: the hub's data folder. Call :meth:`look` a few times a second."""

    def __init__(self, data: Path) -> None:
        self.digest: Digest | None = None
        """Of the edition in use; None when there is none."""
        self._edition = data / EDITION
        self._data = b""
        self._load()
        argv = ["-m", "hall_hub.feeds", "compile", str(data / FEED), str(self._edition)]
        self._feed = FolderFeed("procedures", data / FEED, argv, self._load)

    @property
    def words(self) -> str:
        """Why the edition that was brought last is not in use; "" when it is."""
        return self._feed.words

    @property
    def problem(self) -> bool:
        """Whether ``catalogue-refused`` is to be reported, with ``words``."""
        return bool(self.words)

    def look(self) -> bool:
        """Whether the edition in use or the problem changed. Never waits."""
        before = (self.digest, self.words)
        self._feed.look()
        return (self.digest, self.words) != before

    def piece(self, digest: Digest, begins: int, size: int) -> tuple[bytes, int] | None:
        """See :class:`hall_hub.editions.Source`."""
        if digest != self.digest:
            return None
        return self._data[begins : begins + size], len(self._data)

    def close(self) -> None:
        """Ends the reading of an edition; it begins anew with the next start."""
        self._feed.close()

    def _load(self) -> bool:
        """Whether there is an edition in use after it."""
        try:
            data = self._edition.read_bytes()
            catalogue, count, procedures = unpack(data)
            for _ in procedures:
                pass  # To its end: no kiosk is sent for what a bad disk has made of it.
        except FileNotFoundError:
            return self.digest is not None
        except (OSError, EditionError) as error:
            log.error("%s: %s; bring the edition again", self._edition, error)  # noqa: TRY400
            return self.digest is not None
        self._data, self.digest = data, digest(data)
        log.info('procedures: edition "%s", %d of them, %d bytes', catalogue.edition, count, len(data))
        return True
