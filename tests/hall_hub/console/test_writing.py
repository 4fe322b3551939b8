"""What an open page is told piece by piece is what a page fetched anew shows."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest

from hall_core.domain.commands import OpenCounter
from hall_core.ui.translate import Words
from hall_hub.console.accounts import Accounts
from hall_hub.console.acts import Said
from hall_hub.console.console import Console
from hall_hub.console.following import Follower
from hall_hub.console.live import Writing
from hall_hub.console.pages import COUNTER
from hall_hub.console.visitor import Visitor
from tests.domain.a_day import CONSOLE, Day, centre_plan
from tests.domain.hall_wishes import wish


@pytest.mark.parametrize("seed", range(4))
def test_an_open_page_shows_what_one_fetched_now_does(tmp_path: Path, seed: int) -> None:
    asyncio.run(_follow(tmp_path, seed))


async def _follow(tmp_path: Path, seed: int) -> None:
    day, random, words = Day(centre_plan()), Random(seed), Words()
    plan = day.hall.plan
    follower = Follower(plan, tmp_path / "ledger.sqlite")
    follower.hall = day.hall
    console = Console(plan, CONSOLE, follower, cast(Accounts, None), words, tmp_path / "diary.sqlite")
    visitor = Visitor(words.into("vi"), "token", plan.officer("can-bo-1"), "session")
    day.done(day.at_console(OpenCounter(counter="quay-1", officer="can-bo-1")))
    for _ in range(8):
        day.issue()
    opened, shown = Writing(console, COUNTER, {}), dict[str, str]()
    for n in range(120):
        # What came of a form is said beside it, whichever row it stands in.
        waiting = [ticket for ticket in day.everybody() if ticket.state == "waiting"]
        if n % 5 == 0 and waiting:
            console.keep_said(visitor, Said(f"call-{random.choice(waiting).id}", False, "Không được."))
        for part in opened.anew(visitor, COUNTER.parts(console, visitor, {})):
            shown[part.name] = part.html
        assert shown == {part.name: part.html for part in _fetched(console, visitor)}
        day.ask(*wish(day.hall, day.at, random))
    console.diary.close()


def _fetched(console: Console, visitor: Visitor) -> Any:
    return Writing(console, COUNTER, {}).anew(visitor, COUNTER.parts(console, visitor, {}))
