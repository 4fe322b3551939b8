"""From a translator's file to what the programs read: what would break a page is left out, and told."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hall_core.ui.translate import Words
from kiosk_app import check_languages
from tests.third_language import english, make, po_of, write, zz

ROOT = Path(__file__).parents[2]
COUNTED = "{count} người đang chờ"


def checked(folder: Path) -> int:
    return check_languages.main(["--compile", "--locale", str(folder)])


def one(vietnamese: str, said: str) -> Callable[[int, str], str]:
    """A language in which one sentence is translated."""
    return lambda _number, source: said if source == vietnamese else ""


def test_a_whole_language_is_good_and_says_how_far_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path)
    count = sum(bool(message.id) for message in english())
    assert f"zz   Zazaza: {count} of {count} sentences" in capsys.readouterr().out


def test_a_sentence_that_nobody_has_translated_is_no_mistake(tmp_path: Path) -> None:
    write(po_of(tmp_path, "zz"), one("Xong", "Zone"))
    assert checked(tmp_path) == 0


@pytest.mark.parametrize(
    ("source", "said", "trouble"),
    [
        ("Quầy {number}", "Zz {numero}", "it must have {number}, and has {numero}"),
        ("Quầy {number}", "Zz", "it must have {number}, and has no {…}"),
        ("Xong", "Zz {number}", "it must have no {…}, and has {number}"),
        ("Quầy {number}", "Zz {number", "a bracket { or } is open"),
        ("Quầy {number}", "Zz {number.real}", "it must have {number}, and has {number.real}"),
        ("Quầy {number}", "Zz {number:>99999999}", "it must have {number}, and has {number:>99999999}"),
    ],
)
def test_a_sentence_that_would_break_a_page_is_left_out_and_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], source: str, said: str, trouble: str
) -> None:
    po = po_of(tmp_path, "zz")
    source = source if source == "Xong" else next(str(m.id) for m in english() if "{number}" in m.id)
    write(po, one(source, said))
    assert checked(tmp_path) == 1
    line = po.read_text("utf-8").split("\n").index(f'msgstr "{said}"')
    assert f'{po}:{line}: "{source}": {trouble}' in capsys.readouterr().err
    assert Words(tmp_path).into("zz")(source) == source


def test_the_count_may_be_written_out(tmp_path: Path) -> None:
    write(po_of(tmp_path, "zz"), one(COUNTED, "somebody waits"))
    assert checked(tmp_path) == 0
    assert Words(tmp_path).into("zz").many(COUNTED, 1) == "somebody waits"


def test_a_plural_form_that_is_missing_leaves_the_sentence_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    po = po_of(tmp_path, "zz")
    write(po, one(COUNTED, "{count} zz"))
    po.write_text(po.read_text("utf-8").replace('msgstr[1] "{count} zz"', 'msgstr[1] ""'), "utf-8")
    assert checked(tmp_path) == 1
    assert "a plural form is missing" in capsys.readouterr().err
    assert Words(tmp_path).into("zz").many(COUNTED, 2) == COUNTED.format(count=2)


@pytest.mark.parametrize("rule", ["nplurals=2; plural=(n ! 1);", "nplurals=2; plural=n/0;"])
def test_a_plural_rule_that_is_none_is_refused_and_the_last_good_one_stays(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: str
) -> None:
    make(tmp_path)
    po = po_of(tmp_path, "zz")
    po.write_text(po.read_text("utf-8").replace("nplurals=2; plural=(n != 1);", rule), "utf-8")
    assert checked(tmp_path) == 1
    assert f"{po}: " in capsys.readouterr().err
    assert Words(tmp_path).into("zz")("Xong").startswith("zz")


def test_a_language_that_nobody_has_heard_of_keeps_its_own_plural_rule(tmp_path: Path) -> None:
    po = po_of(tmp_path, "zz")
    write(po, one(COUNTED, "{count} few"), plurals="nplurals=2; plural=(n > 5);")
    po.write_text(po.read_text("utf-8").replace('msgstr[1] "{count} few"', 'msgstr[1] "{count} many"'), "utf-8")
    assert checked(tmp_path) == 0
    say = Words(tmp_path).into("zz")
    assert [say.many(COUNTED, count) for count in (1, 5, 6)] == ["1 few", "5 few", "6 many"]


@pytest.mark.parametrize("content", [b"Xong = Zone\n", b"\xff\xfe", b'msgid "a"\nmsgstr "\xe1"\n'])
def test_a_file_that_is_no_translation_is_told_and_the_other_languages_are_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    po = po_of(tmp_path, "aa")
    po.parent.mkdir(parents=True)
    po.write_bytes(content)
    write(po_of(tmp_path, "zz"), zz)
    assert checked(tmp_path) == 1
    assert str(po) in capsys.readouterr().err
    assert [tongue.code for tongue in Words(tmp_path).offered()] == ["vi", "zz"]


def test_a_folder_that_is_no_code_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(po_of(tmp_path, "zh_CN"), zz)
    assert checked(tmp_path) == 1
    assert "'zh_CN'" in capsys.readouterr().err
    assert Words(tmp_path).languages() == ("vi",)


def test_a_sentence_nobody_has_confirmed_is_not_said_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    po = po_of(tmp_path, "zz")
    write(po, one("Xong", "Zone"))
    po.write_text(po.read_text("utf-8").replace('msgid "Xong"', '#, fuzzy\nmsgid "Xong"'), "utf-8")
    assert checked(tmp_path) == 0
    assert "1 marked fuzzy and not used" in capsys.readouterr().out
    assert Words(tmp_path).into("zz")("Xong") == "Xong"


def test_letters_that_the_fonts_lack_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(po_of(tmp_path, "zz"), one("Xong", "Готово ខ"))
    assert checked(tmp_path) == 1
    told = capsys.readouterr().err
    assert "zz: 5 of its letters are not in the screen's font: Г в о т ខ" in told
    assert "zz: 1 of its letters are not in the paper's font: ខ" in told


def test_the_letters_of_vietnamese_french_and_hmong_are_in_both_fonts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letters = "ẮẶỖỮĐỵĩ ÉÈÊËÀÂÇÎÏÔŒÙÛŸéèêëàâçîïôœùûüÿ «»’– Hmoob"
    write(po_of(tmp_path, "zz"), one("Xong", letters))
    assert checked(tmp_path) == 0


def test_the_set_up_compiles_what_is_new_by_this_command() -> None:
    """The shell's own check of the script, and that it calls what is tested here."""
    subprocess.run(["sh", "-n", str(ROOT / "run")], check=True)
    assert "motcua languages --compile" in (ROOT / "run").read_text("utf-8")
