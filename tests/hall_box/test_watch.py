"""A box that waits looks for a stick, and goes on by itself."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from hall_box import role
from hall_box.machine import CommandError
from hall_box.standing import told
from hall_box.watch import Watch
from hall_trust.removable import sticks
from tests.hall_box.conftest import Bench, Box


def disks(*sticks: dict[str, object]) -> str:
    own = {
        "path": "/dev/mmcblk0",
        "hotplug": True,
        "children": [
            {"path": "/dev/mmcblk0p1", "fstype": "vfat", "mountpoints": ["/boot/firmware"]},
            {"path": "/dev/mmcblk0p4", "fstype": "ext4", "mountpoints": ["/data"]},
        ],
    }
    return json.dumps({"blockdevices": [own, *sticks]})


STICK: dict[str, object] = {
    "path": "/dev/sda",
    "rm": True,
    "tran": "usb",
    "children": [{"path": "/dev/sda1", "fstype": "vfat", "mountpoints": [None]}],
}


class Plugged(Bench):
    """Sticks whose contents are folders; mounting one puts its files where they were asked for."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder: Path | None = None
        self._mounted = folder
        self.broken_stick = False

    def do(self, *words: str, env: dict[str, str] | None = None) -> str:
        self.said.append(" ".join(words))
        if words[0] == "lsblk":
            return disks(*([STICK] if self.folder else []))
        if words[0] == "mount":
            if self.broken_stick:
                raise CommandError("mount: wrong fs type")
            assert self.folder is not None
            shutil.copytree(self.folder, self._mounted, dirs_exist_ok=True)
        if words[0] == "umount":
            # What was changed on it is on it.
            assert self.folder is not None
            shutil.rmtree(self.folder)
            shutil.move(self._mounted, self.folder)
        return ""


@pytest.fixture
def waiting(box: Box, tmp_path: Path) -> tuple[Box, Plugged, Watch]:
    machine = Plugged(tmp_path / "mounted")
    box.machine = machine
    box.start()
    return box, machine, Watch(box.places, machine, tmp_path / "mounted")


def stick(cards: dict[str, Path], tmp_path: Path, name: str) -> Path:
    shutil.copytree(cards[name], tmp_path / "stick" / "hall")
    return tmp_path / "stick"


def test_a_stick_with_a_bundle_ends_the_waiting_and_loses_its_key(
    waiting: tuple[Box, Plugged, Watch], cards: dict[str, Path], tmp_path: Path
) -> None:
    box, machine, watch = waiting
    watch.look()
    before = told(box.places)
    assert before is not None
    assert before.state == "setup"
    machine.folder = stick(cards, tmp_path, "kiosk-1")
    watch.look()
    after = told(box.places)
    assert after is not None
    assert (after.state, after.device, after.taken) == ("starting", "kiosk-1", True)
    assert {file.name for file in (tmp_path / "stick" / "hall").iterdir()} == {"device.toml", "hall.toml", "ca.pem"}
    assert machine.said[-2:] == [
        "systemctl --no-block start hall-setup.service motcua-role.timer",
        f"umount {tmp_path / 'mounted'}",
    ]


def test_the_next_start_from_a_card_without_a_bundle_goes_on_with_what_the_stick_brought(
    waiting: tuple[Box, Plugged, Watch], cards: dict[str, Path], tmp_path: Path
) -> None:
    box, machine, watch = waiting
    machine.folder = stick(cards, tmp_path, "kiosk-1")
    watch.look()
    standing = box.start()
    assert (standing.state, standing.notice, standing.taken) == ("starting", None, False)


def test_a_stick_is_looked_at_once_until_it_is_pulled_out(waiting: tuple[Box, Plugged, Watch], tmp_path: Path) -> None:
    _, machine, watch = waiting
    (tmp_path / "stick").mkdir()
    machine.folder = tmp_path / "stick"
    watch.look()
    watch.look()
    assert sum(said.startswith("mount") for said in machine.said) == 1
    machine.folder = None
    watch.look()
    machine.folder = tmp_path / "stick"
    watch.look()
    assert sum(said.startswith("mount") for said in machine.said) == 2


def test_a_wrong_bundle_on_a_stick_is_said_and_the_box_waits_on(
    waiting: tuple[Box, Plugged, Watch], cards: dict[str, Path], tmp_path: Path
) -> None:
    box, machine, watch = waiting
    machine.folder = stick(cards, tmp_path, "kiosk-1")
    (machine.folder / "hall" / "device.toml").write_text("[device]\n")
    watch.look()
    standing = told(box.places)
    assert standing is not None
    assert standing.fault is not None
    assert (standing.state, standing.fault.key) == ("setup", "garbled")


