"""A board whose cable is pulled out and pushed back in, by the real program: what was called meanwhile is seen."""

from __future__ import annotations

import select
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.glass import Glass
from demo.programs import Program
from hall_core.domain import commands as c
from tests.flows.conftest import QUICK_RECALLS, RunningHall
from tests.flows.test_spine import events, wait_for_events

pytestmark = [pytest.mark.screens, pytest.mark.timeout(120)]

CALLS = 12
"""As many as a zone's state holds."""
BOARD = "bang-1"


class Cable:
    """Between a board and the broker. Pulled out, nothing goes through and nobody is told."""

    def __init__(self, broker: tuple[str, int]) -> None:
        self._broker = broker
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._door.getsockname()[1]}"
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._plugged = threading.Event()
        self._plugged.set()
        self._open = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def pull(self) -> None:
        self._plugged.clear()

    def push(self) -> None:
        """Back in. Connections from before are gone."""
        self._plugged.set()

    def close(self) -> None:
        self._open = False
        self._plugged.set()
        self._thread.join()
        self._hang_up()
        self._door.close()

    def _run(self) -> None:
        while self._open:
            if not self._plugged.is_set():
                self._plugged.wait()
                self._hang_up()
            readable, _, _ = select.select([self._door, *self._pairs], [], [], 0.05)
            for one in readable if self._plugged.is_set() else ():
                self._carry(one)

    def _carry(self, one: socket.socket) -> None:
        if one is self._door:
            near, _ = self._door.accept()
            far = socket.create_connection(self._broker)
            self._pairs |= {near: far, far: near}
        elif one in self._pairs:
            try:
                data = one.recv(65_536)
                self._pairs[one].sendall(data)
            except OSError:
                data = b""
            if not data:
                self._hang_up()

    def _hang_up(self) -> None:
        for one in self._pairs:
            one.close()
        self._pairs.clear()


class CutOff:
    """A board without a voice behind its cable, and two counters that are open."""

    def __init__(self, folder: Path) -> None:
        self.hall = RunningHall(folder, counters=2, more=QUICK_RECALLS)
        file = self.hall.file
        file.write_text(file.read_text(encoding="utf-8").replace("voice = true", "voice = false"), encoding="utf-8")
        self.cable = Cable(self.hall.broker.address)
        data = folder / BOARD
        data.mkdir()
        arguments = ["--hall", str(file), "--device", BOARD, "--data", str(data), "--broker", self.cable.address]
        self.board = Program(BOARD, "display_app", [*arguments, "--offscreen"], data / "output.log")
        self.board.wait_for("linked to the broker", 20)
        self.glass = Glass(self.board, data)
        kiosk = self.hall.device("kiosk-1")
        self.desks = {n: self.hall.device(f"goi-{n}") for n in (1, 2)}
        for n, desk in self.desks.items():
            assert kiosk.answer(c.IssueTicket(service="khai-sinh")).refusal is None
            assert desk.answer(c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}")).refusal is None
            assert desk.answer(c.CallNext(counter=f"quay-{n}")).refusal is None

    def recall(self, n: int) -> None:
        assert self.desks[n].answer(c.Recall(counter=f"quay-{n}")).refusal is None

    def wait_for(self, *wordings: str) -> None:
        """Until one of these stands there."""
        self.glass.wait_until(lambda seen: any(words in " ".join(seen) for words in wordings), str(wordings), 40)

    def close(self) -> None:
        self.board.stop()
        self.cable.close()
        self.hall.close()


@pytest.fixture
def cut_off(tmp_path: Path) -> Iterator[CutOff]:
    hall = CutOff(tmp_path)
    yield hall
    hall.close()


def test_twelve_calls_made_while_its_cable_is_out_are_all_seen_once_when_it_is_back(cut_off: CutOff) -> None:
    wait_for_events(cut_off.hall, "call-shown", 2)
    cut_off.cable.pull()
    for n in range(CALLS):
        cut_off.recall(n % 2 + 1)
    cut_off.wait_for("cập nhật lúc", "Mất kết nối")  # the latter where nobody has set the machine's clock
    assert len(events(cut_off.hall, "call-shown")) == 2, "nobody has seen them"
    cut_off.cable.push()
    shown = wait_for_events(cut_off.hall, "call-shown", 2 + CALLS)
    assert set(Counter(event["call"] for event in shown).values()) == {1}
    assert {(event["board"], event["how"]) for event in shown} == {(BOARD, "painted")}
    cut_off.wait_for("Trung tâm Thử")
    assert cut_off.board.stop() == 0
