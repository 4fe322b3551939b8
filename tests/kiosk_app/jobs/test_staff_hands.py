"""What a technician does at the kiosk, carried out: a real disk, a real station without a broker, a real printer
thread that prints into a file."""

from __future__ import annotations

import logging
import os
import queue
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.contract.messages import DeviceState
from hall_core.device.clock import Clock
from hall_core.device.pin import kept_of
from hall_core.domain.facts import IssuedHere
from hall_core.domain.plan_devices import Kiosk
from hall_core.mqtt.station import Station
from hall_core.ui.translate import Words
from kiosk_app.box import Box, Hands
from kiosk_app.devices.slip import Slip
from kiosk_app.devices.trial import TrialFace
from kiosk_app.jobs.staff import pages as p
from kiosk_app.jobs.staff.gate import LOCK, TRIES
from kiosk_app.jobs.staff.hands import hands
from kiosk_app.messages import Effect, Message
from kiosk_app.voice import Voice
from tests.kiosk_app.conftest import COMMAND, make_hall
from tests.kiosk_app.fakes import FakePrinter

PIN = "4711"
KEPT = kept_of(PIN, b"salt of the test")
BAND = (900, 949)


class Mouth(Voice):
    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str, language: str, *, keep: bool = True) -> None:
        self.said.append(text)


class Printers(FakePrinter):
    """Keeps on which printer each slip was wanted, too."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: list[tuple[str, int | None]] = []

    def submit(self, ticket: str, face: Slip, *, only: int | None = None) -> None:
        super().submit(ticket, face)
        self.wanted.append((ticket, only))


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    plan = make_hall()
    first, *others = plan.services
    plan = replace(
        plan,
        policy=replace(plan.policy, staff_pin=KEPT),
        services=[replace(first, reserve={"kiosk-1": BAND}), *others],
    )
    clock = Clock()
    station = Station(
        hall=plan.hall.id,
        device="kiosk-1",
        state=DeviceState(online=True, role="kiosk", version="1"),
        boot=1,
        clock=clock,
        outbox=tmp_path / "outbox.sqlite",
        broker=("127.0.0.1", 1),
        listen=[("hall",)],
        hear=lambda _: None,
    )
    stop = station.start()
    heard: queue.SimpleQueue[Message] = queue.SimpleQueue()
    yield Box(
        plan=plan,
        kiosk=Kiosk(id="kiosk-1", printer="file:paper.bin", scanner="serial:/dev/null"),
        data=tmp_path,
        station=station,
        printer=Printers(),  # pyright: ignore[reportArgumentType]
        words=Words(),
        voice=Mouth(),
        clock=clock,
        post=heard.put,
    )
    stop()


def done(hands: Hands, effect: Effect) -> Message | None:
    return {**hands.quick, **hands.slow}[type(effect)](effect)


def test_the_right_pin_is_let_in(box: Box) -> None:
    assert done(hands(box), p.CheckPin(PIN)) == p.PinChecked(right=True)


def test_five_wrong_ones_lock_it_for_the_right_one_too_and_no_digit_is_logged(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    mine = hands(box)
    with caplog.at_level(logging.DEBUG):
        for left in reversed(range(TRIES)):
            checked = done(mine, p.CheckPin("8391"))
            assert isinstance(checked, p.PinChecked)
            assert (checked.right, checked.left) == (False, left)
        locked = done(mine, p.CheckPin(PIN))
    assert isinstance(locked, p.PinChecked)
    assert not locked.right
    assert 0 < locked.wait <= LOCK
    assert "8391" not in caplog.text + PIN
    assert PIN not in caplog.text
    assert caplog.text.count("a wrong PIN") == TRIES


def test_the_lock_is_known_as_soon_as_the_page_comes_up_after_a_restart(box: Box) -> None:
    mine = hands(box)
    assert done(mine, p.LookAtLock()) is None
    for _ in range(TRIES):
        done(mine, p.CheckPin("8391"))
    again = done(hands(box), p.LookAtLock())
    assert isinstance(again, p.PinChecked)
    assert again.wait > 0


def test_it_sees_the_reserve_that_is_left_and_what_waits_to_be_sent(box: Box) -> None:
    service = box.plan.services[0]
    box.station.take_number(
        service.id,
        "2026-11-21",
        BAND,
        lambda value, day: IssuedHere(
            ticket=COMMAND, number=f"A{value}", value=value, service=service.id, priority=None, language="vi", day=day
        ),
        lambda value: (COMMAND, b""),
    )
    seen = done(hands(box), p.LookAtBox("2026-11-21"))
    assert isinstance(seen, p.BoxSeen)
    assert seen.reserve == {service.id: 49}
    assert seen.health.outbox == 1
    assert (seen.broker, seen.catalogue_count) == ("127.0.0.1:1", 0)
    tomorrow = done(hands(box), p.LookAtBox("2026-11-22"))
    assert isinstance(tomorrow, p.BoxSeen)
    assert tomorrow.reserve == {service.id: 50}


@pytest.mark.parametrize("spare", [False, True])
def test_the_test_print_goes_to_that_printer_and_to_no_other(box: Box, spare: bool) -> None:
    assert done(hands(box), p.PrintTrial(spare)) is None
    printer = box.printer
    assert isinstance(printer, Printers)
    assert printer.wanted == [(p.TRIALS[spare], int(spare))]
    (_, face), *_ = printer.submitted
    assert isinstance(face, TrialFace)
    assert face.device == "kiosk-1"


def test_without_a_printer_that_is_the_answer(box: Box) -> None:
    assert done(hands(replace(box, printer=None)), p.PrintTrial(False)) == p.Tried("print", "printer-missing")


def test_the_sound_test_says_something(box: Box) -> None:
    assert done(hands(box), p.PlaySound("vi")) == p.Tried("sound", p.WELL)
    assert isinstance(box.voice, Mouth)
    assert box.voice.said == ["Xin kính chào quý vị"]


def systemctl(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    (folder / "systemctl").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def test_a_reboot_is_asked_of_systemd(box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    systemctl(tmp_path, monkeypatch, f'echo "$@" > {tmp_path}/asked')
    assert done(hands(box), p.Reboot()) is None
    assert (tmp_path / "asked").read_text() == "reboot\n"


def test_a_reboot_that_is_refused_says_why(box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    systemctl(tmp_path, monkeypatch, "echo Access denied >&2; exit 1")
    assert done(hands(box), p.Reboot()) == p.Tried("reboot", "Access denied")


def test_a_box_without_systemd_says_so(box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert done(hands(box), p.Reboot()) == p.Tried("reboot", "systemctl: No such file or directory")
