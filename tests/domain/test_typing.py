"""What stands in the field after which keys."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.typing import TONE_KEYS, Method, Typed, press, switch
from hall_core.domain.typing_strokes import LONGEST_WORD

METHODS: tuple[Method, ...] = ("telex", "vni", "plain")
READY = "ăâđêôơưĂÂĐÊÔƠƯ"
KEYS = st.one_of(
    st.sampled_from([*"aeouwdsfrxjz0123456789 .-/HD", *READY, *TONE_KEYS, "space", "backspace", "clear"]),
    st.sampled_from([*"\u0301\u0302ấÁ\n\0\u1100\u1161"]),
    st.characters(),
)
ALL = st.lists(KEYS, max_size=60)


def after(keys: str | list[str], method: Method = "telex", *, most: int = 60, of: Typed | None = None) -> Typed:
    typed = of or Typed(method=method, most=most)
    for key in keys:
        typed = press(typed, key)
    return typed


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("ddawng kys khai sinh", "đăng ký khai sinh"),
        ("nguyeenx", "nguyễn"),
        ("nguyenex", "nguyễn"),
        ("nguyenxe", "nguyễn"),
        ("dduwowngf", "đường"),
        ("dduongwf", "đường"),
        ("duongfwd", "đường"),
        ("huwowng", "hương"),
        ("huwong", "hương"),
        ("thuowng", "thương"),
        ("thuowr", "thuở"),
        ("muoonwj", "mượn"),
        ("giaays tow", "giấy tơ"),
        ("quyeetj", "quyệt"),
        ("hoacwj", "hoặc"),
        ("muaw", "mưa"),
        ("uwu tieen", "ưu tiên"),
        ("QUOOCS", "QUỐC"),
        ("DDuwowngf", "Đường"),
        ("HDDND", "HĐND"),
        ("nguwoif", "người"),
        ("nguoiwf", "người"),
        ("huongw", "hương"),
        ("uowr, huow, khuow", "uở, huơ, khuơ"),
        ("nhaan ais, yeeu caauf", "nhân ái, yêu cầu"),
        ("huwou", "hươu"),
        ("qusy", "quý"),
        ("Kroong Nawng, DDawks Lawks", "Krông Năng, Đắk Lắk"),
        ("Ia Bluws, Chuw Proong, Kon Ploong, Ia Grawng", "Ia Blứ, Chư Prông, Kon Plông, Ia Grăng"),
        ("Stieeng, Xtieeng", "Stiêng, Xtiêng"),
    ],
)
def test_telex(keys: str, text: str) -> None:
    assert after(keys).text == text


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("d9a8ng ky1 khai sinh", "đăng ký khai sinh"),
        ("nguye6n4", "nguyễn"),
        ("nguyen46", "nguyễn"),
        ("d9u7o72ng", "đường"),
        ("duong972", "đường"),
        ("thuo73", "thuở"),
        ("mo7i2 nha6n5 so61", "mời nhận số"),
        ("QUO6C1", "QUỐC"),
        ("to6? 5", "tô? 5"),
    ],
)
def test_vni(keys: str, text: str) -> None:
    assert after(keys, "vni").text == text


def test_the_tone_stands_where_it_is_written_traditionally_and_moves_as_the_word_grows() -> None:
    assert after("hoaf").text == "hòa"
    assert after("hoafn").text == "hoàn"
    assert after("thuyr").text == "thủy"
    assert after("quys").text == "quý"
    assert after("gias").text == "giá"
    assert after("gif").text == "gì"
    assert after("khuyur").text == "khuỷu"


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        ("aa", "â"),
        ("aaa", "aa"),
        ("aaaa", "aaa"),
        ("ddd", "dd"),
        ("canaa", "cana"),
        ("uwowww", "uoww"),
        ("as", "á"),
        ("ass", "as"),
        ("asss", "ass"),
        ("asf", "à"),
        ("tesst", "test"),
        ("booong", "boong"),
        ("booongs", "boóng"),
        ("ddaaa", "đaa"),
        ("DDAAA", "ĐAA"),
    ],
)
def test_the_same_key_again_takes_its_mark_back_and_is_a_letter_until_the_word_ends(keys: str, text: str) -> None:
    assert after(keys).text == text
    assert after(keys + " as").text == f"{text} á"


def test_z_and_0_take_the_tone_away() -> None:
    assert after("toasz").text == "toa"
    assert after("toas0").text == "toas0"
    assert after("toa10", "vni").text == "toa"
    assert after("toaz").text == "toaz", "there is none to take away"


@pytest.mark.parametrize(
    "word",
    [
        "form",
        "card",
        "expect",
        "internet",
        "google",
        "address",
        "windows",
        "H35",
        "A012",
        "w",
        "az",
        "ss",
        "qas",
        "quns",
    ],
)
def test_what_is_no_vietnamese_syllable_stands_as_it_was_typed(word: str) -> None:
    assert after(word).text == word


@pytest.mark.parametrize("code", ["A1B2", "2.001009", "H41.16-210612-0001", "T6", "tas1"])
def test_a_code_stands_as_it_was_typed_among_vni_words_too(code: str) -> None:
    assert after(code, "vni").text == code


def test_no_tone_but_acute_and_dot_before_a_stop() -> None:
    assert after("cacs").text == "các"
    assert after("cacf").text == "cacf"
    assert after("cafc").text == "cafc"


def test_a_mistaken_tone_is_put_right_by_the_next_one_before_a_stop_too() -> None:
    assert after("cacfs").text == "các"
    assert after("cafcaj").text == "cậc"


@pytest.mark.parametrize("method", METHODS)
def test_ready_letters_and_tones_do_the_same_in_every_method(method: Method) -> None:
    assert after([*"đương", "tone-grave"], method).text == "đường"
    assert after(["Đ", *"ăng"], method).text == "Đăng"
    assert after([*"hoa", "tone-grave", "n"], method).text == "hoàn"
    assert after([*"toa", "tone-acute", "tone-acute"], method).text == "tóa"
    assert after([*"toa", "tone-acute", "tone-none"], method).text == "toa"
    assert after([*"toa", "tone-acute", "tone-dot"], method).text == "tọa"
    assert after([*"hoi", "tone-hook", " ", *"nga", "tone-tilde"], method).text == "hỏi ngã"


def test_a_tone_key_serves_a_word_that_is_no_syllable_and_waits_for_no_word() -> None:
    assert after([*"palăng", "tone-acute"]).text == "palắng"
    assert after(["tone-acute", *"ba"]).text == "ba"
    assert after([*"ba ", "tone-acute"]).text == "ba "
    assert after([*"12", "tone-acute"]).text == "12"


def test_backspace_takes_one_letter_with_its_marks_and_the_word_goes_on() -> None:
    nguyen = after("Nguyeenx")
    assert press(nguyen, "backspace").text == "Nguyễ"
    assert after([*"Nguyeenx", "backspace", "backspace"]).text == "Nguy"
    assert after([*"hoafn", "backspace"]).text == "hòa"
    assert after([*"hoafn", "backspace", "n", "s"]).text == "hoán"
    assert after([*"toi ", "backspace", "o"]).text == "tôi"
    assert after([*"HOAFN", "backspace", *"NS"]).text == "HOÁN"
    assert after(["backspace"]).text == ""


def test_letters_that_came_ready_with_their_tones_stand_as_they_are_after_a_backspace() -> None:
    ready = switch(after(["ấ", "ấ", *"ba"]), "vni")
    assert after(["backspace", "1"], of=ready).text == "ấấb1"


def test_what_was_taken_back_stays_so_after_a_backspace() -> None:
    assert after([*"tesst", "backspace"]).text == "tes"


def test_a_space_parts_words_and_does_no_more() -> None:
    assert after(["space", *"khai", "space", "space", *"sinh", "space"]).text == "khai sinh "


def test_clear_leaves_nothing_but_the_method() -> None:
    assert after([*"d9a8", "clear"], "vni") == Typed(method="vni", most=60)


def test_another_method_changes_nothing_that_stands() -> None:
    typed = switch(after("dduowng"), "vni")
    assert typed.text == "đương"
    assert press(typed, "2").text == "đường"


def test_a_full_field_takes_no_more_letters_but_still_marks() -> None:
    full = after("tieng", most=5)
    assert press(full, "x").text == "tiẽng"
    assert after("tiengee.", most=5).text == "tiêng"
    assert press(full, "m") == full
    assert press(full, "space") == full
    assert press(after("tieng", most=6), "space").text == "tieng "


def test_a_word_longer_than_any_syllable_stands_as_typed() -> None:
    longest = "a" + "sf" * 11 + "s"
    assert len(longest) == LONGEST_WORD == 24
    assert after(longest).text == "á"
    assert after(f"{longest}f").text == f"{longest}f"


def test_a_key_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="no key 'shift'"):
        press(after(""), "shift")


@given(ALL, st.sampled_from(METHODS), st.integers(0, 30))
def test_no_keys_do_any_harm(keys: list[str], method: Method, most: int) -> None:
    typed = Typed(method=method, most=most)
    for key in keys:
        typed = press(typed, key)
        assert unicodedata.is_normalized("NFC", typed.text)
        assert len(typed.text) <= most
        assert typed.text.isprintable()


@given(ALL, st.sampled_from(METHODS))
def test_each_backspace_takes_one_letter(keys: list[str], method: Method) -> None:
    typed = after(keys, method)
    for left in reversed(range(len(typed.text))):
        typed = press(typed, "backspace")
        assert len(typed.text) == left


@given(ALL, st.sampled_from(METHODS), st.sampled_from(METHODS))
def test_a_switch_never_changes_the_text(keys: list[str], before: Method, then: Method) -> None:
    typed = after(keys, before)
    assert switch(typed, then).text == typed.text


@given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=60))
def test_plain_keys_stand_as_they_are(keys: str) -> None:
    assert after(keys, "plain", most=200).text == unicodedata.normalize("NFC", keys)


@given(st.text("0123456789.-/", max_size=30), st.sampled_from(METHODS))
def test_digits_and_signs_alone_stand_as_they_are(keys: str, method: Method) -> None:
    assert after(keys, method).text == keys


@given(st.text("abdeghiouyw" + READY, max_size=30))
def test_without_a_tone_key_there_is_no_tone(keys: str) -> None:
    assert not set(unicodedata.normalize("NFD", after(keys).text)) & set("\u0301\u0300\u0309\u0303\u0323")
