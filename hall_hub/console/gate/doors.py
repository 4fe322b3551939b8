"""Which pages are answered, by the name under which a browser came. Pure.

Somebody else's page can lead an officer's browser here under a name of its own (DNS rebinding), and would then be one
site with us. And whoever stands a proxy for citizens' phones before the console must not be able to put the officers'
sign-in before the whole world by a slip.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from hall_hub.console.gate.addresses import address, is_here

Reach = Literal["all", "phones", "none"]
_HOST = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([^:/@\[\]]+))(?::[0-9]{1,5})?")
FOR_PHONES = ("/t/", "/static/")
"""Beginnings of the paths that the pages of tickets need."""


class Asked(Struct, frozen=True):
    host: str
    """As the browser said it, perhaps with a port."""
    own: str
    """The address of ours at which it came in."""
    proxied: bool
    """Whether it came by way of a proxy."""
    safe: bool
    """Whether nobody on the way can read it: over TLS, or without leaving this box."""


class Doors(Struct, frozen=True):
    names: Sequence[str]
    """Names and addresses under which officers come; none: the addresses of the box."""
    phones: str
    """The host of the phones' pages, in small letters; empty for none."""

    def reach(self, asked: Asked) -> Reach:
        host = without_port(asked.host)
        named = any(_same(host, name) for name in self.names)
        ours = is_here(host) or host == "localhost" or (not self.names and _same(host, asked.own))
        # A proxy before officers' pages is meant when its name is in the hall file. Any other was meant for phones.
        if asked.safe and (named or (ours and not asked.proxied)):
            return "all"
        return "phones" if named or ours or (host and host == self.phones) else "none"


def without_port(said: str) -> str:
    """The host that a browser said, in small letters; an IPv6 address without brackets. Empty for what is no host."""
    found = _HOST.fullmatch(said)
    return "" if found is None else (found[1] or found[2]).lower()


def for_phones(path: str) -> bool:
    return path.startswith(FOR_PHONES)


def _same(host: str, name: str) -> bool:
    one = address(host)
    return host == name.lower() or (one is not None and one == address(name))
