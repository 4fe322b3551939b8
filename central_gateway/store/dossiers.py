"""The one way in for dossiers, whoever tells of them: to the shelf of their hall, or to where it shows why not.

One batch at a time, whichever source it is from: two of them may tell of one dossier, and it may move between halls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from central_gateway.config import Dossiers
from central_gateway.store import dossier_rows as rows
from central_gateway.store import shelves
from central_gateway.store.connection import Db
from central_gateway.store.dossier_rows import Row
from central_gateway.store.told import (
    SITE_MOST,
    ToldDossier,
    Unusable,
    clean,
    counts,
    ended,
    item_of,
    over,
    shown_code,
    unknown_in,
    when_told,
)
from hall_core.contract.centre.packing import PackingError
from hall_core.domain.business_day import local
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Day, DossierCode, Millis, Slug
from hall_core.domain.vietnamese import nfc

_LOCK = 7_204
_OWNER = "0" * 64
"""As long as any."""
_LEFT_AT_ONCE = 5_000
"""Dossiers that leave their halls in one transaction."""

What = Literal["taken", "same", "older", "not-its-word", "over", "unknown-site", "unusable"]
"""``same``: the hall has it so. ``older``: something newer was told. ``not-its-word``: another source is the one that
counts, and it is only noted. ``over``: it has ended long ago. ``unknown-site``: it waits until somebody says of which
hall that site is. ``unusable``: ``why`` says why; nothing was kept."""
Flag = Literal["unknown-state", "clock-ahead", "moved"]

_encode = msgspec.json.Encoder(order="deterministic").encode


class Report(Struct, frozen=True):
    """What became of one that was told."""

    code: str
    what: What
    flags: list[Flag] = []
    why: str = ""


class Taken(Struct, frozen=True):
    reports: list[Report]
    """In the order in which they were told."""

    def count(self) -> dict[What, int]:
        return dict(Counter(report.what for report in self.reports))


class _Batch(Struct):
    """What is known of the dossiers in a batch, and what becomes of it."""

    halls: dict[str, tuple[Slug, bytes | None]]
    """By site: the hall, and its secret for cards, if it lets people look up by card."""
    rows: dict[tuple[DossierCode, str], Row]
    owners: dict[tuple[Slug, DossierCode], str]
    puts: dict[Slug, dict[str, bytes | None]] = msgspec.field(default_factory=dict[Slug, dict[str, bytes | None]])
    changed: dict[tuple[DossierCode, str], Row] = msgspec.field(default_factory=dict[tuple[DossierCode, str], Row])
    unknown: dict[tuple[str, str], tuple[int, str]] = msgspec.field(
        default_factory=dict[tuple[str, str], tuple[int, str]]
    )

    def standing(self, code: DossierCode) -> Row | None:
        """By which source the dossier stands with its hall."""
        return next((row for (of, _), row in self.rows.items() if of == code and row.hall is not None), None)

    def put(self, hall: Slug, code: DossierCode, body: bytes | None) -> None:
        self.puts.setdefault(hall, {})[code] = body

    def change(self, row: Row) -> None:
        self.rows[row.code, row.source] = self.changed[row.code, row.source] = row

    def miss(self, field: str, value: str, code: str) -> None:
        value = clean(value, SITE_MOST)
        times, _ = self.unknown.get((field, value), (0, ""))
        self.unknown[field, value] = times + 1, code


def take(db: Db, told: Sequence[ToldDossier], source: str, rules: Dossiers, now: Millis) -> Taken:
    """All of them, in the order in which they were told of; ``source`` is the adapter's or the client's id. In one
    transaction, of the caller's if there is one."""
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        items: list[Dossier | Unusable] = [_item(each) for each in told]
        good = [(each, item) for each, item in zip(told, items, strict=True) if isinstance(item, Dossier)]
        batch = _Batch(rows.halls(db, {_site(each) for each, _ in good}), {}, {})
        known = [item.code for _, item in good]
        batch.rows = rows.of(db, known)
        batch.owners = rows.owners(db, known)
        # Of several in one batch that are of one dossier the newest is to be the last.
        order = sorted(range(len(told)), key=lambda n: when_told(told[n], now)[0])
        reports: dict[int, Report] = {}
        for n in order:
            item = items[n]
            if isinstance(item, Unusable):
                reports[n] = Report(shown_code(told[n]), "unusable", [], str(item))
            else:
                reports[n] = _taken(batch, told[n], item, source, rules, now)
        same = _carry_out(db, batch, source)
        return Taken([_same(reports[n], same) for n in range(len(told))])


