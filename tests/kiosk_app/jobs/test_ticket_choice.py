"""From the first page to the question that asks the hub: agency, field, service, priority, so many ahead."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain.commands import IssueTicket
from hall_core.domain.names import Name
from hall_core.domain.plan import Agency, Field, Plan
from hall_core.mqtt.heard import HubQuiet
from hall_core.ui.translate import Words
from kiosk_app import messages as m
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.jobs.tickets.show import service_tile
from kiosk_app.kiosk import Home
from kiosk_app.messages import Ask
from kiosk_app.view import view
from kiosk_app.views import ChooseView, MessageView, TicketView
from tests.conftest import NINE_IN_THE_MORNING
from tests.kiosk_app.conftest import COMMAND, Hand, heard, make_hall, make_kiosk, service_state, ticket


def shown(hand: Hand, words: Words) -> Any:
    return view(hand.kiosk, words.into(hand.kiosk.language), hand.now)


def with_tiles(hand: Hand, tiles: int) -> Hand:
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, tiles=tiles))
    return hand


def test_fields_that_one_page_holds_need_no_agency(hand: Hand) -> None:
    with_tiles(hand, 2).tap(p.Begin())
    assert hand.kiosk.page == p.Fields()


def test_more_fields_than_one_page_holds_are_asked_for_by_agency(hand: Hand, english_too: Words) -> None:
    with_tiles(hand, 1).tap(p.Begin())
    assert hand.kiosk.page == p.Agencies()
    seen: ChooseView = shown(hand, english_too)
    assert [(tile.title, seen.page) for tile in seen.tiles] == [("Sở Tư pháp", "Trang 1/2")]


def test_an_agency_with_one_field_leads_right_to_its_services_and_back_to_the_agencies(hand: Hand) -> None:
    with_tiles(hand, 1).tap(p.Begin(), p.ChooseAgency("tu-phap"))
    assert hand.kiosk.page == p.Services("ho-tich")
    hand.tap(m.GoBack())
    assert hand.kiosk.page == p.Agencies()


def test_an_agency_with_several_fields_asks_which(hand: Hand, hall: Plan, english_too: Words) -> None:
    fields = [Field(id=id, agency="tu-phap", name=Name(vi=id, en=id)) for id in ("ho-tich", "dat-dai")]
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, plan=replace(hall, fields=fields)))
    hand.tap(p.Begin())
    hand.kiosk = replace(hand.kiosk, page=p.Agencies())
    hand.tap(p.ChooseAgency("tu-phap"))
    assert hand.kiosk.page == p.Fields("tu-phap")
    assert [(tile.title, tile.detail) for tile in shown(hand, english_too).tiles] == [("ho-tich", ""), ("dat-dai", "")]
    hand.tap(p.ChooseAgency("moi-truong"))
    assert hand.kiosk.page == p.Fields("tu-phap"), "no such question stands here"


@pytest.mark.parametrize("larger", [False, True])
def test_as_many_fields_as_the_page_holds_in_the_present_type_are_asked_for_at_once(hand: Hand, larger: bool) -> None:
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, tiles=2, tiles_larger=1))
    hand.kiosk = replace(hand.kiosk, manner=replace(hand.kiosk.manner, larger=larger))
    hand.tap(p.Begin())
    assert hand.kiosk.page == (p.Agencies() if larger else p.Fields())


def test_an_agency_without_anything_to_choose_is_not_there(hand: Hand, hall: Plan, english_too: Words) -> None:
    idle = Agency(id="thue", name=Name(vi="Thuế", en="Tax"))
    plan = replace(hall, agencies=[*hall.agencies, idle])
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, plan=plan), page=p.Agencies())
    assert [tile.title for tile in shown(hand, english_too).tiles] == ["Sở Tư pháp", "Sở Môi trường"]
    hand.tap(p.ChooseAgency("thue"))
    assert hand.kiosk.page == p.Agencies()


# --- so many before you: do you want to wait? ---------------------------------------------------------------------


def crowded(hand: Hand, minutes: int | None, service: str = "sao-y") -> Hand:
    state = replace(service_state(service, 30), estimate_minutes=minutes, staffed=1)
    hand.hear(heard(state))
    return hand


@pytest.mark.parametrize(("minutes", "asks"), [(44, False), (45, True), (None, False)])
def test_long_to_wait_is_told_before_there_is_a_number(hand: Hand, minutes: int | None, asks: bool) -> None:
    effects = crowded(hand, minutes).tap(p.Begin(), p.ChooseField("ho-tich"), p.ChooseService("sao-y"))
    assert effects == ([] if asks else [Ask(COMMAND, IssueTicket(service="sao-y"))])
    assert isinstance(hand.kiosk.page, p.Stay if asks else p.Asking)


def test_who_wants_to_wait_has_the_number_and_who_does_not_is_home_without_one(hand: Hand, english_too: Words) -> None:
    crowded(hand, 200).tap(p.Begin(), p.ChooseField("ho-tich"), p.ChooseService("sao-y"))
    seen: MessageView = shown(hand, english_too)
    assert seen.title == "Quý vị có muốn chờ không?"
    assert seen.lines == ("Phía trước: 30 người", "Ước tính chờ: khoảng 2,5–3,5 giờ", "Sao y")
    assert (seen.tap, seen.second) == (p.Wait(), ("Về trang đầu", m.GoHome()))
    assert hand.tap(p.Wait()) == [Ask(COMMAND, IssueTicket(service="sao-y"))]


def test_who_goes_home_instead_has_asked_for_nothing(hand: Hand) -> None:
    crowded(hand, 200).tap(p.Begin(), p.ChooseField("ho-tich"), p.ChooseService("sao-y"))
    assert hand.tap(m.GoHome()) == []
    assert (hand.kiosk.page, hand.done) == (Home(), [])


def test_the_priority_is_kept_over_the_question(hand: Hand) -> None:
    crowded(hand, 200, "khai-sinh").tap(p.Begin(), p.ChooseField("ho-tich"), p.ChooseService("khai-sinh"))
    hand.tap(p.ChoosePriority("cao-tuoi"))
    assert hand.tap(p.Wait()) == [Ask(COMMAND, IssueTicket(service="khai-sinh", priority="cao-tuoi"))]


def test_an_estimate_of_a_hub_that_is_away_is_not_held_against_anybody() -> None:
    plan = make_hall()
    services = [replace(s, reserve={"kiosk-1": (90, 94)}) if s.id == "sao-y" else s for s in plan.services]
    hand = crowded(Hand(make_kiosk(replace(plan, services=services))), 200)
    hand.hear(HubQuiet(1))
    hand.tap(p.Begin(), p.ChooseField("ho-tich"), p.ChooseService("sao-y"))
    assert isinstance(hand.kiosk.page, p.Asking | Home)
    assert not isinstance(hand.kiosk.page, p.Stay)


# --- how a service stands ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waiting", "staffed", "said"),
    [
        (0, 1, "0 người đang chờ"),
        (3, 2, "3 người đang chờ"),
        (3, 0, "Chưa mở quầy · 3 người"),
        (0, 0, "Chưa mở quầy"),
    ],
)
def test_a_service_says_how_many_wait_and_that_nobody_serves_it(
    hand: Hand, english_too: Words, waiting: int, staffed: int, said: str
) -> None:
    hand.hear(heard(replace(service_state("sao-y", waiting), staffed=staffed)))
    tile = service_tile(hand.kiosk, "sao-y", "Sao y", english_too.into("vi"), hand.now)
    assert (tile.detail, tile.tap) == (said, p.ChooseService("sao-y")), "one may wait for a counter to open"


@pytest.mark.parametrize(
    ("issuing", "said"),
    [
        ("hall-closed", "Ngoài giờ làm việc"),
        ("too-late", "Đã qua giờ nhận số"),
        ("numbers-spent", "Đã phát hết số hôm nay"),
        ("daily-cap", "Đã đủ số lượt nhận trong ngày"),
        ("service-stopped", "Tạm ngừng nhận số"),
    ],
)
def test_a_service_that_gives_no_numbers_says_why(hand: Hand, english_too: Words, issuing: str, said: str) -> None:
    hand.hear(heard(service_state("sao-y", 9, issuing)))
    tile = service_tile(hand.kiosk, "sao-y", "Sao y", english_too.into("vi"), hand.now)
    assert (tile.detail, tile.detail_icon, tile.tap) == (said, "warning", None)


def test_a_stopped_service_says_why_on_its_tile(hand: Hand, english_too: Words) -> None:
    hand.hear(heard(service_state("sao-y", 9, "service-stopped", "Mất kết nối")))
    tile = service_tile(hand.kiosk, "sao-y", "Sao y", english_too.into("vi"), hand.now)
    assert (tile.detail, tile.tap) == ("Tạm ngừng nhận số: Mất kết nối", None)
    hand.hear(heard(service_state("sao-y", 9, "open", "")))
    tile = service_tile(hand.kiosk, "sao-y", "Sao y", english_too.into("vi"), hand.now)
    assert (tile.detail, tile.tap) == ("Chưa mở quầy · 9 người", p.ChooseService("sao-y"))


# --- an appointment ------------------------------------------------------------------------------------------------


def test_a_ticket_of_an_appointment_says_its_hour_in_place_of_an_estimate(hand: Hand, english_too: Words) -> None:
    receipt = replace(ticket(), appointment=NINE_IN_THE_MORNING + 30 * 60_000)
    hand.kiosk = replace(hand.kiosk, page=p.Issued(receipt, "printed"))
    seen: TicketView = shown(hand, english_too)
    assert [(fact.label, fact.text) for fact in seen.facts][:2] == [("Giờ hẹn", "09:30"), ("Phía trước", "7 người")]
    assert "Ước tính chờ" not in [fact.label for fact in seen.facts]
