"""A box that went mad, in its own name, over a real broker to a real hub."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from hall_core.contract.limits import MAX_BYTES
from hall_core.contract.topics import Kind
from hall_core.domain import commands as c
from hall_core.mqtt.link import Link, Publication, Up
from tests.flows.conftest import RunningHall
from tests.fuzz.doors.halls import WORDS
from tests.fuzz.messages import Messages

MANY = 600
AT_ONCE = 20
SAYS: list[Kind] = ["command", "fact", "question", "device-state", "box", "device-alert"]


@pytest.mark.timeout(120)
def test_a_real_hub_stays_up_and_serves_the_others_while_a_box_talks_nonsense(tmp_path: Path) -> None:
    rng, hall = Random(7), RunningHall(tmp_path, 1, '\n[[devices]]\nrole = "kiosk"\nid = "kiosk-2"\n')
    messages = Messages("thu", SAYS, ["kiosk-2"], WORDS)
    try:
        kiosk, caller = hall.device("kiosk-1"), hall.device("goi-1")
        assert caller.answer(c.OpenCounter(counter="quay-1", officer="can-bo-1")).refusal is None
        mad = Link("kiosk-2", hall.broker.address, [(messages.topics.to("reply", "kiosk-2"), 0)])
        while not any(isinstance(item, Up) for item in mad.turn(0.1)):
            continue
        own = messages.topics.prefix + "dev/kiosk-2/"
        for _ in range(MANY // AT_ONCE):
            made = (messages.make(rng) for _ in range(AT_ONCE))
            # No broker takes a topic with a wildcard from anybody.
            said = [one for one in made if one.topic.startswith(own) and not {"+", "#"} & set(one.topic)]
            mad.send(Publication(each.topic, each.payload[:MAX_BYTES], 0, each.retained) for each in said)
            mad.turn(0)
            assert kiosk.answer(c.IssueTicket(service="khai-sinh")).refusal is None
        mad.flush(10)
        mad.close()
        assert caller.answer(c.CallNext(counter="quay-1")).refusal is None
        assert hall.hub.process.poll() is None
    finally:
        hall.close()
    assert "Traceback" not in (tmp_path / "hub" / "output.log").read_text("utf-8")
