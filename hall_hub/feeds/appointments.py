"""``feeds/appointments.csv``: code, service, date and time of each appointment. Nobody's name is in it."""

from __future__ import annotations

from collections.abc import Sequence

from hall_core.domain import codes
from hall_core.domain.appointment import Appointment
from hall_core.domain.plan_fault import suggest
from hall_core.domain.table import Row
from hall_hub.feeds import cells
from hall_hub.feeds.drop import BadRow, Kind

NAME = "appointments.csv"


def appointments(services: Sequence[str]) -> Kind[Appointment]:
    """Of a hall with these services."""

    def appointment(row: Row) -> Appointment:
        code = codes.appointment(row.values["code"])
        if code is None:
            raise BadRow('"code" must be 4 to 12 capital letters and digits')
        service = row.values["service"]
        if service not in services:
            raise BadRow(f'no service is called "{service[:40]}"; {suggest(service, services)}')
        day = cells.day(row.values["date"], "date")
        if day is None:
            raise BadRow('"date" is empty')
        return Appointment(code=code, service=service, due=cells.moment(day, row.values["time"], "time"))

    return Kind(required=("code", "service", "date", "time"), row=appointment, key=lambda made: made.code)
