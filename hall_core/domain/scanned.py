"""What a scanner has read: a ticket, an appointment, a dossier, a procedure, an ID card, or nothing of use. Pure.

Of an ID card only its number goes on, and that in a value which shows it to nobody.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from msgspec import Struct

from hall_core.domain import codes
from hall_core.domain.codes import TicketCode, TicketLink
from hall_core.domain.ticket_link import ticket_in
from hall_core.domain.vietnamese import nfc

LONGEST = 2_048
"""Characters. A card holds about 150; the longest that is any use is a web address."""
CARD_FIELDS = 7
"""Number, old number or nothing, name, born, sex, address, issued; newer cards have more."""
LEAST_KEY = 16
"""Bytes of a hall's secret key; there are so few card numbers that a shorter one could be tried out."""

_FRAME = " \t\r\n\0\x02\x03\ufeff"
"""What stands around a code: line ends, padding, STX and ETX of a framed line, a byte order mark."""
_AIM = re.compile(r"\A\][A-Za-z][0-9A-Za-z]")
"""The symbology that a scanner can be set to name in front of each code (ISO/IEC 15424), such as ``]Q3``, ``]C1``."""
_ID_AND_MORE = re.compile(r"([0-9]{12})\|")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_KEYS = ("mahs", "mahoso", "so_ho_so", "code")
"""Where addresses on receipts carry the code, in small letters."""
_PATH_DIGITS = 6
"""A path has many words; what ends it is a code only with so many digits. Every dossier code seen has twelve."""
_PIECE = re.compile(r"[A-Za-z0-9./:-]{1,5}")
"""Too little for a code, but of its letters."""

Why = Literal["empty", "control", "half", "too-long", "unknown"]


class AppointmentCode(Struct, frozen=True):
    code: str


class DossierCode(Struct, frozen=True):
    code: str


class ProcedureCode(Struct, frozen=True):
    code: str


class Unreadable(Struct, frozen=True):
    """``control``: control characters in the middle; ``half``: the beginning or the end of something known."""

    why: Why


class IdCard:
    """A citizen's card. No way leads from it to its number but the token: it prints without it, has no field that
    could be read by accident, and is nothing that msgspec would send."""

    __slots__ = ("__number",)

    def __init__(self, number: str) -> None:
        self.__number = number

    def token(self, key: bytes) -> str:
        """What the card's dossiers are filed under: HMAC-SHA256 of the number, in hexadecimal. ``key`` is the hall's
        secret; ValueError when it is too short to keep one."""
        if len(key) < LEAST_KEY:
            raise ValueError(f"the key has {len(key)} bytes and must have at least {LEAST_KEY}")
        import hmac  # here, for few kiosks ever need it

        return hmac.digest(key, self.__number.encode(), "sha256").hex()

    def __repr__(self) -> str:
        return "IdCard(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdCard) and self.__number == other.__number

    def __hash__(self) -> int:
        return hash(self.__number)


Scanned = TicketCode | TicketLink | AppointmentCode | DossierCode | IdCard | ProcedureCode | Unreadable


def read(text: str) -> Scanned:
    """Never raises, whatever a scanner sends."""
    if len(text) > LONGEST:
        return Unreadable("too-long")
    text = _AIM.sub("", nfc(text).strip(_FRAME)).strip(_FRAME)
    if not text:
        return Unreadable("empty")
    card = _card(text)
    if card is not None:  # before the control characters: a name in a wrong encoding may be full of them
        return card
    if any(unicodedata.category(sign) == "Cc" for sign in text):
        return Unreadable("control")
    if text.upper().startswith(codes.OWN):
        return _own(text)
    found = _in_address(text) if _WEB.match(text) else _code(text)
    if found is not None:
        return found
    return Unreadable("half" if _PIECE.fullmatch(text) or "|" in text else "unknown")


def _card(text: str) -> IdCard | Unreadable | None:
    """A card, half a card, or something else. Scanners that type spoil the name and the address, so that only the
    number and the count of the fields is looked at."""
    if codes.is_id_number(text):
        return IdCard(text)
    number = _ID_AND_MORE.match(text)
    if number is None:
        return None
    return IdCard(number[1]) if text.count("|") >= CARD_FIELDS - 1 else Unreadable("half")


def _own(text: str) -> Scanned:
    if (ticket := codes.ticket(text)) is not None:
        return ticket
    appointment = codes.appointment(text)
    return Unreadable("half") if appointment is None else AppointmentCode(appointment)


def _code(text: str) -> DossierCode | ProcedureCode | None:
    if (code := codes.procedure(text)) is not None:
        return ProcedureCode(code)
    return None if (code := codes.dossier(text)) is None else DossierCode(code)


def _in_address(text: str) -> TicketLink | DossierCode | ProcedureCode | None:
    """A ticket's link; or from ``https://…?mahs=CODE``, also behind a ``#``, or ``https://…/CODE``."""
    if (ticket := ticket_in(text)) is not None:
        return TicketLink(ticket)
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    asked = parse_qsl(f"{parts.query}&{parts.fragment.partition('?')[2]}")
    values = {key.lower(): value for key, value in asked}
    for key in _KEYS:
        if key in values and (found := _code(values[key])) is not None:
            return found
    last = unquote(parts.path.rstrip("/").rpartition("/")[2])
    return _code(last) if sum(sign.isdigit() for sign in last) >= _PATH_DIGITS else None
