"""The command line that all programs share, and how a program ends that cannot start."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.device.program import load_plan_or_exit, options, own_device, stop_on_signals
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board, Kiosk


def test_the_common_options() -> None:
    given = options("kiosk").parse_args(["--hall", "h.toml", "--device", "kiosk-1", "--broker", "hub.local:1884"])
    assert (given.hall, given.device, given.broker) == (Path("h.toml"), "kiosk-1", ("hub.local", 1884))
    assert (given.data, given.verbose) == (Path("/var/lib/motcua/kiosk"), False)


def test_the_broker_is_the_one_on_this_box_unless_told_otherwise() -> None:
    assert options("hub", device=False).parse_args(["--hall", "h.toml"]).broker == ("127.0.0.1", 1883)


def test_an_ipv6_broker() -> None:
    assert options("hub", device=False).parse_args(["--hall", "h", "--broker", "[::1]:1"]).broker == ("::1", 1)


@pytest.mark.parametrize("address", ["hub", "hub:", ":1883", "hub:0", "hub:65536", "hub:x", "hub:-1"])
def test_a_broker_that_is_no_address_is_refused(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        options("hub", device=False).parse_args(["--hall", "h", "--broker", address])
    assert ended.value.code == 2
    assert f"{address!r} is not HOST:PORT, such as 127.0.0.1:1883" in capsys.readouterr().err


def test_a_broken_hall_file_ends_the_program_with_every_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "hall.toml"
    file.write_text('[hall]\nid = "A"\nx = 1\n[hours]\n', encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        load_plan_or_exit(file)
    assert ended.value.code == 2
    told = capsys.readouterr().err.splitlines()
    assert f"{file}: hall.name: is missing; must be a table with vi, en" in told
    assert (
        f"{file}: services: is missing; must be a list of tables, each under its own heading in [[double brackets]]"
        in told
    )
    assert told[-1] == f"{file}: {len(told) - 1} mistakes; nothing was started"


def test_a_program_is_the_device_it_is_told_to_be(plan: Plan) -> None:
    assert own_device(plan, "kiosk-1", Kiosk).id == "kiosk-1"


@pytest.mark.parametrize(
    ("id", "told"),
    [
        ("kiosk-2", 'the hall file has no kiosk called "kiosk-2"; did you mean "kiosk-1"?'),
        ("bang-1", 'device "bang-1" is a board in the hall file, not a kiosk'),
    ],
)
def test_another_device_ends_the_program(plan: Plan, capsys: pytest.CaptureFixture[str], id: str, told: str) -> None:
    with pytest.raises(SystemExit) as ended:
        own_device(plan, id, Kiosk)
    assert ended.value.code == 2
    assert capsys.readouterr().err == f"{told}\n"


def test_a_hall_without_such_devices_says_so(plan: Plan, capsys: pytest.CaptureFixture[str]) -> None:
    plan = replace(plan, devices=[])
    with pytest.raises(SystemExit):
        own_device(plan, "board-1", Board)
    assert capsys.readouterr().err == 'the hall file has no board called "board-1"; there is none at all\n'


@pytest.fixture
def signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_both_signals_ask_to_stop(number: signal.Signals) -> None:
    stop = stop_on_signals()
    assert not stop.is_set()
    os.kill(os.getpid(), number)
    assert stop.wait(5)
