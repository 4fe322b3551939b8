"""Whether a host is this very machine: what is said to it passes no cable, so nobody need show who he is."""

from __future__ import annotations


def is_this_machine(host: str) -> bool:
    """A name is never looked up: but for ``localhost`` it may be anybody's by now."""
    from ipaddress import ip_address  # here: a screen's first picture does not wait for it

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
