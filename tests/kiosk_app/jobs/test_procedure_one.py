"""One procedure: its pages, what is taken along, and the catalogue that it comes from."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.contract.edition import PROCEDURES
from hall_core.contract.messages import CatalogueHead
from hall_core.contract.questions import Answer, CannotTell, Part
from hall_core.mqtt.heard import StateHeard, Told, Unanswered
from kiosk_app.jobs.procedures import pages as p
from kiosk_app.jobs.tickets.pages import Asking, ChooseService
from kiosk_app.kiosk import Home, Page
from kiosk_app.messages import GoBack, ProblemSeen, Scanned, Speak, TurnTo
from tests.kiosk_app.conftest import Hand
from tests.kiosk_app.jobs.procedure_of import BIRTH, opened, procedure_page

# --- One procedure ----------------------------------------------------------------------------------------------


def test_a_procedure_of_one_case_shows_its_papers_at_once(reading: Hand) -> None:
    assert (procedure_page(reading).part, procedure_page(reading).case) == ("papers", 0)


def test_another_heading_begins_at_its_first_page(reading: Hand) -> None:
    reading.tap(TurnTo(2), p.ChoosePart("steps"))
    assert (procedure_page(reading).part, procedure_page(reading).page) == ("steps", 0)


def test_back_leaves_the_procedure_whatever_page_of_it_is_shown(reading: Hand) -> None:
    reading.tap(TurnTo(1), GoBack())
    assert isinstance(reading.kiosk.page, p.Search)


def test_in_another_language_the_pages_begin_anew(reading: Hand) -> None:
    reading.tap(TurnTo(2), Speak("en"))
    assert (procedure_page(reading).page, reading.kiosk.language) == (0, "en")


def test_of_several_cases_none_is_taken_for_granted(searching: Hand) -> None:
    searching.hear(p.Here(opened(2)))
    assert procedure_page(searching).case is None


def test_a_chosen_case_leads_back_to_its_papers(searching: Hand) -> None:
    searching.hear(p.Here(opened(2)))
    searching.tap(p.ChoosePart("basis"), p.AskCase(), p.ChooseCase(1))
    assert (procedure_page(searching).case, procedure_page(searching).part) == (1, "papers")
    searching.tap(GoBack())
    assert isinstance(searching.kiosk.page, p.Search)


def test_a_code_held_to_the_scanner_at_home_opens_its_procedure(hand: Hand) -> None:
    assert hand.hear(Scanned("1.001193.000.00.00.H35")) == [p.Open("1.001193.000.00.00.H35")]
    hand.hear(p.Here(opened()))
    assert procedure_page(hand).procedure.code == BIRTH.code
    hand.tap(GoBack())
    assert isinstance(hand.kiosk.page, Home)


def test_a_code_that_the_catalogue_does_not_have_is_answered_kindly(hand: Hand) -> None:
    hand.hear(p.Here(None))
    assert hand.kiosk.page == p.NotThere()


def test_a_number_can_be_taken_from_the_procedure(reading: Hand) -> None:
    reading.tap(ChooseService("sao-y"))
    assert isinstance(reading.kiosk.page, Asking)


def test_on_a_small_panel_a_heading_is_chosen_on_a_page_of_its_own(reading: Hand) -> None:
    reading.tap(p.AskPart(), p.ChoosePart("where"))
    assert procedure_page(reading).part == "where"


# --- Taking it along --------------------------------------------------------------------------------------------


def put(hand: Hand) -> p.PutOnPaper:
    (effect,) = [effect for effect in hand.done if isinstance(effect, p.PutOnPaper)]
    return effect


def test_a_list_is_printed_once_however_often_it_is_asked_for_meanwhile(reading: Hand) -> None:
    reading.tap(p.PrintPapers(), p.PrintPapers())
    assert put(reading).case == 0
    assert procedure_page(reading).paper == "printing"


@pytest.mark.parametrize(("trouble", "paper"), [(None, "printed"), ("paper-out", "failed")])
def test_what_became_of_the_list_is_said(reading: Hand, trouble: str | None, paper: str) -> None:
    reading.tap(p.PrintPapers())
    reading.hear(p.PapersPut(put(reading).slip, trouble))
    assert procedure_page(reading).paper == paper


def test_after_a_failure_it_can_be_tried_again(reading: Hand) -> None:
    reading.tap(p.PrintPapers())
    reading.hear(p.PapersPut(put(reading).slip, "paper-out"))
    assert len(reading.tap(p.PrintPapers())) == 1


def test_the_list_of_somebody_who_has_left_says_nothing_to_the_next(reading: Hand) -> None:
    reading.tap(p.PrintPapers())
    slip = put(reading).slip
    reading.tap(GoBack())
    reading.hear(p.Here(opened()))
    reading.hear(p.PapersPut(slip, "paper-out"))
    assert procedure_page(reading).paper == ""


def test_who_looks_at_the_code_meanwhile_finds_it_printed_when_back(reading: Hand) -> None:
    reading.tap(p.PrintPapers(), p.TakePhone())
    reading.hear(p.PapersPut(put(reading).slip, None))
    reading.tap(GoBack())
    assert procedure_page(reading).paper == "printed"


@pytest.mark.parametrize("problem", ["paper-out", "printer-cover", "printer-missing", "printer-offline"])
def test_nothing_is_sent_to_a_printer_that_cannot_print(reading: Hand, problem: str) -> None:
    reading.hear(ProblemSeen(problem, True))  # pyright: ignore[reportArgumentType]
    assert reading.tap(p.PrintPapers()) == []


@pytest.mark.parametrize(("tap", "page"), [(p.PrintPapers(), p.OneProcedure), (p.TakePhone(), p.Phone)])
def test_what_is_taken_along_asks_for_the_case_first_and_goes_on_by_itself(
    searching: Hand, tap: p.PrintPapers | p.TakePhone, page: type[Page]
) -> None:
    searching.hear(p.Here(opened(2)))
    searching.tap(tap)
    assert isinstance(searching.kiosk.page, p.Cases)
    effects = searching.tap(p.ChooseCase(1))
    assert isinstance(searching.kiosk.page, page)
    assert [effect.case for effect in effects if isinstance(effect, p.PutOnPaper)] == [1] * len(effects)
    assert len(effects) == isinstance(tap, p.PrintPapers)


def test_another_case_has_a_list_of_its_own(searching: Hand) -> None:
    searching.hear(p.Here(opened(2)))
    searching.tap(p.PrintPapers(), p.ChooseCase(0))
    searching.hear(p.PapersPut(put(searching).slip, None))
    searching.tap(p.AskCase(), p.ChooseCase(1))
    assert procedure_page(searching).paper == ""


def test_on_a_small_panel_what_is_taken_along_leads_back_to_the_procedure(reading: Hand) -> None:
    reading.tap(p.AskOffer(), p.PrintPapers())
    assert procedure_page(reading).paper == "printing"


# --- The catalogue itself ---------------------------------------------------------------------------------------

HEAD = StateHeard(CatalogueHead(epoch=1, version=1, digest="a" * 64), 0, True, PROCEDURES)
LOST = Unanswered("018f0000-0000-7000-8000-0000000000bb")


def test_what_may_be_about_the_catalogue_goes_to_its_keeper(hand: Hand) -> None:
    part = Part(catalogue=PROCEDURES, digest="a" * 64, index=0, count=1, data="")
    told = Told(Answer(to=LOST.command, body=part))
    assert [hand.hear(heard) for heard in (HEAD, told, LOST)] == [[p.Keep(heard)] for heard in (HEAD, told, LOST)]


def test_a_box_that_hears_of_no_catalogue_keeps_none(hand: Hand) -> None:
    refused = Told(Answer(to=LOST.command, body=CannotTell(reason="malformed")))
    assert hand.hear(LOST) == hand.hear(refused) == []


def test_heads_of_other_catalogues_are_not_ours(hand: Hand) -> None:
    assert p.Keep(replace(HEAD, name="notices")) not in hand.hear(replace(HEAD, name="notices"))