def test_a_stick_that_cannot_be_mounted_does_not_end_the_waiting(
    waiting: tuple[Box, Plugged, Watch], cards: dict[str, Path], tmp_path: Path
) -> None:
    box, machine, watch = waiting
    machine.broken_stick = True
    machine.folder = stick(cards, tmp_path, "kiosk-1")
    watch.look()
    standing = told(box.places)
    assert standing is not None
    assert standing.fault is not None
    assert (standing.state, standing.fault.key) == ("setup", "unreadable")
    assert "wrong fs type" in standing.fault.detail


def test_a_stick_that_was_pulled_out_too_early_elsewhere_is_said_to_be_unfinished(
    waiting: tuple[Box, Plugged, Watch], cards: dict[str, Path], tmp_path: Path
) -> None:
    box, machine, watch = waiting
    machine.folder = stick(cards, tmp_path, "kiosk-1")
    (machine.folder / "hall" / "device.toml").unlink()
    watch.look()
    standing = told(box.places)
    assert standing is not None
    assert standing.fault is not None
    assert (standing.state, standing.fault.key) == ("setup", "unfinished")


def test_a_stick_without_the_folder_is_said_and_takes_nothing_from_a_box_that_joins(
    waiting: tuple[Box, Plugged, Watch], cards: dict[str, Path], tmp_path: Path
) -> None:
    box, machine, watch = waiting
    (tmp_path / "empty").mkdir()
    machine.folder = tmp_path / "empty"
    watch.look()
    standing = told(box.places)
    assert standing is not None
    assert standing.fault is not None
    assert standing.fault.key == "no-folder"
    machine.folder = None
    watch.look()
    box.insert(cards["claim"])
    watch.look()
    (tmp_path / "again").mkdir()
    machine.folder = tmp_path / "again"
    watch.look()
    standing = told(box.places)
    assert standing is not None
    assert standing.notice is not None
    assert (standing.state, standing.fault, standing.notice.key) == ("joining", None, "no-folder")


def test_a_stick_whose_key_cannot_be_wiped_is_named(
    waiting: tuple[Box, Plugged, Watch], cards: dict[str, Path], tmp_path: Path
) -> None:
    box, machine, watch = waiting
    machine.folder = stick(cards, tmp_path, "kiosk-1")
    machine.card_refuses = True
    watch.look()
    standing = told(box.places)
    assert standing is not None
    assert standing.left is not None
    assert (standing.state, standing.taken, standing.left.key) == ("starting", True, "key-left-stick")
    assert role.start(box.places, machine) == 0
    later = told(box.places)
    assert later is not None
    assert later.left == standing.left, "the doctor tells it on"


def test_a_bundle_that_is_written_to_the_card_itself_is_seen(
    waiting: tuple[Box, Plugged, Watch], cards: dict[str, Path]
) -> None:
    box, _, watch = waiting
    box.insert(cards["board-1"])
    watch.look()
    standing = told(box.places)
    assert standing is not None
    assert (standing.state, standing.device, standing.taken) == ("starting", "board-1", True)
    watch.look()
    assert told(box.places) == standing, "what was wiped from the card is no change of somebody's"


@pytest.mark.parametrize(
    "disk",
    [
        {"path": "/dev/sda", "tran": "sata", "children": [{"path": "/dev/sda1", "fstype": "vfat"}]},
        {"path": "/dev/sda", "rm": True, "children": [{"path": "/dev/sda1", "fstype": "ext4"}]},
        {"path": "/dev/sda", "rm": True, "children": [{"path": "/dev/sda1", "fstype": "vfat", "mountpoints": ["/x"]}]},
        {
            "path": "/dev/sda",
            "rm": True,
            "children": [
                {"path": "/dev/sda1", "fstype": "vfat"},
                {"path": "/dev/sda2", "fstype": "ext4", "mountpoints": ["/"]},
            ],
        },
    ],
)
def test_only_what_can_be_pulled_out_and_nobody_has_mounted_is_a_stick(disk: dict[str, object]) -> None:
    def plugged(disk: dict[str, object]) -> list[str]:
        return [stick.device for stick in sticks(disks(disk).encode()) if stick.free]

    assert plugged(disk) == []
    assert plugged(STICK) == ["/dev/sda1"]
