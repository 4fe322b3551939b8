"""What is typed, to the procedures that are meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hall_core.contract.edition import pack
from hall_core.domain.search_words import key
from kiosk_app.catalogue.building import build
from kiosk_app.catalogue.search import Search
from kiosk_app.catalogue.store import Store
from tests.catalogues import KNOWN, OTHERS, catalogue, procedure

NAMES = {one.code: one.name.vi for one in catalogue().procedures}
HIDDEN = ["9.000001", "9.000002", "9.000003", "9.000004"]
in_one_search = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def codes(search: Search, text: str) -> list[str]:
    return [row.code for row in search.find(text, limit=99).rows]


@pytest.mark.parametrize(("code", "said"), [(code, said) for code, (_, said) in KNOWN.items()])
def test_everyday_words_give_their_procedure_first(code: str, said: str, search: Search) -> None:
    found = search.find(said)
    assert (found.rows[0].code, found.how) == (code, "synonym")
    assert codes(search, key(said))[0] == code


@pytest.mark.parametrize("code", NAMES)
def test_every_procedure_is_found_by_its_whole_name_however_it_is_spelt(code: str, search: Search) -> None:
    name = NAMES[code]
    for spelt in (name, name.upper(), key(name), unicodedata.normalize("NFD", name)):
        assert codes(search, spelt)[0] == code


@pytest.mark.parametrize("code", [*KNOWN, *OTHERS])
def test_every_procedure_is_found_first_by_its_code_with_or_without_its_dots(code: str, search: Search) -> None:
    typed = [code, code.lower(), code.replace(".", "").replace("-", " ")]
    assert [codes(search, text)[0] for text in typed] == [code] * 3


def test_a_code_may_be_typed_without_what_stands_before_its_dot(search: Search) -> None:
    assert codes(search, "001193") == ["1.001193"]


@given(st.data())
@in_one_search
def test_every_beginning_of_words_of_a_name_finds_it(search: Search, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(sorted(NAMES)))
    words = key(NAMES[code]).split()
    chosen = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=4))
    typed = " ".join(word[: data.draw(st.integers(1, len(word)))] for word in chosen)
    assert code in codes(search, typed)


@given(st.text(max_size=80) | st.text("aăâđêôơưkyt ếổ1.0-'\"*%", max_size=40))
@in_one_search
def test_no_text_raises_and_nothing_that_may_not_be_shown_is_ever_found(search: Search, text: str) -> None:
    found = search.find(text, limit=99)
    assert found.total == len(found.rows)
    assert not {row.code for row in found.rows} & set(HIDDEN)


@pytest.mark.parametrize(
    "text", ["kỹ thuật ươm giống lươn", "luon", "9.000001", "9.000003", "9000004", "uom giong luonn", ""]
)
def test_what_may_not_be_shown_is_found_by_nothing(text: str, search: Search) -> None:
    assert not set(codes(search, text)) & set(HIDDEN)


@pytest.mark.parametrize("code", [*HIDDEN, "9.999999"])
def test_what_may_not_be_shown_is_not_opened_either(code: str, search: Search) -> None:
    assert search.open(code) is None


def test_validity_goes_by_the_day(store: Store) -> None:
    assert Search(store, "2026-11-20").open("9.000005") is not None
    assert Search(store, "2026-11-21").open("9.000005") is None
    assert codes(Search(store, "2026-11-21"), "giống lươn") == ["9.000003"]
    assert codes(Search(store, "2026-11-19"), "giống lươn") == ["9.000004"]
    assert codes(Search(store, None), "giống lươn") == ["9.000003", "9.000004"]


def test_a_part_of_the_everyday_words_in_any_order_will_do(search: Search) -> None:
    assert codes(search, "mất ba")[0] == "1.000656"
    assert codes(search, "hộ khẩu")[0] == "1.004222"


def test_accents_that_were_typed_come_first_and_the_others_behind(search: Search) -> None:
    assert codes(search, "ma")[:2] == ["NB-2", "NB-1"]
    assert codes(search, "má")[:2] == ["NB-1", "1.000656"]  # "ba mẹ mất": it may become that
    assert codes(search, "má")[2:] == ["NB-2"]


def test_the_last_y_and_i_are_one(search: Search) -> None:
    assert codes(search, "công ti") == codes(search, "công ty") == ["NB-1"]


def test_a_name_that_begins_as_typed_comes_before_one_that_has_it_inside(search: Search) -> None:
    found = codes(search, "đăng ký k")
    assert [NAMES[code].removeprefix("Thủ tục ")[:9] for code in found[:3]] == ["đăng ký k"] * 3
    assert "1.004746" in found[3:]


def test_a_whole_word_comes_before_the_beginning_of_another(search: Search) -> None:
    found = codes(search, "dang ki")
    assert found.index("1.004746") < found.index("1.013978") or found[0] != "1.013978"
    assert codes(search, "ket hon")[0] == "1.000894"


LONG = (
    "Đăng ký biến động đất đai trong các trường hợp thay đổi quyền sử dụng, được khai thác công trình ngầm, nhận quyền "
    "theo bản án của Tòa án, theo thỏa thuận của vợ và chồng, hoặc do khoản nợ phát sinh từ hợp đồng thế chấp"
)


@pytest.fixture
def with_a_long_name(tmp_path: Path) -> Iterator[Search]:
    build(pack(catalogue(procedure("9.000010", LONG))), tmp_path / "catalogue.sqlite")
    store = Store(tmp_path / "catalogue.sqlite")
    yield Search(store, None)
    store.close()


@pytest.mark.parametrize("typed", ["đăng ký khai sinh", "dang ky khai sin", "ký khai sinh"])
def test_a_very_long_name_that_has_the_words_far_apart_is_not_among_what_has_them_together(
    with_a_long_name: Search, typed: str
) -> None:
    assert codes(with_a_long_name, typed) == ["1.001193", "1.004884"]


@pytest.mark.parametrize("typed", ["biến động đất đai", "dang ky bien dong", "vo va chong", "thế chấp", "hợp đồng th"])
def test_a_very_long_name_is_found_by_words_that_stand_together_in_it(with_a_long_name: Search, typed: str) -> None:
    assert "9.000010" in codes(with_a_long_name, typed)


def test_words_far_apart_in_a_very_long_name_find_it_when_nothing_else_has_them(with_a_long_name: Search) -> None:
    found = with_a_long_name.find("tòa án thế chấp ngầm")
    assert ([row.code for row in found.rows], found.how) == (["9.000010"], "words")


SLIPS = [
    ("dang ki khai sin", "1.001193"),
    ("giay phep xay nha", "1.009995"),
    ("ho khau", "1.004222"),
    ("sô đo", "1.013978"),
    ("khai sihn", "1.001193"),
    ("khaisinh", "1.001193"),
    ("ket honn", "1.000894"),
    ("doc thsn", "1.004873"),
    ("chung thuc chu kyy", "2.000884"),
    ("tmm tru", "1.004194"),
    ("tôi muốn làm sổ đỏ lần đầu", "1.013978"),
    ("lam giay khai sinh cho con", "1.001193"),
]


@pytest.mark.parametrize(("typed", "code"), SLIPS)
def test_slips_and_words_too_many_still_lead_to_the_procedure(typed: str, code: str, search: Search) -> None:
    assert code in codes(search, typed)[:3]


def test_a_guess_is_called_one_and_is_made_only_when_nothing_is_found(search: Search) -> None:
    assert (search.find("khai sihn").how, search.find("khai sinh").how) == ("guess", "words")
    assert (search.find("xyzzy qwrtp").rows, search.find("xyzzy qwrtp").total) == ([], 0)


def test_pages_follow_one_another_without_gap_or_double(search: Search) -> None:
    whole = codes(search, "đ")
    pages = [search.find("đ", limit=3, offset=offset).rows for offset in range(0, 12, 3)]
    assert [row.code for page in pages for row in page] == whole[:12]
    assert search.find("đ", limit=3, offset=3).total == len(whole)


def test_a_search_can_be_kept_to_an_agency_and_a_field(search: Search) -> None:
    assert {row.agency for row in search.find("đăng ký", agency="cong-an").rows} == {"cong-an"}
    assert search.find("đăng ký", agency="cong-an", field="ho-tich").total == 0


def test_shelves_count_what_they_show(search: Search) -> None:
    assert [(shelf.id, shelf.count) for shelf in search.agencies()] == [("ubnd", 11), ("cong-an", 6)]
    assert [(shelf.id, shelf.count) for shelf in search.fields("cong-an")] == [("cu-tru", 6)]
    listed = search.listed(limit=4, agency="ubnd", field="ho-tich")
    assert (len(listed.rows), listed.total) == (4, 11)
    names = [key(row.name.vi) for row in search.listed(99).rows]
    assert names == sorted(names)


def test_a_procedure_opens_with_all_that_is_known_about_it(search: Search) -> None:
    assert search.open("1.001193") == next(one for one in catalogue().procedures if one.code == "1.001193")
