"""A whole day with ten cards, at real programs; then everything that was written or sent is searched for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from html import unescape
from pathlib import Path

import pytest

from demo.at_console import OFFICER
from demo.at_counter import CAME, DONE, NEXT, PAUSE
from demo.programs import ProgramFailed
from hall_core.domain.scanned import IdCard
from hall_core.ui.sound.samples import MEMORY
from tests.flows.cards import CARDS
from tests.flows.day_of_cards import MINE, PIN, THEIRS, DayOfCards
from tests.flows.searching import Searcher, backup

pytestmark = [pytest.mark.screens, pytest.mark.timeout(300)]

TYPED = {"typed name": "LEVANHUVO", "typed old number": "988000111"}
"""What looks like the code of an appointment, or of a dossier. It is asked for, and so it travels to the hub; but it is
kept nowhere."""


@pytest.fixture
def day(tmp_path: Path) -> Iterator[DayOfCards]:
    with ExitStack() as undo:
        yield DayOfCards(tmp_path, undo)


def test_of_ten_cards_nothing_is_left_anywhere_when_the_day_is_over(day: DayOfCards) -> None:
    for part in (
        _takes_a_ticket,
        _looks_up,
        _holds_half_a_card_and_one_with_breaks,
        _types_and_scans_in_the_middle,
        _checks_in,
        _is_served,
        _technician,
        _while_things_are_down,
    ):
        part(day)
        day.keypad.lit_leds()  # nobody else looks at its lamps
    on_the_line, in_files = Searcher(CARDS), Searcher(CARDS, TYPED)
    assert {pid: found for pid in day.running() if (found := in_files.in_process(pid))} == {}
    assert day.no_memory_is_dumped()
    said = day.end()
    assert on_the_line.in_bytes(said) == set()
    backup([day.folder / name for name in ("hub", "kiosk-1", "broker")], day.folder / "backup.tar.gz")
    written = {path.name for path in day.folder.rglob("*")}
    assert {"ledger.sqlite", "archive", "figures.sqlite", "mosquitto.db", "diary.sqlite", "sent.bin"} <= written
    assert {"mine.png", "found.png", "board.png", "scanner-test.png", "ticket-002.png", "sound.raw"} <= written
    assert in_files.in_folder(day.folder) == {}
    assert [found for sounds in MEMORY.glob("motcua-*") if (found := in_files.in_folder(sounds))] == []
    # Such a search finds what is there: the two digits that were asked for, and what the hub's copy has.
    token = IdCard(CARDS[0].number).token((day.folder / "hub" / "id.key").read_bytes())
    assert f'"bucket":"{token[:2]}"'.encode() in said
    holders = set(Searcher([], {"token": token, "code": MINE}).in_folder(day.folder))
    assert holders == {"hub/copies.sqlite", "backup.tar.gz"}


def _takes_a_ticket(day: DayOfCards) -> None:
    day.keypad.press(PAUSE)
    kiosk = day.kiosk
    kiosk.wait_for("Xin kính chào quý vị", 30)
    kiosk.tap("Lấy số thứ tự")
    kiosk.tap("Hộ tịch")
    kiosk.tap("Đăng ký khai sinh")
    kiosk.tap("Không thuộc nhóm ưu tiên")
    kiosk.wait_for("A001", 20)
    day.scan(CARDS[9])  # where nobody waits for a code
    day.printer.wait_for(1, 20)
    kiosk.wait_for("Đã in xong", 20)
    day.home()


def _looks_up(day: DayOfCards) -> None:
    kiosk = day.kiosk
    day.hold(CARDS[0], "Quý vị muốn xem hồ sơ nào?")
    assert "Cấp hộ chiếu" not in kiosk.wait_for("Cấp lại giấy khai sinh")
    day.picture(kiosk, "mine")
    kiosk.tap("Đăng ký kết hôn")
    kiosk.wait_for("Đã có kết quả")
    day.scan(CARDS[1])
    day.hold(CARDS[1], "Cấp hộ chiếu")
    day.picture(kiosk, "found")
    day.hold(CARDS[2], "Không có hồ sơ nào ghi theo thẻ này")
    day.home()
    screen = (day.folder / "kiosk-1" / "screen.json").read_bytes()
    assert not [code for code in (MINE, THEIRS) if code.encode() in screen]


def _holds_half_a_card_and_one_with_breaks(day: DayOfCards) -> None:
    kiosk, code = day.kiosk, CARDS[3].code
    day.scanner.scan(code[: len(code) // 2])
    kiosk.wait_for("Mời giữ giấy thẳng trước máy quét")
    for line in CARDS[4].code.split("|"):
        day.scanner.scan(f"{line}|" if line else "|")
    day.scanner.scan(CARDS[4].code.replace("|", "\t"))
    day.home()


def _types_and_scans_in_the_middle(day: DayOfCards) -> None:
    kiosk = day.kiosk
    kiosk.tap("Tra cứu hồ sơ")
    kiosk.wait_for("Mã hồ sơ của quý vị?")
    day.type(CARDS[5].number)
    kiosk.tap("Tra cứu")
    kiosk.wait_for("Mã chưa đúng")
    day.hold(CARDS[5], "Không có hồ sơ nào ghi theo thẻ này")
    kiosk.tap("Nhập mã")
    kiosk.wait_for("Mã hồ sơ của quý vị?")
    day.type(TYPED["typed old number"])
    kiosk.tap("Tra cứu")
    kiosk.wait_for("Chưa tìm thấy hồ sơ")
    day.home()


def _checks_in(day: DayOfCards) -> None:
    kiosk = day.kiosk
    kiosk.tap("Tôi có lịch hẹn")
    kiosk.wait_for("Mã lịch hẹn của quý vị?")
    day.type(TYPED["typed name"])
    kiosk.tap("Nhận số")
    kiosk.wait_for("Không có lịch hẹn với mã này")
    day.home()
    kiosk.tap("Tôi có lịch hẹn")
    kiosk.wait_for("Mã lịch hẹn của quý vị?")
    day.hold(CARDS[6], "Không có hồ sơ nào ghi theo thẻ này")
    day.home()


def _is_served(day: DayOfCards) -> None:
    day.keypad.press(NEXT)
    day.board.wait_for("A001", 20)
    day.picture(day.board, "board")
    day.keypad.press(CAME)
    day.wait_for_ledger("service-started")
    browser = day.browser()
    token = _token(browser.see("/sign-in"))
    with pytest.raises(ProgramFailed, match="403"):
        browser.see("/sign-in", token=token, officer=CARDS[7].number, password=CARDS[7].name)
    day.programs[-1].wait_for("wrong password", 10)
    page = browser.sign_in(OFFICER)
    help = {"type": "ask-help", "where": "help", "back": "/", "counter": "quay-1", "note": "Cần người phiên dịch"}
    browser.see("/do", token=_token(page), **help)
    day.wait_for_ledger("help-asked")
    day.keypad.press(DONE)
    day.pad.wait_for("A001", 20)
    day.pad.tap("Rất hài lòng")
    day.pad.tap("Gửi")
    day.wait_for_ledger("vote-recorded")


def _token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found is not None
    return unescape(found[1])


def _technician(day: DayOfCards) -> None:
    kiosk = day.kiosk
    assert kiosk.tap_if_there("Knock()", times=5)
    kiosk.wait_for("Nhập mã PIN kỹ thuật")
    day.type(PIN)
    kiosk.tap("Mở")
    kiosk.tap("Kiểm tra")
    kiosk.tap("Thử máy quét")
    kiosk.wait_for("Mời quét một mã bất kỳ")
    day.hold(CARDS[7], "thẻ căn cước")
    day.picture(kiosk, "scanner-test")
    kiosk.tap("Quay lại")
    kiosk.tap("In lại phiếu cuối")
    day.printer.wait_for(2, 20)
    day.wait_for_ledger("ticket-reprinted")
    day.home()


def _while_things_are_down(day: DayOfCards) -> None:
    day.kill_hub()
    day.hold(CARDS[8], "Chưa tra cứu được lúc này")
    day.start_hub_again()
    day.stop_broker()
    day.home()
    day.hold(CARDS[9], "Chưa tra cứu được lúc này")
    day.start_broker_again()
    day.hub.wait_for("linked to the broker", 30)
