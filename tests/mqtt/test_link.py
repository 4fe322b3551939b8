"""The link to the broker, as far as no broker is needed."""

from __future__ import annotations

import socket

import pytest

from hall_core.mqtt.link import Link


def test_waking_a_link_that_is_closed_already_does_nothing() -> None:
    link = Link("kiosk-1", ("127.0.0.1", 9), [])
    link.close()
    link.wake()
    assert link._waker.fileno() == -1


def test_a_link_gets_out_of_a_sandbox_in_which_no_socket_may_be_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """As SocketBindDeny=any has it, which the kernel of a test machine may not know."""

    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(5)
        monkeypatch.setattr(socket.socket, "bind", refused)
        link = Link("kiosk-1", door.getsockname(), [("hall", 1)])
        link.turn(0)
        door.accept()[0].close()
        link.close()
