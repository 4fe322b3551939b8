"""Everybody with a certificate of the hall, on every topic, in every way, against a real broker.

What should be stands in ``rights``; what is, a witness hears who may hear all. He and the mouth that may say all stand
in the broker's list beside everybody else and change nothing for them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from tests.broker_config.bare import DENIED, OK, WITH_WILL, Bare, Delivered, connect_packet
from tests.broker_config.guarded import MOUTH, WITNESS, Guarded
from tests.broker_config.rights import KNOCKING, ROOT, TOPICS, fits, may, rights

LEAST_SAID, LEAST_HEARD, LEAST_WILLS = 35_000, 120_000, 900
"""Cases; a matrix that shrinks by accident is noticed."""


@pytest.fixture
def enter(guarded: Guarded) -> Callable[[str], Bare]:
    return guarded.enter


def witness_of(enter: Callable[[str], Bare]) -> Bare:
    witness = enter(WITNESS)
    for filter in ("#", "$x/#", "$x"):
        witness.subscribe(filter)
    witness.take()
    return witness


def kept(witness: Bare) -> set[str]:
    """The topics of what the broker keeps now."""
    for filter in ("#", "$x/#", "$x"):
        witness.subscribe(filter)
    return {came.topic for came in witness.take() if came.retained}


def keep_everywhere(mouth: Bare) -> None:
    """A message is kept on every topic."""
    for topic in TOPICS:
        mouth.publish(topic, b"kept", retain=True)
    mouth.settle()


def forget_everything(mouth: Bare) -> None:
    for topic in TOPICS:
        mouth.publish(topic, b"", retain=True)
    mouth.settle()


Say = Callable[[Bare, str], int]
WAYS: dict[str, Say] = {
    "at QoS 0": lambda client, topic: client.publish(topic, b"0", qos=0),
    "at QoS 1": lambda client, topic: client.publish(topic, b"1"),
    "kept": lambda client, topic: client.publish(topic, b"2", retain=True),
    "kept at QoS 0": lambda client, topic: client.publish(topic, b"3", qos=0, retain=True),
    "taken back": lambda client, topic: client.publish(topic, b"", retain=True),
    "taken back at QoS 0": lambda client, topic: client.publish(topic, b"", qos=0, retain=True),
}
"""How something is said. Those that are kept come before those that take back: both are looked for afterwards."""


@pytest.mark.timeout(60)
def test_everybody_says_what_is_his_to_say_and_nothing_else(enter: Callable[[str], Bare]) -> None:
    """Nothing else is heard, kept or taken back, and what was refused at QoS 1 is answered so."""
    mouth, witness = enter(MOUTH), witness_of(enter)
    cases = 0
    for name in KNOCKING:
        client = enter(name)
        his = [topic for topic in TOPICS if may(name, "says", topic)]
        for way, say in WAYS.items():
            before = set(TOPICS) if way.startswith("taken back") else set[str]()
            (keep_everywhere if before else forget_everything)(mouth)
            witness.take()
            numbers = {topic: say(client, topic) for topic in TOPICS}
            client.settle()
            heard = Counter(came.topic for came in witness.take())
            assert heard == Counter(his), f"{name} {way}: heard"
            if "kept" in way or before:
                assert kept(witness) == before ^ set(his), f"{name} {way}: kept"
            if "QoS 0" not in way:
                told = {topic: client.reasons[number] for topic, number in numbers.items()}
                assert told == {topic: OK if topic in his else DENIED for topic in TOPICS}, f"{name} {way}: told"
            cases += len(numbers)
    assert cases >= LEAST_SAID


def of_wills(name: str) -> list[str]:
    """Each takes a connection of its own: all topics in the own name and in one other, and one of each other kind."""
    other = "kiosk-2" if name == "kiosk-1" else "kiosk-1"
    named = [topic for topic in TOPICS if {name, other} & set(topic.split("/")[4:5])]
    return [
        *named,
        *(ROOT + rest for rest in ("state/hall", "state/counter/quay-1", "call/sanh", "catalogue/plan", "x")),
    ]


@pytest.mark.timeout(60)
def test_a_will_is_said_where_its_owner_may_speak_and_nowhere_else(
    enter: Callable[[str], Bare], guarded: Guarded
) -> None:
    mouth, witness = enter(MOUTH), witness_of(enter)
    cases = 0
    for name in KNOCKING:
        forget_everything(mouth)
        witness.take()
        topics = of_wills(name)
        for topic in topics:
            client = guarded.knock(guarded.door(name))
            client.send(connect_packet(name, will=(topic, b"gone", True)) + WITH_WILL)
            client.wait_for_the_end()
            client.close()
        his = {topic for topic in topics if may(name, "says", topic)}
        assert Counter(came.topic for came in witness.take()) == Counter(his), name
        assert kept(witness) == his, name
        cases += len(topics)
    assert cases >= LEAST_WILLS


def filters_of(topics: list[str]) -> list[str]:
    """Each topic, ``+`` in each place and in all of them, ``#`` from each place on, and what MQTT gives a meaning."""
    filters: dict[str, None] = dict.fromkeys(("#", "+", "+/#", "/#", "/+", "$SYS/#", "$SYS/+/+", "$x/#", "$x/+"))
    for topic in topics:
        levels = topic.split("/")
        filters[topic] = None
        for place in range(len(levels)):
            filters["/".join([*levels[:place], "+", *levels[place + 1 :]])] = None
            filters["/".join([*levels[:place], "#"])] = None
        filters["/".join(["+"] * len(levels))] = None
        filters["/".join(["+", *levels[1:-1], "#"])] = None
    return list(filters)


