"""The link's own loop over TLS: nothing that is here waits for more to come, and nothing is lost on the way out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from hall_core.mqtt.link import BURST, Arrived, Link, Publication
from tests.certificates import Authority
from tests.mqtt.played_broker import Peer, PlayedBroker, publish
from tests.mqtt.turning import is_up, topics, turn_until

Play = Callable[[Peer], None]


@pytest.fixture
def hall() -> Authority:
    return Authority()


def linked_to(play: Play, hall: Authority, folder: Path) -> tuple[Link, PlayedBroker]:
    keys = hall.keys(folder / "kiosk-1", hall.device("kiosk-1"))
    own = hall.keys(folder / "broker", hall.broker()).own
    broker = PlayedBroker(own, keys, play)
    return Link("kiosk-1", broker.address, [("a/#", 1)], keys), broker


def test_messages_that_came_in_one_record_do_not_wait_for_the_next(hall: Authority, tmp_path: Path) -> None:
    """More of them than are taken in one turn; select sees nothing of what is decrypted already."""
    count = 2 * BURST + 7
    all_here = threading.Event()

    def play(peer: Peer) -> None:
        many = b"".join(publish(f"a/{n}", b"x") for n in range(count))
        assert len(many) < 16_000, "one record"
        peer.send(peer.subscribed + many)
        assert all_here.wait(8), "they waited"

    link, broker = linked_to(play, hall, tmp_path)
    try:
        came = turn_until(link, lambda came: len(topics(came)) == count)
        assert topics(came) == [f"a/{n}" for n in range(count)]
    finally:
        all_here.set()
        link.close()
        broker.close()


def test_a_turn_takes_no_more_than_a_burst_and_the_next_does_not_sleep(hall: Authority, tmp_path: Path) -> None:
    all_here = threading.Event()

    def play(peer: Peer) -> None:
        peer.send(peer.subscribed + b"".join(publish("a/x", b"%d" % n) for n in range(2 * BURST)))
        assert all_here.wait(8), "they waited"

    link, broker = linked_to(play, hall, tmp_path)
    try:
        turns: list[int] = []
        while sum(turns) < 2 * BURST:
            # A turn that slept would do so for an hour.
            turns.append(sum(isinstance(item, Arrived) for item in link.turn(3_600)))
        assert max(turns) <= BURST
    finally:
        all_here.set()
        link.close()
        broker.close()


def test_what_a_slow_broker_does_not_take_at_once_reaches_it_whole_and_in_order(
    hall: Authority, tmp_path: Path
) -> None:
    """Far more than the buffers of two sockets hold: messages are cut where it suits TLS, and begun again."""
    count, size = 2_000, 8_000
    queued = threading.Event()

    def play(peer: Peer) -> None:
        peer.send(peer.subscribed)
        assert queued.wait(8)
        for n in range(count):
            kind, body = peer.packet()
            assert (kind >> 4, body[-size:]) == (3, payload(n))

    def payload(n: int) -> bytes:
        return b"%08d" % n * (size // 8)

    link, broker = linked_to(play, hall, tmp_path)
    try:
        turn_until(link, is_up)
        link.send(Publication("a/x", payload(n)) for n in range(count))
        assert link._client is not None
        assert link._client.want_write(), "it all went at once, so this test shows nothing"
        queued.set()
        turn_until(link, lambda _: link._client is None or not link._client.want_write())
    finally:
        link.close()
        broker.close()
