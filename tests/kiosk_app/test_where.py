"""Where a service is served, and the ticket as it goes on paper."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.domain.plan import Counter, Plan
from hall_core.domain.runs import runs
from hall_core.domain.ticket_link import ticket_in
from hall_core.ui.translate import Words
from kiosk_app.jobs.tickets.pages import Issued
from kiosk_app.view import view
from kiosk_app.views import TicketView
from kiosk_app.where import counters_text, face, qr_text, zones_text
from tests.kiosk_app.conftest import COMMAND, Hand, ticket


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ([], ""),
        ([3], "3"),
        ([1, 2], "1, 2"),
        ([1, 2, 3], "1–3"),
        ([1, 2, 4, 5, 6, 9], "1, 2, 4–6, 9"),
    ],
)
def test_numbers_in_a_row_are_drawn_together(numbers: list[int], text: str) -> None:
    assert runs(numbers) == text


def test_counters_are_named_in_the_order_of_their_numbers(hall: Plan, english_too: Words) -> None:
    hall = replace(
        hall,
        counters=[
            Counter(id="b", number=7, zone="sanh", serves={"sao-y": 0}),
            Counter(id="a", number=2, zone="sanh", serves={"sao-y": 0}),
            Counter(id="c", number=3, zone="sanh", serves={"khai-sinh": 0}),
        ],
    )
    assert counters_text(hall, "sao-y", english_too.into("vi")) == "Quầy 2, 7"
    assert counters_text(hall, "sao-y", english_too.into("en")) == "Counters 2, 7"
    assert counters_text(hall, "khai-sinh", english_too.into("en")) == "Counter 3"
    assert counters_text(hall, "nothing", english_too.into("vi")) == ""
    assert zones_text(hall, "sao-y", "vi") == "Sảnh"
    assert zones_text(hall, "nothing", "vi") == ""


def test_the_paper_says_what_the_screen_says(hall: Plan, english_too: Words) -> None:
    paper = face(hall, ticket(priority="cao-tuoi"), english_too.into("en"), timed=True)
    assert (paper.hall, paper.address, paper.hotline) == ("Test Centre", "Số 1", "1900 0000")
    assert (paper.number, paper.service, paper.priority) == ("A012", "Khai sinh", "Elderly people")
    assert (paper.counters, paper.zone, paper.time) == ("Counters 1–3", "Sảnh", "09:00, 21/11/2026")
    assert (paper.ahead, paper.estimate_minutes, paper.language) == (7, 25, "en")


def test_a_time_that_cannot_be_trusted_is_left_out(hall: Plan, english_too: Words) -> None:
    paper = face(hall, ticket(), english_too.into("vi"), timed=False)
    assert (paper.time, paper.priority) == ("", None)


def test_the_code_names_hall_day_number_and_ticket_and_no_person(hall: Plan) -> None:
    text = qr_text(hall, ticket())
    assert text == f"MOTCUA:1:THU:20261121:A012:{COMMAND.upper()}"
    allowed = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    assert set(text) <= allowed, "letters that a QR code stores in half the room"


def test_where_there_are_pages_for_phones_paper_and_screen_bear_the_link_and_say_so(
    hand: Hand, hall: Plan, english_too: Words
) -> None:
    hall = replace(hall, hall=replace(hall.hall, phone_pages="https://xep-hang.example.gov.vn/p01"))
    paper = face(hall, ticket(), english_too.into("vi"), timed=True)
    assert ticket_in(paper.qr) == COMMAND
    assert paper.qr.startswith("https://xep-hang.example.gov.vn/p01/t/")
    assert paper.followed
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, plan=hall), page=Issued(ticket(), "failed"))
    seen = view(hand.kiosk, english_too.into("vi"), hand.now)
    assert isinstance(seen, TicketView)
    assert (seen.qr, seen.qr_hint) == (paper.qr, "Quét mã để xem còn bao nhiêu người phía trước")


def test_without_them_no_page_is_promised(hand: Hand, hall: Plan, english_too: Words) -> None:
    assert not face(hall, ticket(), english_too.into("vi"), timed=True).followed
    hand.kiosk = replace(hand.kiosk, page=Issued(ticket(), "failed"))
    seen = view(hand.kiosk, english_too.into("vi"), hand.now)
    assert isinstance(seen, TicketView)
    assert seen.qr_hint == "Chụp mã này để giữ số"
