"""What becomes of the paper, case by case: told truly, before the tap and after it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.contract.messages import Problem
from hall_core.domain.facts import PaperFailed, PaperPrinted
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.domain.plan_devices import Spare
from hall_core.ui.translate import Words
from kiosk_app import messages as m
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.jobs.tickets.words import printer_words
from kiosk_app.kiosk import Home, Kiosk
from kiosk_app.messages import Tell
from kiosk_app.view import view
from kiosk_app.views import TicketView
from tests.kiosk_app.conftest import COMMAND, Hand, issued, make_hall, make_kiosk, ticket

DESK = Name(vi="bàn hướng dẫn", en="the guidance desk")
MINE = ticket("sao-y")


def asked(hand: Hand) -> Hand:
    hand.ask()
    hand.hear(issued("sao-y"))
    hand.done.clear()
    return hand


def shown(hand: Hand, words: Words) -> TicketView:
    seen = view(hand.kiosk, words.into(hand.kiosk.language), hand.now)
    assert isinstance(seen, TicketView)
    return seen


# --- a reprint -----------------------------------------------------------------------------------------------------


def test_only_what_did_not_come_out_can_be_printed_again(hand: Hand, english_too: Words) -> None:
    asked(hand)
    assert hand.tap(p.PrintAgain()) == []
    hand.hear(p.Paper(COMMAND, None))
    assert shown(hand, english_too).again is None
    assert hand.tap(p.PrintAgain()) == []


def test_a_reprint_is_marked_and_told_as_one(hand: Hand, english_too: Words) -> None:
    asked(hand).hear(p.Paper(COMMAND, "paper-out"))
    assert shown(hand, english_too).again == ("In lại", p.PrintAgain())
    assert hand.tap(p.PrintAgain()) == [p.Print(MINE, "vi", True, again=True)]
    assert hand.kiosk.page == p.Issued(MINE, "printing")
    assert hand.hear(p.Paper(COMMAND, None, copy=True)) == [Tell(PaperPrinted(ticket=COMMAND, again=True))]


def test_a_second_tap_while_the_reprint_is_under_way_prints_nothing(hand: Hand) -> None:
    asked(hand).hear(p.Paper(COMMAND, "paper-out"))
    hand.tap(p.PrintAgain())
    assert hand.tap(p.PrintAgain()) == []


def test_the_paper_of_another_ticket_changes_nothing_on_the_screen(hand: Hand) -> None:
    asked(hand)
    before = hand.kiosk
    other = COMMAND.replace("a", "b")
    assert hand.hear(p.Paper(other, None)) == [Tell(PaperPrinted(ticket=other))]
    assert hand.kiosk == before


def test_a_number_without_paper_stays_longer(hand: Hand) -> None:
    asked(hand).hear(p.Paper(COMMAND, "paper-out"))
    hand.wait(p.READ_TROUBLE - 1)
    hand.hear(m.Woke())
    assert isinstance(hand.kiosk.page, p.Issued)
    hand.wait(1)
    hand.hear(m.Woke())
    assert hand.kiosk.page == Home()


# --- another printer -----------------------------------------------------------------------------------------------


def test_paper_that_came_out_elsewhere_is_said_where(hand: Hand, english_too: Words) -> None:
    asked(hand)
    assert hand.hear(p.Paper(COMMAND, None, DESK)) == [Tell(PaperPrinted(ticket=COMMAND))]
    assert shown(hand, english_too).status == "Phiếu đã in tại bàn hướng dẫn. Mời quý vị đến lấy."


def test_a_copy_made_there_because_half_of_the_first_may_come_out_is_told_as_one(hand: Hand) -> None:
    asked(hand)
    assert hand.hear(p.Paper(COMMAND, None, DESK, copy=True)) == [Tell(PaperPrinted(ticket=COMMAND, again=True))]


# --- known before the tap ------------------------------------------------------------------------------------------


def with_problems(*problems: Problem, plan: Plan | None = None) -> Kiosk:
    return replace(make_kiosk(plan), problems=frozenset(problems))


def with_spare() -> Plan:
    return replace(
        make_hall(),
        devices=[Device(id="kiosk-1", printer="file:paper.bin", spare=Spare(printer="tcp://desk:9100", at=DESK))],
    )


SCREEN = "Số sẽ hiện trên màn hình, mời ghi nhớ hoặc chụp mã QR."


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("paper-out", "Máy in hết giấy."),
        ("printer-cover", "Nắp máy in đang mở."),
        ("printer-missing", "Ki-ốt này không in được phiếu."),
        ("printer-offline", "Ki-ốt này không in được phiếu."),
        ("printer-cutter", "Ki-ốt này không in được phiếu."),
    ],
)
def test_a_printer_that_cannot_print_is_told_before_the_tap(english_too: Words, problem: Problem, said: str) -> None:
    assert printer_words(with_problems(problem), english_too.into("vi")) == f"{said} {SCREEN}"


@pytest.mark.parametrize("problem", ["paper-low", "spare-printer", "scanner-missing", "reserve-spent"])
def test_what_a_citizen_would_not_notice_is_not_told(english_too: Words, problem: Problem) -> None:
    assert printer_words(with_problems(problem), english_too.into("vi")) == ""


def test_a_well_spare_says_where_the_paper_will_come_out(english_too: Words) -> None:
    kiosk = with_problems("paper-out", plan=with_spare())
    assert printer_words(kiosk, english_too.into("vi")) == "Máy in hết giấy. Phiếu sẽ in tại bàn hướng dẫn."
    english = printer_words(kiosk, english_too.into("en"))
    assert english == "Printer out of paper. Your ticket will come out at the guidance desk."


def test_a_spare_in_trouble_itself_promises_nothing(english_too: Words) -> None:
    kiosk = with_problems("paper-out", "spare-printer", plan=with_spare())
    assert printer_words(kiosk, english_too.into("vi")) == f"Máy in hết giấy. {SCREEN}"


def test_a_kiosk_without_a_printer_has_no_use_for_a_spare(english_too: Words) -> None:
    kiosk = make_kiosk(with_spare(), printer=False)
    assert printer_words(kiosk, english_too.into("vi")) == f"Ki-ốt này không in được phiếu. {SCREEN}"


# --- cut off between the number and its paper ----------------------------------------------------------------------

STOPPED = Tell(PaperFailed(ticket=COMMAND, reason="the kiosk stopped"))


def test_who_still_stands_there_sees_the_number_again_and_may_have_it_printed_as_a_copy(hand: Hand) -> None:
    assert hand.hear(p.Unfinished(MINE, young=True)) == [STOPPED]
    assert hand.kiosk.page == p.Issued(MINE, "failed")
    assert hand.tap(p.PrintAgain()) == [p.Print(MINE, "vi", True, again=True)]
    assert hand.hear(p.Paper(COMMAND, None, copy=True)) == [Tell(PaperPrinted(ticket=COMMAND, again=True))]


def test_the_number_is_shown_again_in_the_language_in_which_it_was_taken(hand: Hand) -> None:
    hand.hear(p.Unfinished(MINE, young=True, language="en"))
    assert hand.kiosk.language == "en"
    hand.tap(m.GoHome())
    assert hand.kiosk.language == "vi"


def test_an_old_number_is_nobodys_who_stands_there_now(hand: Hand) -> None:
    assert hand.hear(p.Unfinished(MINE, young=False)) == [STOPPED]
    assert hand.kiosk.page == Home()


def test_a_number_from_before_does_not_push_away_what_somebody_is_doing(hand: Hand) -> None:
    hand.tap(p.Begin())
    assert hand.hear(p.Unfinished(MINE, young=True)) == [STOPPED]
    assert hand.kiosk.page == p.Fields()
