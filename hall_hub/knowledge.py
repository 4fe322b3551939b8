"""What the hall knows from the centre: the catalogue of procedures, the dossiers, the appointments."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hall_core.contract.dossier_edition import DOSSIER_BOARD
from hall_core.contract.edition import PROCEDURES
from hall_core.domain.appointment import Appointment
from hall_core.domain.names import Day
from hall_core.domain.plan import Plan
from hall_hub.catalogue import Catalogues
from hall_hub.dossier_boards import DossierBoards
from hall_hub.editions import Editions
from hall_hub.feeds.appointments import AppointmentsFeed
from hall_hub.feeds.dossiers import DossiersFeed
from hall_hub.feeds.watch import LOOK_EVERY, News, Watch
from hall_hub.secret import hall_key
from hall_hub.store.copies import Copies

__all__ = ["LOOK_EVERY", "Knowledge"]

FEEDS = "feeds"
"""Within the hub's data folder: where other programs drop their files."""


class Knowledge:
    """``data``: the hub's data folder. DataFolderError when it cannot be used. Belongs to the thread that made it."""

    def __init__(self, plan: Plan, data: Path) -> None:
        key = hall_key(data)
        (data / FEEDS).mkdir(exist_ok=True)
        self.copies = Copies(data / "copies.sqlite")
        self.catalogues = Catalogues(data)
        self._thread = ThreadPoolExecutor(1, "feeds")
        self._dossiers = DossiersFeed(self.copies, key if plan.policy.id_card else None)
        self._boards = DossierBoards(plan, self.copies, self._thread)
        self._watch = Watch(data / FEEDS, (AppointmentsFeed(plan, self.copies), self._dossiers), self._thread)
        self.editions = Editions({PROCEDURES: self.catalogues, DOSSIER_BOARD: self._boards})
        self._said = ""

    def appointment(self, code: str) -> Appointment | None:
        return self.copies.appointment(code)

    def look(self, today: Day | None) -> tuple[list[News], bool]:
        """What was judged since the last look, and whether some catalogue has a new edition. ``today`` is the business
        day, None while nobody can trust it. Never waits."""
        before = self.editions.heads()
        self.catalogues.look()
        news = self._watch.look()
        self._boards.look(self._dossiers.taken, today)
        if self.catalogues.words != self._said:
            self._said = self.catalogues.words
            news.append(News("procedures", self._said or None))
        return news, self.editions.heads() != before

    @property
    def busy(self) -> bool:
        """Whether a dropped file is still to be judged, or to be made a board of."""
        return self._watch.busy or self._boards.busy

    def close(self) -> None:
        self._thread.shutdown(wait=True)  # what is being read or made comes to its end
        self.catalogues.close()
        self.copies.close()
