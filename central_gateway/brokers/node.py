"""One broker of the province and its neighbours, as the command line names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

from msgspec import Struct

from hall_core.contract.topics import ROOT
from hall_core.errors import MotcuaError
from hall_core.keys import Keys
from hall_core.line_users import LineUsers

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\]")
EVERYWHERE = "0.0.0.0"


class BrokersError(MotcuaError):
    """No configuration can be made of this."""

    key = "brokers"


class Place(Struct, frozen=True, kw_only=True):
    """Of a broker, and where it listens for whom."""

    name: str
    host: str
    halls: int = 8883
    """Port for the halls' lines: MQTT."""
    gateway: int = 4222
    """Port for the gateway."""
    others: int = 6222
    """Port for the other brokers."""


class Node(Struct, frozen=True, kw_only=True):
    """What a configuration is made of."""

    own: Place
    all: Sequence[Place]
    """With its own, in the same order everywhere."""
    keys: Keys
    """Its key and certificate: ``motcua province node``."""
    data: Path
    listen: str = EVERYWHERE
    """Its own address, on which it takes connections."""


def listening(host: str) -> str:
    """An address where ``host`` is one; a name is none of a network card."""
    try:
        return str(ip_address(host.strip("[]")))
    except ValueError:
        return EVERYWHERE


def place(text: str) -> Place:
    """``NAME=HOST``. BrokersError."""
    name, _, host = text.partition("=")
    if not _NAME.fullmatch(name) or not _HOST.fullmatch(host):
        raise BrokersError(f'"{text}" is not NAME=HOST, such as a=10.0.0.11')
    return Place(name=name, host=host)


def others(node: Node) -> list[Place]:
    return [place for place in node.all if place.name != node.own.name]


def topic(*levels: str) -> str:
    """Below the root, for MQTT."""
    return "/".join((ROOT, *levels))


def subject(*levels: str) -> str:
    """The same as NATS and AMQP write it."""
    return topic(*levels).replace("/", ".")


def check_gateway(users: LineUsers) -> None:
    """BrokersError: nobody would take what the halls say."""
    if users.gateway is None:
        raise BrokersError("the gateway has no password yet: motcua province gateway")
