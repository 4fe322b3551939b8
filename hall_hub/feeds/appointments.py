"""``feeds/appointments.csv``: code, service, date and time of each appointment. Nobody's name is in it."""

from __future__ import annotations

from pathlib import Path

from hall_core.domain import codes
from hall_core.domain.appointment import Appointment
from hall_core.domain.plan import Plan
from hall_core.domain.plan_fault import suggest
from hall_core.domain.table import Row
from hall_hub.feeds import cells
from hall_hub.feeds.drop import BadRow, Judged, Kind, judge
from hall_hub.store.copies import Copies

NAME = "appointments.csv"


class AppointmentsFeed:
    """Takes the file into the hall's copy. Runs on any thread."""

    name = NAME

    def __init__(self, plan: Plan, copies: Copies) -> None:
        self._services = [service.id for service in plan.services]
        self._copies = copies
        self._kind = Kind(
            required=("code", "service", "date", "time"), row=self._row, key=lambda appointment: appointment.code
        )

    def take(self, path: Path) -> Judged[Appointment]:
        judged = judge(path, self._kind)
        if judged.accepted:
            self._copies.keep_appointments(judged.good, int(path.stat().st_mtime * 1000))
        return judged

    def _row(self, row: Row) -> Appointment:
        code = codes.appointment(row.values["code"])
        if code is None:
            raise BadRow('"code" must be 4 to 12 capital letters and digits')
        service = row.values["service"]
        if service not in self._services:
            raise BadRow(f'no service is called "{service[:40]}"; {suggest(service, self._services)}')
        day = cells.day(row.values["date"], "date")
        if day is None:
            raise BadRow('"date" is empty')
        return Appointment(code=code, service=service, due=cells.moment(day, row.values["time"], "time"))
