"""The board of dossiers: the centre's file, a real hub, broker and board; and all that was said on the line."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from broker_config.run import start
from demo.glass import Glass
from demo.hall_file import write_hall
from demo.programs import Program, start_hub
from hall_core.device.hall_file import load
from hall_core.domain.business_day import HANOI, business_day
from tests.flows.ear import Ear

HEAD = "code,procedure_vi,agency_vi,state,received,due,new_due,ended,note_vi,fee_amount,fee_bank,fee_account"
CODES = [f"H41.16-26110{n}-700{n}" for n in range(1, 6)]
BOARD = """
[[devices]]
role = "board"
id = "bang-2"
zone = "sanh"
shows = ["dossiers"]
distance_m = 4
voice = false
[policy]
dossier_codes = "masked"
"""
NOTE, ACCOUNT = "Mời quý vị bổ sung tờ khai", "0011012345678"


class Office:
    """A hall with a board of dossiers, which is watched, and a folder for the centre's file."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data = folder, folder / "bang-2"
        self.hall = write_hall(folder / "hall.toml", counters=1)
        self.hall.write_text(self.hall.read_text("utf-8") + BOARD, "utf-8")
        self.turn = load(self.hall).hall.day_turn
        self.broker = start(load(self.hall), None, folder / "broker")
        self.ear = Ear(self.broker.address)
        (folder / "hub" / "feeds").mkdir(parents=True)
        self.start_hub()

    def start_hub(self) -> None:
        self.hub = start_hub(self.hall, self.folder / "hub", self.broker.address, quiet=True)

    def start_board(self) -> Glass:
        given = ["--hall", str(self.hall), "--device", "bang-2", "--data", str(self.data), "--offscreen"]
        given += ["--broker", f"{self.broker.host}:{self.broker.port}"]
        self.board = Program("board", "display_app", given, self.folder / "board.log")
        self.board.wait_for("linked to the broker", 30)
        return Glass(self.board, self.data)

    def day(self, away: int = 0) -> str:
        """A day, counted from the hall's business day."""
        today = business_day(time.time_ns() // 1_000_000, self.turn)
        return (datetime.fromisoformat(today) + timedelta(days=away)).date().isoformat()

    def drop(self, *rows: str, days_old: int = 0) -> None:
        as_of = datetime.now(HANOI) - timedelta(days=days_old)
        file = self.folder / "hub" / "feeds" / "dossiers.csv"
        text = "\n".join([f"# as_of={as_of:%Y-%m-%dT%H:%M:%S%z}", HEAD, *rows]) + "\n"
        new = file.with_suffix(".new")
        new.write_text(text, "utf-8")
        new.replace(file)

    def usual(self) -> list[str]:
        """A result, a late one with an apology, one without, and one in hand with a fee and a note."""
        return [
            f"{CODES[0]},Đăng ký khai sinh,Sở Tư pháp,finished,{self.day(-6)},{self.day(-1)},,{self.day(-1)},,,,",
            f"{CODES[1]},Cấp phép xây nhà,Sở Xây dựng,processing,{self.day(-30)},{self.day(-9)},{self.day(12)},,,,,",
            f"{CODES[2]},Tách thửa đất,Sở Y tế,processing,{self.day(-30)},{self.day(-5)},,,,,,",
            f"{CODES[3]},Sang tên xe,Công an tỉnh,fee-due,{self.day()},{self.day(5)},,,{NOTE},50000,970403,{ACCOUNT}",
        ]

    def close(self) -> None:
        for program in (self.board, self.hub):
            program.stop()
        self.ear.stop()
        self.broker.stop()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path)
    yield office
    office.close()


@pytest.mark.timeout(240)
def test_what_the_centre_drops_stands_on_the_board_with_masked_codes_and_changes_with_the_next_file(
    office: Office,
) -> None:
    glass = office.start_board()
    glass.wait_for("Thông tin hồ sơ đang được cập nhật", 30)
    office.drop(*office.usual())
    words = glass.wait_for("Đăng ký khai sinh", 60)
    assert "•••001" in words
    assert any(text.startswith("Cập nhật lúc") for text in words)
    late = glass.wait_for("Cấp phép xây nhà", 60)
    assert {"•••002", "•••003"} <= set(late)
    assert any(text.startswith("Sở Xây dựng xin lỗi") for text in late)
    assert any(text.startswith("Sở Y tế") and "chưa" in text for text in late)

    fifth = f"{CODES[4]},Chứng thực bản sao,Sở Tư pháp,finished,{office.day(-3)},,,{office.day()},,,,"
    office.drop(*office.usual(), fifth)
    assert "•••005" in glass.wait_for("Chứng thực bản sao", 60), "without a restart"

    office.board.stop()
    said = office.ear.stop().decode()
    editions = [zlib.decompress(data).decode() for data in office.ear.parts()]
    assert "catalogue/dossier-board" in said
    assert len(editions) == 2
    for code in CODES:
        assert not any(code in text for text in (said, *editions))
    for secret in (NOTE, ACCOUNT):
        assert not any(secret in text for text in (said, *editions))
    assert "•••001" in editions[0], "the search looks into what was sent"


@pytest.mark.timeout(240)
def test_while_the_hub_is_away_the_board_stays_with_its_age_and_a_restarted_one_calls_nothing_late(
    office: Office,
) -> None:
    office.drop(*office.usual())
    glass = office.start_board()
    glass.wait_for("Cấp phép xây nhà", 60)
    office.hub.kill()
    words = glass.wait_for("Thông tin cập nhật lúc", 40)
    assert any(text.startswith("Cập nhật lúc") for text in words)
    glass.wait_for("Đăng ký khai sinh", 60)

    office.board.stop()
    glass = office.start_board()
    words = glass.wait_for("Đăng ký khai sinh", 30)
    assert any(f"ngày {office.day()[8:]}/{office.day()[5:7]}" in text for text in words), "nobody knows what today is"
    assert not any("trễ" in text.lower() for text in words)
    office.start_hub()
    glass.wait_for("Cấp phép xây nhà", 60)


@pytest.mark.timeout(90)
def test_a_spoilt_copy_is_fetched_again_and_a_file_of_yesterday_makes_nothing_late(office: Office) -> None:
    office.drop(*office.usual(), days_old=1)
    glass = office.start_board()
    glass.wait_for("Đăng ký khai sinh", 40)
    kept = office.data / "dossiers.edition"
    assert b"late" in zlib.decompress(kept.read_bytes())
    assert "Sở Xây dựng" not in zlib.decompress(kept.read_bytes()).decode(), "no late one leaves the hub"
    office.board.stop()
    kept.write_bytes(kept.read_bytes()[:-9])
    glass = office.start_board()
    words = glass.wait_for("Đăng ký khai sinh", 40)
    assert not any("trễ" in text.lower() for text in words)
    zlib.decompress(kept.read_bytes())
