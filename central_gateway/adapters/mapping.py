"""From a row as a dossier system wrote it to a :class:`ToldDossier`, by the site's table. Pure.

Nothing here raises, whatever stands in the row, and nothing is guessed: what is in no table, and what cannot be read,
is kept as it was told and flagged. Left out is only a row of which nobody could say which dossier it is of. Only fields
that the table names are looked at, so that nobody's name or address comes in by accident.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any, TypeVar, cast

import msgspec
from msgspec import Struct

from central_gateway.adapters import dates
from central_gateway.adapters.table import Table
from central_gateway.adapters.text import MANGLED
from central_gateway.store.told import ToldDossier, Unknown, clean
from hall_core.domain import codes
from hall_core.domain.business_day import local
from hall_core.domain.dossier import Fee
from hall_core.domain.names import Day, Millis, Name
from hall_core.domain.scanned import IdCard
from hall_core.domain.vietnamese import nfc
from hall_core.domain.working_days import TERM_MOST, Term

_LONGEST = 1_200
"""Characters of a name; what of them a hall gets is less."""
_SHOWN = 60
"""Characters of an unknown value that are kept."""
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_AMOUNT = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+(?:\.0{1,2})?", re.ASCII)
_TERM = re.compile(r"(\d{1,4})(?:\.0)?(?: ?([^\d\s.,].*))?", re.ASCII)
MIDNIGHT = time(0)
"""Nobody hands anything in then: only the day is told."""
_YES = frozenset({"1", "x", "yes", "true", "có", "rồi"})
Value = TypeVar("Value")


class LeftOut(Struct, frozen=True):
    """Why a row was not taken; nothing in it is personal."""

    why: str


class Told(Struct, frozen=True, kw_only=True):
    """What is known of rows beside what is in them."""

    site: str
    """Of rows that name none."""
    at: Millis
    """Of when rows are that do not say so."""


def read(table: Table, row: object, told: Told) -> ToldDossier | LeftOut:
    if not isinstance(row, dict):
        return LeftOut("is no object with fields")
    return _Reading(table, cast("dict[str, object]", row), told).dossier()


def pick(row: object, where: str) -> object:
    """What stands there; None when nothing does, or an empty text."""
    for path in where.split("|"):
        found: object = row
        # A column may have dots in its own name.
        names = [path.strip()] if isinstance(row, dict) and path.strip() in row else path.strip().split(".")
        for name in names:
            if isinstance(found, dict):
                found = cast("dict[str, object]", found).get(name)
            elif isinstance(found, list) and name.isascii() and name.isdigit():
                items = cast("list[object]", found)
                found = items[int(name)] if int(name) < len(items) else None
            else:
                found = None
        if found is not None and found != "":
            return found
    return None


def says(answer: object, where: str) -> bool:
    """Whether that place is there at all, be it empty: an answer without it says nothing, and may be an excuse."""
    for path in where.split("|"):
        above, _, last = path.strip().rpartition(".")
        holder = pick(answer, above) if above else answer
        if pick(answer, path) is not None or (isinstance(holder, dict) and last in holder):
            return True
    return False


def looked_up(values: Mapping[str, Value], word: str) -> Value | None:
    """Upper and lower case are one, and so are 4, 04 and 4.0."""
    meant = word.casefold()
    forms = {meant, nfc(meant), meant.lstrip("0") or "0", meant.removesuffix(".0")}
    return next((value for key, value in values.items() if nfc(key.casefold()) in forms), None)


class _Reading:
    def __init__(self, table: Table, row: dict[str, object], told: Told) -> None:
        self._table = table
        self._row = row
        self._told = told
        self._unknown: list[Unknown] = []

    def dossier(self) -> ToldDossier | LeftOut:
        said = self._text("code")
        code = codes.dossier(said)
        if code is None:
            empty = "is empty" if not said else 'must be 6 to 40 of A-Z, 0-9, ".", "/" and "-", with digits among them'
            return LeftOut(f"code: {empty}")
        state_told = self._text("state")
        return ToldDossier(
            code=code,
            site=self._text("site") or self._told.site,
            state=self._known("state", self._table.states, state_told),
            state_told=state_told[:_SHOWN],
            told_at=self._told_at(),
            procedure=self._procedure(),
            procedure_name=self._name("procedure_name"),
            agency=self._name("agency", self._table.agencies),
            received=self._day("received"),
            due=self._day("due"),
            new_due=self._day("new_due"),
            ended=self._day("ended"),
            note=self._name("note"),
            channel=self._channel(),
            fee=self._fee(),
            term=self._term(),
            card=self._card(),
            # Read last: all fields above may have put something into it.
            unknown=tuple(self._unknown),
        )

    def _text(self, field: str) -> str:
        """ "" when it is not there. A number and a text are the same."""
        where: str | None = getattr(self._table.fields, field)
        found = None if where is None else pick(self._row, where)
        if found is None or isinstance(found, dict | list):
            if found:
                self._flag(field, "(no single value)")
            return ""
        text = str(found).lower() if isinstance(found, bool) else str(found)
        return " ".join(_INVISIBLE.sub("", nfc(text)).split())

    def _flag(self, field: str, value: str) -> None:
        self._unknown.append(Unknown(field, clean(value, _SHOWN)))

    def _known(self, field: str, values: Mapping[str, Value], said: str) -> Value | None:
        found = looked_up(values, said)
        if found is None:
            self._flag(field, said)
        return found

    def _channel(self) -> Any:
        said = self._text("channel")
        return self._known("channel", self._table.channels, said) if said else None

    def _told_at(self) -> Millis:
        said = self._text("told")
        at = dates.moment(said, tuple(self._table.dates)) if said else None
        if said and at is None:
            self._flag("told", said)
        return self._told.at if at is None else at

    def _day(self, field: str) -> Day | None:
        said = self._text(field)
        found = dates.day(said, tuple(self._table.dates)) if said else None
        if said and found is None:
            self._flag(field, said)
        return found

    def _procedure(self) -> str | None:
        said = self._text("procedure")
        return said[:_SHOWN] or None

    def _name(self, field: str, known: Mapping[str, str] | None = None) -> Name | None:
        vi = self._words(field, known)
        return Name(vi=vi, en=self._words(f"{field}_en") or vi) if vi else None

    def _words(self, field: str, known: Mapping[str, str] | None = None) -> str:
        said = self._text(field)
        if known and (name := looked_up(known, said)) is not None:
            return nfc(name)
        if MANGLED.search(said):
            self._flag(field, said)  # a system before it has spoilt the letters: nobody could read it
            return ""
        return said[:_LONGEST]

    def _term(self) -> Term | None:
        """What nothing says the unit of is in working days, as in a hall's own dossiers.csv."""
        said = self._text("term")
        if not said:
            return None
        found = _TERM.fullmatch(said)
        words = self._text("term_unit") or (found[2] or "" if found else "")
        unit = looked_up(self._table.terms, words) if words else "working-day"
        if found is None or unit is None or int(found[1]) > TERM_MOST:
            self._flag("term", said if not words or said.endswith(words) else f"{said} {words}")
            return None
        return Term(amount=int(found[1]), unit=unit, received_at=self._received_at())

    def _received_at(self) -> Millis | None:
        """None: only the day is told."""
        at, clock = dates.moment(self._text("received"), tuple(self._table.dates)), self._text("received_time")
        if at is None:
            return None
        if not clock:
            return None if local(at).time() == MIDNIGHT else at
        at = dates.moment(f"{local(at):%Y-%m-%d}T{clock.replace('h', ':').rjust(5, '0')}", ("iso",))
        if at is None:
            self._flag("received_time", clock)
        return at

    def _card(self) -> IdCard | None:
        number = self._text("card")
        if number and not codes.is_id_number(number):
            self._flag("card", "(no identity number)")
            return None
        return IdCard(number) if number else None

    def _fee(self) -> Fee | None:
        """Only one that can be paid: with an amount, a bank and an account."""
        amount, bank = self._text("fee_amount"), self._text("fee_bank")
        account, paid = self._text("fee_account").replace(" ", ""), self._text("fee_paid")
        if not amount or not bank or not account:
            return None
        if not _AMOUNT.fullmatch(amount):
            self._flag("fee_amount", amount)
            return None
        whole = re.sub(r"[.,]", "", re.sub(r"\.0{1,2}$", "", amount))
        if len(whole) > 10 or int(whole) == 0:
            return None
        fee = {"amount": int(whole), "bank": bank, "account": account, "paid": paid.casefold() in _YES}
        try:
            return msgspec.convert(fee, Fee)
        except msgspec.ValidationError:
            self._flag("fee_bank", bank)
            return None
