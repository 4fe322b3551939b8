"""Which disks are written to, by what lsblk says, and which never."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from images.flashing import disks
from images.flashing.trouble import RefusedError

GB = 1_000_000_000
IMAGE = 3 * GB


def disk(name: str = "sdb", **more: Any) -> dict[str, Any]:
    """A card in a reader on USB."""
    usual = {
        "name": name,
        "path": f"/dev/{name}",
        "type": "disk",
        "rm": True,
        "hotplug": True,
        "tran": "usb",
        "ro": False,
        "size": 32 * GB,
        "model": "SD/MMC  ",
        "serial": "058F63666485",
        "mountpoints": [None],
    }
    return usual | more


def part(name: str, *places: str, type: str = "part", **more: Any) -> dict[str, Any]:
    return {"name": name, "path": f"/dev/{name}", "type": type, "mountpoints": [*places] or [None]} | more


BUILT_IN = {"rm": False, "hotplug": False, "tran": "nvme", "model": "WD", "serial": "S1"}


def asked(*there: dict[str, Any], target: str = "/dev/sdb", size: int = IMAGE, sure: str | None = None) -> disks.Block:
    found = disks.chosen(Path(target), disks.all_disks(json.dumps({"blockdevices": there}).encode()))
    disks.check(found, size, sure)
    return found


def test_a_card_in_a_reader_is_written_to() -> None:
    found = asked(disk())
    assert found.path == "/dev/sdb"
    assert found.what == "SD/MMC, 32.0 GB, serial 058F63666485"


def test_so_is_one_with_partitions_that_nobody_uses() -> None:
    asked(disk(children=[part("sdb1", fstype="vfat"), part("sdb2")]))


def test_a_slot_that_is_built_in_takes_cards_too() -> None:
    asked(disk("mmcblk0", rm=False, tran="mmc"), target="/dev/mmcblk0")


@pytest.mark.parametrize(
    ("there", "why"),
    [
        (disk(children=[part("sdb2", "/")]), "the disk that this computer runs from"),
        (disk(mountpoints=["/"]), "the disk that this computer runs from"),
        (
            disk(
                children=[part("sdb3", children=[part("dm-0", type="crypt", children=[part("dm-1", "/", type="lvm")])])]
            ),
            "the disk that this computer runs from",
        ),
        (disk(children=[part("sdb1", "/media/boot")]), "mounted: /dev/sdb1 at /media/boot.*umount /dev/sdb1"),
        (disk(mountpoints=["/mnt"]), "mounted: /dev/sdb at /mnt"),
        (disk(children=[part("sdb2", "[SWAP]")]), "swaps to /dev/sdb2"),
        (disk(children=[part("sdb1", children=[part("md0", type="raid1")])]), r"in use by /dev/md0 \(raid1\)"),
        (disk(ro=True), "can only be read.*LOCK"),
        (disk(size=0), "no card in it"),
        (disk(size=2 * GB), "has 2.0 GB, and the image needs 3.0 GB"),
        (disk(**BUILT_IN), "built in and not removable.*--yes-this-disk S1"),
        (disk(**BUILT_IN | {"serial": None}), "--yes-this-disk sdb"),
        (disk(type="rom"), "no disk but of the type rom"),
    ],
)
def test_every_other_disk_is_refused_with_the_reason(there: dict[str, Any], why: str) -> None:
    with pytest.raises(RefusedError, match=why):
        asked(there)


def test_a_part_of_a_disk_is_refused_and_the_disk_named() -> None:
    with pytest.raises(RefusedError, match="is a part of /dev/sdb: give the whole disk"):
        asked(disk(children=[part("sdb1")]), target="/dev/sdb1")


def test_a_disk_that_is_built_in_has_to_be_named_by_its_number() -> None:
    asked(disk(**BUILT_IN), sure="S1")
    with pytest.raises(RefusedError, match=r'is "S1" .*says "S2"'):
        asked(disk(**BUILT_IN), sure="S2")


def test_another_card_than_the_one_that_was_named_is_refused() -> None:
    with pytest.raises(RefusedError, match="--yes-this-disk says"):
        asked(disk(), sure="4C530001")


@pytest.mark.parametrize("sure", ["S1", "sdb"])
def test_no_word_opens_the_disk_this_computer_runs_from(sure: str) -> None:
    with pytest.raises(RefusedError, match="runs from"):
        asked(disk(children=[part("sdb1", "/boot/efi"), part("sdb2", "/")], **BUILT_IN), sure=sure)


def test_what_is_not_there_is_refused_and_what_is_there_told() -> None:
    with pytest.raises(RefusedError, match=r"(?s)/dev/sdq is not there.*/dev/sdb \(SD/MMC, 32.0 GB"):
        asked(disk(), disk("nvme0n1", **BUILT_IN), target="/dev/sdq")


def test_a_file_is_no_disk_unless_it_is_said_to_stand_for_one(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(RefusedError, match="is a file; --file"):
        asked(disk(), target=str(tmp_path / "notes.txt"))


@pytest.mark.parametrize("target", ["/dev/null", "/tmp"])
def test_what_is_neither_file_nor_disk_is_refused(target: str) -> None:
    with pytest.raises(RefusedError, match="is no disk"):
        asked(disk(), target=target)


@pytest.mark.parametrize("said", [b"", b"[]", b'{"blockdevices": [{}]}'])
def test_what_lsblk_cannot_mean_writes_nothing(said: bytes) -> None:
    with pytest.raises(RefusedError, match="nothing is written"):
        disks.all_disks(said)


def test_a_link_to_a_disk_is_that_disk(tmp_path: Path) -> None:
    (tmp_path / "card").symlink_to("/dev/null")
    with pytest.raises(RefusedError, match="is no disk"):
        asked(disk(), target=str(tmp_path / "card"))
    assert asked(disk("null"), target=str(tmp_path / "card")).name == "null"


def test_the_disks_of_this_machine_can_be_asked_for() -> None:
    assert isinstance(disks.all_disks(), list)


def test_one_reader_is_known_again_by_its_number_and_a_slot_by_its_place() -> None:
    assert asked(disk()).reader == asked(disk(size=64 * GB)).reader != asked(disk(serial="9")).reader
    assert asked(disk(serial=None)).reader is None
    one = asked(disk("mmcblk0", serial="0x1"), target="/dev/mmcblk0")
    assert one.reader == asked(disk("mmcblk0", serial="0x2"), target="/dev/mmcblk0").reader


def test_the_number_of_a_card_is_read_where_there_is_one(tmp_path: Path) -> None:
    card = asked(disk("mmcblk0"), target="/dev/mmcblk0")
    assert disks.cid(card, tmp_path) == ""
    (tmp_path / "mmcblk0" / "device").mkdir(parents=True)
    (tmp_path / "mmcblk0" / "device" / "cid").write_text("03534453\n")
    assert disks.cid(card, tmp_path) == "03534453"
