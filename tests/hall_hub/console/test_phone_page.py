"""What a citizen's phone is told, whatever becomes of the ticket."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain.appointment import Appointment
from hall_core.domain.facts import VoteCast
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan, Zone
from hall_core.domain.plan_devices import Kiosk
from hall_core.ui.translate import Words
from hall_hub.console.phones.page import Phone, phone
from tests.conftest import NINE_IN_THE_MORNING
from tests.domain.a_day import CONSOLE, HEAD, Day, centre_plan

SAY = Words().into("vi")
QUAY_1: dict[str, Any] = {"counter": "quay-1"}
MINUTE = 60_000


@pytest.fixture
def day() -> Day:
    """Nine o'clock; the first counter is open."""
    day = Day(centre_plan())
    day.open()
    return day


def seen(day: Day, ticket: str) -> Phone:
    page = phone(day.hall, ticket, SAY)
    assert page is not None
    return page


def test_who_waits_sees_how_many_are_ahead_and_an_estimate_as_a_range(day: Day) -> None:
    *_, last = [day.issue() for _ in range(3)]
    page = seen(day, last)
    assert (page.number, page.service, page.state) == ("A003", "Khai sinh", "waiting")
    assert page.headline == "Phía trước có 2 người"
    assert page.details == ("Ước tính chờ khoảng 16–20 phút",)


def test_a_long_estimate_is_told_in_hours_as_on_the_kiosks(day: Day) -> None:
    *_, last = [day.issue() for _ in range(13)]
    assert seen(day, last).details == ("Ước tính chờ khoảng 1,5–2 giờ",)
    english = phone(day.hall, last, Words().into("en"))
    assert english is not None
    assert english.details[0].endswith("1.5–2 hours")


def test_without_an_open_counter_no_time_is_promised(day: Day) -> None:
    assert seen(day, day.issue(service="tra-tan-nha")).details == ("Chưa có quầy nào mở cho dịch vụ này.",)


def test_who_is_next_is_told_to_stay_near(day: Day) -> None:
    page = seen(day, day.issue())
    assert (page.headline, page.details) == (
        "Sắp đến lượt quý vị",
        ("Mời quý vị ở gần quầy và theo dõi bảng gọi số.",),
    )


def test_who_is_called_sees_where_to_go_and_since_when(day: Day) -> None:
    ticket = day.issue()
    day.call()
    page = seen(day, ticket)
    assert (page.state, page.headline, page.counter, page.place) == ("called", "Mời quý vị đến", "Quầy 1", "")
    assert page.details == ("Đã mời lúc 09:00",)
    assert page.title == "A001 · Quầy 1"


def test_a_call_that_was_repeated_says_how_often(day: Day) -> None:
    ticket = day.issue()
    day.call()
    day.at += 2 * MINUTE
    day.done(day.ask(c.Recall(**QUAY_1)))
    assert seen(day, ticket).details == ("Đã mời 2 lần, lần cuối lúc 09:02",)


def test_in_a_hall_of_several_parts_the_call_says_in_which() -> None:
    plan = centre_plan()
    upstairs = Zone(id="tang-2", name=Name(vi="Tầng 2", en="Upstairs"))
    first = replace(plan.counters[0], zone="tang-2", name=Name(vi="Bàn xanh", en="Blue desk"))
    day = Day(replace(plan, zones=[*plan.zones, upstairs], counters=[first, *plan.counters[1:]]))
    day.open()
    ticket = day.issue()
    day.call()
    assert seen(day, ticket).place == "Bàn xanh · Tầng 2"


def test_who_is_being_served_sees_where(day: Day) -> None:
    ticket = day.issue()
    day.start()
    page = seen(day, ticket)
    assert (page.state, page.headline) == ("serving", "Đang được phục vụ tại quầy số 1")


def test_who_is_parked_is_asked_to_wait_and_reads_no_note(day: Day) -> None:
    ticket = day.issue()
    day.start()
    day.done(day.ask(c.Park(**QUAY_1, note="thiếu giấy khai tử")))
    page = seen(day, ticket)
    assert page.headline == "Mời quý vị chờ trong giây lát"
    assert "khai tử" not in str(page)


def test_who_comes_back_later_sees_from_when(day: Day) -> None:
    ticket = day.issue()
    day.start()
    day.done(day.ask(c.Defer(**QUAY_1, minutes=30, note="đi photo")))
    page = seen(day, ticket)
    assert (page.headline, page.details) == ("Số được gọi lại từ 09:30", ("Quý vị không cần lấy số mới.",))


def test_who_was_called_in_vain_learns_whom_to_ask(day: Day) -> None:
    ticket = day.issue()
    day.call()
    day.done(day.ask(c.MarkNoShow(**QUAY_1)))
    page = seen(day, ticket)
    assert page.state == "missed"
    assert page.details == (
        "Đã mời lúc 09:00",
        "Mời quý vị liên hệ quầy hoặc bàn hướng dẫn để được khôi phục số.",
    )


