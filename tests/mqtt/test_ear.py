"""What a device takes in of what arrives, and what tells it that the hub lives."""

from __future__ import annotations

from typing import Any

import pytest

from hall_core.contract import examples
from hall_core.contract.codec import encode
from hall_core.contract.topics import ADDRESSES, Kind, Topics
from hall_core.contract.trust import Standing
from hall_core.mqtt.ear import Ear
from hall_core.mqtt.heard import AlertHeard, CallHeard, HubBack, StateHeard
from hall_core.mqtt.link import Arrived
from hall_core.mqtt.silence import Silence

TOPICS = Topics("thu")
HUBS = {"ack", "reply", "answer", "hall", "service", "counter", "zone", "call", "catalogue"}


class LoudSilence(Silence):
    """Tells of each sign of life."""

    def hub_spoke(self, at: int, *, fresh: bool) -> HubBack | None:
        return HubBack()


def arrives(kind: Kind, body: Any = None, *, retained: bool = False) -> Arrived:
    names = ["kiosk-1", "paper-out"][: ADDRESSES[kind].count("{")]
    payload = b"" if body is None else encode(examples.envelope(kind, body))
    return Arrived(TOPICS.to(kind, *names), payload, retained)


@pytest.fixture
def ear() -> Ear:
    return Ear(TOPICS, LoudSilence())


@pytest.mark.parametrize("kind", sorted(set(ADDRESSES) - {"fact", "command", "question", "csr", "trust-wish"}))
def test_only_what_the_hub_says_tells_that_it_lives(ear: Ear, kind: Kind) -> None:
    heard = list(ear.hears(arrives(kind, examples.BODIES[kind][0])))
    assert (HubBack() in heard) == (kind in HUBS)


def test_how_a_device_stands_is_heard_by_its_name(ear: Ear) -> None:
    [heard] = ear.hears(arrives("trust", examples.BODIES["trust"][0], retained=True))
    assert isinstance(heard, StateHeard) and isinstance(heard.state, Standing)
    assert (heard.name, heard.kept) == ("kiosk-1", True)


def test_what_is_taken_back_is_an_alert_that_is_solved_and_otherwise_nothing(ear: Ear) -> None:
    assert list(ear.hears(arrives("device-alert"))) == [AlertHeard("kiosk-1", "paper-out", None)]
    assert list(ear.hears(arrives("trust"))) == []


def test_a_call_is_heard_once(ear: Ear) -> None:
    call = arrives("call", examples.BODIES["call"][0])
    assert [type(heard) for heard in [*ear.hears(call), *ear.hears(call)]] == [HubBack, CallHeard, HubBack]


def test_nonsense_is_counted_each_time_and_logged_once_for_each_topic(
    ear: Ear, caplog: pytest.LogCaptureFixture
) -> None:
    for n in range(50):
        assert list(ear.hears(Arrived(TOPICS.to("device-health", "kiosk-1"), b"{" + bytes([65 + n % 26]), False))) == []
    assert ear.complaints.counted == {"malformed": 50}
    assert len(caplog.records) == 1
