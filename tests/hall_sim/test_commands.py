from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest

from hall_sim import day as days
from hall_sim.replay import main as replay
from hall_sim.simulate import main as simulate
from tests.hall_sim.days import MONDAY, WARD

ASKED = [str(WARD), "--day", MONDAY, "--visitors", "60"]


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    assert simulate([*ASKED, "--out", str(folder), "--and", "counters=+1", "--and", "visitors=+50%"]) == 0
    return folder


def replayed(out: Path, *more: str) -> int:
    return replay([str(out / "ledger.sqlite"), "--hall", str(WARD), *more])


def test_a_day_leaves_a_ledger_figures_and_a_page(out: Path) -> None:
    assert sorted(file.name for file in out.iterdir()) == ["ledger.sqlite", "report.html", "report.json"]
    made = json.loads((out / "report.json").read_text("utf-8"))
    assert made["day"]["tickets"] == 60
    assert [variant["name"] for variant in made["variants"]] == ["counters=+1", "visitors=+50%"]


def test_the_page_needs_nothing_but_itself(out: Path) -> None:
    page = (out / "report.html").read_text("utf-8")
    assert page.count("<svg") == 3
    assert not re.search(r"<script|src=|href=|url\(|@import|https?:", page)
    for words in ("counters=+1", "visitors=+50%", "Every check holds.", "How many waited"):
        assert words in page


def test_variants_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate([*ASKED, "--and", "counters=+1"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"the same day otherwise +as it is +counters=\+1\n", said)
    assert re.search(r"\ncounters=\+1: nine of ten wait no longer than", said)
    assert "every check holds" in said


def test_a_recorded_day_is_folded_and_every_check_holds(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replayed(out) == 0
    said = capsys.readouterr().out
    assert "every check holds" in said
    assert "ticket-issued 60" in said
    assert re.search(r"quay-1 +closed", said)


def test_how_it_stood_at_a_moment_is_told(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    digests = []
    for at in ("10:30", "10:30", "15:00"):
        assert replayed(out, "--at", at) == 0
        said = capsys.readouterr().out
        assert re.search(r"quay-1 +(open|paused) +ht-01", said)
        digests.append(re.findall(r"digest (\w+)", said)[0])
    assert digests[0] == digests[1] != digests[2]


def test_a_ledger_that_is_read_stays_as_it_is(out: Path) -> None:
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    assert replayed(out, "--waits") == 0
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before


def test_a_ledger_in_which_somebody_has_written_is_found_out(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "ledger.sqlite"
    copy.write_bytes((out / "ledger.sqlite").read_bytes())
    db = sqlite3.connect(copy)
    db.execute("DELETE FROM event WHERE seq = (SELECT min(seq) FROM event WHERE body LIKE '%\"ticket-called\"%')")
    db.commit()
    db.close()
    assert replayed(tmp_path) == 1
    assert "things that must not be" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--day", "2026-01-01"], "no day 2026-01-01; it has 2026-11-23"),
        (["--at", "25:00"], "is no time of day such as 10:30"),
        (["--speed", "3"], "only with --boards"),
        (["--boards", str(WARD)], f"--boards {WARD}: is no folder; give a folder in which files can be written"),
        (["--boards", str(WARD / "in")], "is no folder"),
    ],
)
def test_what_cannot_be_replayed_is_told(
    out: Path, more: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        replayed(out, *more)
    assert words in capsys.readouterr().err


def test_a_file_that_is_no_ledger_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ledger.sqlite").write_text("words " * 1_000)
    with pytest.raises(SystemExit, match="2"):
        replayed(tmp_path)
    assert "is it a hub's ledger, and a whole one?" in capsys.readouterr().err


def test_a_hall_file_that_does_not_fit_the_day_is_told(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        replay([str(out / "ledger.sqlite"), "--hall", str(WARD.with_name("province.toml"))])
    assert "give the hall file of that day" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--day", "2026-11-22"], "the hall is closed on 2026-11-22"),
        (["--day", "monday"], "is no date such as 2026-11-23"),
        (["--day", "9999-12-31"], "'9999-12-31' is no day of a hall: give one of the years 2000 to 2099"),
        (["--day", "0001-01-01"], "is no day of a hall"),
        (["--and", "counters=-9"], "counters=-9: the hall has 4, and one at least must be left"),
        (["--visitors", "0"], "--visitors: 1 to 100000"),
        (["--speed", "3"], "--speed: 1 to 100, and with --real"),
        (["--real"], "--real: give --out DIR"),
        (["--and", "x=1", "--and", "x=1", "--and", "x=1", "--and", "x=1"], "3 variants at most"),
    ],
)
def test_what_cannot_be_played_is_told_before_a_day_is_lived(
    more: list[str], words: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "live", lambda *_, **__: pytest.fail("a day is lived"))
    with pytest.raises(SystemExit, match="2"):
        simulate([*ASKED, *more])
    assert words in capsys.readouterr().err


def test_where_nothing_can_be_written_is_told_before_a_day_is_lived(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "live", lambda *_, **__: pytest.fail("a day is lived"))
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit, match="2"):
        simulate([*ASKED, "--out", str(tmp_path / "file")])
    told = capsys.readouterr().err
    assert told == f"--out {tmp_path / 'file'}: is no folder; give a folder in which files can be written\n"


def test_a_day_that_was_lived_and_cannot_be_written_is_told_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "report.json").mkdir()
    with pytest.raises(SystemExit, match="2"):
        simulate([*ASKED, "--out", str(tmp_path)])
    told = capsys.readouterr()
    assert "every check holds" in told.out
    assert f"--out {tmp_path / 'report.json'}: Is a directory; give a folder" in told.err


def test_a_day_that_cannot_have_been_is_not_shown_on_boards(
    out: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "ledger.sqlite"
    copy.write_bytes((out / "ledger.sqlite").read_bytes())
    with sqlite3.connect(copy) as db:
        db.execute("DELETE FROM event WHERE seq = (SELECT min(seq) FROM event WHERE body LIKE '%\"ticket-issued\"%')")
    db.close()
    with pytest.raises(SystemExit, match="2"):
        replayed(tmp_path, "--boards", str(tmp_path / "boards"))
    assert "something in it must not be; without --boards it is told" in capsys.readouterr().err
