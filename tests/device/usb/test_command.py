"""``motcua usb``, on a made computer whose udev only takes note."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.hall_file import copy_of
from demo.programs import ROOT
from hall_core.device.usb.__main__ import main
from tests.device.usb.conftest import Computer

Usb = Callable[..., int]


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What udev was asked."""
    note = tmp_path / "asked"
    note.touch()
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "udevadm").write_text(f'#!/bin/sh\necho "$@" >>{note}\n')
    (tools / "udevadm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    return note


@pytest.fixture
def usb(computer: Computer, tmp_path: Path, asked: Path) -> Usb:
    computer.fitted()
    return lambda *words: main(["--sys", str(computer.sys), "--rules", str(tmp_path / "rules"), *words])


@pytest.fixture
def kiosk(tmp_path: Path) -> list[str]:
    return ["--hall", str(copy_of(ROOT / "halls/demo.toml", tmp_path / "hall.toml")), "--device", "kiosk-1"]


def let_in_at(rules: str) -> list[str]:
    return [line.split('"')[1] for line in rules.splitlines() if line.startswith('KERNEL=="') and "idVendor" in line]


def test_what_is_plugged_in_is_shown_with_its_port_and_whether_it_is_let_in(
    usb: Usb, computer: Computer, capsys: pytest.CaptureFixture[str]
) -> None:
    computer.plug("1-1.5", "046d", "c31c", "030101", name="Keyboard", let_in=False)
    assert usb("show") == 0
    told = capsys.readouterr().out
    assert "let in   1-1.2      04b8:0e15  printer: TM-T20III no. J7Y 001" in told
    assert "REFUSED  1-1.5      046d:c31c  keyboard: Keyboard" in told
    assert "6 USB devices, 1 refused; nothing is ever refused: the box was not fitted yet" in told


def test_fitting_lets_in_what_is_there_and_leaves_storage_and_network_out(
    usb: Usb, computer: Computer, kiosk: list[str], tmp_path: Path, asked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    computer.plug("1-2", "0781", "5567", "080650", name="Stick")
    assert usb("fit", *kiosk, "--yes") == 0
    assert let_in_at((tmp_path / "rules").read_text()) == ["1-1.1", "1-1.2", "1-1.3", "1-1.4"]
    told = capsys.readouterr().out
    assert "can type or click" in told.split("1-1.3")[1].splitlines()[0]
    assert "to let it in: --also 1-2" in told
    assert asked.read_text().splitlines() == [
        "control --reload",
        "trigger --action=add --subsystem-match=usb --settle",
    ]


def test_storage_is_fitted_when_its_port_is_named(
    usb: Usb, computer: Computer, kiosk: list[str], tmp_path: Path
) -> None:
    computer.plug("1-2", "0781", "5567", "080650", name="Stick")
    assert usb("fit", *kiosk, "--yes", "--also", "1-2") == 0
    assert "1-2" in let_in_at((tmp_path / "rules").read_text())


def test_a_port_where_nothing_is_cannot_be_named(usb: Usb, kiosk: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        usb("fit", *kiosk, "--yes", "--also", "1-9")
    assert not (tmp_path / "rules").exists()


def test_nothing_is_written_unless_the_technician_says_yes(
    usb: Usb, kiosk: list[str], tmp_path: Path, asked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert usb("fit", *kiosk) == 1
    assert not (tmp_path / "rules").exists()
    assert asked.read_text() == ""


def test_what_is_refused_is_told_to_the_boxs_program_without_the_words_of_the_device(
    usb: Usb, computer: Computer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tmp_path / "told"
    place = computer.plug("1-1.5", "046d", "c31c", "030101", name="Nguyen Van A", serial="0123", let_in=False)
    assert usb("seen", "--told", str(told)) == 0
    assert told.read_text() == "USB 1-1.5 046d:c31c keyboard\n"
    assert "refused: REFUSED  1-1.5" in capsys.readouterr().out
    assert usb("seen", "--told", str(told)) == 0
    assert capsys.readouterr().out == "", "it is told once"
    (place / "authorized").write_text("1")
    assert usb("seen", "--told", str(told)) == 0
    assert not told.exists()


def test_a_box_that_refuses_nothing_need_not_be_opened(usb: Usb) -> None:
    with pytest.raises(SystemExit):
        usb("open", "10")


def test_opening_lets_in_what_is_refused_once_it_is_sure_to_be_shut_again(
    usb: Usb, computer: Computer, kiosk: list[str], tmp_path: Path, asked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = tmp_path / "usb-open"
    monkeypatch.setattr("hall_core.device.usb.__main__.OPEN", opened)
    for tool in ("systemctl", "systemd-run"):
        copy = tmp_path / "tools" / tool
        copy.write_text(f'#!/bin/sh\ntest ! -e {opened} && echo {tool} "$@" >>{asked}\n')
        copy.chmod(0o755)
    usb("fit", *kiosk, "--yes")
    asked.write_text("")
    place = computer.plug("1-2", "0781", "5567", "080650", let_in=False)
    assert usb("open", "20") == 0
    assert opened.exists()
    assert (place / "authorized").read_text() == "1"
    stop, run = asked.read_text().splitlines()
    assert stop == "systemctl stop hall-usb-close.timer"
    assert run.startswith("systemd-run ")
    assert "--on-active=20min" in run
    assert run.endswith("-m motcua usb close")
    assert usb("close") == 0
    assert not opened.exists()
    assert asked.read_text().splitlines()[-1].startswith("trigger --action=add")


@pytest.mark.parametrize("minutes", ["0", "241", "-1", "ten"])
def test_it_is_opened_for_some_minutes_and_not_for_good(usb: Usb, minutes: str) -> None:
    with pytest.raises(SystemExit):
        usb("open", minutes)
