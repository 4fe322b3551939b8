"""A box that joins: what it takes from its boot bundle, and what it says on its terminal."""

from __future__ import annotations

import io
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest

from hall_core.contract.trust import Denial
from hall_core.device.program import WRONG_CONFIGURATION
from hall_core.keys import Keys
from hall_core.mqtt.certificate import life
from hall_core.mqtt.outage import Reason
from hall_core.ui.translate import Words
from hall_trust import bundle
from hall_trust.big_digits import big
from hall_trust.bundle import Bundle, OwnKey
from hall_trust.commands import device as command
from hall_trust.join_words import WIDTH, Shown, Status, page, said
from hall_trust.key import new_key, public_of
from tests.hall_trust.conftest import Made

FINGERPRINT = "3F2A-91C0-77DE-0B14-A6E8"
STATUSES = sorted({*get_args(Status), *(set(get_args(Reason)) - {"refused"}), *get_args(Denial)})
TERMINAL = 24
"""Lines of the smallest."""


class Card:
    """A boot partition with a bundle of a hall's, and a box that reads it."""

    def __init__(self, folder: Path, made: Made, at: int) -> None:
        self.made, self.at = made, at
        self.folder = folder / "card"
        self.folder.mkdir()
        self.keys = Keys(folder / "keys")

    def write(self, device: str = "kiosk-1", name: str = "kiosk-1", at: int | None = None) -> OwnKey:
        key = new_key()
        since = self.at if at is None else at
        made = self.made.authority.for_device(name, public_of(key), since)
        own = OwnKey(key=key, certificate=made.pem.encode(), since=made.since, until=made.until)
        told = Bundle(
            hall="thu",
            device=name,
            role="kiosk",
            broker=("192.168.1.10", 8883),
            made=datetime.fromtimestamp(since / 1000, UTC),
            hall_file=b"[hall]\n",
            ca=self.made.pem,
            gives=own,
        )
        written = bundle.write(told, self.folder, force=True)
        if device != name:
            file = written / "device.toml"
            file.write_text(file.read_text("utf-8").replace(name, device), encoding="utf-8")
        return own

    def join(self, *words: str) -> int:
        words = words or ("--bundle", str(self.folder))
        return command.main(["join", *words, "--keys", str(self.keys.folder)])


@pytest.fixture
def card(tmp_path: Path, at: int) -> Card:
    return Card(tmp_path, Made("thu", at), at)


def test_a_box_takes_its_keys_from_its_bundle(card: Card, capsys: pytest.CaptureFixture[str]) -> None:
    own = card.write()
    assert card.join() == 0
    assert card.keys.own.read_bytes() == own.key + own.certificate
    assert card.keys.ca.read_bytes() == card.made.pem
    found = life(card.keys)
    assert found is not None and (found.since, found.until) == (own.since, own.until)
    assert stat.S_IMODE(card.keys.own.stat().st_mode) == 0o600
    assert "kiosk-1 đã vào trung tâm" in capsys.readouterr().out


def test_the_bundle_on_the_card_does_not_undo_a_renewal(card: Card) -> None:
    card.write()
    assert card.join() == 0
    renewed = card.write(at=card.at + 1)
    assert card.join() == 0
    card.write()
    assert card.join() == 0
    assert card.keys.own.read_bytes() == renewed.key + renewed.certificate


def test_a_bundle_of_another_hall_moves_the_box_there(card: Card, at: int) -> None:
    card.write(at=card.at + 1)
    assert card.join() == 0
    card.made = Made("khac", at)
    own = card.write()
    assert card.join() == 0
    assert card.keys.own.read_bytes() == own.key + own.certificate
    assert card.keys.ca.read_bytes() == card.made.pem


def test_a_bundle_that_is_not_whole_changes_nothing(card: Card, capsys: pytest.CaptureFixture[str]) -> None:
    own = card.write()
    assert card.join() == 0
    card.write(device="kiosk-2")
    assert card.join() == WRONG_CONFIGURATION
    assert "The boot bundle cannot be used" in capsys.readouterr().out
    card.write()
    (card.folder / "hall" / "until").unlink()
    assert card.join() == WRONG_CONFIGURATION
    (card.folder / "hall" / "device.pem").write_bytes(b"")
    assert card.join() == WRONG_CONFIGURATION
    assert card.keys.own.read_bytes() == own.key + own.certificate


def test_no_bundle_at_all_is_said(card: Card, capsys: pytest.CaptureFixture[str]) -> None:
    assert card.join() == WRONG_CONFIGURATION
    assert "Thư mục cấu hình không dùng được" in capsys.readouterr().out


def test_what_a_scanner_reads_is_tried_until_it_is_a_claim(
    card: Card, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n8934588\nMOTCUA1:ABC\n"))
    assert card.join("--claim", "-") == WRONG_CONFIGURATION
    told = capsys.readouterr().out
    assert told.index("Mời quét mã ghi danh") < told.index("it does not begin with MOTCUA") < told.index("not whole")


def test_a_claim_that_cannot_be_read_is_said(card: Card, capsys: pytest.CaptureFixture[str]) -> None:
    file = card.folder / "claim.txt"
    file.write_bytes(b"\xff\xfe")
    assert card.join("--claim", str(file)) == WRONG_CONFIGURATION
    assert "Không đọc được mã ghi danh" in capsys.readouterr().out


@pytest.mark.parametrize("status", STATUSES)
def test_each_thing_that_may_be_said_fits_a_terminal_in_both_languages(status: Status) -> None:
    longest = Shown(
        status=status, device="k" * 32, broker=f"{'h' * 40}.example.org:8883", fingerprint=FINGERPRINT, detail="x " * 90
    )
    words = Words()
    lines = page(longest, words)
    assert max(map(len, lines)) <= WIDTH + 4
    assert len(lines) <= TERMINAL + (status == "waiting") * 2
    assert said(words.into("vi"), longest) != said(words.into("en"), longest)


def test_an_address_stays_on_one_line() -> None:
    address = "may-chu.trung-tam-hanh-chinh-cong.tinh.example.org:8883"
    lines = page(Shown(status="away", broker=address), Words())
    assert sum(address in line for line in lines) == 2, "in both languages"


def test_a_fingerprint_is_written_large_and_as_it_is() -> None:
    lines = big(FINGERPRINT)
    assert len(lines) == 11 and max(map(len, lines)) <= WIDTH + 1
    assert any(FINGERPRINT in line for line in lines)
    digits = [f"{digit}{digit}{digit}{digit}-0000-0000-0000-0000" for digit in "0123456789ABCDEF"]
    assert len({tuple(line[:5] for line in big(each)[:5]) for each in digits}) == 16, "no two look alike"
