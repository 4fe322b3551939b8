"""Many connections that say nothing, from somebody who has no certificate."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from broker_config import mosquitto
from tests.broker_config.bare import DENIED, NOBODY_LISTENS, OK, WAIT
from tests.broker_config.guarded import Guarded
from tests.broker_config.rights import ROOT

Crowd = Callable[[Guarded, int], None]


@pytest.fixture
def crowd() -> Iterator[Crowd]:
    """Opens so many connections, every second one in the middle of its handshake."""
    sockets: list[socket.socket] = []

    def come(guarded: Guarded, count: int) -> None:
        for number in range(count):
            sockets.append(socket.create_connection(guarded.broker.address, WAIT))
            if number % 2:
                sockets[-1].sendall(_hello())

    yield come
    for each in sockets:
        each.close()


def _hello() -> bytes:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    said = ssl.MemoryBIO()
    with pytest.raises(ssl.SSLWantReadError):
        context.wrap_bio(ssl.MemoryBIO(), said, server_hostname="hall-broker").do_handshake()
    return said.read()


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Guarded]:
    """A broker with room for a hundred."""
    monkeypatch.setattr(mosquitto, "CONNECTIONS_OUTSIDE", 100)
    guarded = Guarded(tmp_path)
    yield guarded
    guarded.stop()


def test_four_hundred_silent_connections_keep_nobody_out(guarded: Guarded, crowd: Crowd) -> None:
    crowd(guarded, 400)
    guarded.enter("kiosk-1")


def test_a_crowd_that_fills_the_broker_throws_nobody_out_and_saves_no_thief(small: Guarded, crowd: Crowd) -> None:
    """What it can do at most: keep out who is not in (docs/decisions/0018 says what stops that)."""
    hub, thief = small.enter("hub"), small.enter("kiosk-1")
    crowd(small, 150)
    with pytest.raises(OSError, match=r"alert|EOF|ended|reset"):
        small.enter("kiosk-2")
    small.list_access("kiosk-1")
    small.reload(hub, thief)
    said = hub.publish(ROOT + "state/hall", b"1"), thief.publish(ROOT + "dev/kiosk-1/up/fact", b"1")
    hub.settle()
    thief.settle()
    assert hub.reasons[said[0]] in (OK, NOBODY_LISTENS)
    assert thief.reasons[said[1]] == DENIED
