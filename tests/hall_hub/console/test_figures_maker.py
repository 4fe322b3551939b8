"""Reports are made by a process of their own: one at a time, bounded, and not twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hall_core.domain.figures.roster import roster_of
from hall_core.domain.plan import Plan
from hall_hub.console.figures import maker as figures_maker
from hall_hub.console.figures.maker import FiguresMaker, NotMadeError, Wanted
from hall_hub.figures.roll_up import roll_up
from hall_sim.days import write_days

PAGE = Wanted("2026-11-20", "vi", part="head")
pytestmark = pytest.mark.timeout(60)


@pytest.fixture
def maker(tmp_path: Path, plan: Plan) -> FiguresMaker:
    """Of a hall with one day that is over."""
    write_days(tmp_path / "ledger.sqlite", plan, [date(2026, 11, 20)], 10)
    roll_up(tmp_path, roster_of(plan))
    return FiguresMaker(tmp_path, roster_of(plan))


def why(asked: Callable[[], Coroutine[Any, Any, bytes]]) -> str:
    with pytest.raises(NotMadeError) as told:
        asyncio.run(asked())
    return told.value.why


def test_a_report_comes_in_the_language_and_kind_that_is_asked_for(maker: FiguresMaker) -> None:
    english = asyncio.run(maker.made(Wanted("2026-11-20", "en", part="head"), 0)).decode()
    assert "Wait to first call" in english
    assert "<html" not in english
    assert asyncio.run(maker.made(Wanted("2026-11-20", "vi", ".xlsx"), 0)).startswith(b"PK")


def test_what_was_made_is_made_anew_only_when_something_was_recorded(
    maker: FiguresMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asyncio.run(maker.made(PAGE, 7))
    made = list[Wanted]()

    async def make(wanted: Wanted) -> bytes:
        made.append(wanted)
        return b"anew"

    monkeypatch.setattr(maker, "_make", make)
    assert asyncio.run(maker.made(PAGE, 7)) == first
    assert made == []
    assert asyncio.run(maker.made(PAGE, 8)) == b"anew"


def test_days_that_were_rolled_up_meanwhile_are_asked_for_again(
    maker: FiguresMaker, tmp_path: Path, plan: Plan
) -> None:
    first = asyncio.run(maker.made(PAGE, 0))
    (tmp_path / "figures.sqlite").unlink()
    roster = roster_of(plan)
    roster.officers.clear()
    roll_up(tmp_path, roster)
    assert maker._rolled_up() != ()
    asyncio.run(maker.made(PAGE, 0))
    assert len(maker._kept) == 2
    assert first in maker._kept.values()


def test_only_so_many_are_kept(maker: FiguresMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    async def make(wanted: Wanted) -> bytes:
        return b"a report"

    monkeypatch.setattr(maker, "_make", make)

    async def many() -> bytes:
        for recorded in range(figures_maker.KEPT_MOST + 5):
            await maker.made(PAGE, recorded)
        return b""

    asyncio.run(many())
    assert len(maker._kept) == figures_maker.KEPT_MOST


def test_two_who_ask_for_the_same_at_once_have_it_made_once(
    maker: FiguresMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = list[Wanted]()

    async def make(wanted: Wanted) -> bytes:
        made.append(wanted)
        await asyncio.sleep(0)
        return b"a report"

    monkeypatch.setattr(maker, "_make", make)

    async def both() -> list[bytes]:
        return await asyncio.gather(*(maker.made(PAGE, 0) for _ in range(2)))

    assert asyncio.run(both()) == [b"a report"] * 2
    assert len(made) == 1


def test_who_has_waited_long_for_others_is_told_that_it_is_busy(
    maker: FiguresMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures_maker, "PATIENCE", 0.01)

    async def asked() -> bytes:
        await maker._one.acquire()
        return await maker.made(PAGE, 0)

    assert why(asked) == "busy"


def test_when_many_wait_the_next_one_is_told_at_once(maker: FiguresMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures_maker, "WAITING_MOST", 0)
    assert why(lambda: maker.made(PAGE, 0)) == "busy"


def test_one_that_takes_too_long_is_ended(
    maker: FiguresMaker, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(figures_maker, "LONGEST", 0.001)
    assert why(lambda: maker.made(PAGE, 0)) == "slow"
    assert "it took longer" in caplog.text


def test_why_there_is_none_stands_in_the_log(maker: FiguresMaker, caplog: pytest.LogCaptureFixture) -> None:
    assert why(lambda: maker.made(Wanted("never", "vi", part="head"), 0)) == "failed"
    assert "'never' is no period" in caplog.text


def test_after_one_that_failed_the_next_one_is_made(maker: FiguresMaker) -> None:
    assert why(lambda: maker.made(Wanted("never", "vi", part="head"), 0)) == "failed"
    assert asyncio.run(maker.made(PAGE, 0))
