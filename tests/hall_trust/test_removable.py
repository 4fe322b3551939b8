"""Which card a bundle goes to, by what lsblk says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hall_trust import removable
from hall_trust.bundle import BundleError
from hall_trust.removable import the_one
from tests.hall_trust.desk import Desk

DISK: dict[str, Any] = {
    "path": "/dev/nvme0n1",
    "rm": False,
    "hotplug": False,
    "tran": "nvme",
    "mountpoints": [None],
    "children": [
        {
            "path": "/dev/nvme0n1p1",
            "rm": False,
            "fstype": "vfat",
            "label": "EFI",
            "size": "1G",
            "mountpoints": ["/boot/efi"],
        }
    ],
}


def card(name: str = "sda", place: str | None = "/media/bootfs", fstype: str = "vfat", **more: Any) -> dict[str, Any]:
    return {
        "path": f"/dev/{name}",
        "rm": True,
        "hotplug": True,
        "tran": "usb",
        "fstype": None,
        "model": "SD/MMC ",
        "mountpoints": [None],
        "children": [
            {
                "path": f"/dev/{name}1",
                "rm": True,
                "fstype": fstype,
                "label": "bootfs",
                "size": "512M",
                "mountpoints": [place],
            },
            {
                "path": f"/dev/{name}2",
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


def plugged(name: str = "sda", label: str = "KTV") -> dict[str, Any]:
    """A stick without a partition table, which nobody has mounted."""
    about: dict[str, Any] = {"label": label, "size": "14.9G", "model": "Ultra", "mountpoints": [None]}
    return {"path": f"/dev/{name}", "rm": True, "tran": "usb", "fstype": "vfat"} | about


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    return System(tmp_path, monkeypatch)


class System:
    """The tools that a command finds on a computer. Mounting a stick shows what lies in a folder."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.stick, self.place, self.log = folder / "stick", folder / "mounted", folder / "log"
        self._tools, self._answer = folder / "tools", folder / "lsblk.json"
        self._monkeypatch = monkeypatch
        for made in (self.stick, self._tools):
            made.mkdir()
        self.tool("lsblk", f'cat "{self._answer}"')
        self.tool("mount", f'echo mount "$@" >>"{self.log}"; cp -a "{self.stick}/." "{self.place}"')
        back = f'rm -r "{self.stick}"; cp -a "{self.place}" "{self.stick}"; rm -rf "{self.place}"/*'
        self.tool("umount", f'echo umount "$@" >>"{self.log}"; {back}')
        monkeypatch.setattr(removable, "PLACE", self.place)
        monkeypatch.setenv("PATH", str(self._tools), prepend=":")
        self.runs_image("")

    def tool(self, name: str, does: str) -> None:
        file = self._tools / name
        file.write_text(f"#!/bin/sh\n{does}\n")
        file.chmod(0o755)

    def runs_image(self, version: str) -> None:
        self._monkeypatch.setattr("hall_trust.removable.image_version", lambda: version)

    def has(self, *blocks: dict[str, Any]) -> None:
        self.says(said(*blocks))

    def says(self, words: bytes) -> None:
        """lsblk does."""
        self._answer.write_bytes(words)

    def chosen(self) -> Path:
        with the_one() as chosen:
            return chosen.place

    def logged(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


def test_it_is_the_boot_partition_of_the_one_card(system: System) -> None:
    system.has(DISK, card())
    assert system.chosen() == Path("/media/bootfs")


def test_a_disk_of_the_box_itself_is_never_taken(system: System) -> None:
    system.has(DISK)
    with pytest.raises(BundleError, match="no card or stick"):
        system.chosen()


@pytest.mark.parametrize("other", [card(place=None), card(fstype="ext4"), plugged()])
def test_what_is_not_mounted_or_no_fat_is_not_taken_on_a_technician_s_own_computer(
    system: System, other: dict[str, Any]
) -> None:
    system.has(DISK, other)
    with pytest.raises(BundleError, match="no card or stick"):
        system.chosen()
    assert system.logged() == []


def test_of_several_none_is_taken_and_each_is_named(system: System) -> None:
    system.has(card(), card("sdb", "/media/other"))
    with pytest.raises(BundleError) as told:
        system.chosen()
    assert "/media/bootfs (bootfs, 512M, SD/MMC)" in str(told.value)
    assert "/media/other" in str(told.value)


def test_a_stick_that_does_not_say_it_is_removable_is_known_by_its_bus(system: System) -> None:
    system.has(card(rm=False, hotplug=False))
    assert system.chosen() == Path("/media/bootfs")


@pytest.mark.parametrize("words", [b"", b"{}", b'{"blockdevices": [{"path": 1}]}'])
def test_what_lsblk_does_not_say_is_asked_for(system: System, words: bytes) -> None:
    system.says(words)
    with pytest.raises(BundleError, match="give --out"):
        system.chosen()


def test_the_real_lsblk_is_understood() -> None:
    try:
        with the_one() as chosen:
            assert chosen.place.is_dir()
    except BundleError as told:
        assert "mounted" in str(told)


@pytest.mark.parametrize("own", ["/boot/firmware", "/run/motcua/sticks/ledger"])
@pytest.mark.parametrize("image", ["", "1.0.0"])
def test_what_the_box_starts_from_and_the_ledger_s_stick_are_no_place_for_a_bundle(
    system: System, own: str, image: str
) -> None:
    system.runs_image(image)
    system.has(DISK, card(place=own))
    with pytest.raises(BundleError, match="put one in"):
        system.chosen()
    system.has(DISK, card(place=own), card("sdb", "/mnt"))
    assert system.chosen() == Path("/mnt")


# --------------------------------------------------------------------- on a box with our image, where nobody mounts any


def test_a_stick_that_is_plugged_into_a_box_of_ours_is_mounted_for_as_long_as_it_takes(system: System) -> None:
    system.runs_image("1.0.0")
    system.has(DISK, plugged())
    with the_one() as chosen:
        assert (chosen.place, chosen.ours) == (system.place, True)
        assert chosen.what == "/dev/sda (KTV, 14.9G, Ultra)"
        (chosen.place / "device.toml").write_text("it is here")
    assert (system.stick / "device.toml").read_text() == "it is here"
    assert system.logged() == [f"mount -o {removable.OPTIONS} /dev/sda {system.place}", f"umount {system.place}"]


def test_it_is_unmounted_too_when_what_was_to_be_written_cannot_be(system: System) -> None:
    system.runs_image("1.0.0")
    system.has(plugged())
    with pytest.raises(BundleError, match="is for kiosk-2"), the_one():
        raise BundleError("is for kiosk-2")
    assert system.logged()[1:] == [f"umount {system.place}"]


@pytest.mark.parametrize(("tool", "wrong"), [("mount", "mount: wrong fs type"), ("umount", "umount: target is busy")])
def test_a_stick_that_cannot_be_mounted_or_let_go_is_told_and_nothing_counts(
    system: System, tool: str, wrong: str
) -> None:
    system.runs_image("1.0.0")
    system.has(plugged())
    system.tool(tool, f'echo "{wrong.partition(": ")[2]}" >&2; exit 32')
    with pytest.raises(BundleError, match=wrong):
        system.chosen()


def test_of_two_that_are_plugged_in_none_is_taken_and_each_is_named(system: System) -> None:
    system.runs_image("1.0.0")
    system.has(plugged(), plugged("sdb", "ANH"))
    with pytest.raises(BundleError) as told:
        system.chosen()
    assert "/dev/sda (KTV, 14.9G, Ultra)" in str(told.value)
    assert "/dev/sdb (ANH, 14.9G, Ultra)" in str(told.value)
    assert system.logged() == []


def test_the_stick_for_the_ledger_is_not_taken_wherever_it_is_and_whoever_else_is_there(system: System) -> None:
    system.runs_image("1.0.0")
    system.has(plugged(label="MOTCUA"))
    with pytest.raises(BundleError, match="the ledger's, and not taken"):
        system.chosen()
    system.has(plugged(label="MOTCUA") | {"mountpoints": ["/mnt"]})
    with pytest.raises(BundleError, match="the ledger's, and not taken"):
        system.chosen()
    assert system.logged() == []
    system.has(plugged(label="MOTCUA"), plugged("sdb"))
    assert system.chosen() == system.place
    assert "/dev/sdb" in system.logged()[0]


def test_nothing_of_the_disk_that_the_box_starts_from_is_mounted_for_a_bundle(system: System) -> None:
    system.runs_image("1.0.0")
    system.has(card(place=None))
    with pytest.raises(BundleError, match="no stick"):
        system.chosen()


def test_the_first_step_of_the_guide_can_be_done_at_a_hub_of_ours(hall: Desk, system: System) -> None:
    system.runs_image("1.0.0")
    system.has(DISK, plugged())
    told = hall.type("device claim kiosk-1 --usb")
    assert "all of it is on /dev/sda (KTV, 14.9G, Ultra), which can be pulled out" in told
    assert {file.name for file in (system.stick / "hall").iterdir()} >= {"claim.txt", "device.toml"}
    assert system.logged()[-1] == f"umount {system.place}"


def test_a_stick_that_was_not_let_go_costs_no_certificate(hall: Desk, system: System) -> None:
    system.runs_image("1.0.0")
    system.has(plugged())
    system.tool("umount", "echo target is busy >&2; exit 32")
    assert "umount: target is busy" in hall.type("device enrol kiosk-1 --usb", status=1)
    (line,) = [line for line in hall.type("device list").splitlines() if line.startswith("kiosk-1")]
    assert "no certificate" in line
