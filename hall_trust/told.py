"""``device.toml`` of a boot bundle: which device of which hall a box is, where its hub is, and its network."""

from __future__ import annotations

import ipaddress
import json
import tomllib
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal, cast, get_args

from msgspec import Meta, Struct, inspect

from hall_core.device.hall_file import PATTERN_WORDS, spoken
from hall_core.device.reader import Reader
from hall_core.domain.names import HUB, Slug
from hall_trust.error import TrustError

BoxRole = Literal["hub", "kiosk", "pad", "board", "led", "sign", "caller"]
"""What a box can be: the hub's, or that of one device of the hall file. A console runs on the hub's box."""
ROLES: tuple[BoxRole, ...] = get_args(BoxRole)
Host = Annotated[str, Meta(pattern=r"^[A-Za-z0-9:]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$")]
Interface = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_.-]{0,15}$")]
_WORDS = {
    **PATTERN_WORDS,
    get_args(Host)[1].pattern: 'a name or an address such as "192.168.1.10"',
    get_args(Interface)[1].pattern: 'the name of a network interface such as "eth0"',
}


class ToldError(TrustError):
    """No ``device.toml`` that can be used. ``lines`` holds one sentence for each mistake."""

    key = "told"

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Network(Struct, frozen=True, kw_only=True):
    """The address of a box where the hall's router gives none, or another one each day."""

    address: str
    """With its prefix: ``192.168.1.20/24``."""
    gateway: str = ""
    dns: list[Host] = []
    interface: Interface = ""
    """Empty: whatever port has a cable."""


class Time(Struct, frozen=True, kw_only=True):
    servers: list[Host] = []
    """Who tells the time; none: the hub's box."""


class Whose(Struct, frozen=True, kw_only=True):
    id: Slug
    role: BoxRole
    hall: Slug


class Broker(Struct, frozen=True, kw_only=True):
    host: Host
    port: Annotated[int, Meta(ge=1, le=65_535)]


class Told(Struct, frozen=True, kw_only=True):
    device: Whose
    broker: Broker
    """Where the others reach the hub's box."""
    network: Network | None = None
    time: Time = Time()


class Dated(Struct, frozen=True):
    """What a ``device.toml`` says, and when it was made."""

    told: Told
    made: datetime


def told_in(data: bytes) -> Dated:
    """ToldError names every mistake."""
    try:
        raw = tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise ToldError([f"is not TOML: {error}"]) from error
    made = _taken_out(raw)
    reader = Reader(_WORDS)
    told: Told = reader.read(inspect.type_info(Told), raw)
    lines = [f"{spoken(fault.where, raw)}: {fault.wrong}; {fault.right}" for fault in reader.faults]
    if not isinstance(made, datetime) or made.tzinfo is None:
        lines.append("device.made: must be a date and time with its offset, such as 2026-11-22T08:00:00+07:00")
    if not lines:
        lines = list(network_mistakes(told.network))
    if not lines and (told.device.id == HUB) != (told.device.role == HUB):
        lines.append(f'device.id: the box with the role "{HUB}" is called "{HUB}", and no other')
    if lines or not isinstance(made, datetime):
        raise ToldError(lines)
    return Dated(told, made)


def _taken_out(raw: dict[str, Any]) -> object:
    """A date is no value that the reader knows."""
    device = raw.get("device")
    return cast("dict[str, object]", device).pop("made", None) if isinstance(device, dict) else None


def network_mistakes(network: Network | None) -> Iterator[str]:
    """One sentence each."""
    if network is None:
        return
    try:
        own = ipaddress.ip_interface(network.address)
    except ValueError:
        own = None
    if own is None or "/" not in network.address or own.network.num_addresses < 4:
        yield f'network.address: "{network.address}" is no address with its prefix, such as 192.168.1.20/24'
        return
    if own.ip in (own.network.network_address, own.network.broadcast_address):
        yield f"network.address: {own.ip} is the network itself or all of it, not one box in {own.network}"
    if network.gateway:
        try:
            inside = ipaddress.ip_address(network.gateway) in own.network
        except ValueError:
            inside = False
        if not inside:
            yield f"network.gateway: {network.gateway} is no address in {own.network}"
    for server in network.dns:
        try:
            ipaddress.ip_address(server)
        except ValueError:
            yield f"network.dns: {server} is no address"


def text_of(dated: Dated) -> str:
    """The file."""
    told = dated.told
    lines = [
        "# Which box this is. Made by motcua; another box needs a bundle of its own.",
        "[device]",
        f"id = {_quoted(told.device.id)}",
        f"role = {_quoted(told.device.role)}",
        f"hall = {_quoted(told.device.hall)}",
        f"made = {dated.made.isoformat(timespec='seconds')}",
        "",
        "[broker]",
        f"host = {_quoted(told.broker.host)}",
        f"port = {told.broker.port}",
    ]
    if told.network is not None:
        lines += ["", "[network]", f"address = {_quoted(told.network.address)}"]
        if told.network.gateway:
            lines.append(f"gateway = {_quoted(told.network.gateway)}")
        if told.network.dns:
            lines.append(f"dns = {_quoted(told.network.dns)}")
        if told.network.interface:
            lines.append(f"interface = {_quoted(told.network.interface)}")
    if told.time.servers:
        lines += ["", "[time]", f"servers = {_quoted(told.time.servers)}"]
    return "\n".join(lines) + "\n"


def _quoted(value: str | list[str]) -> str:
    return json.dumps(value, ensure_ascii=False)
