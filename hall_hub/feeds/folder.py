"""A folder into which somebody brings several files that belong together, read by a process of its own.

Whoever brings them copies the files into the folder and then makes a file READY there (the word "force" in it lets
pass what may be forced). Nothing is guessed from files that may still be on their way. Reading may take seconds and
a hundred megabytes, which the hub's loop must not feel.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

log = logging.getLogger(__name__)

READY, WORKING, REPORT = "READY", "WORKING", "report.txt"
"""Within the folder: what the centre makes, what it becomes while it is read, and what the centre gets back."""
FORCE = "force"
REFUSED = "NOT ACCEPTED: "
"""How the report of what is not used begins."""
_WORDS_LONGEST = 200


class FolderFeed:
    """``read`` are the arguments of the Python that reads ``folder``: it writes the report, and ends with 0 when what
    it read is to be used, which ``taken`` then takes (whether it could). Call :meth:`look` a few times a second."""

    def __init__(self, name: str, folder: Path, read: Sequence[str], taken: Callable[[], bool]) -> None:
        """``name`` is how people call what is brought; ``folder`` is made. OSError when it cannot be."""
        self._name, self._folder = name, folder
        self._read = read
        self._taken = taken
        self._reader: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self.words = refusal(folder / REPORT)
        """Why what was brought last is not in use; "" when it is."""

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._reader is not None

    def look(self) -> None:
        """Begins to read, or takes what was read; OSError is told in ``words``. Never waits."""
        try:
            if self._reader is None:
                self._begin()
            elif (status := self._reader.poll()) is not None:
                self._reader = None
                self._end(status)
        except OSError as error:
            self._refuse(f"the folder {self._folder.name} cannot be used: {error.strerror or error}")

    def close(self) -> None:
        """Ends the reading; it begins anew with the next start."""
        if self._reader is not None:
            self._reader.kill()
            self._reader.wait()

    def _begin(self) -> None:
        ready, working = self._folder / READY, self._folder / WORKING
        if ready.exists():
            ready.replace(working)
        elif not working.exists():
            return
        # Also when the hub stopped in the middle of it: once more from the start.
        force = working.read_text("utf-8", errors="replace").strip().lower() == FORCE
        (self._folder / REPORT).unlink(missing_ok=True)
        log.info("reading new %s", self._name)
        argv = [sys.executable, *self._read, *(["--force"] if force else [])]
        self._reader = subprocess.Popen(argv, stdin=subprocess.DEVNULL)

    def _end(self, status: int) -> None:
        (self._folder / WORKING).unlink(missing_ok=True)
        if status != 0:
            words = refusal(self._folder / REPORT)
            self._refuse(words or f"{self._name} could not be read (status {status}); see the hub's log")
        elif self._taken():
            self.words = ""

    def _refuse(self, words: str) -> None:
        if words != self.words:
            log.warning("new %s are not used: %s", self._name, words)
        self.words = words[:_WORDS_LONGEST]


def refusal(file: Path) -> str:
    """What the report says against what it is about; "" when it says nothing against it, or there is none."""
    try:
        with file.open(encoding="utf-8") as report:
            verdict = report.readline().strip()
    except FileNotFoundError:
        return ""
    return verdict.removeprefix(REFUSED)[:_WORDS_LONGEST] if verdict.startswith(REFUSED) else ""
