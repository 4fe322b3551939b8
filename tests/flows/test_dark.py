"""A box whose television is off: its program is at work, says that nobody sees it, and has its picture when the
television is switched on. Real programs in a real hall; the kernel's word on screens is played, and systemd's ear."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import msgspec
import pytest

from demo.programs import Program
from hall_core.contract.box import PROGRAM
from hall_core.contract.doctor import Doing
from hall_core.device.watchdog import ANEW_WITHIN
from hall_core.domain import commands as c
from tests.display_app.test_program import comes_to_say
from tests.flows.conftest import RunningHall
from tests.flows.test_spine import events, opened, wait_for_events
from tests.played_screens import PlayedScreens
from tests.played_systemd import PlayedSystemd

pytestmark = [pytest.mark.screens, pytest.mark.timeout(120)]

SOON = 60.0
"""Seconds; the machine may be busy."""
DEADLINE = 30.0
"""Seconds that systemd would wait for a word."""
READY_ANEW = f"READY=1\nWATCHDOG_USEC={DEADLINE * 1e6:.0f}"


class DarkBox:
    """The box of one device of the hall; ``more`` of its command line and ``environ`` of its unit."""

    def __init__(self, hall: RunningHall, id: str, module: str, *more: str, **environ: str) -> None:
        data, self.run = hall.folder / id, hall.folder / f"{id}.run"
        data.mkdir()
        (self.run / id.split("-", maxsplit=1)[0].replace("bang", "board")).mkdir(parents=True)
        self.screens = PlayedScreens(data)
        self.systemd = PlayedSystemd(hall.folder / f"{id}.notify", DEADLINE)
        broker = "{}:{}".format(*hall.broker.address)
        given = ["--hall", str(hall.file), "--device", id, "--data", str(data), "--broker", broker]
        env = {**self.screens.environ, **self.systemd.watching, "SDL_AUDIODRIVER": "dummy", **environ}
        self.program = Program(id, module, [*given, "--box", str(self.run), *more], data / "output.log", env=env)

    def ready(self, word: str = "READY=1") -> None:
        assert self.systemd.next(SOON) == word

    def begins_anew(self) -> None:
        words = iter(lambda: self.systemd.next(SOON), READY_ANEW)
        assert f"WATCHDOG_USEC={ANEW_WITHIN}000000" in [*words], "and is given the time of a start"

    def doing(self, role: str) -> Doing:
        return msgspec.json.decode((self.run / role / PROGRAM).read_bytes(), type=Doing)

    def close(self) -> None:
        self.program.kill()
        self.systemd.close()


Start = Callable[..., DarkBox]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    hall = RunningHall(tmp_path, counters=1)
    yield hall
    hall.close()


@pytest.fixture
def start(hall: RunningHall) -> Iterator[Start]:
    with ExitStack() as undo:

        def started(id: str, module: str, *more: str, **environ: str) -> DarkBox:
            box = DarkBox(hall, id, module, *more, **environ)
            undo.callback(box.close)
            return box

        yield started


def says(hall: RunningHall, device: str, what: Callable[[Any], bool]) -> bool:
    return comes_to_say(hall, "device-state", device, what)


def test_a_board_without_a_screen_has_its_picture_and_its_calls_when_one_is_connected(
    hall: RunningHall, start: Start
) -> None:
    text = hall.file.read_text(encoding="utf-8")
    hall.file.write_text(text.replace("voice = true", "voice = false"), encoding="utf-8")
    box = start("bang-1", "display_app", "--offscreen")
    box.program.wait_for(r"no screen is connected \(HDMI-A-1, HDMI-A-2\)", SOON)
    box.ready()
    assert says(hall, "bang-1", lambda state: state.online and "screen-missing" in state.problems)
    kiosk, desk = hall.device("kiosk-1"), opened(hall, 1)
    assert kiosk.answer(c.IssueTicket(service="khai-sinh")).refusal is None
    assert desk.answer(c.CallNext(counter="quay-1")).refusal is None
    assert "screen-missing" in box.doing("board").problems

    box.screens.plug(there=True)
    box.begins_anew()
    assert box.program.process.poll() is None, "to systemd it is the same process"
    assert says(hall, "bang-1", lambda state: state.online and "screen-missing" not in state.problems)
    wait_for_events(hall, "call-shown", 1)

    box.screens.plug(there=False)
    box.begins_anew()
    assert says(hall, "bang-1", lambda state: state.online and "screen-missing" in state.problems)
    assert box.program.stop() == 0
    assert [event["how"] for event in events(hall, "call-shown")] == ["painted"]


def test_a_kiosk_without_a_screen_draws_where_nobody_sees_it_and_takes_nothing(hall: RunningHall, start: Start) -> None:
    text = hall.file.read_text(encoding="utf-8")
    hall.file.write_text(text.replace('role = "kiosk"', 'role = "kiosk"\nscanner = "evdev:/dev/input/none"'), "utf-8")
    box = start("kiosk-1", "kiosk_app", SDL_VIDEODRIVER="kmsdrm")
    box.ready()
    assert says(hall, "kiosk-1", lambda state: state.online and state.problems == ["screen-missing"])
    assert box.program.stop() == 0
