"""``feeds/dossiers.csv``: where each dossier stands, as the central system exports it.

The column ``id_card`` is read, turned into a token by the hall's secret, and forgotten: neither the copy nor a report
nor a log ever holds it (docs/privacy.md). A site that does not allow looking up by card keeps no token either.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import get_args

import msgspec

from hall_core.domain import codes
from hall_core.domain.business_day import moment_of
from hall_core.domain.dossier import NAME_MOST, NOTE_MOST, Dossier, Fee, State, shortened
from hall_core.domain.names import MILLIS_MOST, Millis, Name
from hall_core.domain.scanned import IdCard
from hall_core.domain.table import whole
from hall_core.domain.working_days import Term, Unit
from hall_hub.feeds import cells
from hall_hub.feeds.drop import BadRow, Kind

NAME = "dossiers.csv"
STATES: tuple[State, ...] = get_args(State)
UNITS: tuple[Unit, ...] = get_args(Unit)
REQUIRED = ("code", "procedure_vi", "agency_vi", "state")
OPTIONAL = (
    *("procedure_en", "agency_en", "received", "due", "new_due", "ended", "note_vi", "note_en"),
    *("fee_amount", "fee_bank", "fee_account", "fee_paid", "id_card", "term", "term_unit", "received_time"),
)
AS_OF = re.compile(r"#\s*as_of\s*=\s*(\S+)\s*")
HEAD = 4_096
"""Bytes in which a remark on the first line must end."""


def dossiers(key: bytes | None) -> Kind[Dossier]:
    """``key`` is the hall's secret; None: no looking up by card here."""
    return Kind(
        required=REQUIRED,
        optional=OPTIONAL,
        row=lambda row: _dossier(row.values, key),
        key=lambda dossier: dossier.code,
        secret="id_card",
    )


def as_of(path: Path) -> tuple[Millis, int]:
    """Of when the file is: by the remark on its first line, otherwise by when it was written; and how many bytes the
    remark has. OSError when it cannot be read."""
    with path.open("rb") as file:
        first = file.readline(HEAD)
    text = first.decode("utf-8-sig", errors="replace").strip(' \r\n\t,;"')  # spreadsheets add a separator per column
    remark = len(first) if text.startswith("#") else 0
    found = AS_OF.fullmatch(text)
    try:
        told = None if found is None else datetime.fromisoformat(found[1])
    except ValueError:
        told = None
    # Without a zone it is the hall's own time.
    at = None if told is None else moment_of(told) if told.tzinfo is None else int(told.timestamp() * 1000)
    return at if at is not None and 0 <= at < MILLIS_MOST else int(path.stat().st_mtime * 1000), remark


def _dossier(values: dict[str, str], key: bytes | None) -> Dossier:
    _no_number_elsewhere(values)
    code = codes.dossier(values["code"])
    if code is None:
        raise BadRow('"code" must be 6 to 40 of A-Z, 0-9, ".", "/" and "-"')
    procedure, agency = _name(values, "procedure", NAME_MOST), _name(values, "agency", NAME_MOST)
    if procedure is None or agency is None:
        raise BadRow('"procedure_vi" and "agency_vi" must not be empty')
    dossier = Dossier(
        code=code,
        procedure=procedure,
        agency=agency,
        state=_state(values["state"]),
        received=cells.day(values["received"], "received"),
        due=cells.day(values["due"], "due"),
        new_due=cells.day(values["new_due"], "new_due"),
        ended=cells.day(values["ended"], "ended"),
        note=_name(values, "note", NOTE_MOST),
        fee=_fee(values),
        owner=_owner(values["id_card"], key),
        term=_term(values),
    )
    try:
        return msgspec.convert(msgspec.to_builtins(dossier), Dossier)  # the bounds that stand on the types
    except msgspec.ValidationError as error:
        raise BadRow(str(error)) from error


def _owner(number: str, key: bytes | None) -> str:
    if not number or key is None:
        return ""
    if not codes.is_id_number(number):
        raise BadRow('"id_card" must be 12 digits, the first of them 0')
    return IdCard(number).token(key)


def _state(text: str) -> State:
    """The state's name, or its number among the ten."""
    number = whole(text)
    if number is not None and 1 <= number <= len(STATES):
        return STATES[number - 1]
    for state in STATES:
        if state == text.casefold():
            return state
    raise BadRow(f'"state" must be 1 to {len(STATES)}, or one of {", ".join(STATES)}')


def _name(values: dict[str, str], column: str, most: int) -> Name | None:
    vi, en = (shortened(values[f"{column}_{language}"], most) for language in ("vi", "en"))
    return Name(vi=vi, en=en or vi) if vi else None


def _term(values: dict[str, str]) -> Term | None:
    """How long it may take, where the central system gives no due date; with the time of day when it was received."""
    if not values["term"]:
        return None
    unit = values["term_unit"] or UNITS[0]
    if unit not in UNITS:
        raise BadRow(f'"term_unit" must be one of {", ".join(UNITS)}')
    amount = whole(values["term"])
    if amount is None:
        raise BadRow('"term" must be a whole number')
    day, time = cells.day(values["received"], "received"), values["received_time"]
    at = cells.moment(day, time, "received_time") if day is not None and time else None
    return Term(amount=amount, unit=unit, received_at=at)


def _fee(values: dict[str, str]) -> Fee | None:
    if not values["fee_amount"]:
        return None
    amount = cells.amount(values["fee_amount"], "fee_amount")
    if amount == 0:
        return None
    return Fee(
        amount=amount,
        bank=values["fee_bank"],
        account=values["fee_account"].replace(" ", ""),
        paid=cells.yes(values["fee_paid"], "fee_paid"),
    )


def _no_number_elsewhere(values: dict[str, str]) -> None:
    """A row whose cells have slipped must not put a citizen's number where it would be kept. Bank accounts may look
    the same."""
    for column, value in values.items():
        if column not in ("id_card", "fee_account") and codes.is_id_number(value):
            raise BadRow(f'"{column}" holds what looks like a citizen\'s number')
