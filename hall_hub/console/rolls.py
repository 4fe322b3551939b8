"""Numbers of a paper roll that were served while nothing worked: what is entered of them, and the form. Pure."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.events_apart import RollEntered
from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Millis, Slug
from hall_core.ui.translate import Say
from hall_hub.console.counter_page import Choice
from hall_hub.console.day_times import moment_today
from hall_hub.console.sentences import clock
from hall_hub.console.visitor import Fields


class Block(Struct, frozen=True, kw_only=True):
    id: Slug
    """Of its service."""
    service: str
    first: int
    last: int
    people: int
    missed: int
    counter: int
    officer: str
    from_at: str
    until: str
    note: str


class Rolls(Struct, frozen=True, kw_only=True):
    blocks: tuple[Block, ...]
    """Entered today, the last one first."""
    services: tuple[Choice, ...]
    counters: tuple[Choice, ...]
    officers: tuple[Choice, ...]


def rolls(hall: Hall, say: Say) -> Rolls:
    language, plan = say.language, hall.plan
    blocks = [_block(hall, entered, say) for entries in hall.rolls.values() for entered in reversed(entries)]
    return Rolls(
        blocks=tuple(blocks),
        services=tuple(Choice(x.id, x.name.into(language)) for x in plan.services),
        counters=tuple(Choice(x.id, say("Quầy {number}").format(number=x.number)) for x in plan.counters),
        officers=tuple(Choice(x.id, x.name) for x in plan.officers),
    )


def _block(hall: Hall, entered: RollEntered, say: Say) -> Block:
    return Block(
        id=entered.service,
        service=hall.services[entered.service].name.into(say.language),
        first=entered.first,
        last=entered.last,
        people=entered.last - entered.first + 1,
        missed=entered.missed,
        counter=hall.counter_plans[entered.counter].number,
        officer=hall.officers[entered.officer].name,
        from_at=clock(entered.from_at),
        until=clock(entered.until),
        note=entered.note,
    )


def fill_in(fields: Fields, hall: Hall, at: Millis, say: Say) -> str:
    """Makes of what the form says what the command says; why that cannot be, and then it may have changed half."""
    for field in ("service", "counter", "officer"):
        if not fields.get(field, [""])[0]:
            return say("Mời chọn dịch vụ, quầy và cán bộ.")
    for field in ("first", "last"):
        if not fields.get(field, [""])[0].isdecimal():
            return say("Mời ghi số đầu và số cuối trên cuộn bằng chữ số, ví dụ 1 và 40.")
    for field, name in (("from", "from_at"), ("to", "until")):
        moment = moment_today(hall, at, fields.pop(field, [""])[0])
        if moment is None:
            return say("Mời ghi giờ bắt đầu và giờ kết thúc, ví dụ 08:00 và 09:30.")
        fields[name] = [str(moment)]
    return ""
