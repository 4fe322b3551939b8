"""A boot bundle in which something is wrong: what is said of it, and that nothing else comes of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hall_box.begin import SETUP, WATCH
from hall_box.words import said
from hall_core.keys import Keys
from hall_core.mqtt.certificate import life
from hall_core.ui.translate import Words
from hall_trust.ca import DAY
from tests.hall_box.conftest import Box, edit

Cards = dict[str, Path]


WRONG: dict[str, tuple[Callable[[Path, Cards], object], str]] = {
    "nothing": (lambda bundle, _: shutil.rmtree(bundle), "no-bundle"),
    "unfinished": (lambda bundle, _: (bundle / "device.toml").unlink(), "unfinished"),
    "no hall file": (lambda bundle, _: (bundle / "hall.toml").unlink(), "unfinished"),
    "no authority": (lambda bundle, _: (bundle / "ca.pem").unlink(), "unfinished"),
    "no end": (lambda bundle, _: (bundle / "until").unlink(), "unfinished"),
    "garbled": (lambda bundle, _: (bundle / "device.toml").write_bytes(b"[device\xff"), "garbled"),
    "role": (lambda bundle, _: edit(bundle / "device.toml", '"kiosk"', '"kiosc"'), "garbled"),
    "hall file": (lambda bundle, _: edit(bundle / "hall.toml", "[hall]", "[hal]"), "hall-file"),
    "two halls": (lambda bundle, _: edit(bundle / "device.toml", "ben-nuoc", "ben-cat"), "other-hall-file"),
    "unknown": (lambda bundle, _: edit(bundle / "device.toml", "kiosk-1", "kiosk-7"), "unknown-device"),
    "another role": (lambda bundle, _: edit(bundle / "device.toml", '"kiosk"', '"pad"'), "other-role"),
    "no certificate": (lambda bundle, _: (bundle / "ca.pem").write_bytes(b"\0" * 500), "no-authority"),
    "no key": (lambda bundle, _: (bundle / "device.pem").unlink(), "no-key"),
    "cut short": (lambda bundle, _: (bundle / "device.pem").write_bytes(b"-----BEGIN"), "key"),
    "another's key": (lambda bundle, cards: shutil.copy(cards["board-1"] / "device.pem", bundle), "other-key"),
    "no claim": (
        lambda bundle, _: (bundle / "device.pem").rename(bundle / "claim.txt"),
        "claim",
    ),
    "too large": (lambda bundle, _: (bundle / "hall.toml").write_bytes(b"#" * 5_000_000), "unreadable"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_box_without_a_role_says_exactly_what_is_wrong_and_waits(
    box: Box, cards: Cards, wrong: str, english_too: Words
) -> None:
    box.insert(cards["kiosk-1"])
    spoil, key = WRONG[wrong]
    spoil(box.places.bundle, cards)
    before = box.on_card()
    standing = box.start()
    assert standing.fault is not None
    assert (standing.state, standing.fault.key) == ("setup", key)
    assert box.machine.said[-1] == f"systemctl --no-block start {SETUP} {WATCH}"
    assert (box.disk(), box.on_card()) == ({}, before)
    for language in ("vi", "en"):
        heading, remedy = said(english_too.into(language), standing.fault)
        assert heading
        assert remedy
        assert "{" not in heading + remedy


@pytest.mark.parametrize("wrong", WRONG)
def test_a_box_that_has_its_role_goes_on_with_a_wrong_card_and_says_so(box: Box, cards: Cards, wrong: str) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    before = box.disk()
    box.insert(cards["kiosk-1"])
    edit(box.places.bundle / "hall.toml", "Một cửa Bến Nước", "Một cửa Bến Mới")  # it is none that was taken
    spoil, key = WRONG[wrong]
    spoil(box.places.bundle, cards)
    standing = box.start()
    assert standing.state == "starting"
    if wrong == "no key":  # a hall file alone, which is good
        assert standing.taken
        return
    assert (standing.notice.key if standing.notice else "no-bundle") == key
    assert box.disk() == before


def test_an_authority_of_another_hall_is_seen_though_the_bundle_s_own_files_agree(
    box: Box, cards: Cards, foreign: Path
) -> None:
    box.insert(cards["kiosk-1"])
    shutil.copy(foreign / "ca.pem", box.places.bundle)
    fault = box.start().fault
    assert fault is not None
    assert fault.key == "other-authority"


def test_a_key_that_is_over_is_seen_unless_the_box_s_clock_is_before_its_end_or_nonsense(
    box: Box, cards: Cards
) -> None:
    end = life(Keys(cards["kiosk-1"]))
    assert end is not None
    box.insert(cards["kiosk-1"])
    box.machine.at = end.until + 3 * DAY
    fault = box.start().fault
    assert fault is not None
    assert (fault.key, fault.detail) == ("over", "device.pem ended 3 days and 0 hours ago")
    assert "device.pem" in box.on_card()
    box.machine.at = end.until + 20 * 366 * DAY
    assert box.start().state == "starting", "a battery clock with a year of its own proves nothing"


def test_a_key_that_was_over_when_the_box_was_switched_off_is_over_whatever_its_clock_says(
    box: Box, cards: Cards
) -> None:
    end = life(Keys(cards["kiosk-1"]))
    assert end is not None
    box.insert(cards["kiosk-1"])
    box.places.clock_kept.parent.mkdir(parents=True)
    box.places.clock_kept.touch()
    last = end.until // 1000 + 3 * DAY // 1000
    os.utime(box.places.clock_kept, (last, last))
    box.machine.at = 0
    fault = box.start().fault
    assert fault is not None
    assert fault.key == "over"


def test_the_detail_names_file_key_and_remedy(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    edit(box.places.bundle / "device.toml", '"kiosk"', '"kiosc"')
    fault = box.start().fault
    assert fault is not None
    assert 'device.role: "kiosc" is not allowed' in fault.detail
    assert 'did you mean "kiosk"?' in fault.detail


def test_a_disk_that_refuses_is_said_and_the_card_keeps_its_key(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    (box.places.lib / "box").write_bytes(b"in the way")
    standing = box.start()
    assert standing.fault is not None
    assert (standing.state, standing.fault.key) == ("setup", "storage")
    assert "device.pem" in box.on_card()


def test_steps_that_the_disk_has_lost_do_not_leave_a_box_without_a_word(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    (box.places.box / "taking").mkdir(parents=True)
    (box.places.box / "taking" / "steps.json").write_bytes(bytes(300))
    fault = box.start().fault
    assert fault is not None
    assert fault.key == "storage"


def test_a_garbled_note_of_its_own_role_is_mended_by_a_good_bundle(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    (box.places.etc / "device.toml").write_bytes(b"\0\0\0")
    shutil.rmtree(box.places.bundle)
    fault = box.start().fault
    assert fault is not None
    assert fault.key == "storage"
    box.insert(cards["kiosk-1"])
    assert box.start().state == "starting"


def test_a_box_whose_own_partition_is_gone_says_so_and_takes_nothing_in(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.machine.keeps = False
    standing = box.start()
    assert standing.state == "setup"
    assert standing.fault is not None
    assert standing.fault.key == "storage"
    assert "/data is not mounted" in standing.fault.detail
    assert not (box.places.etc / "device.toml").exists()
    assert (box.places.bundle / "device.pem").exists(), "for the card that takes this one's place"
