"""The address of the pages for citizens' phones: it stands on every ticket, so it is judged before one is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console
from hall_core.domain.plan_fault import ANY, Fault, Path

_HERE: Path = ("hall", "phone_pages")
_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:(?P<port>[0-9]{1,5}))?(/[A-Za-z0-9._~-]+)*/?"
)
"""Host, perhaps a port, perhaps a path: of signs that every reader of codes takes for part of an address."""
_EXAMPLE = '"https://xep-hang.example.gov.vn/p01"'


def phone_faults(plan: Plan) -> Iterator[Fault]:
    address = plan.hall.phone_pages
    if not address:
        return
    found = _ADDRESS.fullmatch(address)
    if found is None or (found["port"] and int(found["port"]) not in range(1, 65_536)):
        right = f'must be one such as {_EXAMPLE}, with nothing behind "?" or "#"'
        yield Fault(_HERE, f'"{address}" is no address of pages', right)
    elif found["scheme"] == "http" and not inside(found["host"]):
        wrong = f'"{address}" can be read and changed by everybody on the way'
        right = f'must begin with "https://"; "http://" is for numbers of the hall\'s own network, such as {_PRIVATE}'
        yield Fault(_HERE, wrong, right)
    if not any(isinstance(device, Console) for device in plan.devices):
        right = 'add a device with role = "console", or leave this out'
        yield Fault(_HERE, "no console is there to serve these pages", right, (_HERE, ("devices", ANY, "role")))


_PRIVATE = '"http://192.168.1.20"'


def host_of(address: str) -> str:
    """The host of ``phone_pages``, in small letters; empty when there is none."""
    found = _ADDRESS.fullmatch(address)
    return "" if found is None else found["host"].lower()


def inside(host: str) -> bool:
    """Whether it is this box, or a number that no router leads out of the house."""
    # Imported here: only such a hall needs it, and every start of a screen would wait for it.
    from ipaddress import ip_address

    try:
        return host.lower() == "localhost" or ip_address(host).is_private
    except ValueError:
        return False
