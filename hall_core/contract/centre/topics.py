"""Where the hall's branch lies at the centre: one subtree for each hall, and nothing else.

In the hall it is ``motcua/v1/<hall>/central/up/…`` and ``…/central/down/…`` (:mod:`hall_core.contract.topics`); the
bridge takes the level ``central`` out. No level has a ``.``, ``*``, ``>`` or space, which mean something in NATS and
AMQP.
"""

from __future__ import annotations

import re

from hall_core.contract.topics import ROOT

_LEVEL = "[a-z0-9-]{1,32}"
_UP = re.compile(f"{ROOT}/({_LEVEL})/up/({_LEVEL})")
SURE = ("records", "differs")
"""Ways up on which the hall's own broker is to answer for what it took. What goes the others is said again, or is of no
use to anybody later: it does not wait for a line that is away."""
UP_FILTER = f"{ROOT}/+/up/+"
"""All that all halls send."""


def down(hall: str, way: str) -> str:
    return f"{ROOT}/{hall}/down/{way}"


def up(hall: str, way: str) -> str:
    return f"{ROOT}/{hall}/up/{way}"


def up_qos(way: str) -> int:
    return 1 if way in SURE else 0


def sender(topic: str) -> tuple[str, str] | None:
    """Hall and way of a topic on which a hall sends; None when it is none."""
    found = _UP.fullmatch(topic)
    return None if found is None else (found[1], found[2])
