"""What the hall knows from the centre: the catalogue of procedures, the dossiers, the appointments."""

from __future__ import annotations

from pathlib import Path

from hall_core.contract.edition import PROCEDURES
from hall_core.domain.appointment import Appointment
from hall_core.domain.plan import Plan
from hall_hub.catalogue import Catalogues
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
        feeds = (AppointmentsFeed(plan, self.copies), DossiersFeed(self.copies, key if plan.policy.id_card else None))
        self.editions = Editions({PROCEDURES: self.catalogues})
        self._watch = Watch(data / FEEDS, feeds)
        self._said = ""

    def appointment(self, code: str) -> Appointment | None:
        return self.copies.appointment(code)

    def look(self) -> tuple[list[News], bool]:
        """What was judged since the last look, and whether some catalogue has a new edition. Never waits."""
        before = self.editions.heads()
        self.catalogues.look()
        news = self._watch.look()
        if self.catalogues.words != self._said:
            self._said = self.catalogues.words
            news.append(News("procedures", self._said or None))
        return news, self.editions.heads() != before

    @property
    def busy(self) -> bool:
        """Whether a dropped file is still to be judged."""
        return self._watch.busy

    def close(self) -> None:
        self._watch.close()
        self.catalogues.close()
        self.copies.close()
