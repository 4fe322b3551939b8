"""Which card a bundle goes to, by what lsblk says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hall_trust.bundle import BundleError
from hall_trust.removable import the_one

DISK: dict[str, Any] = {
    "name": "nvme0n1",
    "rm": False,
    "hotplug": False,
    "tran": "nvme",
    "mountpoints": [None],
    "children": [
        {"name": "nvme0n1p1", "rm": False, "fstype": "vfat", "label": "EFI", "size": "1G", "mountpoints": ["/boot/efi"]}
    ],
}


def card(name: str = "sda", place: str | None = "/media/bootfs", fstype: str = "vfat", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "rm": True,
        "hotplug": True,
        "tran": "usb",
        "fstype": None,
        "model": "SD/MMC ",
        "mountpoints": [None],
        "children": [
            {
                "name": f"{name}1",
                "rm": True,
                "fstype": fstype,
                "label": "bootfs",
                "size": "512M",
                "mountpoints": [place],
            },
            {
                "name": f"{name}2",
                "rm": True,
                "fstype": "ext4",
                "label": "root",
                "size": "4G",
                "mountpoints": ["/media/r"],
            },
        ],
    } | more


def said(*blocks: dict[str, Any]) -> bytes:
    return json.dumps({"blockdevices": blocks}).encode()


def test_it_is_the_boot_partition_of_the_one_card() -> None:
    assert the_one(said(DISK, card())) == Path("/media/bootfs")


def test_a_disk_of_the_box_itself_is_never_taken() -> None:
    with pytest.raises(BundleError, match="no card or stick"):
        the_one(said(DISK))


@pytest.mark.parametrize("other", [card(place=None), card(fstype="ext4")])
def test_what_is_not_mounted_or_no_fat_is_not_taken(other) -> None:
    with pytest.raises(BundleError, match="no card or stick"):
        the_one(said(DISK, other))


def test_of_several_none_is_taken_and_each_is_named() -> None:
    with pytest.raises(BundleError) as told:
        the_one(said(card(), card("sdb", "/media/other")))
    assert "/media/bootfs (bootfs, 512M, SD/MMC)" in str(told.value)
    assert "/media/other" in str(told.value)


def test_a_stick_that_does_not_say_it_is_removable_is_known_by_its_bus() -> None:
    assert the_one(said(card(rm=False, hotplug=False))) == Path("/media/bootfs")


@pytest.mark.parametrize("words", [b"", b"{}", b'{"blockdevices": [{"name": 1}]}'])
def test_what_lsblk_does_not_say_is_asked_for(words: bytes) -> None:
    with pytest.raises(BundleError, match="give --out"):
        the_one(words)


def test_the_real_lsblk_is_understood() -> None:
    try:
        assert the_one().is_dir()
    except BundleError as told:
        assert "mounted" in str(told)


@pytest.mark.parametrize("own", ["/boot/firmware", "/run/motcua/sticks/ledger"])
def test_what_the_box_starts_from_and_the_ledger_s_stick_are_no_place_for_a_bundle(own: str) -> None:
    with pytest.raises(BundleError, match="put one in"):
        the_one(said(DISK, card(place=own)))
    assert the_one(said(DISK, card(place=own), card("sdb", "/mnt"))) == Path("/mnt")
