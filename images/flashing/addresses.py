"""Fixed addresses of a hall's boxes, where its router gives none: a small TOML file of the technician's.

gateway = "192.168.1.1"
dns = ["192.168.1.1"]
ntp = []                        # none: the hub's box tells the time

[address]
hub = "192.168.1.10/24"
kiosk-1 = "192.168.1.21/24"
"""

from __future__ import annotations

import ipaddress
import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.domain.names import HUB
from hall_core.domain.plan import Plan
from hall_core.domain.plan_check import suggest
from hall_trust.told import Network, Time, network_mistakes
from images.flashing.trouble import RefusedError


class Addresses(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    address: dict[str, str] = {}
    gateway: str = ""
    dns: list[str] = []
    ntp: list[str] = []

    def network(self, device: str) -> Network | None:
        own = self.address.get(device)
        return None if own is None else Network(address=own, gateway=self.gateway, dns=self.dns)

    @property
    def time(self) -> Time:
        return Time(servers=self.ntp)


def read(file: Path, plan: Plan, broker: str) -> Addresses:
    """RefusedError for what cannot be: mistakes, one address twice, another box's place, a hub that is not where the
    bundles say (``broker``)."""
    try:
        found = msgspec.convert(tomllib.loads(file.read_text("utf-8")), Addresses)
    except (OSError, ValueError) as error:
        raise RefusedError(f"{file} cannot be used: {error}") from error
    wrong = list(_mistakes(found, plan, broker))
    if wrong:
        raise RefusedError("\n".join(f"{file}: {line}" for line in wrong))
    return found


def _mistakes(found: Addresses, plan: Plan, broker: str) -> list[str]:
    known = [HUB, *(device.id for device in plan.devices)]
    wrong = [f'the hall file has no device "{id}"; {suggest(id, known)}' for id in found.address if id not in known]
    for id in found.address:
        wrong += [f"{id}: {line}" for line in network_mistakes(found.network(id))]
    if wrong:
        return wrong
    whose: dict[object, str] = {}
    for id, text in found.address.items():
        ip = ipaddress.ip_interface(text).ip
        if other := whose.get(ip):
            wrong.append(f"{id} has the address of {other}, {ip}")
        whose[ip] = id
    own = found.address.get(HUB)
    if own is not None and str(ipaddress.ip_interface(own).ip) != broker:
        wrong.append(
            f"{HUB} has {own}, and the bundles say that it is at {broker}: motcua hall renew --broker HOST:PORT"
        )
    return wrong
