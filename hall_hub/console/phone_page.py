"""What a citizen's phone shows of a ticket: nothing about a person. Pure."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.estimate import optimistic, wait_minutes
from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Uid
from hall_core.domain.ticket import Ticket
from hall_core.ui.translate import Say
from hall_hub.console.sentences import clock


class Phone(Struct, frozen=True, kw_only=True):
    number: str
    service: str
    state: str
    """``waiting``, ``called`` or ``over``: how it looks."""
    headline: str
    detail: str


def phone(hall: Hall, id: Uid | None, say: Say) -> Phone | None:
    """None when there is no such ticket today."""
    ticket = None if id is None else hall.tickets.get(id)
    if ticket is None:
        return None
    state, headline, detail = _told(hall, ticket, say)
    service = hall.services[ticket.service].name.into(say.language)
    return Phone(number=ticket.number, service=service, state=state, headline=headline, detail=detail)


def _told(hall: Hall, ticket: Ticket, say: Say) -> tuple[str, str, str]:
    counter = hall.counter_plans.get(ticket.counter or "")
    number = "" if counter is None else str(counter.number)
    match ticket.state:
        case "waiting":
            return "waiting", *_wait(hall, ticket, say)
        case "called":
            called = say("Mời quý vị đến quầy số {number}").format(number=number)
            return "called", called, say("Đã mời lúc {time}").format(time=clock(ticket.last_called_at))
        case "serving":
            return "called", say("Đang được phục vụ tại quầy số {number}").format(number=number), ""
        case "parked":
            return "waiting", say("Mời quý vị chờ trong giây lát"), say("Cán bộ đang giữ hồ sơ của quý vị.")
        case "deferred":
            back = say("Số được gọi lại từ {time}").format(time=clock(ticket.back_at))
            return "waiting", back, say("Quý vị không cần lấy số mới.")
        case "no_show":
            return (
                "over",
                say("Số đã được mời nhưng vắng mặt"),
                say("Mời quý vị đến bàn hướng dẫn để được khôi phục số."),
            )
        case "completed":
            return "over", say("Đã phục vụ xong. Cảm ơn quý vị!"), ""
        case "cancelled" | "transferred" | "expired":
            return "over", say("Số này không còn hiệu lực"), say("Mời quý vị lấy số mới tại ki-ốt.")


def _wait(hall: Hall, ticket: Ticket, say: Say) -> tuple[str, str]:
    if ticket.due is not None and not ticket.due_now:
        return say("Giờ hẹn: {time}").format(time=clock(ticket.due)), say("Mời quý vị chờ đến giờ hẹn.")
    ahead = hall.line_of(ticket).ahead_of(ticket.arrival, priority=ticket.ahead)
    headline = say.many("Phía trước có {count} người", ahead) if ahead else say("Sắp đến lượt quý vị")
    minutes = wait_minutes(ahead, hall.paces[ticket.service], hall.staffed(ticket.service))
    if minutes is None:
        return headline, say("Chưa có quầy nào mở cho dịch vụ này.")
    low = optimistic(minutes)
    if minutes < 1:
        return headline, say("Mời quý vị ở gần quầy và theo dõi bảng gọi số.")
    spread = f"{low}–{minutes}" if low < minutes else str(minutes)
    return headline, say("Ước tính chờ khoảng {minutes} phút").format(minutes=spread)
