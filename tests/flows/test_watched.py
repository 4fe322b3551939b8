"""Real programs tell systemd that they are up and alive, and no longer when a part of them stands still. Sockets of the
test's own play systemd."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from demo.hall_file import device
from demo.programs import Program
from hall_core.device.watchdog import WORDS
from tests.flows import ailing
from tests.flows.conftest import RunningHall
from tests.hall_trust.trusted_hall import TrustedHall
from tests.played_systemd import PlayedSystemd

pytestmark = [pytest.mark.screens, pytest.mark.timeout(300)]

DEADLINE = 3.0
"""Seconds that systemd would wait for a word."""
SOON = 90.0
"""Seconds that the test waits for one; the machine may be busy."""
MORE = (
    "\n[centre]\nbrings = []\n"
    + device("sign", "bien-1", line="serial:/dev/not-there?baud=9600", displays=[{"address": 3, "counter": "quay-1"}])
    + """
[[devices]]
role = "pad"
id = "danh-gia-1"
counter = "quay-1"
[[officers]]
id = "truong-tt"
name = "Lãnh đạo"
role = "head"
[[devices]]
role = "console"
id = "ban-1"
listen = "127.0.0.1"
"""
)
"""For the end of a hall file. The displays are away, which the sign tells; it is alive all the same."""
PROGRAMS = {
    "hub": ("hall_hub.__main__", ()),
    "courier": ("hall_hub.courier.__main__", ()),
    "ban-1": ("hall_hub.console.__main__", ("--port", "0")),
    "kiosk-1": ("kiosk_app.__main__", ("--offscreen",)),
    "danh-gia-1": ("kiosk_app.__main__", ("--offscreen",)),
    "bang-1": ("display_app.__main__", ("--offscreen",)),
    "bien-1": ("display_app.__main__", ()),
    "goi-1": ("counter_caller.__main__", ("--keypad", "/dev/input/none")),
    "goi-2": ("counter_caller.__main__", ("--keypad", "/dev/input/none")),
}
"""Each with its module and what else it is given."""
SCREENS = ("kiosk-1", "danh-gia-1", "bang-1")


class Watched:
    def __init__(self, hall: RunningHall, name: str, undo: ExitStack) -> None:
        module, more = PROGRAMS[name]
        # The console reads the hub's folder.
        data = hall.folder / ("hub" if name in ("hub", "ban-1") else name)
        data.mkdir(exist_ok=True)
        given = ["--hall", str(hall.file), "--data", str(data), "--broker", "{}:{}".format(*hall.broker.address), *more]
        if name == "courier":
            given += ["--hub", str(hall.folder / "hub")]
        elif name != "hub":
            given += ["--device", name]
        self.systemd = PlayedSystemd(hall.folder / f"{name}.notify", DEADLINE)
        undo.callback(self.systemd.close)
        log, env = hall.folder / f"{name}.log", {"SDL_AUDIODRIVER": "dummy", **self.systemd.watching}
        self.program = Program(name, "tests.flows.ailing", [module, *given], log, env=env)
        undo.callback(self.program.kill)

    def ready(self) -> None:
        """Each of these is to say that it is up, and before that nothing else."""
        assert self.systemd.next(SOON) == "READY=1", self.program.name

    def alive(self, words: int) -> None:
        for _ in range(words):
            assert self.systemd.next(SOON) == "WATCHDOG=1", self.program.name

    def log(self) -> str:
        return self.program.log.read_text(encoding="utf-8", errors="replace")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    hall = RunningHall(tmp_path, counters=2, more=MORE)
    hall.hub.stop()
    yield hall
    hall.close()


@pytest.fixture
def start(hall: RunningHall) -> Iterator[Callable[..., dict[str, Watched]]]:
    with ExitStack() as undo:

        def started(*names: str) -> dict[str, Watched]:
            return {name: Watched(hall, name, undo) for name in names}

        yield started


def test_every_program_says_that_it_is_up_and_goes_on_saying_so_while_the_broker_is_away(
    hall: RunningHall, start: Callable[..., dict[str, Watched]]
) -> None:
    hub = start("hub")
    hub["hub"].ready()  # as on the hub's box, where courier and console come after it
    watched = {**hub, **start(*(name for name in PROGRAMS if name != "hub"))}
    for name, program in watched.items():
        if name != "hub":
            program.ready()
        if name in SCREENS:
            assert "first picture" in program.log(), "a screen that shows nothing is not up"
    hall.broker.kill()
    for program in watched.values():
        program.program.wait_for("no link", SOON)
        program.systemd.heard()
    for program in watched.values():
        program.alive(words=WORDS)  # for longer than systemd waits


def test_a_program_comes_up_without_a_broker(hall: RunningHall, start: Callable[..., dict[str, Watched]]) -> None:
    # Boxes start in any order, the hub's perhaps last.
    hall.broker.kill()
    for program in start("hub", "kiosk-1", "bang-1", "bien-1", "goi-1").values():
        program.ready()
        program.alive(words=2)


def test_a_program_of_which_a_part_stands_still_says_no_more(
    hall: RunningHall, start: Callable[..., dict[str, Watched]]
) -> None:
    hub = start("hub")
    hub["hub"].ready()
    ill_at_heart, cut_off = ("courier", "ban-1", "kiosk-1", "bang-1", "bien-1", "goi-1"), ("danh-gia-1",)
    watched = start(*ill_at_heart, *cut_off, "goi-2")
    well = watched.pop("goi-2")
    for program in (*watched.values(), well):
        program.ready()
    watched |= hub
    for name, program in watched.items():
        ends = name in cut_off
        program.program.process.send_signal(signal.SIGHUP if ends else signal.SIGUSR2)
        program.program.wait_for(ailing.ENDED if ends else ailing.STANDS, SOON)
        program.systemd.heard()
    well.systemd.heard()
    well.alive(words=3 * WORDS)
    for name, program in watched.items():
        # What had turned before is perhaps completed by the rest once.
        assert len(program.systemd.heard()) <= 1, name
        assert program.program.process.poll() is None, "it seems to run"


def test_one_that_systemd_ends_tells_where_each_of_its_threads_stood(
    hall: RunningHall, start: Callable[..., dict[str, Watched]]
) -> None:
    (caller,) = start("goi-1").values()
    caller.ready()
    caller.program.process.send_signal(signal.SIGUSR2)
    caller.program.wait_for(ailing.STANDS, SOON)
    caller.program.process.send_signal(signal.SIGABRT)
    assert caller.program.process.wait(SOON) == -signal.SIGABRT
    caller.program.wait_for(r"ailing\.py.* in _stand_still", SOON)
    assert "hall_core/mqtt/station.py" in caller.log(), "its line, which went on"


def test_the_authority_is_watched_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hall, systemd = TrustedHall(tmp_path / "hall"), PlayedSystemd(tmp_path / "notify", DEADLINE)
    try:
        for name, value in systemd.watching.items():
            monkeypatch.setenv(name, value)
        hall.start_authority()
        assert [systemd.next(SOON) for _ in range(3)] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
    finally:
        hall.close()
        systemd.close()
