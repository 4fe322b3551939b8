"""The hub's part in recovering: what devices hold is kept until all have told, and then recorded within one batch.
The rule is :mod:`hall_core.domain.recovering`."""

from __future__ import annotations

import logging
from collections.abc import Callable

import msgspec

from hall_core.contract.messages import Reply
from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.hall import Hall
from hall_core.domain.names import Millis, Slug, Uid
from hall_core.domain.recovering import Step, is_its_own, late, lost, recovered
from hall_hub.store.ledger import Answered, Ledger

log = logging.getLogger(__name__)
Record = Callable[[list[e.Event], Millis, Uid | None], None]


class Recovery:
    """Writes within the hub's batch."""

    def __init__(self, ledger: Ledger, record: Record) -> None:
        self._ledger = ledger
        self._record = record

    def hear(self, hall: Hall, device: Slug, told: c.TellHeld) -> None:
        """What a device holds: kept for later, or recorded at once where it comes too late."""
        news = [held for held in told.held if lost(hall, held)]
        if hall.recovering:
            self._ledger.keep_held(device, news)
            return
        for held in news:
            if self._ledger.answer_to(held.id) is None:
                steps = [self._take(step) for step in late(hall, device, held)]
                if steps:
                    self._keep_answer(device, held)

    def over(self, hall: Hall) -> bool:
        """Whether a device that comes now may not know that some of what it told is lost."""
        return hall.restored is not None and not hall.recovering

    def due(self, hall: Hall) -> bool:
        """Whether nobody is waited for any more."""
        return hall.restored is not None and hall.recovering and not hall.restored.waits

    def tend(self, hall: Hall, at: Millis) -> bool:
        """Ends it once nobody is waited for. Whether it has."""
        if not self.due(hall):
            return False
        told = self._ledger.held()
        for step in recovered(hall, told, at):
            self._take(step)
        for device, held in told:
            if is_its_own(hall, device, held) and self._ledger.answer_to(held.id) is None:
                self._keep_answer(device, held)
        self._ledger.drop_held()
        log.warning("recovered: %d answers that the copy did not have are in the ledger again", len(told))
        return True

    def _take(self, step: Step) -> None:
        event, at, command = step
        if isinstance(event, e.AnswerUnfit):
            log.error("%s of %s does not fit what the others hold: not done", event.what, event.device)
        self._record([event], at, command)

    def _keep_answer(self, device: Slug, held: c.Held) -> None:
        """The same intent shall get an answer, and whoever asks who did what finds it."""
        recorded = held.recorded
        answered = Answered(held.id, device, recorded.at, held.command, recorded.officer, None)
        self._ledger.keep_answer(answered, msgspec.json.encode(Reply(to=held.id)))


def moment(hall: Hall, at: Millis) -> Millis:
    """When what is recorded now is said to be: while the hub recovers its day's clock stands."""
    return hall.restored.as_of if hall.recovering and hall.restored is not None else at
