"""The search for what a card holds finds what is there: in each form and in each kind of place."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
import shutil
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from hall_core.domain.vietnamese import fold
from hall_core.ui import fonts
from tests.flows.cards import CARDS
from tests.flows.searching import Searcher, backup

CARD = CARDS[6]
SEARCHER = Searcher(CARDS)

WRITTEN: dict[str, Callable[[str], bytes]] = {
    "plain": str.encode,
    "taken apart": lambda text: unicodedata.normalize("NFD", text).encode(),
    "small letters": lambda text: text.lower().encode(),
    "without accents": lambda text: fold(text).encode(),
    "without accents in capitals": lambda text: fold(text).upper().encode(),
    "UTF-16": lambda text: text.encode("utf-16-le"),
    "UTF-16 of another machine": lambda text: text.encode("utf-16-be"),
    "hex": lambda text: text.encode().hex().encode(),
    "hex in capitals": lambda text: text.encode().hex().upper().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 behind one byte": lambda text: base64.b64encode(b"{" + text.encode() + b"}"),
    "base64 behind two bytes": lambda text: base64.b64encode(b'{"' + text.encode() + b'"}'),
    "JSON": lambda text: json.dumps({"x": text}).encode(),
    "SHA-256": lambda text: hashlib.sha256(text.encode()).hexdigest().encode(),
    "SHA-256 in bytes": lambda text: hashlib.sha256(text.encode()).digest(),
    "HMAC without a key": lambda text: hmac.new(b"", text.encode(), "sha256").hexdigest().encode(),
    "gzip": lambda text: gzip.compress(b"log " * 50 + text.encode()),
    "gzip in gzip": lambda text: b"head" + gzip.compress(b"head" + gzip.compress(text.encode())),
}


@pytest.mark.parametrize("datum", list(CARD.told()))
@pytest.mark.parametrize("form", list(WRITTEN))
def test_what_is_planted_in_a_file_is_found(tmp_path: Path, form: str, datum: str) -> None:
    """Far behind other bytes, in a folder of a folder."""
    assert SEARCHER.in_folder(tmp_path) == {}
    place = tmp_path / "hub" / "some.file"
    place.parent.mkdir()
    place.write_bytes(bytes(range(256)) * 40 + WRITTEN[form](CARD.told()[datum]) + bytes(9))
    assert list(SEARCHER.in_folder(tmp_path)) == ["hub/some.file"]


@pytest.mark.parametrize("date", ["19470231", "1947-02-31", "31/02/1947", "31.02.1947", "31-02-1947"])
def test_dates_are_found_however_they_are_written(date: str) -> None:
    assert SEARCHER.in_bytes(f"born {date}".encode())


@pytest.mark.parametrize("number", ["099 399 007 049", "099.399.007.049", "099399007049"])
def test_numbers_are_found_however_they_are_grouped(number: str) -> None:
    assert SEARCHER.in_bytes(number.encode())


def test_a_value_that_a_database_cut_in_pieces_is_found(tmp_path: Path) -> None:
    """And one that stands in the log of changes alone."""
    writer = sqlite3.connect(tmp_path / "some.sqlite", isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE told (words TEXT, more BLOB)")
    for place in range(4_000, 4_100):  # somewhere there a page ends
        writer.execute("INSERT INTO told VALUES (?, NULL)", ("x" * place + CARD.name,))
    found = SEARCHER.in_folder(tmp_path)
    writer.close()
    assert any("in a row" in what for what in found["some.sqlite"])
    assert "some.sqlite-wal" in found


def test_what_was_deleted_and_not_wiped_is_found(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "some.sqlite", isolation_level=None)) as db:
        db.execute("PRAGMA secure_delete=OFF")
        db.execute("CREATE TABLE told (words TEXT)")
        db.execute("INSERT INTO told VALUES (?)", (CARD.number,))
        db.execute("DELETE FROM told")
    assert "some.sqlite" in SEARCHER.in_folder(tmp_path)


def test_a_name_of_a_file_is_looked_at(tmp_path: Path) -> None:
    (tmp_path / f"{CARD.number}.txt").write_bytes(b"")
    assert SEARCHER.in_folder(tmp_path)


def test_a_backup_is_opened(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    (tmp_path / "hub" / "archive.gz").write_bytes(gzip.compress(CARD.code.encode()))
    backup([tmp_path / "hub"], tmp_path / "backup.tar.gz")
    shutil.rmtree(tmp_path / "hub")
    assert "backup.tar.gz" in SEARCHER.in_folder(tmp_path)


@pytest.mark.parametrize("words", [CARD.number, CARD.name, CARD.address])
def test_a_picture_is_read(tmp_path: Path, words: str) -> None:
    picture = Image.new("RGB", (1280, 800), "white")
    font = ImageFont.truetype(str(fonts.path("Regular")), 40)
    ImageDraw.Draw(picture).text((60, 300), f"Hồ sơ của {words}", "#203040", font)
    picture.save(tmp_path / "screen.png")
    assert any("readable" in what for what in SEARCHER.in_folder(tmp_path)["screen.png"])


def test_a_code_in_a_picture_is_scanned(tmp_path: Path) -> None:
    import segno

    segno.make(CARD.code).save(str(tmp_path / "screen.png"), scale=4)
    assert "screen.png" in SEARCHER.in_folder(tmp_path)


def test_the_command_line_and_the_environment_of_a_program_are_looked_at() -> None:
    for argv, env in (([CARD.number], {}), ([], {"CARD": CARD.number})):
        wait = [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()"]
        with subprocess.Popen([*wait, *argv], env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
            assert program.stdout is not None
            program.stdout.readline()
            assert SEARCHER.in_process(program.pid)
            assert program.stdin is not None
            program.stdin.close()
