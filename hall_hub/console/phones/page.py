"""What a citizen's phone shows of a ticket: nothing about a person. Pure."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.estimate import optimistic, wait_minutes
from hall_core.domain.hall_state import Hall, holder_of
from hall_core.domain.names import Millis, Uid
from hall_core.domain.plan_devices import Kiosk
from hall_core.domain.ticket import Ticket
from hall_core.ui.translate import Say
from hall_hub.console.sentences import clock

HOURS_FROM = 90
"""Minutes from which a wait is told in hours, as on the kiosks."""
Look = Literal["waiting", "called", "serving", "missed", "over"]


class Phone(Struct, frozen=True, kw_only=True):
    number: str
    service: str
    state: Look
    headline: str
    counter: str = ""
    """Where to go, to be read from afar: only while the number is called."""
    place: str = ""
    """In which part of the hall that is, where it has several."""
    details: tuple[str, ...] = ()
    old: str = ""
    """That all this may be old, and of when it is."""

    @property
    def title(self) -> str:
        """For the tab, when another one is open."""
        return f"{self.number} · {self.counter or self.headline}"


class _Told(Struct, frozen=True):
    state: Look
    headline: str
    details: tuple[str, ...] = ()


def phone(hall: Hall, id: Uid | None, say: Say, *, old: Millis | None = None) -> Phone | None:
    """None when there is no such ticket today. ``old``: since when nothing new can be heard, if so."""
    ticket = None if id is None else hall.tickets.get(id)
    if ticket is None:
        return None
    told = _told(hall, ticket, say)
    counter, place = _where(hall, ticket, say) if told.state == "called" else ("", "")
    return Phone(
        number=ticket.number,
        service=hall.services[ticket.service].name.into(say.language),
        state=told.state,
        headline=told.headline,
        counter=counter,
        place=place,
        details=told.details,
        old="" if old is None else old_words(say).format(time=clock(old)),
    )


def old_words(say: Say) -> str:
    """With ``{time}`` in it, which the phone fills in itself when it is the phone that hears nothing."""
    return say("Tạm mất kết nối. Thông tin dưới đây là của lúc {time}.")


def _where(hall: Hall, ticket: Ticket, say: Say) -> tuple[str, str]:
    counter = hall.counter_plans[ticket.counter or ""]
    zones = [zone for zone in hall.plan.zones if zone.id == counter.zone and len(hall.plan.zones) > 1]
    names = [counter.name] if counter.name is not None else []
    place = " · ".join(name.into(say.language) for name in [*names, *(zone.name for zone in zones)])
    return say("Quầy {number}").format(number=counter.number), place


def _told(hall: Hall, ticket: Ticket, say: Say) -> _Told:
    match ticket.state:
        case "waiting":
            return _waits(hall, ticket, say)
        case "called":
            return _Told("called", say("Mời quý vị đến"), (_called_at(ticket, say),))
        case "serving":
            number = hall.counter_plans[ticket.counter or ""].number
            return _Told("serving", say("Đang được phục vụ tại quầy số {number}").format(number=number))
        case "parked":
            return _Told("serving", say("Mời quý vị chờ trong giây lát"), (say("Cán bộ đang giữ hồ sơ của quý vị."),))
        case "deferred":
            back = say("Số được gọi lại từ {time}").format(time=clock(ticket.back_at))
            return _Told("waiting", back, (say("Quý vị không cần lấy số mới."),))
        case "no_show":
            help = say("Mời quý vị liên hệ quầy hoặc bàn hướng dẫn để được khôi phục số.")
            return _Told("missed", say("Số đã được mời nhưng quý vị vắng mặt"), (_called_at(ticket, say), help))
        case "completed":
            return _Told("over", say("Đã phục vụ xong. Cảm ơn quý vị!"), _rating(hall, ticket, say))
        case "cancelled" | "transferred" | "expired":
            return _Told(
                "over", say("Số này không còn hiệu lực"), (say("Nếu còn cần, mời quý vị lấy số mới tại ki-ốt."),)
            )


def _called_at(ticket: Ticket, say: Say) -> str:
    if ticket.calls > 1:
        again = say("Đã mời {times} lần, lần cuối lúc {time}")
        return again.format(times=ticket.calls, time=clock(ticket.last_called_at))
    return say("Đã mời lúc {time}").format(time=clock(ticket.last_called_at))


def _waits(hall: Hall, ticket: Ticket, say: Say) -> _Told:
    if ticket.due is not None and not ticket.due_now:
        due = say("Giờ hẹn: {time}").format(time=clock(ticket.due))
        return _Told("waiting", due, (say("Mời quý vị chờ đến giờ hẹn."),))
    moved = (say("Quý vị được chuyển sang bước tiếp theo và giữ nguyên số."),) if ticket.step > 1 else ()
    if (holder := holder_of(ticket)) is not None:
        # Whoever calls it takes others in between: how many would be a guess.
        counter = hall.counter_plans.get(holder[1])
        at = () if counter is None else (say("Quý vị sẽ được mời tại quầy số {number}.").format(number=counter.number),)
        return _Told("waiting", say("Mời quý vị chờ được gọi"), (*moved, *at))
    ahead = hall.line_of(ticket).ahead_of(ticket.arrival, priority=hall.ahead(ticket))
    headline = say.many("Phía trước có {count} người", ahead) if ahead else say("Sắp đến lượt quý vị")
    minutes = wait_minutes(ahead, hall.paces[ticket.service], hall.staffed(ticket.service))
    return _Told("waiting", headline, (*moved, _estimate(minutes, say)))


def _estimate(minutes: int | None, say: Say) -> str:
    """From the optimistic to the expected wait, said to be an estimate."""
    if minutes is None:
        return say("Chưa có quầy nào mở cho dịch vụ này.")
    if minutes < 1:
        return say("Mời quý vị ở gần quầy và theo dõi bảng gọi số.")
    least = optimistic(minutes)
    if minutes >= HOURS_FROM:
        spread = f"{_hours(least, say)}–{_hours(minutes, say)}"
        return say("Ước tính chờ khoảng {hours} giờ").format(hours=spread)
    if minutes == 1:
        return say("Ước tính chờ khoảng 1 phút")
    spread = f"{least}–{minutes}" if least < minutes else str(minutes)
    return say("Ước tính chờ khoảng {minutes} phút").format(minutes=spread)


def _hours(minutes: int, say: Say) -> str:
    """In half hours: 1, 1,5, 2."""
    halves = max(1, round(minutes / 30))
    half = ".5" if say.language == "en" else ",5"
    return f"{halves // 2}{half if halves % 2 else ''}"


def _rating(hall: Hall, ticket: Ticket, say: Say) -> tuple[str, ...]:
    """Where a service that may still be rated is: never here, for a vote has to come from a device of the hall."""
    offer = hall.offer_for(ticket.id)
    scanned = any(isinstance(device, Kiosk) and device.scanner for device in hall.plan.devices)
    if offer is None or offer.used or not scanned:
        return ()
    return (say("Mời quý vị đánh giá tại ki-ốt đến {time}: đưa mã này vào máy quét.").format(time=clock(offer.until)),)
