"""The hall's cable: a bridge in a network of the proof's own (``images/prove`` makes it), which leads nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from images.proving.vm import VmError
from images.tools import run

CABLE = "cable"
RIGS = "10.77.0.254"
LAPTOP, TABLE = "10.77.0.253", "77"
"""Of a computer that hangs at one box alone, and the routing table that only it goes by."""


def lay() -> None:
    """VmError where this is the network of the machine itself."""
    links = json.loads(run("ip", "-json", "link"))
    if any("UP" in link["flags"] for link in links if link["ifname"] != "lo"):
        raise VmError("the proof wants a network of its own: images/prove makes one")
    _ip("link set lo up")
    _ip(f"link add {CABLE} type bridge")
    _ip(f"link set {CABLE} up")
    _ip(f"address add {RIGS}/24 dev {CABLE}")


def end_for(box: str) -> str:
    """A new end on it, for the network card of a box."""
    _ip(f"tuntap add dev {_end(box)} mode tap")
    _ip(f"link set {_end(box)} master {CABLE} up")
    return _end(box)


@contextmanager
def straight_into(box: str, address: str) -> Iterator[str]:
    """A technician pulls the cable of this box, which has this address, out of the hall's switch and plugs it into his
    own computer: he alone reaches it, from the address that is given here."""
    end = _end(box)
    _ip(f"link set {end} nomaster")
    _ip(f"address add {LAPTOP}/32 dev {end}")
    _ip(f"route add {address} dev {end} src {LAPTOP} table {TABLE}")
    _ip(f"rule add from {LAPTOP} lookup {TABLE}")
    try:
        yield LAPTOP
    finally:
        _ip(f"rule del from {LAPTOP} lookup {TABLE}")
        _ip(f"route flush table {TABLE}")
        _ip(f"address del {LAPTOP}/32 dev {end}")
        _ip(f"link set {end} master {CABLE}")


def _end(box: str) -> str:
    return f"to-{box}"


def _ip(words: str) -> None:
    run("ip", *words.split())
