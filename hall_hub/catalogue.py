"""The catalogue of procedures that the hall runs on: taken from a folder, kept on the disk, told in parts.

Whoever brings a new edition copies its files into ``feeds/procedures`` and then makes a file READY there (the word
"force" in it lets a much smaller edition pass). Nothing is guessed from files that may still be on their way. Reading
is the work of a process of its own: some seconds and eighty megabytes that the hub's loop must not feel.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

from hall_core.contract.edition import EditionError, digest, unpack
from hall_core.domain.names import Digest

log = logging.getLogger(__name__)

FEED = Path("feeds/procedures")
EDITION = Path("catalogue/procedures.edition")
"""Both within the hub's data folder."""
READY, WORKING, REPORT = "READY", "WORKING", "report.txt"
"""Within the feed: what the centre makes, what it becomes while it is read, and what the centre gets back."""
FORCE = "force"
_WORDS_LONGEST = 200


class Catalogues:
    """``data``: the hub's data folder. Call :meth:`look` a few times a second."""

    def __init__(self, data: Path) -> None:
        self.digest: Digest | None = None
        """Of the edition in use; None when there is none."""
        self.words = ""
        """Why the edition that was brought last is not in use; "" when it is."""
        self._feed, self._edition = data / FEED, data / EDITION
        self._data = b""
        self._reader: subprocess.Popen[bytes] | None = None
        self._feed.mkdir(parents=True, exist_ok=True)
        self._load()
        self.words = self._refusal()

    @property
    def problem(self) -> bool:
        """Whether ``catalogue-refused`` is to be reported, with ``words``."""
        return bool(self.words)

    def look(self) -> bool:
        """Whether the edition in use or the problem changed; OSError is told as the problem. Never waits."""
        before = (self.digest, self.words)
        try:
            if self._reader is None:
                self._begin()
            elif (status := self._reader.poll()) is not None:
                self._reader = None
                self._end(status)
        except OSError as error:
            self._refuse(f"the folder {FEED} cannot be used: {error.strerror or error}")
        return (self.digest, self.words) != before

    def piece(self, digest: Digest, begins: int, size: int) -> tuple[bytes, int] | None:
        """See :class:`hall_hub.editions.Source`."""
        if digest != self.digest:
            return None
        return self._data[begins : begins + size], len(self._data)

    def close(self) -> None:
        """Ends the reading of an edition; it begins anew with the next start."""
        if self._reader is not None:
            self._reader.kill()
            self._reader.wait()

    def _begin(self) -> None:
        ready, working = self._feed / READY, self._feed / WORKING
        if ready.exists():
            ready.replace(working)
        elif not working.exists():
            return
        # Also when the hub stopped in the middle of it: once more from the start.
        force = working.read_text("utf-8", errors="replace").strip().lower() == FORCE
        (self._feed / REPORT).unlink(missing_ok=True)
        log.info("reading a new edition of the procedures")
        argv = [sys.executable, "-m", "hall_hub.feeds", "compile", str(self._feed), str(self._edition)]
        self._reader = subprocess.Popen([*argv, *(["--force"] if force else [])], stdin=subprocess.DEVNULL)

    def _end(self, status: int) -> None:
        (self._feed / WORKING).unlink(missing_ok=True)
        if status == 0:
            self._load()
            if self.digest is not None:
                self.words = ""
        else:
            self._refuse(self._refusal() or f"the edition could not be read (status {status}); see the hub's log")

    def _load(self) -> None:
        try:
            data = self._edition.read_bytes()
            catalogue, count, procedures = unpack(data)
            for _ in procedures:
                pass  # To its end: no kiosk is sent for what a bad disk has made of it.
        except FileNotFoundError:
            return
        except (OSError, EditionError) as error:
            log.error("%s: %s; bring the edition again", self._edition, error)  # noqa: TRY400
            return
        self._data, self.digest = data, digest(data)
        log.info('procedures: edition "%s", %d of them, %d bytes', catalogue.edition, count, len(data))

    def _refusal(self) -> str:
        """What the last report says against the edition it is about."""
        try:
            with (self._feed / REPORT).open(encoding="utf-8") as report:
                verdict = report.readline().strip()
        except FileNotFoundError:
            return ""
        return verdict.removeprefix("NOT ACCEPTED: ")[:_WORDS_LONGEST] if verdict.startswith("NOT ACCEPTED") else ""

    def _refuse(self, words: str) -> None:
        if words != self.words:
            log.warning("the new edition of the procedures is not used: %s", words)
        self.words = words[:_WORDS_LONGEST]
