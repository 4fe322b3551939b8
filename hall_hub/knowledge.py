"""What the hall knows from the centre: procedures, dossiers, appointments, notices."""

from __future__ import annotations

from pathlib import Path

from hall_core.contract.dossier_edition import DOSSIER_BOARD
from hall_core.contract.edition import PROCEDURES
from hall_core.contract.notice_edition import NOTICE_FILE, NOTICES
from hall_core.domain.appointment import Appointment
from hall_core.domain.names import Day
from hall_core.domain.plan import Plan
from hall_hub.catalogue import Catalogues
from hall_hub.dossier_boards import DossierBoards
from hall_hub.editions import Editions
from hall_hub.feeds import appointments, dossiers
from hall_hub.feeds.orders import TakeAppointments, TakeDossiers
from hall_hub.feeds.watch import LOOK_EVERY, News, Watch
from hall_hub.feeds.worker import Worker
from hall_hub.notices import Notices
from hall_hub.secret import hall_key
from hall_hub.store.copies import Copies

__all__ = ["LOOK_EVERY", "Knowledge"]

FEEDS, COPIES = "feeds", "copies.sqlite"
"""Within the hub's data folder: where other programs drop their files, and what is kept of them."""


class Knowledge:
    """``data``: the hub's data folder. DataFolderError when it cannot be used. Belongs to the thread that made it."""

    def __init__(self, plan: Plan, data: Path) -> None:
        key = hall_key(data)
        (data / FEEDS).mkdir(exist_ok=True)
        copies = data / COPIES
        self.copies = Copies(copies)
        self.catalogues = Catalogues(data)
        self.notices = Notices(plan, data)
        self._worker = Worker(data)
        self._boards = DossierBoards(plan, copies, self._worker.do)
        self._taken = 0
        """Copies of dossiers taken since the start."""
        services = [service.id for service in plan.services]
        orders = (
            TakeAppointments(str(data / FEEDS / appointments.NAME), str(copies), services),
            TakeDossiers(str(data / FEEDS / dossiers.NAME), str(copies), key if plan.policy.id_card else None),
        )
        self._watch = Watch(orders, self._worker.do)
        self.editions = Editions(
            {
                PROCEDURES: self.catalogues,
                DOSSIER_BOARD: self._boards,
                NOTICES: self.notices,
                NOTICE_FILE: self.notices.files,
            }
        )
        self._said: dict[str, str] = {}

    def appointment(self, code: str) -> Appointment | None:
        return self.copies.appointment(code)

    def look(self, today: Day | None) -> tuple[list[News], bool]:
        """What was judged since the last look, and whether some catalogue has a new edition. ``today`` is the business
        day, None while nobody can trust it. Never waits."""
        before = self.editions.heads()
        self.catalogues.look()
        self.notices.look()
        news = self._watch.look()
        self._taken += sum(item.taken for item in news if item.name == dossiers.NAME)
        self._boards.look(self._taken, today)
        for name, words in (("procedures", self.catalogues.words), ("notices", self.notices.words)):
            if words != self._said.get(name, ""):
                self._said[name] = words
                news.append(News(name, words or None))
        return news, self.editions.heads() != before

    @property
    def busy(self) -> bool:
        """Whether a dropped file is still to be judged, or to be made a board of."""
        return self._watch.busy or self._boards.busy or self.notices.busy

    def close(self) -> None:
        self._worker.close()
        self.catalogues.close()
        self.notices.close()
        self.copies.close()
