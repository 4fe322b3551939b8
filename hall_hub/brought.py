"""An edition that is made of what somebody brings into a folder, kept in a file, and told in parts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from hall_core.contract.edition import EditionError
from hall_hub.editions import Held
from hall_hub.feeds.folder import FolderFeed

log = logging.getLogger(__name__)


class Brought(Held):
    """``name`` is how people call what is brought into ``folder``. ``make`` are the arguments of ``hall_hub.feeds``
    that make ``file`` of it; ``use`` is given what is in that and says it in a few words, EditionError when it is none.
    Call :meth:`look` a few times a second."""

    def __init__(self, name: str, folder: Path, make: Sequence[str], file: Path, use: Callable[[bytes], str]) -> None:
        super().__init__()
        self._name, self._file, self._use = name, file, use
        self._load()
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
