"""The codes on papers: of a dossier, a procedure, an appointment and a ticket; how each is written and read. Pure.

The readers take what a person typed or a scanner read, and answer the one form in which the code is kept and sent,
or None when it is no such code.
"""

from __future__ import annotations

import re
from datetime import date

import msgspec
from msgspec import Struct

from hall_core.domain.names import Day, Slug, TicketNumber, Uid

OWN = "MOTCUA:"
"""What the codes that we print ourselves begin with. Capitals only, so that a QR code holds them in half the room."""
_TICKET = f"{OWN}1:"
"""The digit is the version of what follows."""
_APPOINTMENT = f"{OWN}HEN:"

_DOSSIER = re.compile(r"[A-Z0-9./-]{6,40}")
"""Opaque, for every system has its own; seen were ``000.00.16.H41-190612-0001`` and ``03706/2026/07906``."""
_LEAST_DIGITS = 2
_PROCEDURE = re.compile(r"[0-9]\.[0-9]{6}(\.[A-Z0-9]+)*")
"""The national code, such as ``1.000656``, often with its agency behind it: ``1.000656.000.00.00.H35``."""
_APPOINTED = re.compile(r"[A-Z0-9]{4,12}")
_ID_NUMBER = re.compile(r"0[0-9]{11}")
"""A citizen's number: twelve digits, the first three the province of birth (001 to 096)."""


class TicketCode(Struct, frozen=True):
    """A ticket of ours, as its paper and its screen name it."""

    hall: Slug
    day: Day
    number: TicketNumber
    id: Uid


class TicketLink(Struct, frozen=True):
    """A ticket as the link for phones names it; of which hall and day it is, the hub knows."""

    id: Uid


def ticket_text(hall: Slug, day: Day, number: TicketNumber, id: Uid) -> str:
    """What the code on a ticket holds; nothing about a person. :func:`ticket` reads it."""
    return f"{_TICKET}{hall}:{day.replace('-', '')}:{number}:{id}".upper()


def ticket(text: str) -> TicketCode | None:
    """Of any hall and any day: whether it is ours and of today is for the asker to say."""
    head, parts = text[: len(_TICKET)].upper(), text[len(_TICKET) :].split(":")
    if head != _TICKET or len(parts) != 4:
        return None
    hall, day, number, id = parts
    try:
        if not re.fullmatch(r"[0-9]{8}", day):
            return None
        on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        fields = {"hall": hall.lower(), "day": on.isoformat(), "number": number.upper(), "id": id.lower()}
        return msgspec.convert(fields, TicketCode)
    except ValueError:  # no such date; msgspec's own errors are ValueErrors too
        return None


def appointment_text(code: str) -> str:
    """What the QR code of an appointment holds."""
    return f"{_APPOINTMENT}{code}".upper()


def appointment(text: str) -> str | None:
    """From the QR code's text, or typed alone, then with spaces and dashes wherever somebody likes them."""
    code = _capitals(text).removeprefix(_APPOINTMENT)
    code = "".join(code.split()).replace("-", "")
    return code if _APPOINTED.fullmatch(code) and not is_id_number(code) else None


def dossier(text: str) -> str | None:
    """A citizen's number is never taken for a dossier, however it is grouped: it would be sent and logged as one."""
    code = _capitals(text)
    digits = sum(sign.isdigit() for sign in code)
    if not _DOSSIER.fullmatch(code) or digits < _LEAST_DIGITS or is_id_number(re.sub("[-.]", "", code)):
        return None
    return code


def procedure(text: str) -> str | None:
    """The whole code with its agency, if it has one. Not a key for a name: codes are repealed."""
    code = _capitals(text)
    return code if _PROCEDURE.fullmatch(code) and len(code) <= 40 else None


def is_id_number(text: str) -> bool:
    """Whether ``text`` is nothing but what a citizen's number looks like."""
    return _ID_NUMBER.fullmatch(text) is not None


def _capitals(text: str) -> str:
    """Trimmed and in capitals; other letters than A to Z stay, since some turn into one of these (ı, ſ)."""
    text = text.strip()
    return text.upper() if text.isascii() else text
