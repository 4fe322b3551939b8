"""What a boot bundle tells a box of its network, as a technician types it."""

from __future__ import annotations

import argparse

from hall_trust.error import TrustError
from hall_trust.told import Network, Time, network_mistakes


def options(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("the box's network; without these it asks the hall's router")
    group.add_argument("--address", metavar="ADDRESS/PREFIX", help="its own, such as 192.168.1.20/24")
    group.add_argument("--gateway", metavar="ADDRESS", default="", help="the router, where the hall has one")
    group.add_argument("--dns", metavar="ADDRESS", action="append", default=[], help="who knows names; several times")
    group.add_argument("--interface", metavar="NAME", default="", help="of a box with several ports, such as eth0")
    help = "who tells the time, several times (default: the hub's box)"
    group.add_argument("--ntp", metavar="HOST", action="append", default=[], help=help)


def network_in(given: argparse.Namespace) -> Network | None:
    """TrustError for what cannot be."""
    if given.address is None:
        if given.gateway or given.dns or given.interface:
            raise TrustError("--gateway, --dns and --interface say nothing without --address")
        return None
    found = Network(address=given.address, gateway=given.gateway, dns=given.dns, interface=given.interface)
    for mistake in network_mistakes(found):
        raise TrustError(mistake)
    return found


def time_in(given: argparse.Namespace) -> Time:
    return Time(servers=given.ntp)
