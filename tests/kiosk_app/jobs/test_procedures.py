"""Looking a procedure up, decided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.contract.edition import PROCEDURES
from hall_core.contract.messages import CatalogueHead
from hall_core.contract.questions import Answer, CannotTell, Part
from hall_core.domain.procedure import Case, Procedure, Text, Title
from hall_core.mqtt.heard import StateHeard, Told, Unanswered
from kiosk_app.catalogue.found import Shelf
from kiosk_app.jobs.procedures import pages as p
from kiosk_app.jobs.tickets.pages import Asking, ChooseService
from kiosk_app.kiosk import IDLE, LEAVE, Home, Page
from kiosk_app.messages import GoBack, Key, ProblemSeen, Scanned, Speak, TurnTo, Woke
from tests.kiosk_app.conftest import Hand, make_kiosk

BIRTH = Procedure(code="1.001193", name=Title("Thủ tục đăng ký khai sinh"), agency="ubnd", field="ho-tich")
CASES = [Case(Text("Lần đầu"), []), Case(Text("Làm lại"), [])]
SHELF, OTHER = Shelf("ho-tich", Title("Hộ tịch"), 12), Shelf("cu-tru", Title("Cư trú"), 3)
AROUND = p.Around(total=15, agencies=(Shelf("ubnd", Title("Ủy ban"), 12), Shelf("cong-an", Title("Công an"), 3)))


def found(text: str, total: int = 1, first: int = 0) -> p.Found:
    hit = p.Hit(BIRTH.code, BIRTH.name, None, None, "")
    return p.Found(text, first, (hit,), total, guess=False, as_of="2026-11-20")


def opened(cases: int = 1) -> p.Opened:
    return p.Opened(replace(BIRTH, cases=CASES[:cases]), Title("Hộ tịch"), Title("Ủy ban"), "2026-11-20")


@pytest.fixture
def searching(hand: Hand) -> Hand:
    hand.tap(p.LookUp())
    hand.hear(AROUND)
    return hand


@pytest.fixture
def reading(searching: Hand) -> Hand:
    """One procedure of one case, found by typing."""
    typing(searching, "khai")
    searching.tap(p.ChooseProcedure(BIRTH.code))
    searching.hear(p.Here(opened()))
    return searching


def typing(hand: Hand, keys: str) -> None:
    for key in keys:
        for effect in hand.hear(Key("space" if key == " " else key)):
            assert isinstance(effect, p.Find)
            hand.hear(found(effect.text))


def search_page(hand: Hand) -> p.Search:
    assert isinstance(hand.kiosk.page, p.Search)
    return hand.kiosk.page


def procedure_page(hand: Hand) -> p.OneProcedure:
    assert isinstance(hand.kiosk.page, p.OneProcedure)
    return hand.kiosk.page


# --- Searching --------------------------------------------------------------------------------------------------


def test_the_look_up_opens_without_a_line_for_the_catalogue_is_here(searching: Hand) -> None:
    lonely = Hand(make_kiosk())
    assert lonely.tap(p.LookUp()) == [p.LookAround()]


def test_before_the_devices_are_there_nothing_can_be_looked_up() -> None:
    early = Hand(make_kiosk(), connected=False)
    assert early.tap(p.LookUp()) == []
    assert early.kiosk.page == Home()


def test_every_key_searches_for_what_stands_in_the_field_then(searching: Hand) -> None:
    typing(searching, "khai sinh")
    finds = [effect for effect in searching.done if isinstance(effect, p.Find)]
    assert [find.text for find in finds] == [
        *("k", "kh", "kha", "khai", "khai ", "khai s", "khai si", "khai sin", "khai sinh"),
    ]
    assert search_page(searching).found == found("khai sinh")


def test_two_quick_keys_are_two_letters(searching: Hand) -> None:
    searching.hear(Key("k"))
    searching.hear(Key("h"))
    assert search_page(searching).typed.text == "kh"


def test_keys_type_telex_until_another_method_is_asked_for(searching: Hand) -> None:
    typing(searching, "ddaats ")
    searching.hear(p.NextMethod())
    typing(searching, "d9a6t1")
    assert search_page(searching).typed.text == "đất đất"


def test_the_method_goes_round(searching: Hand) -> None:
    methods = [search_page(searching).typed.method]
    for _ in range(3):
        searching.hear(p.NextMethod())
        methods.append(search_page(searching).typed.method)
    assert methods == ["telex", "vni", "plain", "telex"]


@pytest.mark.parametrize("key", ["backspace", "clear"])
def test_an_emptied_field_shows_ready_words_again_and_searches_nothing(searching: Hand, key: str) -> None:
    typing(searching, "k")
    assert searching.hear(Key(key)) == []
    assert search_page(searching).found is None


def test_a_key_that_changes_nothing_searches_nothing(searching: Hand) -> None:
    assert searching.hear(Key("backspace")) == []


def test_spaces_alone_are_no_query(searching: Hand) -> None:
    assert searching.hear(Key("space")) == []


def test_a_new_key_begins_at_the_first_row(searching: Hand) -> None:
    typing(searching, "kha")
    assert searching.tap(p.ShowFrom(6)) == [p.Find("kha", 6)]
    searching.hear(found("kha", 40, 6))
    assert searching.hear(Key("i")) == [p.Find("khai", 0)]
    assert search_page(searching).first == 0


def test_ready_words_take_the_place_of_what_was_typed(searching: Hand) -> None:
    typing(searching, "x")
    assert searching.tap(p.TakeWords("sổ đỏ")) == [p.Find("sổ đỏ")]
    assert search_page(searching).typed.text == "sổ đỏ"


def test_after_ready_words_one_can_type_on(searching: Hand) -> None:
    searching.tap(p.TakeWords("sổ đỏ"))
    assert searching.hear(Key("space")) == [p.Find("sổ đỏ ")]


def test_back_from_a_procedure_leads_to_what_was_typed_and_found(reading: Hand) -> None:
    reading.tap(GoBack())
    assert search_page(reading).typed.text == "khai"
    assert search_page(reading).found == found("khai")


def test_nothing_typed_is_left_for_the_next_person(reading: Hand) -> None:
    reading.wait(IDLE)
    reading.hear(Woke())
    reading.wait(LEAVE)
    reading.hear(Woke())
    assert (reading.kiosk.page, reading.kiosk.trail) == (Home(), ())


def test_a_catalogue_that_comes_while_the_page_says_there_is_none_is_shown(hand: Hand) -> None:
    hand.tap(p.LookUp())
    hand.hear(p.Around())
    assert hand.hear(p.Renewed()) == [p.LookAround()]


def test_a_newer_edition_leaves_the_rows_that_are_read_alone(searching: Hand) -> None:
    typing(searching, "khai")
    before = searching.kiosk.page
    assert searching.hear(p.Renewed()) == []
    assert searching.kiosk.page == before


@given(st.lists(st.sampled_from([*"aeouwsdfnkh19", "space", "backspace", "clear", "tone-acute"]), max_size=80))
def test_whatever_is_struck_the_last_search_is_for_what_stands_there(keys: list[str]) -> None:
    hand = Hand(make_kiosk())
    hand.tap(p.LookUp())
    last = ""
    for key in keys:
        for effect in hand.hear(Key(key)):
            assert isinstance(effect, p.Find)
            last = effect.text
            hand.hear(found(effect.text))
    text = search_page(hand).typed.text
    assert len(text) <= p.LONGEST_QUERY
    assert search_page(hand).found == (found(text) if text.strip() else None)
    assert not text.strip() or last == text


# --- Browsing ---------------------------------------------------------------------------------------------------


def test_one_browses_by_agency_then_field_then_name(searching: Hand) -> None:
    searching.tap(p.Browse())
    assert searching.kiosk.page == p.Agencies(AROUND.agencies)
    assert searching.tap(p.ChooseAgency("ubnd")) == [p.ListFields("ubnd")]
    searching.hear(p.Shelved("ubnd", (SHELF, OTHER)))
    assert searching.tap(p.ChooseField(OTHER)) == [p.Find("", 0, "ubnd", "cu-tru")]
    searching.hear(found("", 3))
    assert searching.kiosk.page == p.Listed("ubnd", OTHER, found=found("", 3))


def test_an_agency_of_one_field_is_not_asked_about(searching: Hand) -> None:
    searching.tap(p.Browse(), p.ChooseAgency("ubnd"))
    assert searching.hear(p.Shelved("ubnd", (SHELF,))) == [p.Find("", 0, "ubnd", "ho-tich")]
    searching.tap(GoBack())
    assert isinstance(searching.kiosk.page, p.Agencies)


def test_a_single_agency_is_not_asked_for(hand: Hand) -> None:
    hand.tap(p.LookUp())
    hand.hear(replace(AROUND, agencies=AROUND.agencies[:1]))
    assert hand.tap(p.Browse()) == [p.ListFields("ubnd")]


def test_a_long_list_is_turned_by_the_rows_that_have_room(searching: Hand) -> None:
    searching.tap(p.Browse(), p.ChooseAgency("ubnd"))
    searching.hear(p.Shelved("ubnd", (SHELF,)))
    assert searching.tap(p.ShowFrom(8)) == [p.Find("", 8, "ubnd", "ho-tich")]


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