def test_who_is_passed_on_keeps_the_number_and_waits_in_the_next_line(day: Day) -> None:
    day.issue(service="sao-y")
    ticket = day.issue()
    day.done(day.ask(c.CallThis(**QUAY_1, ticket=ticket, reason="x", by=HEAD), CONSOLE))
    day.done(day.ask(c.StartService(**QUAY_1)))
    day.done(day.ask(c.Transfer(**QUAY_1, service="sao-y")))
    page = seen(day, ticket)
    assert (page.number, page.service, page.headline) == ("A001", "Sao y", "Phía trước có 1 người")
    assert page.details[0] == "Quý vị được chuyển sang bước tiếp theo và giữ nguyên số."


def test_who_is_passed_on_to_one_counter_sees_which_and_no_guess_of_people(day: Day) -> None:
    ticket = day.issue()
    day.start()
    day.done(day.ask(c.Transfer(**QUAY_1, to_counter="quay-2")))
    page = seen(day, ticket)
    assert page.headline == "Mời quý vị chờ được gọi"
    assert page.details[-1] == "Quý vị sẽ được mời tại quầy số 2."


def test_who_is_passed_on_to_one_officer_reads_nobodys_name(day: Day) -> None:
    ticket = day.issue()
    day.start()
    day.done(day.ask(c.Transfer(**QUAY_1, to_officer="can-bo-2")))
    page = seen(day, ticket)
    assert page.headline == "Mời quý vị chờ được gọi"
    assert page.details == ("Quý vị được chuyển sang bước tiếp theo và giữ nguyên số.",)


def test_who_has_an_appointment_waits_for_its_hour(day: Day) -> None:
    due = NINE_IN_THE_MORNING + 20 * MINUTE
    held = Appointment(code="HEN001", service="khai-sinh", due=due)
    [issued] = day.done(day.ask(c.CheckIn(code="HEN001"), "kiosk-1", appointment=held))
    assert seen(day, issued.ticket).headline == "Giờ hẹn: 09:20"
    day.tick(20 * MINUTE)
    assert seen(day, issued.ticket).headline == "Sắp đến lượt quý vị"


def test_a_number_that_was_given_up_says_so(day: Day) -> None:
    ticket = day.issue()
    day.done(day.ask(c.CancelTicket(ticket=ticket, by=HEAD), CONSOLE))
    page = seen(day, ticket)
    assert (page.state, page.headline) == ("over", "Số này không còn hiệu lực")


def rated_by_code(plan: Plan) -> Plan:
    return replace(plan, devices=[*plan.devices, Kiosk(id="kiosk-9", scanner="evdev:/dev/input/event0")])


def test_who_is_done_learns_where_the_service_can_be_rated_until_it_was() -> None:
    day = Day(rated_by_code(centre_plan()))
    day.open()
    ticket = day.issue()
    day.serve()
    page = seen(day, ticket)
    assert page.headline == "Đã phục vụ xong. Cảm ơn quý vị!"
    assert page.details == ("Mời quý vị đánh giá tại ki-ốt đến 09:30: đưa mã này vào máy quét.",)
    offer = day.hall.offer_for(ticket)
    assert offer is not None
    day.hear(VoteCast(offer=offer.id, level="satisfied"), "kiosk-9")
    assert seen(day, ticket).details == ()


def test_where_no_kiosk_reads_codes_nothing_is_said_of_rating(day: Day) -> None:
    ticket = day.issue()
    day.serve()
    assert seen(day, ticket).details == ()


def test_what_may_be_old_says_of_when_it_is(day: Day) -> None:
    page = phone(day.hall, day.issue(), SAY, old=NINE_IN_THE_MORNING + 5 * MINUTE)
    assert page is not None
    assert page.old == "Tạm mất kết nối. Thông tin dưới đây là của lúc 09:05."


def test_there_is_no_page_of_a_ticket_that_nobody_knows_and_none_of_yesterdays(day: Day) -> None:
    ticket = day.issue()
    assert phone(day.hall, None, SAY) is None
    assert phone(day.hall, ticket.replace("0", "1"), SAY) is None
    day.tick(24 * 60 * MINUTE)
    assert phone(day.hall, ticket, SAY) is None


def test_nothing_about_a_person_is_on_any_page(day: Day) -> None:
    """Neither what an officer wrote, nor which officer, nor the priority that somebody claimed."""
    ticket = day.issue(priority="cao-tuoi")
    pages = [seen(day, ticket)]
    for kind in (c.CallNext, c.StartService):
        day.done(day.ask(kind(**QUAY_1)))
        pages.append(seen(day, ticket))
    day.done(day.ask(c.Park(**QUAY_1, note="điền hộ cụ")))
    pages.append(seen(day, ticket))
    told = msgspec.json.encode([msgspec.structs.asdict(page) for page in pages]).decode()
    assert [word for word in ("cao-tuoi", "Người cao tuổi", "can-bo", "Cán bộ 1", "điền hộ") if word in told] == []
