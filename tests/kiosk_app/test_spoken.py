"""What the voice says of a page, and for what it begins anew."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.ui.translate import Words
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.kiosk import Now
from kiosk_app.spoken import asked, keeps, news, spoken
from kiosk_app.view import view
from kiosk_app.views import MessageView
from tests.kiosk_app.conftest import Hand, heard, service_state, ticket

WORDS = Words()


def seen(hand: Hand, now: Now | None = None):
    return view(hand.kiosk, WORDS.into("vi"), now or hand.now)


def test_home_is_read_with_what_can_be_chosen_and_why_something_is_not_as_usual(hand: Hand) -> None:
    hand.kiosk = replace(hand.kiosk, problems=frozenset({"paper-out"}))
    text = spoken(seen(hand))
    assert text.startswith("Xin kính chào quý vị. Máy in hết giấy.")
    assert "Lấy số thứ tự." in text


def test_one_more_who_waits_is_no_news(hand: Hand) -> None:
    hand.tap(p.Begin(), p.ChooseField("ho-tich"))
    before, text = news(seen(hand)), spoken(seen(hand))
    hand.hear(heard(service_state("khai-sinh", 40)))
    assert news(seen(hand)) == before
    assert spoken(seen(hand)) != text


def test_a_service_that_gives_no_numbers_any_more_is_news(hand: Hand) -> None:
    hand.tap(p.Begin(), p.ChooseField("ho-tich"))
    before = news(seen(hand))
    hand.hear(heard(service_state("khai-sinh", 2, "numbers-spent")))
    assert news(seen(hand)) != before


def test_the_seconds_of_the_question_are_not_read(hand: Hand) -> None:
    hand.tap(p.Begin())
    hand.kiosk = replace(hand.kiosk, there=False, deadline=hand.mono + 17_000)
    question = seen(hand)
    assert isinstance(question, MessageView)
    assert not any(letter.isdigit() for letter in asked(question))


def test_a_number_without_its_paper_is_told_with_what_to_do_first(hand: Hand) -> None:
    hand.kiosk = replace(hand.kiosk, page=p.Issued(ticket(), "failed"))
    text = spoken(seen(hand))
    assert text.startswith("Không in được phiếu.")
    assert "Số của quý vị: A012." in text


def test_the_text_of_a_ticket_is_not_kept(hand: Hand) -> None:
    assert keeps(seen(hand))
    hand.kiosk = replace(hand.kiosk, page=p.Issued(ticket(), "printed"))
    assert not keeps(seen(hand))
