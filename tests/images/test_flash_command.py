"""``images/flash`` as it is typed: what stands for cards, wrong targets, and a kill in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import motcua
from hall_trust.register import Register
from images.flashing import __main__ as command
from images.flashing import disks
from images.flashing.card import Card
from images.flashing.layout import bootable
from images.flashing.trouble import RefusedError
from tests.images import small_image
from tests.images.small_image import MIB, SIZE

ROOT = Path(__file__).parents[2]
FLASH = ROOT / "images" / "flash"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return small_image.make(tmp_path)


@pytest.fixture
def card(tmp_path: Path) -> Path:
    return small_image.blank(tmp_path / "card")


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """Of the ward, on a technician's computer; the folder with its authority."""
    words = (
        f"hall init --hall halls/ward.toml --trust {tmp_path}/trust --keys {tmp_path}/keys --broker 192.168.1.10:8883"
    )
    assert motcua.main([*words.split(), "--name", "192.168.1.10"]) == 0
    return tmp_path / "trust"


@pytest.fixture
def loop(card: Path) -> Iterator[Path]:
    if os.geteuid() != 0:
        pytest.skip("loop devices are root's")
    done = subprocess.run(["losetup", "-f", "--show", str(card)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no loop device here: {done.stderr.strip()}")
    device = Path(done.stdout.strip())
    yield device
    subprocess.run(["losetup", "-d", str(device)], check=True)


def typed(*words: str | Path) -> int:
    return command.main([*map(str, words)])


def serial(hall: Path, device: str) -> str | None:
    register = Register(hall / "register.sqlite")
    held = register.in_force(device)
    register.close()
    return None if held is None else held.serial


def on_card(card: Path, name: str) -> bytes:
    done = subprocess.run(["mtype", "-i", f"{card}@@4M", f"::hall/{name}"], capture_output=True, check=True)
    return done.stdout


def test_a_file_that_stands_for_a_card_becomes_one(small: Path, card: Path, capsys) -> None:
    done = subprocess.run([FLASH, small, card, "--file"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert card.read_bytes()[:SIZE] == small.read_bytes()
    assert "writing 100 %" in done.stderr
    assert "reading back 100 %, 25.2 MB of 25.2 MB, " in done.stderr
    assert "29.4 MB written and read back, no bundle" in done.stdout


def test_a_device_of_the_hall_is_enrolled_on_its_card(small: Path, card: Path, hall: Path, capsys) -> None:
    small_image.map_of(small)
    packed = small_image.packed(small)
    assert typed(packed, card, "--file", "--device", "kiosk-1", "--trust", hall, "--address", "192.168.1.21/24") == 0
    assert "5 files of the bundle of kiosk-1 (kiosk) of hall phuong-ben-nuoc" in capsys.readouterr().out
    assert b'address = "192.168.1.21/24"' in on_card(card, "device.toml")
    assert b"PRIVATE KEY" in on_card(card, "device.pem")
    assert serial(hall, "kiosk-1") is not None
    assert typed(packed, card, "--file", "--device", "kiosk-1", "--trust", hall) == command.REFUSED
    assert "has a certificate already; --replace" in capsys.readouterr().err


def test_a_card_that_failed_costs_the_device_nothing(small: Path, card: Path, hall: Path, monkeypatch) -> None:
    wears = Card.settle

    def settle(disk: Card) -> None:
        wears(disk)
        with card.open("r+b") as file:
            file.seek(17 * MIB)
            file.write(b"?")

    monkeypatch.setattr(Card, "settle", settle)
    assert typed(small, card, "--file", "--device", "kiosk-1", "--trust", hall) == command.FAILED
    assert serial(hall, "kiosk-1") is None
    assert not bootable(card.read_bytes())


def test_a_bundle_that_was_made_before_is_put_on_the_card(small: Path, card: Path, hall: Path, tmp_path) -> None:
    assert motcua.main(["device", "enrol", "board-1", "--out", str(tmp_path), "--trust", str(hall)]) == 0
    assert typed(small, card, "--file", "--bundle", tmp_path / "hall") == 0
    for file in (tmp_path / "hall").iterdir():
        assert on_card(card, file.name) == file.read_bytes()


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda hall: (hall / "device.toml").unlink(), "holds no boot bundle"),
        (lambda hall: (hall / "device.pem").unlink(), "either device.pem or claim.txt"),
        (lambda hall: (hall / "ca.pem").write_text("none"), "no certificate"),
        (lambda hall: (hall / "hall.toml").write_text("x"), "hall.toml"),
        (lambda hall: _change(hall, "board-1", "board-9"), 'has no device "board-9"'),
        (lambda hall: _change(hall, "board-1", "kiosk-1"), "is a board in device.toml and a kiosk in hall.toml"),
        (lambda hall: _change(hall, "phuong-ben-nuoc", "p02"), 'for hall "p02", and hall.toml is of'),
        (lambda hall: (hall / "more").symlink_to("/etc/passwd"), "is a link"),
    ],
)
def test_a_bundle_that_its_box_would_refuse_is_refused_here(small, card, hall, tmp_path, capsys, spoil, why) -> None:
    assert motcua.main(["device", "enrol", "board-1", "--out", str(tmp_path), "--trust", str(hall)]) == 0
    spoil(tmp_path / "hall")
    before = card.read_bytes()
    assert typed(small, card, "--file", "--bundle", tmp_path / "hall") == command.REFUSED
    assert why in capsys.readouterr().err
    assert card.read_bytes() == before


def _change(hall: Path, old: str, new: str) -> None:
    text = (hall / "device.toml").read_text()
    (hall / "device.toml").write_text(text.replace(old, new))


def test_a_file_is_not_taken_for_a_disk_nor_the_image_for_the_card(small: Path, card: Path, tmp_path, capsys) -> None:
    assert typed(small, card) == command.REFUSED
    assert "--file writes to it" in capsys.readouterr().err
    assert typed(small, small, "--file") == command.REFUSED
    assert "is the image itself" in capsys.readouterr().err
    assert typed(small, tmp_path / "none", "--file") == command.REFUSED
    os.truncate(card, 20 * MIB)
    assert typed(small, card, "--file") == command.REFUSED
    assert "has 21.0 MB, and the image needs 29.4 MB" in capsys.readouterr().err


def test_the_disk_of_this_computer_is_refused(small: Path, capsys) -> None:
    for disk in disks.all_disks():
        if disk.type == "disk" and "/" in (*disk.mountpoints, *(p for part in disk.children for p in part.mountpoints)):
            assert typed(small, disk.path, "--yes-this-disk", disk.called) == command.REFUSED
            assert "runs from" in capsys.readouterr().err


def test_a_real_disk_is_written_past_the_cache_and_only_by_us(small: Path, loop: Path, card: Path, capsys) -> None:
    assert typed(small, loop) == command.REFUSED
    assert f"built in and not removable. If you are sure: --yes-this-disk {loop.name}" in capsys.readouterr().err
    with Card(loop) as held:
        assert held.direct
        with pytest.raises(RefusedError, match="in use"):
            Card(loop)
        assert typed(small, loop, "--yes-this-disk", loop.name) == command.REFUSED
    assert typed(small, loop, "--yes-this-disk", loop.name) == 0
    assert card.read_bytes()[:SIZE] == small.read_bytes()


def test_the_disk_s_name_has_to_be_typed(small: Path, loop: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr(disks.Block, "removable", True)
    before = loop.read_bytes()
    for said in ("yes", "", "sda"):
        monkeypatch.setattr("builtins.input", lambda _prompt, said=said: said)
        assert typed(small, loop) == command.REFUSED
        assert "was not typed" in capsys.readouterr().err
        assert loop.read_bytes() == before
    monkeypatch.setattr("builtins.input", lambda _prompt: loop.name)
    assert typed(small, loop) == 0
    assert "all that is on it will be lost" in capsys.readouterr().out


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_card_whose_writing_was_ended_in_the_middle_does_not_start(small: Path, card: Path, tmp_path, number) -> None:
    with card.open("r+b") as file:  # it starts until then
        file.write(small.read_bytes()[:4096])
    packed = small_image.packed(small)
    small_image.map_of(small)
    (tmp_path / "bin").mkdir()
    fake = tmp_path / "bin" / "zstd"  # stops in the middle until it is killed; the beginning it gives as often as asked
    fake.write_text(f"#!/bin/sh\nhead -c {22 * MIB} {small}\nexec sleep 600\n")
    fake.chmod(0o755)
    path = f"{tmp_path / 'bin'}:{os.environ['PATH']}"
    with subprocess.Popen(
        [FLASH, packed, card, "--file"],
        env={**os.environ, "PATH": path},
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # for the sleep
    ) as flash:
        assert flash.stderr is not None
        status = None
        try:
            for line in flash.stderr:
                if line.startswith("writing 77 %"):  # 20 of 22 MiB have come
                    break
            for _ in range(5):  # one that comes just before it waits for more of the image is heard when that comes
                flash.send_signal(number)
                with suppress(subprocess.TimeoutExpired):
                    status = flash.wait(5)
                    break
            if number != signal.SIGKILL:
                assert "does not start; write it again" in flash.stderr.read()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(flash.pid, signal.SIGKILL)
    assert status == (-signal.SIGKILL if number == signal.SIGKILL else command.INTERRUPTED)
    assert not bootable(card.read_bytes())
    assert typed(small, card, "--file") == 0
    assert bootable(card.read_bytes())
