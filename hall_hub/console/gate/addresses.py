"""Where somebody asks from, as far as it can be counted. Pure."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

HOUSE = 64
"""Bits of an IPv6 address that its owner cannot choose: who has one has 2**64 beside it."""


def address(text: str) -> IPv4Address | IPv6Address | None:
    """None for what is none. An IPv4 address that came as IPv6 (``::ffff:192.168.1.7``) is the former."""
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def counted(text: str) -> str:
    """What requests and wrong passwords from there are counted under; empty for what is no address."""
    found = address(text)
    if isinstance(found, IPv6Address) and not found.is_loopback:
        return str(ip_network((found, HOUSE), strict=False))
    return "" if found is None else str(found)


def is_here(text: str) -> bool:
    """Whether it is this very box."""
    found = address(text)
    return found is not None and found.is_loopback
