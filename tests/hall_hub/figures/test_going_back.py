"""Figures of a newer release, found by the one to which the box went back: they wait for it, and not for ever."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from hall_core.domain.figures.roster import roster_of
from hall_core.domain.plan import Plan
from hall_hub.figures import store
from hall_hub.figures.roll_up import recount, roll_up
from hall_hub.figures.store import FILE, VERSION, Figures, aside_of
from tests.hall_hub.figures.made_figures import DAYS, sql

TODAY = "2026-11-21"


def newer(data: Path) -> Path:
    """Its first day is bare: nothing else is left of it. Where it waits then."""
    sql(data / FILE, f"UPDATE day SET digest = '' WHERE day = '{DAYS[0]}'")
    sql(data / FILE, f"PRAGMA user_version = {VERSION + 1}")
    return aside_of(data / FILE, VERSION + 1)


def bare(data: Path) -> list[str]:
    with closing(Figures(data)) as figures:
        return [kept.day for kept in figures.days() if kept.bare]


def test_they_are_put_aside_and_made_anew_and_taken_back_by_the_release_whose_they_are(
    data: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    aside = newer(data)
    whole = (data / FILE).read_bytes()
    assert roll_up(data, roster_of(plan)) == [str(day) for day in DAYS], "of the days that there are"
    assert recount(data) == (3, [])
    assert aside.read_bytes() == whole
    assert f"for which it waits as {aside.name}" in caplog.text
    roll_up(data, roster_of(plan))
    assert aside.read_bytes() == whole, "once"
    monkeypatch.setattr(store, "VERSION", VERSION + 1)
    monkeypatch.setattr(store, "FORMER", VERSION)
    assert roll_up(data, roster_of(plan)) == []
    assert bare(data) == [str(DAYS[0])], "which nothing else would have brought back"
    assert not aside.exists()


def test_what_an_older_release_made_meanwhile_is_spoilt_and_the_own_are_taken_back_all_the_same(
    data: Path, plan: Plan
) -> None:
    sql(data / FILE, f"UPDATE day SET digest = '' WHERE day = '{DAYS[0]}'")
    (data / FILE).rename(aside_of(data / FILE, VERSION))
    (data / FILE).write_bytes(b"nothing that SQLite knows" * 99)
    roll_up(data, roster_of(plan))
    assert bare(data) == [str(DAYS[0])]


def test_figures_of_this_release_that_are_in_use_are_not_replaced_by_others_of_it(data: Path, plan: Plan) -> None:
    aside = aside_of(data / FILE, VERSION)
    aside.write_bytes((data / FILE).read_bytes())
    sql(aside, "DELETE FROM day")
    assert roll_up(data, roster_of(plan)) == []
    assert recount(data) == (3, [])
    assert aside.exists()
