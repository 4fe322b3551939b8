"""The board of dossiers, by the indices of the hall's copy: some counts and the rows that are listed, whatever the copy
holds. What belongs there is said in :func:`hall_core.domain.dossier_board.picked`. Knows SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from hall_core.contract.dossier_edition import DOSSIER_BOARD, pack
from hall_core.domain.dossier import Dossier
from hall_core.domain.dossier_board import (
    AGENCIES,
    LISTED,
    AgencyLate,
    BoardDays,
    DossierBoard,
    Figures,
    Picked,
    board_days,
    board_of,
)
from hall_core.domain.names import Day, Millis
from hall_core.domain.plan import Plan, Policy
from hall_core.domain.working_days import WorkingDays
from hall_hub.keeping.age import before, is_old
from hall_hub.store.apologies import refs_of
from hall_hub.store.copies import as_of
from hall_hub.store.dossier_rows import decode
from hall_hub.store.schema import ANSWER, OPEN, transaction


class Rules(Struct, frozen=True):
    """What of the hall file decides how a board is made."""

    turn: str
    """Local time at which days turn."""
    policy: Policy
    days: int
    """Of a copy that is older nothing is listed."""

    @property
    def text(self) -> str:
        """By which a board that another program has made is known to be made by the same rules."""
        told = (self.turn, self.policy.dossier_codes, self.policy.dossier_ready_days, self.days)
        return msgspec.json.encode(told).decode()


def rules_of(plan: Plan) -> Rules:
    return Rules(plan.hall.day_turn, plan.policy, plan.keep.dossiers)


def keep_board(db: sqlite3.Connection, today: Day | None, rules: Rules, days: WorkingDays | None = None) -> str | None:
    """Makes the edition for the business day ``today`` (None: nobody knows which) by the hall's calendar ``days`` and
    keeps it, with what its apologies are called, in a transaction of its own. In a few words what it shows; None while
    the hall has no copy. sqlite3.Error."""
    with transaction(db):  # so that nobody puts an older one in the place of a newer one
        told = as_of(db, "dossiers")
        if told is None:
            return None
        chosen, of = _chosen(db, told, today, rules)
        board = board_of(chosen, told, of.day, rules.policy, days, refs_of(db, chosen.late, of.day))
        row = (DOSSIER_BOARD, today, rules.text, told, pack(board))
        db.execute("INSERT OR REPLACE INTO board VALUES (?, ?, ?, ?, ?)", row)
    return f"{board.ready_all} ready, {len(board.late)} late listed"


def made_board(db: sqlite3.Connection, told: Millis, today: Day | None, rules: Rules) -> DossierBoard:
    """Of the copy as of ``told``."""
    chosen, days = _chosen(db, told, today, rules)
    return board_of(chosen, told, days.day, rules.policy)


def _chosen(db: sqlite3.Connection, told: Millis, today: Day | None, rules: Rules) -> tuple[Picked, BoardDays]:
    days = board_days(told, today, rules.turn, rules.policy)
    outlived = today is not None and is_old(told, before(today, rules.days))
    return Picked() if outlived else _picked(db, days), days


def _picked(db: sqlite3.Connection, days: BoardDays) -> Picked:
    # Newest first and, within a day, by code; SQLite puts what has no date last then.
    ready = "state = 'finished' AND (ended IS NULL OR ended >= ?)"
    late = f"{OPEN} AND due < ?"
    return Picked(
        ready=_dossiers(db, f"{ready} ORDER BY ended DESC, code LIMIT {LISTED}", days.since),
        ready_all=_count(db, ready, days.since),
        late=_dossiers(db, f"{late} ORDER BY due, code LIMIT {LISTED}", days.day) if days.current else [],
        figures=_figures(db, days.day) if days.current else None,
    )


def _figures(db: sqlite3.Connection, day: Day) -> Figures:
    by_agency = db.execute(
        f"SELECT agency, count(*) AS late FROM dossier WHERE {OPEN} AND due < ? GROUP BY agency "
        "ORDER BY late DESC, agency",
        (day,),
    ).fetchall()
    # All days of the month begin with it and "-", which "." comes next to.
    month = day[:7]
    early, on_time, was_late = db.execute(
        "SELECT total(ended < due), total(ended = due), total(ended > due) "
        f"FROM dossier WHERE {ANSWER} AND ended >= ? AND ended < ?",
        (f"{month}-", f"{month}."),
    ).fetchone()
    return Figures(
        received=_count(db, "received = ?", day),
        open=_count(db, OPEN),
        late=sum(late for _, late in by_agency),
        early=int(early),
        on_time=int(on_time),
        was_late=int(was_late),
        by_agency=[AgencyLate(agency, late) for agency, late in by_agency[:AGENCIES]],
    )


def _count(db: sqlite3.Connection, such_that: str, *values: str) -> int:
    (count,) = db.execute(f"SELECT count(*) FROM dossier WHERE {such_that}", values).fetchone()
    return count


def _dossiers(db: sqlite3.Connection, such_that: str, *values: str) -> list[Dossier]:
    rows: Sequence[Any] = db.execute(f"SELECT body FROM dossier WHERE {such_that}", values).fetchall()
    return [decode(body) for (body,) in rows]
