"""Where the consoles of a plan are reached, and under which names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hall_core.domain.plan import Plan
from hall_core.domain.plan_check_phones import host_of, inside
from hall_core.domain.plan_devices import Console
from hall_core.domain.plan_fault import Fault, Path

BROKER_PORTS = (1883, 8883)
"""Where the hall's broker listens: on its own box alone, and to the hall."""
EVERYWHERE = ("0.0.0.0", "::")
"""Addresses that stand for all of a box."""
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.IGNORECASE)
"""Of a host, as RFC 1123 has it."""


def console_faults(plan: Plan) -> Iterator[Fault]:
    yield from _places(plan)
    yield from _names(plan)


def _places(plan: Plan) -> Iterator[Fault]:
    """Where each is reached is an address, and nobody else's."""
    taken: dict[tuple[str, int], int] = {}
    for index, console in enumerate(plan.devices):
        if not isinstance(console, Console):
            continue
        listen: Path = ("devices", index, "listen")
        port: Path = ("devices", index, "port")
        if not _is_address(console.listen):
            right = 'must be one of the box such as "192.168.1.20", or "0.0.0.0" for all it has'
            yield Fault(listen, f'"{console.listen}" is no address', right)
        if console.port in BROKER_PORTS:
            yield Fault(port, f"{console.port} is the broker's port", "must be another one, such as 8443")
        there = taken.setdefault((console.listen, console.port), index)
        # The same words on two boxes are two places, unless they name one box.
        if there != index and console.listen not in EVERYWHERE and not console.listen.startswith("127."):
            wrong = f'{console.listen}:{console.port} is already the place of "{plan.devices[there].id}"'
            yield Fault(port, wrong, "must be another port or another address", (port, ("devices", there, "port")))


def _names(plan: Plan) -> Iterator[Fault]:
    """Each is what stands in a browser's address; and whoever opens a ticket's page comes to none of them."""
    phones = host_of(plan.hall.phone_pages)
    for index, console in enumerate(plan.devices):
        for place, name in enumerate(console.names if isinstance(console, Console) else ()):
            here: Path = ("devices", index, "names", place)
            if name in EVERYWHERE or not (_is_address(name) or _is_name(name)):
                right = 'must be a name or an address alone, such as "xep-hang.lan" or "192.168.1.20"'
                yield Fault(here, f'"{name}" is no name of a box', right)
            elif name.lower() == phones and not inside(phones):
                wrong = f'"{name}" is where "phone_pages" leads everybody\'s phone'
                right = "must be another name: whoever reaches the console under it finds where officers sign in"
                yield Fault(here, wrong, right)


def _is_name(text: str) -> bool:
    return _NAME.fullmatch(text) is not None and not text.rpartition(".")[2].isdigit()


def _is_address(text: str) -> bool:
    # Imported here: only a hall with a console needs it, and every start of a screen would wait for it.
    from ipaddress import ip_address

    try:
        ip_address(text)
    except ValueError:
        return False
    return True
