"""The first start of a box, and each one after: what is on the card, what it becomes, what is said when it cannot."""

from __future__ import annotations

import json
import shutil
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from msgspec.structs import replace

from demo.programs import ROOT
from hall_box import role
from hall_box.begin import SETUP, SOON, WATCH
from hall_box.fault import Fault
from hall_box.spoken import plainly
from hall_box.standing import told
from hall_core.keys import Keys
from hall_core.mqtt.certificate import life
from hall_trust.ca import DAY
from hall_trust.told import text_of, told_in
from tests.hall_box.conftest import Box, Workshop, edit

Cards = dict[str, Path]
ORDINARY = """
import sys
from pathlib import Path
from hall_box import begin
from hall_box.machine import Machine
from hall_box.places import Places

Machine.do = lambda *_, **__: ""
Machine.call = lambda *_: None
standing = begin.begin(Places.under(Path(sys.argv[1])), Machine())
print(standing.state, standing.device, "cryptography" in sys.modules)
"""
"""A start in a process of its own, on a machine that does as it is told."""


def older(bundle: Path, days: int) -> None:
    file = bundle / "device.toml"
    dated = told_in(file.read_bytes())
    file.write_text(text_of(replace(dated, made=dated.made - timedelta(days=days))), "utf-8")


# ------------------------------------------------------------------------------------------------------ a good bundle


