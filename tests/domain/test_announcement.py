from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.domain.announcement import MAX_NUMBER, WORDS, Manner, announce, manner_of, needed_clips, read_number
from hall_core.domain.plan import Voice

PLAIN = Manner()
SOUTH = Manner(reading="number", zero_tens="lẻ", thousand="ngàn")


def vietnamese(value: int, manner: Manner = PLAIN) -> str:
    return " ".join(WORDS[clip] for clip in read_number(value, "vi", manner))


def english(value: int) -> str:
    return " ".join(WORDS[clip] for clip in read_number(value, "en", PLAIN))


def test_a_ticket_is_called_digit_by_digit_with_its_zeros():
    (sentence,) = announce("A012", 3, "vi", PLAIN)
    assert sentence.words == "xin mời công dân số, a không một hai, đến quầy số ba"
    assert sentence.clips == ["vi-invite", "vi-letter-a", "vi-0", "vi-1", "vi-2", "vi-to-counter", "vi-3"]


def test_english_follows_vietnamese_when_the_ticket_was_taken_in_english():
    spoken = announce("AB070", 12, "en", PLAIN)
    assert [sentence.words for sentence in spoken] == [
        "xin mời công dân số, a bê không bảy không, đến quầy số mười hai",
        "now serving number, A B zero seven zero, at counter twelve",
    ]


def test_a_site_may_have_numbers_read_as_numbers():
    vi, en = announce("B1005", 21, "en", SOUTH)
    assert vi.words == "xin mời công dân số, bê một ngàn không trăm lẻ năm, đến quầy số hai mươi mốt"
    assert en.words == "now serving number, B one thousand and five, at counter twenty one"


def test_a_counter_is_read_as_a_number_even_where_tickets_are_read_by_digits():
    (sentence,) = announce("1002", 15, "vi", PLAIN)
    assert sentence.words == "xin mời công dân số, một không không hai, đến quầy số mười lăm"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi tư"),
        (25, "hai mươi lăm"),
        (44, "bốn mươi tư"),
        (55, "năm mươi lăm"),
        (91, "chín mươi mốt"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (104, "một trăm linh bốn"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (115, "một trăm mười lăm"),
        (121, "một trăm hai mươi mốt"),
        (555, "năm trăm năm mươi lăm"),
        (900, "chín trăm"),
        (1000, "một nghìn"),
        (1001, "một nghìn không trăm linh một"),
        (1010, "một nghìn không trăm mười"),
        (1021, "một nghìn không trăm hai mươi mốt"),
        (1100, "một nghìn một trăm"),
        (2504, "hai nghìn năm trăm linh bốn"),
        (4444, "bốn nghìn bốn trăm bốn mươi tư"),
        (9999, "chín nghìn chín trăm chín mươi chín"),
        (21_005, "hai mươi mốt nghìn không trăm linh năm"),
        (90_000, "chín mươi nghìn"),
    ],
)
def test_vietnamese_numbers_follow_the_school_grammar(value: int, words: str):
    assert vietnamese(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (13, "thirteen"),
        (20, "twenty"),
        (21, "twenty one"),
        (100, "one hundred"),
        (105, "one hundred and five"),
        (1000, "one thousand"),
        (1005, "one thousand and five"),
        (1250, "one thousand two hundred and fifty"),
        (40_017, "forty thousand and seventeen"),
    ],
)
def test_english_numbers(value: int, words: str):
    assert english(value) == words


def test_english_counts_to_twenty_and_by_tens_in_names_of_their_own() -> None:
    assert " ".join(map(english, range(21))) == (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty"
    )
    assert " ".join(english(tens) for tens in range(20, 100, 10)) == (
        "twenty thirty forty fifty sixty seventy eighty ninety"
    )


def test_the_hall_file_says_how_numbers_are_read() -> None:
    assert manner_of(Voice(reading="number", zero_tens="lẻ", thousand="ngàn")) == SOUTH
    assert manner_of(Voice(reading="digits", zero_tens="linh", thousand="nghìn")) == PLAIN


