"""Topics: the one place where they are put together and taken apart. Their bytes are pinned in tests/wire."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from hall_core.contract.limits import VERSION

ROOT = f"motcua/v{VERSION}"

Kind = Literal[
    "device-state",
    "device-health",
    "device-alert",
    "fact",
    "command",
    "question",
    "ack",
    "reply",
    "answer",
    "hall",
    "service",
    "counter",
    "zone",
    "call",
    "catalogue",
    "csr",
    "crt",
    "trust",
    "trust-wish",
    "doctor",
    "look",
    "shown",
    "release",
    "box",
    "rollout",
    "release-wish",
    "centre-up",
    "centre-down",
]

# Kind to what follows motcua/v1/<hall>/; {names} are topic levels.
ADDRESSES: dict[Kind, str] = {
    "device-state": "dev/{device}/state",
    "device-health": "dev/{device}/health",
    "device-alert": "dev/{device}/alert/{alert}",
    "fact": "dev/{device}/up/fact",
    "command": "dev/{device}/up/command",
    "question": "dev/{device}/up/question",
    "ack": "dev/{device}/down/ack",
    "reply": "dev/{device}/down/reply",
    "answer": "dev/{device}/down/answer",
    "hall": "state/hall",
    "service": "state/service/{service}",
    "counter": "state/counter/{counter}",
    "zone": "state/zone/{zone}",
    "call": "call/{zone}",
    "catalogue": "catalogue/{catalogue}",
    "csr": "enrol/{name}/csr",
    "crt": "enrol/{name}/crt",
    "trust": "trust/{device}",
    "trust-wish": "dev/{device}/up/trust",
    "doctor": "dev/{device}/doctor",
    "look": "dev/{device}/up/look/{box}",
    "shown": "dev/{device}/up/shown",
    "release": "release/{device}",
    "box": "dev/{device}/box",
    "rollout": "state/rollout",
    "release-wish": "dev/{device}/up/release",
    "centre-up": "central/up/{way}",
    "centre-down": "central/down/{way}",
}

_LEVEL = re.compile(r"[a-z0-9-]{1,32}")


class Address(Struct, frozen=True):
    """A topic taken apart: its kind and the one name in it (device, service, counter, zone …; '' for the hall)."""

    kind: Kind
    name: str
    extra: str = ""
    """The second name: of an alert, or of the box that is asked."""


class Topics:
    """The topics of one hall."""

    def __init__(self, hall: str) -> None:
        self.prefix = f"{ROOT}/{_checked(hall)}/"

    @property
    def line(self) -> str:
        """Where the broker says whether its bridge to the centre stands: ``1`` or ``0``, retained, no envelope."""
        return f"{self.prefix}central/line"

    def to(self, kind: Kind, *names: str) -> str:
        """The topic of ``kind`` for the given names, in the order of the address; ``+`` makes a filter."""
        levels = iter(names)
        parts = (_checked(next(levels)) if part.startswith("{") else part for part in ADDRESSES[kind].split("/"))
        return self.prefix + "/".join(parts)

    def parse(self, topic: str) -> Address | None:
        """What ``topic`` addresses in this hall, or None when it is no topic of the contract."""
        return _parse(topic[len(self.prefix) :]) if topic.startswith(self.prefix) else None


_PATTERNS: list[tuple[Kind, list[str]]] = [(kind, address.split("/")) for kind, address in ADDRESSES.items()]


@lru_cache(maxsize=512)
def _parse(rest: str) -> Address | None:
    """What follows the hall's prefix; a hall has some two hundred of these, said again and again."""
    parts = rest.split("/")
    for kind, pattern in _PATTERNS:
        if len(pattern) == len(parts) and all(
            _LEVEL.fullmatch(part) if want.startswith("{") else want == part
            for want, part in zip(pattern, parts, strict=True)
        ):
            names = [part for want, part in zip(pattern, parts, strict=True) if want.startswith("{")]
            return Address(kind, *names) if names else Address(kind, "")
    return None


def _checked(level: str) -> str:
    if level != "+" and not _LEVEL.fullmatch(level):
        raise ValueError(f"{level!r} cannot stand in a topic: use a-z, 0-9 and '-', at most 32 of them")
    return level
