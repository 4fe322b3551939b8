"""What a boot bundle tells a box besides which it is, as a technician types it: its network, and who may type at it."""

from __future__ import annotations

import argparse
from pathlib import Path

from msgspec import Struct

from hall_trust import technician
from hall_trust.error import TrustError
from hall_trust.told import Network, Time, network_mistakes


class BoxsOwn(Struct, frozen=True, kw_only=True):
    network: Network | None = None
    time: Time = Time()
    technicians: tuple[str, ...] = ()
    """Lines of ``technician.pub``."""


def technician_option(parser: argparse.ArgumentParser) -> None:
    help = "a public key (….pub) that may type commands at the box with our image; several times"
    parser.add_argument("--technician-key", metavar="FILE", type=Path, action="append", default=[], help=help)


def options(parser: argparse.ArgumentParser) -> None:
    technician_option(parser)
    group = parser.add_argument_group("the box's network; without these it asks the hall's router")
    group.add_argument("--address", metavar="ADDRESS/PREFIX", help="its own, such as 192.168.1.20/24")
    group.add_argument("--gateway", metavar="ADDRESS", default="", help="the router, where the hall has one")
    group.add_argument("--dns", metavar="ADDRESS", action="append", default=[], help="who knows names; several times")
    group.add_argument("--interface", metavar="NAME", default="", help="of a box with several ports, such as eth0")
    help = "who tells the time, several times (default: the hub's box)"
    group.add_argument("--ntp", metavar="HOST", action="append", default=[], help=help)


def own_in(given: argparse.Namespace) -> BoxsOwn:
    """TrustError for what cannot be."""
    keys = technician.keys_of_files(given.technician_key)
    return BoxsOwn(network=_network_in(given), time=Time(servers=given.ntp), technicians=keys)


def _network_in(given: argparse.Namespace) -> Network | None:
    if given.address is None:
        if given.gateway or given.dns or given.interface:
            raise TrustError("--gateway, --dns and --interface say nothing without --address")
        return None
    found = Network(address=given.address, gateway=given.gateway, dns=given.dns, interface=given.interface)
    for mistake in network_mistakes(found):
        raise TrustError(mistake)
    return found
