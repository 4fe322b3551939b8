"""The words of the languages there are, switched without a trace."""

from __future__ import annotations

import ast
import logging
import string
import subprocess
import sys
from pathlib import Path
from typing import Any, TypeGuard

import pytest
from babel.messages.pofile import read_po

from hall_core.ui.translate import DOMAIN, LOCALE, VIETNAMESE, Tongue, Words
from kiosk_app import check_languages
from tests.third_language import OWN_NAME, make, po_of, write

ROOT = Path(__file__).parents[2]
SAYS = ("say", "_say", "many", "within")
PAPER = "paper"
Key = tuple[str, str]
"""Context and sentence."""


def sentences() -> set[Key]:
    """Every sentence that the programs say, read from their source."""
    files = [file for package in ("kiosk_app", "display_app", "hall_core") for file in (ROOT / package).rglob("*.py")]
    calls = [node for file in files for node in ast.walk(ast.parse(file.read_text("utf-8"))) if is_said(node)]
    texts = [[part.value for part in call.args if isinstance(part, ast.Constant)] for call in calls]
    return {
        (texts[0], texts[1]) if name(call) == "within" else ("", texts[0])
        for call, texts in zip(calls, texts, strict=True)
        if texts and isinstance(texts[0], str)
    }


def is_said(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and name(node) in SAYS


def name(call: ast.Call) -> str:
    """Of what is called."""
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def english() -> dict[Key, Any]:
    with (LOCALE / "en" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalogue = read_po(file)
    return {(m.context or "", m.id if isinstance(m.id, str) else m.id[0]): m.string for m in catalogue if m.id}


def test_every_sentence_has_its_english() -> None:
    missing = sorted(sentences() - {key for key, said in english().items() if said and all(said)})
    assert not missing, "add these to hall_core/locale/en/LC_MESSAGES/motcua.po"


def test_the_english_fills_in_the_same_values() -> None:
    for key, said in english().items():
        for form in (said,) if isinstance(said, str) else said:
            assert holes(form) == holes(key[1]), key


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


def test_a_truncated_language_is_told_and_stays_vietnamese(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    make(tmp_path)
    compiled = po_of(tmp_path, "zz").with_suffix(".mo")
    compiled.write_bytes(compiled.read_bytes()[:18])
    assert Words(tmp_path).into("zz")("Xong") == "Xong"
    assert "so the screens stay in Vietnamese" in caplog.text


def test_a_language_is_a_folder_with_a_po_file(tmp_path: Path) -> None:
    words = make(tmp_path, "hmn", "fr")
    (tmp_path / "README").mkdir()
    (tmp_path / "km" / "LC_MESSAGES").mkdir(parents=True)
    assert words.languages() == ("vi", "en", "fr", "hmn", "zz")


def test_each_language_is_offered_under_its_own_name(tmp_path: Path) -> None:
    assert make(tmp_path).offered() == (VIETNAMESE, Tongue("en", "English"), Tongue("zz", OWN_NAME))


def test_a_language_without_a_name_of_its_own_is_offered_by_its_code(tmp_path: Path) -> None:
    write(po_of(tmp_path, "zz"), lambda _number, vietnamese: "zz" if vietnamese == "Xong" else "")
    check_languages.main(["--compile", "--locale", str(tmp_path)])
    assert Words(tmp_path).offered() == (VIETNAMESE, Tongue("zz", "ZZ"))


def test_what_cannot_be_had_is_not_offered(tmp_path: Path) -> None:
    words = make(tmp_path)
    po_of(tmp_path, "zz").with_suffix(".mo").unlink()
    po_of(tmp_path, "en").with_suffix(".mo").write_bytes(b"no catalogue")
    assert words.offered() == (VIETNAMESE,)


def test_sentence_by_sentence_what_is_missing_is_vietnamese_and_that_is_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(po_of(tmp_path, "zz"), lambda _number, vietnamese: "Zone" if vietnamese == "Xong" else "")
    check_languages.main(["--compile", "--locale", str(tmp_path)])
    say = Words(tmp_path).into("zz")
    assert say("Xong") == "Zone"
    assert say("Sau") == "Sau"
    assert say.within(PAPER, "Phía trước") == "Phía trước"
    assert say.many("{count} không có ở đâu", 2) == "2 không có ở đâu"
    assert [record.getMessage().split(",")[0] for record in caplog.records] == ["zz: no words for 'Sau'"]


def test_the_same_words_may_be_others_on_paper(english_too: Words) -> None:
    say = english_too.into("en")
    assert (say("Phía trước"), say.within(PAPER, "Phía trước")) == ("Ahead of you", "Ahead")
    assert english_too.into("vi").within(PAPER, "Phía trước") == "Phía trước"


def test_words_are_read_without_the_library_that_compiles_them() -> None:
    code = "import sys, hall_core.ui.translate as t; t.Words().offered(); print('babel' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.strip() == "False"
