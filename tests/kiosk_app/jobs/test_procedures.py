"""Looking a procedure up, decided: words typed, and lists to browse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk_app.jobs.procedures import pages as p
from kiosk_app.kiosk import IDLE, LEAVE, Home
from kiosk_app.messages import GoBack, Key, Woke
from tests.kiosk_app.conftest import Hand, make_kiosk
from tests.kiosk_app.jobs.procedure_of import AROUND, OTHER, SHELF, found, search_page, typing

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
