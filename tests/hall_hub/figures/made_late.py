"""A hall with late dossiers, and with apologies for some of them that stood on boards."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain.business_day import moment_of
from hall_core.domain.dossier import Dossier
from hall_core.domain.events_apart import ShownApology
from hall_core.domain.figures.roster import roster_of
from hall_core.domain.names import Day, Millis, Name
from hall_core.domain.plan import Plan
from hall_core.domain.working_days import Calendar
from hall_hub.figures.roll_up import COPIES, roll_up
from hall_hub.store.calendar_file import CALENDAR, Kept
from hall_hub.store.copies import Copies
from hall_hub.store.incoming import Incoming
from hall_sim.days import write_days
from tests.hall_hub.figures.made_figures import LEDGER, append

HEALTH, LAND = "Sở Y tế", "Văn phòng Đăng ký đất đai"


def dossier(n: int, agency: str, due: Day, new_due: Day | None = None, **more: object) -> Dossier:
    made = Dossier(
        code=f"H41.16-26-{n:04}",
        procedure=Name(vi="Cấp Giấy chứng nhận (sổ đỏ) lần đầu", en="First land use certificate"),
        agency=Name(vi=agency, en=agency),
        state="processing",
        received="2026-10-05",
        due=due,
        new_due=new_due,
    )
    return replace(made, **more)


SORRY = dossier(1, LAND, "2026-11-10", "2026-12-04")
"""Late; its agency has apologised twice, each time with another day."""
FRESH = dossier(2, HEALTH, "2026-11-19", "2026-12-01")
SILENT = dossier(3, LAND, "2026-11-13")
"""Late, and no new day was promised."""
DONE = dossier(4, HEALTH, "2026-11-12", "2026-11-25", state="returned", ended="2026-11-19")
"""Was late, and is over."""
ON_TIME = dossier(5, HEALTH, "2026-12-11")
AS_OF = moment_of(datetime(2026, 11, 20, 20))


def write_copy(data: Path, *dossiers: Dossier, as_of: Millis = AS_OF) -> None:
    Copies(data / COPIES).close()
    with closing(Incoming(data / COPIES, "dossiers")) as incoming:
        for line, each in enumerate(dossiers):
            assert incoming.add(each, line) is None
        incoming.take_place(as_of)


def write_calendar(data: Path) -> None:
    calendar = Calendar(first="2026-01-01", last="2027-12-31", holidays=["2026-11-24"], worked=[])
    (data / CALENDAR).write_bytes(msgspec.json.encode(Kept(calendar=calendar)))


def shown(day: date, hour: int, board: str, *dossiers: Dossier, told_on: date | None = None) -> tuple[Millis, e.Event]:
    """``told_on``: the hub heard of it on that day."""
    at = moment_of(datetime(day.year, day.month, day.day, hour, 15))
    sorry = [
        ShownApology(code=x.code, agency=x.agency.vi, due=x.due, new_due=x.new_due)
        for x in dossiers
        if x.due is not None and x.new_due is not None
    ]
    late = None if told_on is None else day.isoformat()
    heard = at if told_on is None else moment_of(datetime(told_on.year, told_on.month, told_on.day, 9))
    return heard, e.ApologiesShown(apologies=sorry, board=board, at=at, day=late)


def write_late_hall(data: Path, plan: Plan, visitors: int = 10) -> None:
    """The days up to the 20th are over and rolled up; the 21st runs."""
    days = [date(2026, 11, day) for day in (18, 19, 20, 21)]
    write_days(data / LEDGER, plan, days[:1], visitors)
    append(data, shown(days[1], 7, "bang-1", replace(SORRY, new_due="2026-11-19"), DONE))
    for day, board in ((days[2], "bang-1"), (days[3], "bang-2")):
        heard, event = shown(day, 8, board, SORRY)
        append(data, (heard - 60_000, e.DayBegan(day=day.isoformat())), (heard, event))
    write_calendar(data)
    write_copy(data, SORRY, FRESH, SILENT, DONE, ON_TIME)
    roll_up(data, roster_of(plan))
