"""What a stranger wants at the kiosk, walked through the real input path: real broker, hub and kiosk, touches and a
scanner through the kernel's input layer. The way is found only by what stands on the glass; judged is what is seen,
printed and recorded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from demo.house import House
from tests.flows.stranger import PATIENCE, WELCOME, Desk, Stranger, grown
from tests.kiosk_app.devices.reading import scanned

pytestmark = [pytest.mark.screens, pytest.mark.timeout(150)]

READY, NOT_READY = "000.00.16.H41-261118-0042", "000.00.16.H41-261116-0007"
"""Dossiers of halls/feeds: finished, and still being processed."""
LARGER = 1.15
"""Times the height of letters: larger text is a third larger, and tesseract measures to the pixel."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One for all of them, as in a hall."""
    if shutil.which("umockdev-run") is None:
        pytest.skip("no umockdev-run: sudo apt install umockdev")
    folder = tmp_path_factory.mktemp("hall")
    with House(folder, print) as house:
        yield Desk(house, folder)


@pytest.fixture
def stranger(desk: Desk) -> Iterator[Stranger]:
    stranger = Stranger(desk.glass)
    stranger.read(WELCOME)
    yield stranger
    stranger.leave()


def newest_ticket(desk: Desk, already: int) -> dict[str, Any]:
    """What the ledger says of the one ticket more than there were already."""
    kind = "SELECT count(*) FROM event WHERE json_extract(body, '$.type') = 'ticket-printed'"
    desk.house.wait_for_ledger(f"SELECT 1 WHERE ({kind}) > {already}", "one more ticket is printed", PATIENCE)
    tickets = [json.loads(str(body)) for (body,) in desk.events("ticket-issued")]
    assert len(tickets) == already + 1
    return tickets[-1]


@pytest.mark.parametrize(
    ("language", "wants", "number_words", "take_it"),
    [
        ("vi", ("không thuộc", "khai sinh", "hộ tịch", "lấy số"), "Số của quý vị", "Mời quý vị lấy phiếu"),
        ("en", ("not in a", "births", "civil", "take a number"), "Your number", "take your ticket"),
    ],
)
def test_a_stranger_takes_a_number(
    desk: Desk,
    stranger: Stranger,
    tmp_path: Path,
    language: str,
    wants: tuple[str, ...],
    number_words: str,
    take_it: str,
) -> None:
    papers, already = desk.papers(), len(desk.events("ticket-issued"))
    if language == "en":
        stranger.go("english", until="Welcome")
    stranger.go(*wants, until=number_words)
    words = stranger.read(take_it)
    assert stranger.touches <= 5, "one for each question, and one for the language"
    ticket = newest_ticket(desk, already)
    assert ticket["number"] in words
    assert (ticket["service"], ticket["language"]) == ("khai-sinh", language)
    paper = desk.printer.wait_for(papers + 1, PATIENCE)[papers:]
    assert len(paper) == 1
    assert f":{ticket['number']}:" in scanned(Image.open(paper[0]).convert("L"), tmp_path)


@pytest.mark.parametrize(
    ("wants", "asked", "space", "typed", "paper", "print_it", "printed"),
    [
        (
            ("đăng ký khai sinh", "tra cứu thủ tục"),
            "Quý vị cần làm thủ tục gì?",
            "Dấu cách",
            "khai sinh",
            "Giấy chứng sinh",
            "in danh sách giấy tờ",
            "Đã in, mời lấy giấy",
        ),
        (
            ("birth registration", "look up a procedure"),
            "What do you need to do?",
            "Space",
            "birth",
            "Proof of birth from the hospital",
            "print list of papers",
            "Printed, please take it",
        ),
    ],
    ids=["vi", "en"],
)
def test_a_stranger_finds_the_papers_for_a_birth_registration(
    desk: Desk,
    stranger: Stranger,
    wants: tuple[str, ...],
    asked: str,
    space: str,
    typed: str,
    paper: str,
    print_it: str,
    printed: str,
) -> None:
    papers = desk.papers()
    if space == "Space":
        stranger.go("english", until="Welcome")
    stranger.go(*wants, until=asked)
    desk.glass.type(typed, space)
    stranger.read(wants[0].capitalize())
    stranger.go(wants[0], until=paper)
    stranger.go(print_it, until=printed)
    assert len(desk.printer.wait_for(papers + 1, PATIENCE)) == papers + 1


def test_a_stranger_sees_that_a_dossier_is_ready_by_holding_the_receipt_to_the_scanner(
    desk: Desk, stranger: Stranger
) -> None:
    stranger.go("tra cứu hồ sơ", until="Hoặc đưa mã vào máy quét.")
    desk.scanner.scan(READY)
    words = stranger.read("Đã có kết quả")
    assert READY in words
    assert any("đến quầy trả kết quả" in text for text in words)
    stranger.leave()
    assert not any(READY in text for text in desk.glass.look()["words"])
    assert desk.house.ledger(f"SELECT 1 FROM event WHERE body LIKE '%{READY}%'") == []


def test_a_stranger_sees_that_a_dossier_is_not_ready_by_typing_its_code(desk: Desk, stranger: Stranger) -> None:
    stranger.go("tra cứu hồ sơ", until="Mã hồ sơ của quý vị?")
    desk.glass.type(NOT_READY, "")
    stranger.read(NOT_READY)
    words = stranger.go("tra cứu", until="Đang giải quyết")
    assert "Trợ cấp hưu trí xã hội" in words
    assert "Hẹn trả" in words
    assert not any("Đã có kết quả" in text for text in words)


def test_a_stranger_asks_for_larger_text_and_the_next_one_finds_it_as_it_was(desk: Desk, stranger: Stranger) -> None:
    plain = desk.letters()
    stranger.touch("Chữ lớn")
    larger = desk.letters()
    assert grown(plain, larger) > LARGER
    stranger.go("không thuộc", "khai sinh", "hộ tịch", "lấy số", until="Mời quý vị lấy phiếu")
    stranger.leave()
    again = desk.letters()
    assert grown(plain, again) == pytest.approx(1.0, abs=LARGER - 1)
