"""Turns links until something has come."""

from __future__ import annotations

import time
from collections.abc import Callable

from hall_core.mqtt.link import Arrived, Down, Link, Up

Came = list[Arrived | Up | Down]


def turn_until(link: Link, enough: Callable[[Came], bool], seconds: float = 8) -> Came:
    came: Came = []
    deadline = time.monotonic() + seconds
    while not enough(came):
        assert time.monotonic() < deadline, came
        came += link.turn(0.05)
    return came


def is_up(came: Came) -> bool:
    return any(isinstance(item, Up) for item in came)


def downs(came: Came) -> list[Down]:
    return [item for item in came if isinstance(item, Down)]


def topics(came: Came) -> list[str]:
    return [item.topic for item in came if isinstance(item, Arrived)]
