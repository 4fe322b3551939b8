"""What the boot test brings with it; whether it holds, only an image can say (./run image prove)."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from hall_core.device.bundle import examine
from hall_core.device.hall_file import load
from hall_core.device.verity import is_whole
from images.proving.asking import Verdict, judged
from images.proving.glass import Word, found
from images.proving.hall import ADDRESSES, ALL, HALL_FILE, HUB, RIG, RIGS_CALLER
from images.proving.releases import RELEASE, forged, made
from images.release import AUTHORITY, keys
from images.tools import run


def test_its_hall_has_a_device_for_every_machine() -> None:
    assert {*ALL, RIG, RIGS_CALLER} - {HUB} <= {device.id for device in load(HALL_FILE).devices}
    assert set(ADDRESSES) == set(ALL)


def test_words_are_found_in_a_row_whatever_a_recognition_makes_of_marks_and_strokes() -> None:
    words = [Word("Lấy", 10, 20), Word("só", 30, 20), Word("thứ", 50, 20), Word("tự", 70, 20), Word("AOOOl", 9, 9)]
    assert found(words, "A0001") == words[4]
    assert found(words, "A0002") is None
    assert found(words, "Lấy số thứ tự") == words[0]
    assert found(words, "thứ tự") == words[2]
    assert found(words, "số Lấy") is None


@pytest.mark.skipif(shutil.which("rauc") is None, reason="needs rauc")
def test_its_releases_are_the_image_under_another_version_and_a_spoilt_one_is_as_well_signed(tmp_path: Path) -> None:
    tree, root, signer = tmp_path / "tree", tmp_path / "root.ext4", tmp_path / "keys"
    (tree / "etc/systemd/system").mkdir(parents=True)
    (tree / RELEASE).parent.mkdir(parents=True)
    (tree / RELEASE).write_text("IMAGE_ID=motcua\nIMAGE_VERSION=1.0\n")
    # Noise, for RAUC takes nothing that packs into one block.
    (tree / "noise").write_bytes(random.Random(8).randbytes(64 << 10))
    run("mke2fs", "-q", "-t", "ext4", "-d", tree, root, "8M")
    keys(signer)
    for version, spoilt in (("9.9.8", False), ("9.9.9", True)):
        bundle = made(root, tmp_path / f"{version}.raucb", "amd64", version, signer, spoilt=spoilt)
        there = tmp_path / version
        run("rauc", f"--keyring={signer / AUTHORITY}", "extract", bundle, there)
        (inside,) = there.glob("*.ext4")
        assert f"IMAGE_VERSION={version}\n" in run("debugfs", "-R", f"cat {RELEASE}", inside)
        assert ("spoilt.conf" in run("debugfs", "-R", "ls etc/systemd/system/hall-kiosk.service.d", inside)) == spoilt
        verity = examine(bundle, signer / AUTHORITY).verity
        assert is_whole(bundle, verity)
        assert not is_whole(forged(bundle), verity)


@pytest.mark.parametrize(
    ("told", "lost", "twice"),
    [
        ({"a": "A001", "b": "A002"}, [], []),
        ({"a": "A001", "c": "A003"}, ["A003 (c)"], []),
        ({"a": "A002"}, ["A002 (a)"], []),
        ({"d": "A001"}, [], ["A001"]),
        ({"d": "ticket-called a"}, [], []),
        ({"e": "ticket-called a"}, ["ticket-called a (e)"], []),
    ],
)
def test_what_somebody_was_told_is_the_ledgers_and_happened_once(
    told: dict[str, str], lost: list[str], twice: list[str]
) -> None:
    issued = [("a", "A001"), ("b", "A002"), *((id, number) for id, number in told.items() if id == "d")]
    assert judged(told, issued) == Verdict(answered=len(told), lost=lost, twice=twice)
