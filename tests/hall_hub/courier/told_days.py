"""Days of a hall, and what the centre is to be told of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from msgspec.structs import replace

from hall_core.contract.centre.messages import Mark
from hall_core.contract.centre.records import Record
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.plan import Plan
from hall_core.domain.plan_centre import Centre
from hall_hub.courier.reading import BEGINNING, Reading
from hall_hub.courier.records import Names
from hall_hub.figures.raw import LEDGER
from hall_sim.days import working_days, write_days

DAYS = working_days(date(2026, 11, 18), date(2026, 11, 20))

Told = list[tuple[Mark, Record]]


def with_line(plan: Plan, *, officers: bool = False) -> Plan:
    return replace(plan, centre=Centre(officers=officers))


def names_of(plan: Plan, *, officers: bool = False) -> Names:
    return Names(roster_of(plan), officers=officers)


def write_ledger(folder: Path, plan: Plan, visitors: int = 40) -> None:
    """Three days, of which the last one is running."""
    write_days(folder / LEDGER, plan, DAYS, visitors)


def all_records(folder: Path, plan: Plan, portion: int = 10_000) -> Told:
    """Read from the beginning, in portions."""
    reading = Reading(folder, names_of(plan))
    reading.look()
    reading.begin(BEGINNING, None)
    try:
        return to_the_end(reading, portion)
    finally:
        reading.close()


def to_the_end(reading: Reading, portion: int) -> Told:
    made: Told = []
    while True:
        made += reading.more(portion)
        if reading.at_end:
            return made
