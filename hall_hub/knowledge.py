"""What the hall knows from the centre: procedures, dossiers, appointments, notices."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from hall_core.contract.centre.calendar_item import FILE as OVERRIDE_FILE
from hall_core.contract.dossier_edition import DOSSIER_BOARD
from hall_core.contract.edition import PROCEDURES
from hall_core.contract.notice_edition import NOTICE_FILE, NOTICES
from hall_core.domain.appointment import Appointment
from hall_core.domain.events_apart import ShownApology
from hall_core.domain.names import ApologyRef, Day
from hall_core.domain.plan import Plan
from hall_hub.calendars import Calendars
from hall_hub.catalogue import FEED, Catalogues, CentreCatalogues
from hall_hub.dossier_boards import DossierBoards
from hall_hub.editions import Editions
from hall_hub.feeds import appointments, dossiers
from hall_hub.feeds.folder import READY
from hall_hub.feeds.not_read import NotRead, NotReads
from hall_hub.feeds.orders import Take, TakeAppointments, TakeDossiers
from hall_hub.feeds.verdict import report_beside
from hall_hub.feeds.watch import LOOK_EVERY, News, Watch
from hall_hub.feeds.worker import Worker
from hall_hub.notices import Notices
from hall_hub.secret import hall_key
from hall_hub.store.copies import Copies

__all__ = ["LOOK_EVERY", "Knowledge"]

log = logging.getLogger(__name__)

FEEDS, COPIES = "feeds", "copies.sqlite"
"""Within the hub's data folder: where other programs drop their files, and what is kept of them."""
CENTRE = Path("/var/lib/motcua/keys/line/ca.pem")
"""Whose certificate this is signs for the centre: the province's, which came with the line; a hall without one is
brought it."""
GLANCE_EVERY = 0.05
"""Seconds between two looks whether the courier has changed anything: a change at the centre is on the boards before
anybody could say when it was."""


class Knowledge:
    """``data``: the hub's data folder; ``centre``: the certificate of who signs for the centre. DataFolderError when it
    cannot be used. Belongs to the thread that made it."""

    def __init__(self, plan: Plan, data: Path, centre: Path = CENTRE) -> None:
        brings = set(plan.centre.brings) if plan.centre is not None else set[str]()
        self.card_key = hall_key(data)
        """What turns an identity number into a token."""
        self.glance_every = GLANCE_EVERY if "dossiers" in brings else None
        """Seconds; None: :meth:`look` is enough, for nobody but the hub's own processes changes the copies."""
        (data / FEEDS).mkdir(exist_ok=True)
        copies = data / COPIES
        self.copies = Copies(copies)
        self.catalogues = CentreCatalogues(data) if "catalogue" in brings else Catalogues(data)
        self.notices = Notices(plan, data)
        self._plan = plan
        self._worker = Worker(data)
        self.calendars = Calendars(data, self.copies, centre, self._worker.do, over_the_line="calendar" in brings)
        self._boards = DossierBoards(plan, self.copies, copies, self._worker.do)
        self._taken = 0
        """Copies of dossiers taken since the start."""
        self._failed = False
        """Whether the copies could not be looked at the last time."""
        orders = [order for name, order in self._orders(data, copies) if name not in brings]
        self._watch = Watch(orders, self._worker.do)
        self._not_read = NotReads([file for file in _files(data) if file.set in brings])
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
        """None also when it is for a service that the hall does not have (any more)."""
        found = self.copies.appointment(code)
        return None if found is None or self._plan.service(found.service) is None else found

    def apologies(self, refs: Sequence[ApologyRef]) -> list[ShownApology]:
        """What boards mean by these; nothing while the disk does not read: no outbox waits for that."""
        try:
            return self.copies.apologies(refs)
        except (sqlite3.Error, OSError):
            log.exception("the hall's copies cannot be looked at; apologies that were shown are not told of")
            return []

    def look(self, today: Day | None) -> tuple[list[News], bool]:
        """What was judged since the last look, and whether some catalogue has a new edition. ``today`` is the business
        day, None while nobody can trust it. Never waits."""
        before = self.editions.heads()
        self.catalogues.look()
        self.notices.look()
        news = [*self._watch.look(), *self._not_read.look()]
        self._taken += sum(item.taken for item in news if item.name == dossiers.NAME)
        news += self.calendars.look(today)
        self._boards.look(self._taken + self.calendars.version, today)
        self.glance()
        for name, words in (("procedures", self.catalogues.words), ("notices", self.notices.words)):
            if words != self._said.get(name, ""):
                self._said[name] = words
                news.append(News(name, words or None))
        return news, self.editions.heads() != before

    def glance(self) -> bool:
        """Whether there is a new edition of the dossier board; costs next to nothing while nothing has changed."""
        before = self._boards.digest
        try:
            if self.copies.changed():
                self._boards.offer()
            self._failed = False
        except (sqlite3.Error, OSError):
            if not self._failed:
                log.exception("the hall's copies cannot be looked at; what was offered stays")
            self._failed = True
        return self._boards.digest != before

    @property
    def busy(self) -> bool:
        """Whether a dropped file is still to be judged, or to be made a board of."""
        return self._watch.busy or self._boards.busy or self.calendars.busy or self.notices.busy

    def close(self) -> None:
        self._worker.close()
        self.catalogues.close()
        self.notices.close()
        self.copies.close()

    def _orders(self, data: Path, copies: Path) -> list[tuple[str, Take]]:
        """By the names of the sets that would come over a line."""
        services = [service.id for service in self._plan.services]
        key = self.card_key if self._plan.policy.id_card else None
        return [
            ("appointments", TakeAppointments(str(data / FEEDS / appointments.NAME), str(copies), services)),
            ("dossiers", TakeDossiers(str(data / FEEDS / dossiers.NAME), str(copies), key)),
        ]


def _files(data: Path) -> list[NotRead]:
    """What would be read, were it not for the line."""
    due, cases, procedures = data / FEEDS / appointments.NAME, data / FEEDS / dossiers.NAME, data / FEED
    holidays = data / FEEDS / OVERRIDE_FILE
    return [
        NotRead("appointments", due.name, "appointments", due, report_beside(due)),
        NotRead("dossiers", cases.name, "dossiers", cases, report_beside(cases)),
        NotRead("calendar", holidays.name, "working days", holidays, report_beside(holidays)),
        NotRead("catalogue", f"feeds/{FEED.name}", "procedures", procedures / READY, procedures / "not-read.txt"),
    ]
