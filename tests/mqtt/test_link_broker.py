"""The link and a real broker."""

from __future__ import annotations

from pathlib import Path

import pytest

from broker_config.run import start
from hall_core.domain.plan import Plan
from hall_core.mqtt import properties
from hall_core.mqtt.link import Link, Publication, Will
from tests.mqtt.turning import is_up, topics, turn_until


def test_who_closes_says_goodbye_so_that_its_will_is_not_spoken(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(properties, "WILL_DELAY", 0)
    broker = start(plan, None, tmp_path)
    listener, leaving, again = (Link(name, broker.address, said) for name, said in NAMED)
    leaving.will = Will("said/will", b"gone")
    try:
        turn_until(listener, is_up)
        turn_until(leaving, is_up)
        leaving.send([Publication("said/last", b"bye", qos=1)])
        leaving.close()
        # Under the same name: once it is up, the broker has done all that the end of the first one makes it do.
        turn_until(again, is_up)
        again.send([Publication("said/after", b"", qos=1)])
        came = turn_until(listener, lambda came: "said/after" in topics(came))
        assert topics(came) == ["said/last", "said/after"]
    finally:
        for link in (listener, again):
            link.close()
        broker.stop()


OWN = [("own/+", 1)]
NAMED = [("listener", [("said/+", 1)]), ("leaving", OWN), ("leaving", OWN)]