def let_in(db: Db, rules: Dossiers, today: Day) -> int:
    """Those that waited for their site to be known; gives how many. For whoever has just said of which hall it is."""
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        found = db.execute(
            "SELECT d.code, d.source, d.waits, d.ended::text, s.hall FROM dossier_source AS d"
            " JOIN hall_site AS s ON s.site = d.site WHERE d.waits IS NOT NULL AND NOT EXISTS"
            " (SELECT FROM dossier_source AS o WHERE o.code = d.code AND o.hall IS NOT NULL) ORDER BY d.told_at"
        ).fetchall()
        puts: dict[Slug, dict[str, bytes | None]] = {}
        first: dict[str, tuple[str, Slug | None]] = {}
        for code, source, waits, end, hall in found:
            _, before = first.get(code, ("", None))
            if before is not None:
                del puts[before][code]  # another source has told it of another hall since
            if over(end, today, rules.keep_days):
                first[code] = source, None
            else:
                puts.setdefault(hall, {})[code] = waits.encode()
                first[code] = source, hall
        for hall, changes in sorted(puts.items()):
            shelves.put(db, "dossiers", hall, changes)
        for code, (source, hall) in first.items():
            db.execute("UPDATE dossier_source SET waits = NULL WHERE code = %s", (code,))
            db.execute("UPDATE dossier_source SET hall = %s WHERE code = %s AND source = %s", (hall, code, source))
        return len(first)


def tidy(db: Db, before: date) -> int:
    """Those that have ended before that day leave their halls, some thousand at a time; gives how many."""
    with db.transaction():
        db.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        found = db.execute(
            "SELECT code, hall FROM dossier_source WHERE hall IS NOT NULL AND ended < %s LIMIT %s",
            (before, _LEFT_AT_ONCE),
        ).fetchall()
        gone: dict[Slug, dict[str, bytes | None]] = {}
        for code, hall in found:
            gone.setdefault(hall, {})[code] = None
        for hall, changes in sorted(gone.items()):
            shelves.put(db, "dossiers", hall, changes)
        db.execute("DELETE FROM dossier_source WHERE code = ANY(%s)", ([code for code, _ in found],))
        return len(found)


def _item(told: ToldDossier) -> Dossier | Unusable:
    try:
        item = item_of(told)
        shelves.check({item.code: _encode(replace(item, owner=_OWNER))})
    except Unusable as why:
        return why
    except PackingError as why:
        return Unusable(str(why))
    return item


def _site(told: ToldDossier) -> str:
    return nfc(told.site).strip()


def _taken(batch: _Batch, told: ToldDossier, item: Dossier, source: str, rules: Dossiers, now: Millis) -> Report:
    at, ahead = when_told(told, now)
    flags: list[Flag] = ["clock-ahead"] if ahead else []
    if told.state is None:
        flags.append("unknown-state")
    for each in unknown_in(told):
        batch.miss(each.field, each.value, item.code)
    own, standing = batch.rows.get((item.code, source)), batch.standing(item.code)
    its_word = counts(source, told, rules.authorities)
    newest = max((row.told_at for row in (own, standing if its_word is None else None) if row is not None), default=0)
    if at < newest:
        return Report(item.code, "older", flags)
    site, today = _site(told), local(now).date().isoformat()
    row = Row(
        code=item.code,
        source=source,
        site=site,
        procedure=clean(told.procedure or "", SITE_MOST) or None,
        state_told=clean(told.state_told, SITE_MOST),
        told_at=at,
        channel=told.channel,
        hall=None,
        ended=ended(item, (None if own is None else own.ended) or today),
        waits=None,
    )
    if its_word is False:
        row.hall = None if own is None else own.hall
        batch.change(row)
        return Report(item.code, "not-its-word", flags)
    what: What = "taken"
    if site in batch.halls:
        hall, key = batch.halls[site]
    else:
        batch.miss("site", site, item.code)
        if standing is None or standing.hall is None:
            row.waits = _encode(item).decode()
            batch.change(row)
            return Report(item.code, "unknown-site", flags)
        # What is told of it is so; and nobody would look for it elsewhere than where it was.
        what, hall, key = "unknown-site", standing.hall, None
    if standing is not None and standing.hall != hall:
        flags.append("moved")
    if over(row.ended, today, rules.keep_days):
        _leaves(batch, standing)
        batch.change(row)
        return Report(item.code, "over", flags)
    if standing is not None and (standing.hall != hall or standing.source != source):
        _leaves(batch, standing)
    item = replace(item, owner=_owner(batch, told, item, hall, key))
    batch.put(hall, item.code, _encode(item))
    row.hall = hall
    batch.change(row)
    return Report(item.code, what, flags)


def _owner(batch: _Batch, told: ToldDossier, item: Dossier, hall: Slug, key: bytes | None) -> str:
    """A source that does not repeat whose it is does not mean nobody's."""
    if told.card is None or key is None:
        return batch.owners.get((hall, item.code), "")
    owner = batch.owners[hall, item.code] = told.card.token(key)
    return owner


def _leaves(batch: _Batch, standing: Row | None) -> None:
    """It stands with its hall no longer as that source told it."""
    if standing is not None and standing.hall is not None:
        batch.put(standing.hall, standing.code, None)
        batch.change(replace(standing, hall=None))


def _same(report: Report, same: set[str]) -> Report:
    unchanged = report.what == "taken" and report.code in same
    return replace(report, what="same") if unchanged else report


def _carry_out(db: Db, batch: _Batch, source: str) -> set[str]:
    """Gives the codes of those that were so before."""
    same: set[str] = set()
    for hall, changes in sorted(batch.puts.items()):
        real = shelves.put(db, "dossiers", hall, changes)
        same |= changes.keys() - real.keys()
    rows.keep(db, batch.changed.values())
    if batch.unknown:
        rows.count_unknown(db, source, batch.unknown)
    return same
