"""The link to the broker, as far as no broker is needed."""

from __future__ import annotations

from hall_core.mqtt.link import Link


def test_waking_a_link_that_is_closed_already_does_nothing() -> None:
    link = Link("kiosk-1", ("127.0.0.1", 9), [])
    link.close()
    link.wake()
    assert link._waker.fileno() == -1