@pytest.mark.timeout(120)
def test_everybody_hears_what_is_his_to_hear_and_nothing_else(enter: Callable[[str], Bare]) -> None:
    """By every filter: what is kept, when he subscribes; what is said, then; and what is said to a group.

    A subscription that is refused is answered as granted, so only what is delivered counts. Each has a number of its
    own, which comes with the message.
    """
    filters = filters_of(TOPICS)
    groups = len(filters)
    matched = {filter: [topic for topic in TOPICS if fits(filter, topic)] for filter in filters}
    mouth = enter(MOUTH)
    cases = 0
    for name in KNOCKING:
        keep_everywhere(mouth)
        client = enter(name)
        his = {topic for topic in TOPICS if may(name, "hears", topic)}
        wanted = Counter(
            (by, topic) for by, filter in enumerate(filters, 1) for topic in matched[filter] if topic in his
        )
        came: list[Delivered] = []
        for by, filter in enumerate(filters, 1):
            client.subscribe(filter, by=by)
            if by % 100 == 0:
                came += client.take()
        came += client.take()
        assert Counter((each.by, each.topic) for each in came) == wanted, f"{name}, kept"
        assert all(each.retained for each in came), name
        for by, filter in enumerate(filters, 1):
            client.subscribe(f"$share/group/{filter}", by=groups + by)
        # Mosquitto 2 gives a group what is kept, newer ones do not; never more than is his.
        assert {each.topic for each in client.take()} <= his, f"{name}, kept and given to a group"
        said: list[Delivered] = []
        for topic in TOPICS:
            mouth.publish(topic, b"said")
            if topic in his:
                mouth.settle()
                said += client.take()
        mouth.settle()
        said += client.take()
        alone = Counter((each.by, each.topic) for each in said if each.by <= groups)
        shared = Counter((each.by - groups, each.topic) for each in said if each.by > groups)
        assert alone == wanted, f"{name}, said"
        assert shared == wanted, f"{name}, said to a group"
        assert not any(each.retained for each in said), name
        client.close()
        cases += 3 * len(filters)
    assert cases >= LEAST_HEARD


def test_the_table_speaks_of_topics_that_the_matrix_tries() -> None:
    """A right that no topic tries would be a right that nobody has looked at."""
    for name in KNOCKING:
        for verb in ("says", "hears"):
            for filter in rights(name, verb):
                assert any(fits(filter, topic) for topic in TOPICS), (name, verb, filter)
