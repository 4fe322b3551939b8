"""What people in a hall were told and have seen, as they would swear to it. None of it may be missing in the ledger."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.names import Day, Millis, Slug, TicketNumber, Uid


class Numbered(Struct, frozen=True, kw_only=True):
    """A citizen was told this number as his own, on whatever glass or paper."""

    ticket: Uid
    """The id of the intent."""
    number: TicketNumber
    device: Slug
    day: Day
    """The business day as it was there."""
    at: Millis


class Papered(Struct, frozen=True, kw_only=True):
    """What came out of the printer for it, or did not."""

    ticket: Uid
    paper: Literal["printed", "failed", "reprinted"]
    device: Slug
    at: Millis
    cut_off: bool = False
    """It came out, and its kiosk died before it could say so: when it is back it may say that it failed."""


class Seen(Struct, frozen=True, kw_only=True):
    """A call, as it stood on a board or on an officer's box."""

    call: Uid
    number: TicketNumber
    counter: Slug
    device: Slug
    at: Millis


class Done(Struct, frozen=True, kw_only=True):
    """An officer's wish about a ticket was answered: it is done."""

    wish: str
    """The command's tag."""
    ticket: Uid
    device: Slug
    at: Millis


class Voted(Struct, frozen=True, kw_only=True):
    """A vote that its device has told, and was told to be recorded."""

    offer: Uid
    device: Slug
    at: Millis


Said = Numbered | Papered | Seen | Done | Voted
