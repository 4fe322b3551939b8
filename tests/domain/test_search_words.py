"""Words as one searches for them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.search_words import key, slips, words

TEXTS = st.text(max_size=60) | st.text("aăâeêiơuưyđnthgkq ÀáẢãẠấềổữỵ 0.9", max_size=60)


@given(TEXTS)
def test_the_key_of_a_key_is_that_key(text: str) -> None:
    assert key(key(text)) == key(text)


@given(TEXTS)
def test_composed_and_decomposed_spellings_are_one(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ĐĂNG KÝ", "dang ki"),
        ("công ty", "công ti"),
        ("quý", "quí"),
        ("y tế", "i te"),
        ("Mỹ", "mĩ"),
        ("lý lịch", "lí lịch"),
    ],
)
def test_case_accents_and_the_last_y_make_no_difference(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(("one", "other"), [("tay", "tai"), ("thúy", "thúi"), ("hay", "hai"), ("đây", "đâi")])
def test_y_after_another_vowel_is_not_i(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ma", "má"),
        ("mâ", "mất"),
        ("do", "đỏ"),
        ("đo", "đỏ"),
        ("hoà", "hòa"),
        ("uỷ", "ủy"),
        ("kí", "ký"),
        ("sinh", "sinh"),
    ],
)
def test_accents_typed_so_far_may_go_on_to_the_word_that_is_meant(typed: str, meant: str) -> None:
    [one], [other] = words(typed), words(meant)
    assert one.may_mean(other.hats, other.tone)


@pytest.mark.parametrize(("typed", "other"), [("má", "ma"), ("má", "mà"), ("đo", "do"), ("mơ", "mò"), ("sổ", "số")])
def test_an_accent_that_was_typed_rules_out_the_other_words(typed: str, other: str) -> None:
    [one], [another] = words(typed), words(other)
    assert one.key == another.key
    assert not one.may_mean(another.hats, another.tone)


@pytest.mark.parametrize(("one", "other"), [("sinh", "sihn"), ("sinh", "sin"), ("sinh", "sinhh"), ("sinh", "sinn")])
def test_one_slip_of_the_finger_leaves_something_in_common(one: str, other: str) -> None:
    assert slips(one) & slips(other)


def test_short_words_are_never_taken_for_one_another() -> None:
    assert not slips("ba") & slips("bo")


def test_words_of_three_letters_may_be_one_slip_apart() -> None:
    assert slips("ban") & slips("bam")


def test_what_a_slip_leaves_is_the_word_without_one_of_its_letters() -> None:
    assert slips("sinh") == {"sinh", "inh", "snh", "sih", "sin"}


@pytest.mark.parametrize(
    ("text", "accented"), [("mà", True), ("đo", True), ("mât", True), ("ma", False), ("KY", False)]
)
def test_a_word_is_accented_by_its_tone_as_by_its_letters(text: str, accented: bool) -> None:
    [word] = words(text)
    assert word.accented == accented


def test_of_syllables_typed_in_one_the_first_tone_counts() -> None:
    [together], [first] = words("hồsơlý"), words("hồ")
    assert together.tone == first.tone
