"""The link behind a ticket's code: ``/t/`` and the ticket's own id in 22 letters.

The id is what a kiosk makes for each tap, with 74 bits of chance in it: nobody guesses one, it says nothing about
anybody, and a kiosk that is alone can print it too. It leads nowhere once the business day is over.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

from hall_core.domain.names import Uid

LENGTH = 22


def link_of(ticket: Uid) -> str:
    """The path on the console."""
    raw = bytes.fromhex(ticket.replace("-", ""))
    return f"/t/{urlsafe_b64encode(raw).decode().rstrip('=')}"


def ticket_of(token: str) -> Uid | None:
    """What :func:`link_of` made it of; None when it made no such thing."""
    if len(token) != LENGTH or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "==")
    except binascii.Error:
        return None
    text = raw.hex()
    ticket = f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
    return ticket if link_of(ticket) == f"/t/{token}" else None
