"""Every accented word of Debian's Vietnamese spelling dictionary (hunspell-vi), typed key by key."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from hall_core.domain.typing import Method, Typed, press

DICTIONARY = Path("/usr/share/hunspell/vi_VN.dic")
pytestmark = pytest.mark.skipif(not DICTIONARY.exists(), reason="the Debian package hunspell-vi is not installed")

TONES = "\u0301\u0300\u0309\u0303\u0323"
TONE_KEYS: dict[Method, str] = {"telex": "sfrxj", "vni": "12345"}
SHAPE_KEYS: dict[Method, dict[str, str]] = {
    "telex": dict(zip("ăâđêôơư", "wadeoww", strict=True)),
    "vni": dict(zip("ăâđêôơư", "8696677", strict=True)),
}
LOAN_WORDS = {"palăng"}
"""Two syllables in one word: its strokes stand as they are, unless the key ă is used."""
ABBREVIATIONS = {"HĐND"}
"""Their Đ is typed where it stands, not at the end of the word."""


@cache
def words() -> list[str]:
    lines = DICTIONARY.read_text("utf-8").splitlines()[1:]
    return [
        word for word in (unicodedata.normalize("NFC", line.split("/")[0].strip()) for line in lines) if accented(word)
    ]


def accented(word: str) -> bool:
    return not word.isascii()


def traditional(word: str) -> str:
    """The dictionary writes hoà, khoẻ, thuỷ; we write hòa, khỏe, thủy."""
    apart = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", re.sub(f"(o(?=[ae])|(?<!q)u(?=y))(.)([{TONES}])$", r"\1\3\2", apart))


def letters(word: str, method: Method) -> Iterator[tuple[str, str, str]]:
    """Each letter as the keys for its plain letter, its shape and its tone."""
    for letter in word:
        apart = unicodedata.normalize("NFD", letter)
        tone = next((sign for sign in apart if sign in TONES), "")
        shaped = unicodedata.normalize("NFC", apart.replace(tone, ""))
        shape = SHAPE_KEYS[method].get(shaped.lower(), "")
        plain = shaped if not shape else "d" if shaped in "đĐ" else unicodedata.normalize("NFD", shaped)[0]
        upper = shaped.isupper()
        key = TONE_KEYS[method][TONES.index(tone)] if tone else ""
        yield (plain.upper(), shape.upper(), key.upper()) if upper else (plain, shape, key)


def in_order(word: str, method: Method) -> str:
    """Each mark right after its letter."""
    return "".join(map("".join, letters(word, method)))


def tone_last(word: str, method: Method) -> str:
    parts = list(letters(word, method))
    return "".join(plain + shape for plain, shape, _ in parts) + "".join(tone for *_, tone in parts)


def marks_last(word: str, method: Method) -> str:
    """All letters, then the shapes (the two horns of ươ are one stroke), then the tone."""
    plain, shapes, tones = map("".join, zip(*letters(word, method), strict=True))
    return plain + re.sub(r"(ww|77)", lambda both: both[0][0], shapes) + tones


def typed(strokes: str, method: Method) -> str:
    field = Typed(method=method, most=40)
    for key in strokes:
        field = press(field, key)
    return field.text


def wrong(order: list[str], method: Method) -> set[str]:
    return {word for word, strokes in zip(words(), order, strict=True) if typed(strokes, method) != traditional(word)}


def with_its_os(strokes: str, word: str, method: Method) -> str:
    """In Telex ``oo`` is ô, so the few words on a double o (xoong, boóng) take a third."""
    double = method == "telex" and re.search("o[óò]", word)
    return re.sub("oo", "ooo", strokes) if double else strokes


def test_the_dictionary_is_all_there() -> None:
    assert len(words()) > 5_900
    assert all(traditional(word) == written for word, written in {"hoà": "hòa", "quý": "quý", "thuỷ": "thủy"}.items())


@pytest.mark.parametrize("method", ["telex", "vni"])
def test_every_word_with_each_mark_right_after_its_letter(method: Method) -> None:
    strokes = [with_its_os(in_order(word, method), word, method) for word in words()]
    assert wrong(strokes, method) == LOAN_WORDS


@pytest.mark.parametrize("method", ["telex", "vni"])
def test_every_word_with_its_tone_at_the_end(method: Method) -> None:
    strokes = [with_its_os(tone_last(word, method), word, method) for word in words()]
    assert wrong(strokes, method) == LOAN_WORDS


@pytest.mark.parametrize("method", ["telex", "vni"])
def test_every_word_with_all_its_marks_at_the_end(method: Method) -> None:
    strokes = [with_its_os(marks_last(word, method), word, method) for word in words()]
    assert wrong(strokes, method) == LOAN_WORDS | ABBREVIATIONS


@pytest.mark.parametrize("method", ["telex", "vni", "plain"])
def test_every_word_from_ready_letters_and_a_tone_key(method: Method) -> None:
    """With no exception: who knows no typing method finds every letter on the keyboard."""
    names = dict(zip(TONES, ("tone-acute", "tone-grave", "tone-hook", "tone-tilde", "tone-dot"), strict=True))
    for word in words():
        apart = unicodedata.normalize("NFD", word)
        tone = [names[sign] for sign in apart if sign in TONES]
        ready = unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in TONES))
        field = Typed(method=method, most=40)
        for key in [*with_its_os(ready, word, method), *tone]:
            field = press(field, key)
        assert field.text == traditional(word)