def test_the_south_says_le_and_ngan():
    assert vietnamese(7308, SOUTH) == "bảy ngàn ba trăm lẻ tám"


DIGITS = {"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5}
DIGITS |= {"sáu": 6, "bảy": 7, "tám": 8, "chín": 9}


def heard_vietnamese(words: str) -> int:
    """What a listener understands: an own small parser, which knows the grammar from the other side."""
    total = group = digit = 0
    for word in words.split():
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "mười":
            group += 10
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word in ("nghìn", "ngàn"):
            total, group, digit = (group + digit) * 1000, 0, 0
        else:
            assert word in ("linh", "lẻ")
    return total + group + digit


def test_every_number_to_9999_is_understood_as_itself():
    assert [heard_vietnamese(vietnamese(value)) for value in range(10_000)] == list(range(10_000))


@given(st.integers(0, MAX_NUMBER), st.sampled_from([PLAIN, SOUTH]))
def test_any_number_is_understood_as_itself_in_north_and_south(value: int, manner: Manner):
    assert heard_vietnamese(vietnamese(value, manner)) == value


def test_no_two_numbers_sound_alike_in_english():
    spoken = {english(value) for value in range(10_000)}
    assert len(spoken) == 10_000


@pytest.mark.parametrize("value", [-1, MAX_NUMBER + 1])
def test_what_is_no_ticket_or_counter_is_refused(value: int):
    with pytest.raises(ValueError, match=str(MAX_NUMBER)):
        read_number(value, "vi", PLAIN)


def test_letters_are_called_as_taught_in_school() -> None:
    vi, en = announce("ABCDEFGHIJKLMNOPQRSTUVWXYZ7", 1, "en", PLAIN)
    assert vi.words == (
        "xin mời công dân số, a bê xê đê e ép phờ gờ hát i ji ca e lờ em mờ en nờ o pê quy e rờ ét sì tê u vê vê kép "
        "ích xì i dài dét bảy, đến quầy số một"
    )
    assert en.words == "now serving number, A B C D E F G H I J K L M N O P Q R S T U V W X Y Z seven, at counter one"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_letter_has_a_name_of_its_own(language: str):
    names = [WORDS[f"{language}-letter-{letter}"] for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert len(set(names)) == 26


@given(
    number=st.from_regex(r"[A-Z]{0,2}[0-9]{1,5}", fullmatch=True),
    counter=st.integers(1, 99),
    language=st.sampled_from(["vi", "en"]),
    manner=st.builds(
        Manner,
        reading=st.sampled_from(["digits", "number"]),
        zero_tens=st.sampled_from(["linh", "lẻ"]),
        thousand=st.sampled_from(["nghìn", "ngàn"]),
    ),
)
def test_every_announcement_is_made_of_clips_that_are_there(number, counter, language, manner):
    there = set(needed_clips(manner))
    for sentence in announce(number, counter, language, manner):
        assert set(sentence.clips) <= there
        assert all(clip.startswith(f"{sentence.language}-") for clip in sentence.clips)


@pytest.mark.parametrize("manner", [PLAIN, SOUTH, Manner(reading="number")])
def test_every_clip_that_is_said_to_be_needed_is_needed(manner: Manner):
    letters = [f"{letter}0" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    numbers = [*letters, *(str(value) for value in range(2_000))]
    said = {
        clip
        for place, number in enumerate(numbers)
        for sentence in announce(number, place % 99 + 1, "en", manner)
        for clip in sentence.clips
    }
    assert said == set(needed_clips(manner))


def test_clip_keys_can_be_file_names_on_any_disk():
    assert all(key.isascii() and key.replace("-", "").isalnum() and key == key.lower() for key in WORDS)


def test_a_ticket_taken_in_another_language_is_called_in_vietnamese() -> None:
    assert announce("A012", 3, "hmn", PLAIN) == announce("A012", 3, "vi", PLAIN)
