"""How a ledger that was put back comes to what the lost one knew; see :mod:`hall_core.domain.recovering`."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain.changing import Changes
from hall_core.domain.hall_state import Hall, Restored
from hall_core.domain.names import Millis

CHANGES = Changes()


@CHANGES.by(e.HubRestored)
def _restored(hall: Hall, event: e.HubRestored, at: Millis) -> None:
    hall.restored = Restored(
        epoch=event.from_epoch, seq=event.seq, as_of=event.as_of, waits=frozenset(event.waits) & hall.devices.keys()
    )


@CHANGES.by(e.DeviceTold)
def _told(hall: Hall, event: e.DeviceTold, at: Millis) -> None:
    if hall.restored is not None and event.all:
        known = hall.restored
        hall.restored = replace(known, waits=known.waits - {event.device}, skipped=known.skipped - {event.device})


@CHANGES.by(e.DeviceSkipped)
def _skipped(hall: Hall, event: e.DeviceSkipped, at: Millis) -> None:
    if hall.restored is not None:
        known = hall.restored
        hall.restored = replace(known, waits=known.waits - {event.device}, skipped=known.skipped | {event.device})


@CHANGES.by(e.AnswerUnfit)
def _unfit(hall: Hall, event: e.AnswerUnfit, at: Millis) -> None:
    """It stands in the ledger, for the head to see."""


@CHANGES.by(e.NumbersPassed)
def _passed(hall: Hall, event: e.NumbersPassed, at: Millis) -> None:
    hall.last_value[event.service] = event.value


@CHANGES.by(e.HubRecovered)
def _recovered(hall: Hall, event: e.HubRecovered, at: Millis) -> None:
    if hall.restored is not None:
        hall.restored = replace(hall.restored, recovering=False)
