"""The link on a ticket that leads a phone to its page: the hall's address, ``/t/``, the ticket's id in 26 signs. Pure.

The id is what a kiosk makes for each tap, with 74 bits of chance in it: nobody guesses one, not even from the ticket
before, it says nothing about anybody, and a kiosk that is alone knows it as well (docs/decisions/0017).
Written in base 32, for a scanner may change small letters and capitals.
"""

from __future__ import annotations

import re

from hall_core.domain.names import Uid

PATH = "/t/"
SIGNS = "abcdefghijklmnopqrstuvwxyz234567"
"""Each stands for 5 bits (RFC 4648)."""
LENGTH = 26
"""Signs for the 128 bits of an id; the last two bits are empty."""
ADDRESS_MOST = 55
"""Characters of the address before it: with it a link has 84 at most, which a QR of 37 modules (version 5, level M)
holds. The next size has modules of 0.375 mm on 58 mm paper, not of 0.5."""

_LINK = re.compile(rf"https?://[^?#\s]+{PATH}([{SIGNS}]{{{LENGTH}}})/?")


def path_of(ticket: Uid) -> str:
    """On the console: ``/t/…``."""
    bits = int(ticket.replace("-", ""), 16) << 2
    return PATH + "".join(SIGNS[bits >> 5 * place & 31] for place in reversed(range(LENGTH)))


def link_of(address: str, ticket: Uid) -> str:
    """What the code on the ticket holds; ``address`` is the hall's, as the hall file says it."""
    return address.rstrip("/") + path_of(ticket)


def ticket_of(token: str) -> Uid | None:
    """From what stands behind ``/t/``, in small letters or capitals; None from what :func:`path_of` never makes."""
    if len(token) != LENGTH or not token.isascii():
        return None
    bits = 0
    for sign in token.lower():
        if sign not in SIGNS:
            return None
        bits = bits << 5 | SIGNS.index(sign)
    text = f"{bits >> 2:032x}"
    return None if bits & 3 else f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def ticket_in(text: str) -> Uid | None:
    """From a whole link of any hall; None when ``text`` is none."""
    found = _LINK.fullmatch(text.lower()) if text.isascii() else None
    return None if found is None else ticket_of(found[1])
