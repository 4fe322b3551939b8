"""Dossiers as their systems tell of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import msgspec

from central_gateway.api.asked import Asked
from central_gateway.api.bodies import (
    BATCH_MOST,
    Pushed,
    PushedDossier,
    PushReport,
    PushResult,
    UnknownCodes,
    UnknownWanted,
)
from central_gateway.api.problems import Fault, Problem
from central_gateway.api.reading import day, moment, parsed, value_of
from central_gateway.store import dossiers, overview
from central_gateway.store.connection import Db
from central_gateway.store.told import ToldDossier
from hall_core.contract.centre.packing import PackingError
from hall_core.domain import codes
from hall_core.domain.names import Name
from hall_core.domain.procedure import Title
from hall_core.domain.scanned import IdCard

DAYS = ("received", "due", "new_due", "ended")
FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
"""What is said to be older comes from a clock that nobody has set."""
CODE_SHOWN = 64
_LINE_BREAKS = str.maketrans("\r\n\t", "   ")


def push(db: Db, asked: Asked) -> PushReport:
    """What is good of the batch counts when this returns."""
    results: dict[int, Pushed] = {}
    good: list[tuple[int, ToldDossier]] = []
    for place, raw in enumerate(_batch(asked.body)):
        told = _told(raw)
        if isinstance(told, ToldDossier):
            good.append((place, told))
        else:
            results[place] = Pushed(place=place, code=_code_of(raw), result="refused", faults=told)
    reports = _take(db, asked, [told for _, told in good])
    for (place, _), report in zip(good, reports, strict=True):
        refused = report.what == "unusable"
        results[place] = Pushed(
            place=place,
            code=report.code,
            result="refused" if refused else cast("PushResult", report.what),
            faults=[Fault(where="dossier", wrong=report.why, right="mend it and send it again")] if refused else [],
        )
    in_order = [results[place] for place in sorted(results)]
    return PushReport(counts=dict(Counter(each.result for each in in_order)), results=in_order)


def get(db: Db, asked: Asked) -> overview.KnownDossier:
    code = codes.dossier(asked.path["code"])
    known = None if code is None else overview.dossier(db, code)
    if known is None:
        raise Problem("unknown", "No hall is told of a dossier with that code.")
    return known


def unknown_codes(db: Db, asked: Asked) -> UnknownCodes:
    wanted: UnknownWanted = asked.query
    return UnknownCodes(items=overview.unknown_codes(db, wanted.source, wanted.limit))


def _batch(body: bytes) -> list[Any]:
    raw: object = parsed(body)
    listed: object = cast("dict[str, object]", raw).get("dossiers") if isinstance(raw, dict) else None
    if not isinstance(listed, list) or len(cast("dict[str, object]", raw)) != 1:
        raise _no_batch("is no list", 'send {"dossiers": […]} and nothing beside it')
    batch = cast("list[Any]", listed)
    if not 1 <= len(batch) <= BATCH_MOST:
        raise _no_batch(f"has {len(batch)} of them", f"send 1 to {BATCH_MOST} at once")
    return batch


def _no_batch(wrong: str, right: str) -> Problem:
    return Problem("wrong", f"dossiers {wrong}: {right}.", [Fault(where="dossiers", wrong=wrong, right=right)])


def _told(raw: Any) -> ToldDossier | list[Fault]:
    try:
        pushed, faults = msgspec.convert(raw, PushedDossier), []
    except msgspec.ValidationError:
        # It stops at the first fault, but is twenty times as fast as what finds them all.
        pushed, faults = value_of(PushedDossier, _on_one_line(raw))
    faults = [_unshown(fault) for fault in faults] or list(_wrong_days(pushed))
    if faults:
        return faults
    told_at = moment(pushed.told_at)
    if told_at is None or told_at.year < FIRST_MOMENT.year:
        right = f"must be a time since {FIRST_MOMENT.year}, such as 2026-11-20T08:30:00+07:00"
        return [Fault(where="told_at", wrong=f'"{pushed.told_at}" is none', right=right)]
    return ToldDossier(
        code=pushed.code,
        site=pushed.site,
        state=pushed.state,
        state_told=pushed.state,
        told_at=int(told_at.timestamp() * 1_000),
        procedure=pushed.procedure,
        procedure_name=_name(pushed.procedure_name),
        agency=_name(pushed.agency),
        received=pushed.received,
        due=pushed.due,
        new_due=pushed.new_due,
        ended=pushed.ended,
        note=_name(pushed.note),
        channel=pushed.channel,
        fee=pushed.fee,
        term=pushed.term,
        card=None if pushed.card is None else IdCard(pushed.card),
    )


def _name(title: Title | None) -> Name | None:
    return None if title is None else Name(vi=title.vi, en=title.en or title.vi)


def _wrong_days(pushed: PushedDossier) -> Iterator[Fault]:
    for name in DAYS:
        text: str | None = getattr(pushed, name)
        if text is not None and day(text) is None:
            yield Fault(where=name, wrong=f'"{text}" is no day', right="must be one such as 2026-11-20")


def _unshown(fault: Fault) -> Fault:
    """A number that is nearly one of a card may be one of a person: nobody gets it to see."""
    if fault.where != "card":
        return fault
    return Fault(where="card", wrong="is not allowed", right=fault.right)


def _take(db: Db, asked: Asked, told: Sequence[ToldDossier]) -> list[dossiers.Report]:
    if not told:
        return []
    try:
        return dossiers.take(db, told, asked.client, asked.rules, asked.now).reports
    except PackingError as error:
        if len(told) == 1:
            return [dossiers.Report("", "unusable", [], f"is too large: {error}")]
        return [report for each in told for report in _take(db, asked, [each])]


def _on_one_line(raw: Any) -> Any:
    """Line breaks mean nothing on a board."""
    if isinstance(raw, str):
        return raw.translate(_LINE_BREAKS)
    if isinstance(raw, dict):
        return {key: _on_one_line(value) for key, value in cast("dict[str, Any]", raw).items()}
    return raw


def _code_of(raw: Any) -> str:
    code: object = cast("dict[str, object]", raw).get("code") if isinstance(raw, dict) else None
    return codes.dossier(code[:CODE_SHOWN]) or "" if isinstance(code, str) else ""
