"""Somebody has a kiosk's certificate and its key, and tries everything that a broker might fall for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import get_args

import pytest

from hall_core.contract.limits import MAX_BYTES
from hall_core.contract.messages import Problem
from tests.broker_config.bare import DENIED, NO_SUCH_QOS, OK, Bare, publish_packet, subscribe_packet
from tests.broker_config.guarded import WITNESS, Guarded
from tests.broker_config.rights import ROOT, TOPICS, may, rights

ME = "kiosk-1"
HIS = ROOT + f"dev/{ME}/up/fact"
OTHERS = ("hub", "authority", "console-1", "bang-calls", "pad-1", "goi-1", "kiosk-2")


@pytest.fixture
def thief(guarded: Guarded) -> Bare:
    return guarded.enter(ME)


@pytest.fixture
def witness(guarded: Guarded) -> Iterator[Bare]:
    """Hears all; what the thief has left behind is taken away afterwards."""
    witness = guarded.enter(WITNESS)
    witness.subscribe("#")
    witness.take()
    yield witness
    cleaner = guarded.enter(ME)
    witness.subscribe("#")
    for came in witness.take():
        cleaner.publish(came.topic, b"", retain=True)
    cleaner.settle()


def test_the_hall_hears_of_him_what_a_kiosk_may_say_and_nothing_else(guarded: Guarded, thief: Bare) -> None:
    """Who hears as his program does: no forged call, state, order or certificate comes to anybody."""
    hall = {name: guarded.enter(name) for name in OTHERS}
    for name, client in hall.items():
        for filter in rights(name, "hears"):
            client.subscribe(filter)
        client.settle()
    for topic in TOPICS:
        thief.publish(topic, b"forged")
    thief.settle()
    for name, client in hall.items():
        due = sorted(topic for topic in TOPICS if may(ME, "says", topic) and may(name, "hears", topic))
        assert sorted(came.topic for came in client.take()) == due, name


def test_what_the_broker_keeps_of_him_has_an_end(thief: Bare, witness: Bare) -> None:
    """However many topics he thinks of: one for each thing that a kiosk says, and one for each problem it may have."""
    own = [ROOT + f"dev/{ME}/{rest}" for rest in ("state", "health", "up/fact", "up/command", "up/question")]
    own += [ROOT + f"dev/{ME}/alert/{problem}" for problem in get_args(Problem)]
    own += [ROOT + f"enrol/{ME}/csr"]
    tried = [ROOT + f"dev/{ME}/{branch}/{number}" for number in range(500) for branch in ("alert", "state", "up", "x")]
    for topic in (*tried, *own):
        thief.publish(topic, b"x" * MAX_BYTES, retain=True)
    thief.settle()
    witness.take()
    witness.subscribe("#")
    assert sorted(came.topic for came in witness.take()) == sorted(own)


STRANGE = ["", "#", "+", ROOT + "dev/+/state", ROOT + "dev/kiosk-2/#", "$share/g/" + ROOT + "state/hall", HIS + "\0x"]
STRANGE += ["x/" * 5_000, "/" * 5_000, "$SYS/broker/uptime", "$SYS/broker/log/N", "$CONTROL/dynamic-security/v1"]


@pytest.mark.parametrize("topic", STRANGE, ids=lambda topic: topic[:20])
def test_a_topic_that_is_none_is_heard_by_nobody(thief: Bare, witness: Bare, topic: str) -> None:
    witness.subscribe("$SYS/#")
    with suppress(OSError):
        thief.publish(topic, b"1", retain=True)
        thief.settle()
        assert OK not in thief.reasons.values()
    assert witness.take() == []


def test_he_is_thrown_out_for_a_quality_of_service_that_nobody_uses(thief: Bare, witness: Bare) -> None:
    thief.publish(HIS, b"2", qos=2)
    thief.wait_for_the_end()
    assert (thief.ended, witness.take()) == (NO_SUCH_QOS, [])


def test_what_mosquitto_forgets_at_a_signal_opens_no_topic(own_guarded: Guarded) -> None:
    """QoS 2 and topic aliases are there then, and have the same limits."""
    thief, witness = own_guarded.enter(ME), own_guarded.enter(WITNESS)
    own_guarded.reload(thief)
    thief, witness = own_guarded.enter(ME), own_guarded.enter(WITNESS)
    witness.subscribe("#")
    witness.settle()
    numbers = {topic: thief.publish(topic, b"2", qos=2) for topic in TOPICS}
    thief.settle()
    told = {topic: thief.reasons.get(number) for topic, number in numbers.items()}
    for topic in TOPICS:
        if may(ME, "says", topic):
            thief.release(numbers[topic])
    thief.settle()
    assert {topic for topic, reason in told.items() if reason != DENIED} == {came.topic for came in witness.take()}
    assert {topic for topic, reason in told.items() if reason != DENIED} == {t for t in TOPICS if may(ME, "says", t)}
    foreign, alias = ROOT + "state/hall", b"\x23\0\1"
    for topic in (foreign, "", HIS, foreign, ""):
        thief.send(publish_packet(topic, topic.encode(), 0, 0, properties=alias))
    with suppress(OSError):
        thief.settle()
    assert {came.topic for came in witness.take()} <= {HIS}


@pytest.mark.timeout(30)
def test_thousands_of_subscriptions_and_messages_cost_the_others_nothing_that_is_theirs(
    guarded: Guarded, thief: Bare
) -> None:
    hub, kiosk = guarded.enter("hub"), guarded.enter("kiosk-2")
    hub.subscribe(ROOT + "dev/+/up/fact", qos=1)
    hub.settle()
    deep = "/".join("+" * 150)
    for start in range(0, 10_000, 500):
        thief.send(b"".join(subscribe_packet(f"{deep}/{n}", 0, n + 1) for n in range(start, start + 500)))
        thief.settle()
    for start in range(0, 10_000, 500):
        thief.send(b"".join(publish_packet(HIS, b"x" * 300, 1, n + 1) for n in range(start, start + 500)))
        thief.settle()
    hub.take()
    kiosk.publish(ROOT + "dev/kiosk-2/up/fact", b"mine")
    kiosk.settle()
    assert b"mine" in [came.payload for came in hub.take()]


def test_a_message_larger_than_any_of_the_contract_ends_his_connection(thief: Bare, witness: Bare) -> None:
    with suppress(OSError):
        thief.publish(HIS, b"x" * 3 * MAX_BYTES)
    thief.wait_for_the_end()
    assert witness.take() == []
