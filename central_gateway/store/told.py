"""What a dossier system tells of a dossier, and what a hall gets of it. Pure.

A state that no mapping table knows is shown as "đang xử lý", with a note to ask at the counter and without the days
that were promised. The dossier exists and is in that system's hands: this much is so. Whether it has ended is not
known, and so nobody may count it as late. To hide it, or to leave the state before it, would say what is not so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from central_gateway.config import Authority
from hall_core.domain import codes
from hall_core.domain.dossier import ENDED, NAME_MOST, NOTE_MOST, Dossier, Fee, State, shortened
from hall_core.domain.names import Day, Millis, Name
from hall_core.domain.procedure import ChannelKind
from hall_core.domain.scanned import IdCard
from hall_core.domain.vietnamese import nfc
from hall_core.domain.working_days import Term

AHEAD_MOST = 300_000
"""Milliseconds that the clock of a source may be before ours. What is told for later than that counts as told now: a
clock that is a year ahead would otherwise silence everybody for a year."""
ASK = Name(
    vi="Xin quý vị hỏi tại quầy hướng dẫn về tình trạng của hồ sơ này.",
    en="Please ask at the information counter how this dossier stands.",
)
NO_PROCEDURE = Name(vi="Thủ tục hành chính", en="Administrative procedure")
NO_AGENCY = Name(vi="Cơ quan giải quyết", en="The agency in charge")
"""What stands where a source names none: the citizen has the paper, and wants to know how it stands."""
SITE_MOST, CODE_MOST = 100, 40
"""Characters."""
_NUMBER = re.compile(r"(?<![0-9])0[0-9]{11}(?![0-9])")
"""What looks like a citizen's number, within other words."""
_TAIL = re.compile(r"([0-9]\.[0-9]{6})\..*")


class Unknown(Struct, frozen=True):
    """What no mapping table knows; nothing of a person."""

    field: str
    value: str


class ToldDossier(Struct, frozen=True, kw_only=True):
    """Of one dossier, what its source says now: all that it says, for what is not told again is gone."""

    code: str
    site: str
    """How the source calls the hall, or an agency's desk in it."""
    state: State | None
    """By the source's mapping table; None: that does not know ``state_told``."""
    state_told: str
    told_at: Millis | None
    """By the source's clock; None: it says nothing, and it is as of now."""
    procedure: str | None = None
    """Its code."""
    procedure_name: Name | None = None
    """Short, if there is a short one."""
    agency: Name | None = None
    received: Day | None = None
    due: Day | None = None
    new_due: Day | None = None
    ended: Day | None = None
    note: Name | None = None
    channel: ChannelKind | None = None
    fee: Fee | None = None
    term: Term | None = None
    """How long it may take; counts only where there is no due date."""
    card: IdCard | None = None
    """Whose dossier it is. Never kept."""
    unknown: tuple[Unknown, ...] = ()
    """All that was in no table, also the state."""


class Unusable(Exception):
    """It is no dossier that could be shown. The text says why, and repeats nothing that may be personal."""


def clean(text: str, most: int) -> str:
    """To be kept as it was told, but for what nobody may keep."""
    return _NUMBER.sub("…", nfc(text).replace("\0", "").strip())[:most]


def shown_code(told: ToldDossier) -> str:
    """By which its source knows it again; nothing when it might be a person's number."""
    return "" if codes.is_id_number(re.sub("[^0-9]", "", told.code)) else clean(told.code, CODE_MOST)


def unknown_in(told: ToldDossier) -> Iterator[Unknown]:
    yield from told.unknown
    if told.state is None and all(each.field != "state" for each in told.unknown):
        yield Unknown("state", told.state_told)


def item_of(told: ToldDossier) -> Dossier:
    """What the hall gets, but for the owner. Unusable."""
    for name in ("code", "site", "state_told", "procedure"):
        if codes.is_id_number((getattr(told, name) or "").strip()):
            raise Unusable(f"{name} is what looks like a citizen's number")
    code = codes.dossier(nfc(told.code))
    if code is None:
        raise Unusable("code must be 6 to 40 of A-Z, 0-9, '.', '/' and '-', with two digits at least")
    if not 0 < len(told.site.strip()) <= SITE_MOST or not told.site.isprintable():
        raise Unusable(f"site must have 1 to {SITE_MOST} characters, on one line")
    dossier = Dossier(
        code=code,
        procedure=_name(told.procedure_name, NAME_MOST) or NO_PROCEDURE,
        agency=_name(told.agency, NAME_MOST) or NO_AGENCY,
        state="processing" if told.state is None else told.state,
        received=told.received,
        due=told.due,
        new_due=told.new_due,
        ended=told.ended,
        note=_name(told.note, NOTE_MOST),
        fee=told.fee,
        term=told.term,
    )
    if told.state is None:
        dossier = replace(dossier, due=None, new_due=None, term=None, note=dossier.note or ASK)
    for day in (dossier.received, dossier.due, dossier.new_due, dossier.ended):
        _check_day(day)
    try:
        return msgspec.convert(msgspec.to_builtins(dossier), Dossier)  # the bounds that stand on the types
    except msgspec.ValidationError as error:
        raise Unusable(str(error)) from error


def when_told(told: ToldDossier, now: Millis) -> tuple[Millis, bool]:
    """As far as its source's clock can be believed; and whether that is ahead."""
    if told.told_at is None:
        return now, False
    return (now, True) if told.told_at > now + AHEAD_MOST else (told.told_at, False)


def ended(dossier: Dossier, known: Day) -> Day | None:
    """Since when nothing more is to come; where nobody told the day, since we have known of it."""
    return (dossier.ended or known) if dossier.state in ENDED else None


def over(end: Day | None, today: Day, keep_days: int) -> bool:
    """Whether it has ended so long ago that the hall need not have it."""
    return end is not None and date.fromisoformat(end) < date.fromisoformat(today) - timedelta(days=keep_days)


def counts(source: str, told: ToldDossier, authorities: Sequence[Authority]) -> bool | None:
    """Whether the word of that source is the one that counts; None: everybody's does."""
    code = codes.procedure(told.procedure or "") or (told.procedure or "").strip().upper()
    bare = _TAIL.sub(r"\1", code)
    for authority in authorities:
        of_procedure = not authority.procedures or code in authority.procedures or bare in authority.procedures
        if of_procedure and (not authority.sites or nfc(told.site).strip() in authority.sites):
            return authority.source == source
    return None


def _name(name: Name | None, most: int) -> Name | None:
    if name is None:
        return None
    vi, en = (shortened(_NUMBER.sub("…", nfc(text)).replace("\0", ""), most) for text in (name.vi, name.en))
    return Name(vi=vi, en=en or vi) if vi else None


def _check_day(day: Day | None) -> None:
    try:
        if day is not None:
            date.fromisoformat(day)
    except ValueError as error:
        raise Unusable("there is no such day; write 2026-11-20") from error
