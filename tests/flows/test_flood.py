"""One device sends some thousand commands as fast as the line takes them, over a real broker to a real hub: the others
are answered meanwhile."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.contract.codec import Sealer, encode
from hall_core.contract.ids import new_id
from hall_core.contract.messages import Alert
from hall_core.contract.questions import AskDossier
from hall_core.contract.topics import Topics
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.domain import commands as c
from hall_core.mqtt.heard import AlertHeard, Told
from hall_core.mqtt.link import Link, Publication, Up
from tests.flows.conftest import RunningHall

MANY = 3_000
AT_ONCE = 50
"""Messages that go out together."""
ROUNDS = 15
"""Of people at a kiosk and a counter meanwhile: less than what those may send at once."""
FEW = 500
"""Commands of the one who floods that are done, on a machine however slow."""


class Flooder:
    """A client that knows no measure and waits for no answer."""

    def __init__(self, hall: RunningHall, device: str) -> None:
        topics = Topics(load(hall.file).hall.id)
        self._topic = topics.to("command", device)
        self._link = Link(device, hall.broker.address, [(topics.to("reply", device), 0)])
        self._sealer = Sealer(1, Clock())
        self.began = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not any(isinstance(item, Up) for item in self._link.turn(0.1)):
            continue
        issue = c.IssueTicket(service="khai-sinh")
        for _ in range(MANY // AT_ONCE):
            payloads = [encode(self._sealer.seal(issue, new_id())) for _ in range(AT_ONCE)]
            self._link.send(Publication(self._topic, payload) for payload in payloads)
            self._link.turn(0)
            self.began.set()
        self._link.flush(20)
        self._link.close()

    def join(self) -> None:
        self._thread.join(30)
        assert not self._thread.is_alive()


@pytest.mark.timeout(90)
@pytest.mark.parametrize(("flooder", "words"), [("kiosk-2", "kiosk-2"), ("la-ai", "does not have")])
def test_while_one_floods_the_others_are_answered_and_the_hub_says_who_it_is(
    tmp_path: Path, flooder: str, words: str
) -> None:
    hall = RunningHall(tmp_path, 2, '\n[[devices]]\nrole = "kiosk"\nid = "kiosk-2"\n')
    try:
        caller, kiosk = hall.device("goi-1"), hall.device("kiosk-1")
        ear = hall.device("bang-1", ("device-alert", "hub", "+"))
        assert caller.answer(c.OpenCounter(counter="quay-1", officer="can-bo-1")).refusal is None
        flood = Flooder(hall, flooder)
        assert flood.began.wait(10)
        for _ in range(ROUNDS):
            # None of them would come if its station had to give it up: it waits for five seconds.
            assert kiosk.answer(c.IssueTicket(service="khai-sinh")).refusal is None
            assert caller.answer(c.CallNext(counter="quay-1")).refusal is None
            assert caller.answer(c.StartService(counter="quay-1")).refusal is None
            asked = kiosk.station.wonder(AskDossier(code="H41.16-210612-0001"))
            kiosk.expect(Told, lambda heard, asked=asked: heard.answer.to == asked)
        flood.join()
        alert = ear.expect(AlertHeard, lambda heard: heard.problem == "flood" and heard.alert is not None).alert
        assert isinstance(alert, Alert)
        assert words in alert.words
    finally:
        hall.close()
    with closing(sqlite3.connect(tmp_path / "hub" / "ledger.sqlite")) as ledger:
        [[answered]] = ledger.execute("SELECT count(*) FROM answer WHERE device = ?", (flooder,))
    assert 0 < answered < FEW