def test_a_box_takes_its_bundle_in_and_starts_its_role(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    standing = box.start()
    assert (standing.state, standing.role, standing.device, standing.fault) == ("starting", "kiosk", "kiosk-1", None)
    assert box.machine.name == "kiosk-1"
    assert box.name_in_certificate() == "kiosk-1"
    assert (box.places.etc / "hall.toml").read_bytes() == (cards["kiosk-1"] / "hall.toml").read_bytes()
    assert (box.places.etc / "device.env").read_text() == "MOTCUA_DEVICE=kiosk-1\nMOTCUA_BROKER=192.168.1.10:8883\n"
    assert life(box.keys()) == life(Keys(cards["kiosk-1"]))
    assert told(box.places) == standing


def test_the_private_key_is_its_program_s_alone_and_leaves_the_card(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    own = box.keys().own
    assert stat.S_IMODE(own.stat().st_mode) == 0o600
    assert stat.S_IMODE(own.parent.stat().st_mode) == 0o700
    assert box.on_card() == {"device.toml", "hall.toml", "ca.pem"}
    assert stat.S_IMODE(box.places.standing.stat().st_mode) == 0o644
    assert "PRIVATE" not in box.places.standing.read_text()


def test_what_is_wiped_is_written_over_where_it_lies(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    second = box.places.card / "same-clusters"
    second.hardlink_to(box.places.bundle / "device.pem")
    size = second.stat().st_size
    box.start()
    assert second.read_bytes() == bytes(size)


def test_the_first_start_is_shown_long_enough_to_be_read_and_later_ones_are_not_held_up(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    assert box.start().taken
    assert box.machine.said[-1] == f"systemctl --no-block start {SETUP} {SOON}"
    assert not box.start().taken
    assert box.machine.said[-1] == "systemctl --no-block start hall-kiosk.target"


def test_an_ordinary_start_loads_nothing_that_looks_at_certificates(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    done = subprocess.run(
        [sys.executable, "-c", ORDINARY, str(box.root)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.split() == ["starting", "kiosk-1", "False"]


def test_a_wiped_card_starts_as_before(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    before = box.disk()
    standing = box.start()
    assert (standing.state, standing.notice, standing.taken) == ("starting", None, False)
    assert box.disk() == before


def test_a_card_without_a_bundle_starts_as_before(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    shutil.rmtree(box.places.bundle)
    standing = box.start()
    assert (standing.state, standing.notice) == ("starting", None)


def test_the_same_bundle_twice_changes_nothing_but_the_card(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    before = box.disk()
    box.insert(cards["kiosk-1"])
    assert not box.start().taken
    assert box.disk() == before
    assert "device.pem" not in box.on_card()


def test_a_certificate_that_the_box_has_renewed_is_not_undone_by_the_same_card(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    box.keys().own.write_bytes(b"renewed")
    box.insert(cards["kiosk-1"])
    box.start()
    assert box.keys().own.read_bytes() == b"renewed"


def test_a_card_that_cannot_be_wiped_does_not_stop_the_box_and_is_wiped_later(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.machine.card_refuses = True
    standing = box.start()
    assert (standing.state, standing.left) == ("starting", Fault(key="key-left-card"))
    assert "device.pem" in box.on_card()
    assert box.start().left == Fault(key="key-left-card"), "and again at each start"
    box.machine.card_refuses = False
    standing = box.start()
    assert (standing.taken, standing.left) == (False, None)
    assert "device.pem" not in box.on_card()


def test_half_wiped_secrets_are_no_new_bundle(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    before = box.disk()
    (box.places.bundle / "device.pem").write_bytes(bytes(700))
    standing = box.start()
    assert (standing.state, standing.notice) == ("starting", None)
    assert box.disk() == before
    assert "device.pem" not in box.on_card()


# --------------------------------------------------------------------------------------------------------- a new one


def test_a_newer_bundle_of_the_same_device_takes_the_place_of_the_one_before(
    box: Box, cards: Cards, workshop: Workshop, tmp_path: Path
) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    newer = workshop.enrol("kiosk-1", tmp_path / "newer", "--address", "192.168.1.21/24")
    edit(newer / "device.toml", "made = 20", "made = 21")
    box.insert(newer)
    key = (newer / "device.pem").read_bytes()
    assert box.start().taken
    assert box.keys().own.read_bytes() == key


def test_an_older_bundle_is_named_and_left_alone(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    before = box.disk()
    box.insert(cards["kiosk-1"])
    older(box.places.bundle, 2)
    standing = box.start()
    assert (standing.state, standing.notice and standing.notice.key) == ("starting", "older")
    assert box.disk() == before
    assert box.machine.said[-1] == f"systemctl --no-block start {SETUP} {SOON}", "long enough to be read"


def test_another_device_s_bundle_makes_it_that_device_and_puts_aside_what_the_first_has_left(
    box: Box, cards: Cards
) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    data = box.places.data_of("kiosk")
    data.mkdir(mode=0o700)
    (data / "outbox.sqlite").write_bytes(b"facts that nobody has heard")
    box.insert(cards["board-1"])
    standing = box.start()
    assert (standing.role, standing.device, standing.state) == ("board", "board-1", "starting")
    assert list(data.iterdir()) == []
    aside = next((box.places.box / "before").glob("kiosk-1-*"))
    assert (aside / "outbox.sqlite").read_bytes() == b"facts that nobody has heard"
    assert list(box.keys("kiosk").folder.iterdir()) == []
    assert box.name_in_certificate("board") == "board-1"


def test_another_hall_s_bundle_is_named_and_left_alone(box: Box, cards: Cards, foreign: Path) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    before = box.disk()
    box.insert(foreign)
    standing = box.start()
    assert standing.notice is not None
    assert (standing.state, standing.notice.key, standing.notice.hall) == ("starting", "other-hall", "phuong-khac")
    assert (box.disk(), standing.notice.own_hall) == (before, "phuong-ben-nuoc")


def test_a_new_hall_file_alone_is_taken_by_the_box_whose_it_is(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    key = box.keys().own.read_bytes()
    edit(box.places.bundle / "hall.toml", "Một cửa Bến Nước", "Một cửa Bến Mới")
    assert box.start().taken
    assert "Một cửa Bến Mới" in (box.places.etc / "hall.toml").read_text("utf-8")
    assert box.keys().own.read_bytes() == key


# --------------------------------------------------------------------------------------------------------- with claim


def test_with_a_claim_the_box_joins_before_it_has_a_role(box: Box, cards: Cards) -> None:
    box.insert(cards["claim"])
    standing = box.start()
    assert (standing.state, standing.device) == ("joining", "kiosk-1")
    assert box.machine.said[-2:] == [
        "systemctl --no-block restart hall-join@kiosk.service",
        f"systemctl --no-block start {SETUP} {WATCH}",
    ]
    claim = box.places.claim_of("kiosk")
    assert stat.S_IMODE(claim.stat().st_mode) == 0o600
    assert claim.read_bytes() == (cards["claim"] / "claim.txt").read_bytes()
    assert "claim.txt" not in box.on_card()


def test_a_claim_is_asked_with_at_each_start_until_it_has_done_its_work(box: Box, cards: Cards) -> None:
    box.insert(cards["claim"])
    box.start()
    assert box.start().state == "joining"
    # What the join leaves: a key and a certificate, and the claim is removed when it is over.
    shutil.copy(cards["kiosk-1"] / "device.pem", box.keys().own)
    box.places.claim_of("kiosk").unlink()
    assert box.start().state == "starting"


def test_a_box_that_was_let_in_starts_its_role(box: Box, cards: Cards) -> None:
    box.insert(cards["claim"])
    box.start()
    assert role.start(box.places, box.machine) == 0
    assert box.machine.said[-2:] == [
        f"systemctl --no-block stop {SETUP} {WATCH}",
        "systemctl --no-block start hall-kiosk.target",
    ]
    after = told(box.places)
    assert after is not None
    assert after.state == "starting"


def test_a_claim_of_another_device_is_named(box: Box, cards: Cards, workshop: Workshop, tmp_path: Path) -> None:
    other = workshop.claim("board-1", tmp_path / "other")
    box.insert(cards["claim"])
    shutil.copy(other / "claim.txt", box.places.bundle)
    fault = box.start().fault
    assert fault is not None
    assert (fault.key, "board-1" in fault.detail) == ("other-claim", True)


def test_a_claim_that_is_over_is_named(box: Box, cards: Cards) -> None:
    box.insert(cards["claim"])
    made = told_in((cards["claim"] / "device.toml").read_bytes()).made
    box.machine.at = int(made.timestamp()) * 1000 + 2 * DAY
    # As the image's order has it: no server and no battery clock was asked yet.
    box.places.unsure.parent.mkdir(parents=True, exist_ok=True)
    box.places.unsure.touch()
    fault = box.start().fault
    assert fault is not None
    assert fault.key == "over"
    assert "claim.txt" in box.on_card()


def test_letters_of_the_consoles_have_no_marks() -> None:
    assert plainly("Đang chờ cấu hình") == "Dang cho cau hinh"


def test_what_stands_in_run_can_be_read_by_any_program(box: Box, cards: Cards) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    found = json.loads(box.places.standing.read_text("utf-8"))
    assert (found["state"], found["device"], found["version"]) == ("starting", "kiosk-1", "1.0.0")
