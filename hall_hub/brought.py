"""An edition that is kept in a file and told in parts: made of what somebody brings, or by another program."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from hall_core.contract.edition import EditionError
from hall_hub.editions import Held
from hall_hub.feeds.folder import FolderFeed, refusal

log = logging.getLogger(__name__)


class Filed(Held):
    """``name`` is how people call what is in ``file``; ``use`` is given that and says it in a few words, EditionError
    when it is none."""

    def __init__(self, name: str, file: Path, use: Callable[[bytes], str]) -> None:
        super().__init__()
        self._name, self._file, self._use = name, file, use
        self._load()

    def _load(self) -> bool:
        """Whether there is an edition in use after it."""
        try:
            data = self._file.read_bytes()
            about = self._use(data)
        except FileNotFoundError:
            pass
        except (OSError, EditionError) as error:
            log.error("%s: %s; bring the %s again", self._file, error, self._name)  # noqa: TRY400
        else:
            self.hold(data)
            log.info("%s: %s", self._name, about)
        return self.digest is not None


class Brought(Filed):
    """``make`` are the arguments of ``hall_hub.feeds`` that make the file of what is brought into ``folder``. Call
    :meth:`look` a few times a second."""

    def __init__(self, name: str, folder: Path, make: Sequence[str], file: Path, use: Callable[[bytes], str]) -> None:
        super().__init__(name, file, use)
        self._feed = FolderFeed(name, folder, ["-m", "hall_hub.feeds", *make], self._load)

    @property
    def words(self) -> str:
        """Why what was brought last is not in use; "" when it is."""
        return self._feed.words

    @property
    def busy(self) -> bool:
        """Whether something is being read."""
        return self._feed.busy

    def look(self) -> None:
        """Never waits."""
        self._feed.look()

    def close(self) -> None:
        """Ends the reading of what was brought; it begins anew with the next start."""
        self._feed.close()


class Made(Filed):
    """Another program puts the file there, and then its ``report``. Call :meth:`look` a few times a second."""

    def __init__(self, name: str, file: Path, report: Path, use: Callable[[bytes], str]) -> None:
        self._report = report
        self._seen = self._mark()
        super().__init__(name, file, use)
        self.words = refusal(report)
        """Why what was made last is not in use; "" when it is."""

    def look(self) -> None:
        """Takes what has been made since the last time."""
        mark = self._mark()
        if mark != self._seen:
            self._seen = mark
            self.words = refusal(self._report)
            if not self.words:
                self._load()

    def close(self) -> None:
        """Nothing is under way here."""

    def _mark(self) -> int:
        """Of the report, which comes last."""
        try:
            return self._report.stat().st_mtime_ns
        except OSError:
            return 0
