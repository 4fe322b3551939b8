"""What stands on each page, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain.plan import Plan
from hall_core.domain.refusal import Refusal
from hall_core.mqtt.heard import LinkDown
from hall_core.ui.translate import Words
from kiosk_app import messages as m
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.jobs.tickets.pages import Fields, Issued, Priority, Refused, Services
from kiosk_app.kiosk import IDLE, Now
from kiosk_app.view import view
from kiosk_app.views import ChooseView, HomeView, MessageView, TicketView, View
from tests.kiosk_app.conftest import COMMAND, Hand, hall_state, heard, issued, make_kiosk, service_state, ticket


def shown(hand: Hand, words: Words) -> View:
    return view(hand.kiosk, words.into(hand.kiosk.language), hand.now)


def home(hand: Hand, words: Words) -> HomeView:
    seen = shown(hand, words)
    assert isinstance(seen, HomeView)
    return seen


def choose(hand: Hand, words: Words) -> ChooseView:
    seen = shown(hand, words)
    assert isinstance(seen, ChooseView)
    return seen


def number(hand: Hand, words: Words) -> TicketView:
    seen = shown(hand, words)
    assert isinstance(seen, TicketView)
    return seen


def message(hand: Hand, words: Words) -> MessageView:
    seen = shown(hand, words)
    assert isinstance(seen, MessageView)
    return seen


def test_home_says_whose_hall_it_is_how_many_wait_and_offers_a_number(hand: Hand, english_too: Words) -> None:
    hand.hear(heard(service_state("sao-y", 3)))
    seen = home(hand, english_too)
    assert (seen.header.hall, seen.header.clock, seen.header.language) == ("Trung tâm Thử", "09:00", "English")
    assert [(fact.label, fact.text) for fact in seen.facts] == [
        ("Đang chờ", "5 người"),
        ("Giờ làm việc hôm nay", "00:00–24:00"),
        ("Đường dây nóng", "1900 0000"),
    ]
    assert (seen.jobs[0].title, seen.jobs[0].tap) == ("Lấy số thứ tự", p.Begin())
    assert seen.notice == ""


def test_home_in_english_offers_vietnamese_under_its_own_name(hand: Hand, english_too: Words) -> None:
    hand.tap(m.Speak("en"))
    seen = home(hand, english_too)
    assert (seen.header.hall, seen.header.language, seen.header.speak) == ("Test Centre", "Tiếng Việt", m.Speak("vi"))
    assert seen.facts[0].text == "2 people"
    assert seen.jobs[0].title == "Take a number"


def test_a_clock_that_cannot_be_trusted_is_not_shown_nor_is_what_follows_from_it(
    hand: Hand, english_too: Words
) -> None:
    now = Now(hand.mono, 0, False, COMMAND)
    seen = view(hand.kiosk, english_too.into("vi"), now)
    assert isinstance(seen, HomeView)
    assert seen.header.clock == ""
    assert [fact.label for fact in seen.facts] == ["Đang chờ", "Đường dây nóng"]


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        ("paper-out", "Máy in hết giấy."),
        ("printer-cover", "Nắp máy in đang mở."),
        ("printer-missing", "Ki-ốt này không in được phiếu."),
        ("printer-offline", "Ki-ốt này không in được phiếu."),
    ],
)
def test_a_printer_in_trouble_is_told_before_the_tap(hand: Hand, english_too: Words, problem: str, says: str) -> None:
    hand.hear(m.ProblemSeen(problem, True))  # pyright: ignore[reportArgumentType]
    notice = home(hand, english_too).notice
    assert notice == f"{says} Số sẽ hiện trên màn hình, mời ghi nhớ hoặc chụp mã QR."
    hand.hear(m.ProblemSeen(problem, False))  # pyright: ignore[reportArgumentType]
    assert home(hand, english_too).notice == ""


def test_paper_that_runs_low_is_no_trouble_of_the_citizen(hand: Hand, english_too: Words) -> None:
    hand.hear(m.ProblemSeen("paper-low", True))
    assert home(hand, english_too).notice == ""


def test_fields_stand_by_agency_which_is_named_and_empty_ones_are_left_out(hand: Hand, english_too: Words) -> None:
    hand.tap(p.Begin())
    seen = choose(hand, english_too)
    assert [(tile.title, tile.detail, tile.tap) for tile in seen.tiles] == [
        ("Hộ tịch", "Sở Tư pháp", p.ChooseField("ho-tich")),
        ("Đất đai", "Sở Môi trường", p.ChooseField("dat-dai")),
    ]
    assert (seen.page, seen.next) == ("", None)


def test_a_hall_of_one_agency_does_not_repeat_it(hall: Plan, english_too: Words) -> None:
    hand = Hand(make_kiosk(replace(hall, agencies=hall.agencies[:1])))
    hand.kiosk = replace(hand.kiosk, connected=True, link=True, hall=hall_state(), page=Fields())
    assert [(tile.title, tile.detail) for tile in choose(hand, english_too).tiles] == [("Hộ tịch", "")]


def test_services_say_how_many_wait_or_why_there_are_no_numbers(hand: Hand, english_too: Words) -> None:
    hand.tap(p.Begin(), p.ChooseField("ho-tich"))
    assert [(tile.title, tile.detail, tile.tap) for tile in choose(hand, english_too).tiles] == [
        ("Khai sinh", "Chưa mở quầy · 2 người", p.ChooseService("khai-sinh")),
        ("Sao y", "", p.ChooseService("sao-y")),
    ]
    hand.hear(heard(service_state("sao-y", 9, "daily-cap")))
    tile = choose(hand, english_too).tiles[1]
    assert (tile.detail, tile.detail_icon, tile.tap) == ("Đã đủ số lượt nhận trong ngày", "warning", None)


def test_many_tiles_are_paged(hand: Hand, english_too: Words) -> None:
    hand.tap(p.Begin(), p.ChooseField("dat-dai"))
    first = choose(hand, english_too)
    assert (len(first.tiles), first.page, first.next) == (8, "Trang 1/2", ("Sau", m.TurnTo(1)))
    hand.tap(m.TurnTo(1))
    second = choose(hand, english_too)
    assert (len(second.tiles), second.page, second.next) == (2, "Trang 2/2", None)
    seen = {tile.title for tile in (*first.tiles, *second.tiles)}
    assert len(seen) == 10


def test_a_page_beyond_the_last_shows_the_last(hand: Hand, english_too: Words) -> None:
    hand.tap(p.Begin(), p.ChooseField("dat-dai"), m.TurnTo(7))
    assert choose(hand, english_too).page == "Trang 2/2"


def test_priority_asks_for_none_first_and_then_the_groups_of_the_service(hand: Hand, english_too: Words) -> None:
    hand.kiosk = replace(hand.kiosk, page=Priority("khai-sinh"))
    assert [(tile.title, tile.tap) for tile in choose(hand, english_too).tiles] == [
        ("Không thuộc nhóm ưu tiên", p.ChoosePriority(None)),
        ("Người cao tuổi", p.ChoosePriority("cao-tuoi")),
    ]


def test_the_ticket_says_number_people_estimate_and_where_to_wait(hand: Hand, english_too: Words) -> None:
    hand.kiosk = replace(hand.kiosk, page=Issued(ticket(priority="cao-tuoi"), "printing"))
    seen = number(hand, english_too)
    assert (seen.number, seen.service, seen.priority) == ("A012", "Khai sinh", "Ưu tiên: Người cao tuổi")
    assert [(fact.label, fact.text) for fact in seen.facts] == [
        ("Phía trước", "7 người"),
        ("Ước tính chờ", "khoảng 20–25 phút"),
        ("Nơi phục vụ", "Quầy 1–3"),
        ("Khu vực chờ", "Sảnh"),
    ]
    assert (seen.status, seen.mood) == ("Đang in phiếu…", "wait")
    assert seen.header.language == "", "the language of a ticket is what it was taken in"
    assert COMMAND.upper() in seen.qr


@pytest.mark.parametrize(
    ("ahead", "minutes", "people", "wait"),
    [(0, None, "Không có ai", "Chưa rõ"), (1, 0, "1 người", "Được mời ngay")],
)
def test_nobody_ahead_and_no_estimate_are_said(
    hand: Hand, english_too: Words, ahead: int, minutes: int | None, people: str, wait: str
) -> None:
    receipt = replace(ticket(), ahead=ahead, estimate_minutes=minutes)
    hand.kiosk = replace(hand.kiosk, page=Issued(receipt, "printed"))
    assert [fact.text for fact in number(hand, english_too).facts[:2]] == [people, wait]


@pytest.mark.parametrize(
    ("paper", "mood", "status"),
    [
        ("printed", "good", "Đã in xong. Mời quý vị lấy phiếu."),
        ("failed", "trouble", "Không in được phiếu. Số vẫn dùng được: mời ghi nhớ hoặc chụp mã QR."),
    ],
)
def test_what_became_of_the_paper_is_said(hand: Hand, english_too: Words, paper: str, mood: str, status: str) -> None:
    hand.kiosk = replace(hand.kiosk, page=Issued(ticket(), paper))  # pyright: ignore[reportArgumentType]
    seen = number(hand, english_too)
    assert (seen.mood, seen.status) == (mood, status)


def test_while_the_hub_is_asked_nothing_can_be_tapped(hand: Hand, english_too: Words) -> None:
    hand.ask()
    seen = message(hand, english_too)
    assert (seen.title, seen.button, seen.tap, seen.header.speak) == ("Đang lấy số…", "", None, None)


def test_no_link_is_said_in_place_of_any_question_and_who_to_ask(hand: Hand, english_too: Words) -> None:
    hand.tap(p.Begin())
    hand.hear(LinkDown())
    seen = message(hand, english_too)
    assert seen.title == "Ki-ốt tạm thời chưa lấy được số"
    assert "Nếu cần giúp đỡ, mời hỏi nhân viên hướng dẫn." in seen.lines
    assert "Đường dây nóng: 1900 0000" in seen.lines
    assert seen.tap == m.GoHome()
    hand.tap(m.GoHome())
    seen = home(hand, english_too)
    assert seen.jobs[0].tap is None, "what cannot be had is not offered"
    assert seen.notice.startswith("Ki-ốt tạm thời chưa lấy được số.")


def test_a_refusal_goes_home_on_a_tap_and_is_worded(hand: Hand, english_too: Words) -> None:
    hand.kiosk = replace(hand.kiosk, page=Refused(Refusal("daily-cap", "60")))
    seen = message(hand, english_too)
    assert seen.title == "Dịch vụ này đã đủ số lượt nhận trong ngày"
    assert seen.lines[0] == "Mỗi ngày nhận tối đa 60 lượt."
    assert seen.tap == m.GoHome()


def test_the_question_whether_somebody_is_there_counts_down(hand: Hand, english_too: Words) -> None:
    hand.tap(m.Speak("en"), p.Begin())
    hand.wait(IDLE)
    hand.hear(m.Woke())
    assert message(hand, english_too).lines == ("This screen starts over in 20 seconds.",)
    hand.wait(18_500)
    assert message(hand, english_too).lines == ("This screen starts over in 2 seconds.",)
    hand.wait(1_000)
    seen = message(hand, english_too)
    assert seen.lines == ("This screen starts over in 1 second.",)
    assert seen.tap == m.StillHere()


def test_nothing_on_an_english_page_is_vietnamese(hand: Hand, english_too: Words) -> None:
    """Sentences, that is: the button that leads back to Vietnamese says so in Vietnamese."""
    hand.tap(m.Speak("en"))
    pages = [Fields(), Services("ho-tich"), Priority("khai-sinh"), Issued(ticket(priority="cao-tuoi"), "failed")]
    marks = set("ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ")
    for page in pages:
        hand.kiosk = replace(hand.kiosk, page=page)
        seen: Any = shown(hand, english_too)
        seen = replace(seen, header=replace(seen.header, language=""))
        text = repr(seen).replace("Sảnh", "").replace("Khai sinh", "").replace("Sao y", "")
        assert not set(text.lower()) & marks, text


def test_an_answer_shows_at_once(hand: Hand, english_too: Words) -> None:
    hand.ask()
    hand.hear(issued("sao-y"))
    assert number(hand, english_too).number == "A012"
