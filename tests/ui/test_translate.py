"""The words of two languages, switched without a trace."""

from __future__ import annotations

import logging
import string
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from hall_core.ui.translate import DOMAIN, LOCALE, Words

ROOT = Path(__file__).parents[2]
KEYWORDS = {"say": None, "_say": None, "many": (1, 1)}


def sentences() -> set[str]:
    """Every sentence that the programs say, read from their source."""
    found: set[str] = set()
    for package in ("kiosk_app", "display_app", "hall_core"):
        for _file, _line, message, _comments, _context in extract_from_dir(ROOT / package, keywords=KEYWORDS):
            found.add(message if isinstance(message, str) else message[0])
    return found


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def english() -> dict[str, Any]:
    with (LOCALE / "en" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalogue = read_po(file)
    return {(m.id if isinstance(m.id, str) else m.id[0]): m.string for m in catalogue if m.id}


def test_every_sentence_has_its_english() -> None:
    missing = sorted(sentences() - {key for key, said in english().items() if said and all(said)})
    assert not missing, "add these to hall_core/locale/en/LC_MESSAGES/motcua.po"


def test_the_english_fills_in_the_same_values() -> None:
    for key, said in english().items():
        for form in (said,) if isinstance(said, str) else said:
            assert holes(form) == holes(key), key


def test_vietnamese_is_said_as_it_is_written(english_too: Words) -> None:
    say = english_too.into("vi")
    assert say("Xong") == "Xong"
    assert say.many("{count} người", 1) == "1 người"


def test_english_has_singular_and_plural(english_too: Words) -> None:
    say = english_too.into("en")
    assert say("Xong") == "Done"
    assert say.many("{count} người đang chờ", 1) == "1 person waiting"
    assert say.many("{count} người đang chờ", 2) == "2 people waiting"
    assert say.many("Quầy {numbers}", 2, numbers="1, 2") == "Counters 1, 2"


def test_languages_do_not_leak_into_each_other(english_too: Words) -> None:
    vietnamese = english_too.into("vi")
    assert english_too.into("en")("Xong") == "Done"
    assert vietnamese("Xong") == "Xong"
    assert english_too.into("en") is english_too.into("en"), "each language is read once"


def test_a_sentence_without_english_stays_vietnamese(english_too: Words) -> None:
    assert english_too.into("en")("Câu này chưa dịch") == "Câu này chưa dịch"


def test_an_uncompiled_language_is_told_once_and_stays_vietnamese(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = tmp_path / "en" / "LC_MESSAGES" / f"{DOMAIN}.po"
    source.parent.mkdir(parents=True)
    source.write_text("")
    words = Words(tmp_path)
    with caplog.at_level(logging.ERROR):
        assert words.into("en")("Xong") == "Xong"
        assert words.into("en")("Xong") == "Xong"
    assert [record.getMessage() for record in caplog.records] == [
        f"{source.with_suffix('.mo')} is missing, so the screens stay in Vietnamese: run ./run setup"
    ]


def test_a_broken_language_is_told_and_stays_vietnamese(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    compiled = tmp_path / "en" / "LC_MESSAGES" / f"{DOMAIN}.mo"
    compiled.parent.mkdir(parents=True)
    compiled.write_bytes(b"not a catalogue")
    assert Words(tmp_path).into("en")("Xong") == "Xong"
    assert "so the screens stay in Vietnamese" in caplog.text
