"""Labels: what stands on them, that it has room, and that a scanner reads them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from msgspec.structs import replace
from PIL import Image, ImageFont

from hall_core.device.hall_file import load
from hall_core.domain.runs import runs
from hall_core.ui.translate import DOMAIN, LOCALE, Words
from images.flashing import __main__ as command
from images.labels import drawing, sheet
from images.labels.drawing import ROLLS, Paper, picture
from images.labels.label import Label, labels

LONGEST_ID = "kiosk-khu-vuc-sanh-chinh-tang-12"
LONGEST = Label(
    id=LONGEST_ID,
    role="caller",
    hall=LONGEST_ID,
    what="Bàn phím gọi số",
    what_en="Call keypad",
    where="Quầy 1, 3–5, 7, 9, 11, 13, 15, 17, 19, 21",
    centre="Trung tâm Phục vụ hành chính công phường Bến Nước, quận Ngũ Hành Sơn, thành phố Đà Nẵng",
    version="12.10.3",
)
PAPERS = pytest.mark.parametrize("paper", [*ROLLS, sheet.CELL], ids=lambda paper: paper.name)


@pytest.fixture(scope="module")
def words(tmp_path_factory: pytest.TempPathFactory) -> Words:
    """Both languages, compiled here: a test must not depend on what set-up has left behind."""
    made = tmp_path_factory.mktemp("locale") / "en" / "LC_MESSAGES" / f"{DOMAIN}.mo"
    made.parent.mkdir(parents=True)
    with (LOCALE / "en" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as po, made.open("wb") as mo:
        write_mo(mo, read_po(po))
    return Words(made.parents[2])


def of(name: str, words: Words) -> dict[str, Label]:
    made = labels(load(f"halls/{name}.toml"), "0.1.0", words.into("vi"), words.into("en"))
    return {each.id: each for each in made}


def scanned(file: Path) -> list[str]:
    done = subprocess.run(["zbarimg", "-q", "--raw", str(file)], capture_output=True, text=True, check=False)
    return sorted(done.stdout.split())


def test_each_box_has_one_and_the_hub_but_no_console(words: Words) -> None:
    ward = of("ward", words)
    assert [*ward] == ["kiosk-1", "board-1", "caller-1", "caller-2", "caller-3", "caller-4", "pad-1", "hub"]
    assert (ward["hub"].what, ward["hub"].what_en) == ("Máy chủ", "Hub")
    assert ward["pad-1"].where == "Quầy 1"
    assert ward["board-1"].where == "Sảnh chính"
    assert ward["kiosk-1"].where == ""
    assert ward["kiosk-1"].code == "motcua:phuong-ben-nuoc/kiosk-1"


def test_counters_that_follow_one_another_are_written_short() -> None:
    assert runs([1, 2, 3, 5, 8, 9], least=2) == "1–3, 5, 8–9"


@PAPERS
def test_a_scanner_reads_the_longest_names(paper: Paper, tmp_path) -> None:
    picture(LONGEST, paper).save(tmp_path / "label.png")
    assert scanned(tmp_path / "label.png") == [LONGEST.code]


@PAPERS
def test_a_module_is_at_least_a_quarter_of_a_millimetre(paper: Paper) -> None:
    """What a telephone reads at arm's length."""
    edge = paper.dots(2)
    below = paper.dots(paper.high) - 2 * edge - round((paper.dots(paper.high) - 2 * edge) * 0.36)
    code = drawing._code(LONGEST.code, below + edge)
    modules = 45
    assert code.width % modules == 0
    assert code.width / modules / paper.dpi * 25.4 >= 0.25


@PAPERS
def test_nothing_comes_near_the_edge(paper: Paper) -> None:
    for each in (LONGEST, replace(LONGEST, id="hub", where="", centre="Một cửa")):
        made = picture(each, paper)
        edge = paper.dots(0.8)
        assert made.size == (paper.dots(paper.wide), paper.dots(paper.high))
        inside = made.convert("L").point(lambda dot: 255 - dot).getbbox()
        assert inside is not None
        assert inside[0] >= edge
        assert inside[1] >= edge
        assert inside[2] <= made.width - edge
        assert inside[3] <= made.height - edge


@PAPERS
def test_the_longest_names_have_room_whole(paper: Paper, monkeypatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(drawing.ImageDraw.ImageDraw, "text", lambda _self, _at, text, **_more: written.append(text))
    picture(LONGEST, paper)
    said = "".join(written).replace(" ", "")
    for text in (LONGEST.id, LONGEST.what, LONGEST.what_en, LONGEST.where, LONGEST.centre):
        assert text.replace(" ", "") in said
    assert drawing.CUT not in said


def test_an_id_is_broken_behind_a_hyphen_alone(monkeypatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(drawing.ImageDraw.ImageDraw, "text", lambda _self, _at, text, **_more: written.append(text))
    picture(LONGEST, ROLLS[0])
    first, second = written[:2]
    assert first.endswith("-")
    assert first + second == LONGEST.id


def test_the_usual_id_is_read_from_a_distance() -> None:
    """Letters of 5 mm and more."""
    box = drawing.Box(0, 0, ROLLS[0].dots(46), round(ROLLS[0].dots(26) * 0.36))
    _, font, lines = drawing._fitted("caller-12", "Bold", box, 12, 2)
    assert lines == ["caller-12"]
    left, top, right, bottom = font.getbbox("l")
    assert (bottom - top) / 8 >= 5
    assert right > left


def test_a_name_that_nobody_could_print_is_cut_and_says_so() -> None:
    font = ImageFont.truetype(str(drawing.fonts.path("Regular")), 10)
    lines = drawing._cut("Trung tâm " * 60, font, 150, 3)
    assert len(lines) == 3
    assert lines[-1].endswith(drawing.CUT)
    assert all(font.getlength(line) <= 150 for line in lines)


def test_a_sheet_has_twenty_four_and_a_scanner_finds_each(words: Words, tmp_path) -> None:
    made = [*of("province", words).values()]
    pages = sheet.sheets(made)
    assert len(pages) == -(-len(made) // 24)
    for number, page in enumerate(pages):
        assert page.size == (2480, 3508)
        page.save(tmp_path / "page.png")
        assert scanned(tmp_path / "page.png") == sorted(each.code for each in made[number * 24 : number * 24 + 24])


def test_the_files_are_pictures_for_printers_and_pages(tmp_path, capsys) -> None:
    assert command.main(["labels", "halls/ward.toml", "--out", str(tmp_path), "--version", "0.1.0"]) == 0
    for paper in ROLLS:
        with Image.open(tmp_path / paper.name / "kiosk-1.png") as made:
            assert made.mode == "1"
            assert round(made.info["dpi"][0]) == paper.dpi
    assert boxes(tmp_path / sheet.SHEETS) == [(210, 297)]
    assert boxes(tmp_path / sheet.SINGLES) == [(50, 30)] * 8


def boxes(pdf: Path) -> list[tuple[int, int]]:
    """Of each page, in millimetres."""
    found = re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+)", pdf.read_bytes())
    return [(round(float(wide) / 72 * 25.4), round(float(high) / 72 * 25.4)) for wide, high in found]
