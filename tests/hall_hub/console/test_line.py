"""What stands above every page while the hub cannot be heard, and what a press comes to then."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from hall_core.domain import commands as c
from hall_core.mqtt.heard import HubBack, HubQuiet, LinkDown, LinkUp
from hall_core.ui.translate import Words
from hall_hub.console import console as the_console
from hall_hub.console.accounts import Accounts
from hall_hub.console.acts import Said
from hall_hub.console.console import Console
from hall_hub.console.following import Follower
from hall_hub.console.pages import notice
from hall_hub.console.visitor import Visitor
from tests.domain.a_day import CONSOLE, centre_plan

T = TypeVar("T")
VISITOR = Visitor(Words().into("vi"), "")
NO_LINK, QUIET = "Mất kết nối với máy chủ xếp hàng.", "Máy chủ xếp hàng không trả lời."


def beside(folder: Path, story: Callable[[Console], Awaitable[T]]) -> T:
    """What comes of ``story`` with a console on the files of ``folder``."""
    accounts = Accounts(folder / "accounts.sqlite")

    async def lived() -> T:
        plan = centre_plan()
        console = Console(
            plan, CONSOLE, Follower(plan, folder / "ledger.sqlite"), accounts, Words(), folder / "diary.sqlite"
        )
        try:
            return await story(console)
        finally:
            console.follower.close()
            await asyncio.to_thread(console.diary.close)

    try:
        return asyncio.run(lived())
    finally:
        accounts.close()


def test_every_page_says_above_all_what_is_wrong_with_the_line_until_it_is_not(tmp_path: Path) -> None:
    async def story(console: Console) -> list[tuple[str, bool]]:
        told = [(notice(console, VISITOR).trouble, console.old_since is None)]
        for heard in (LinkUp(), LinkDown(), LinkUp(), HubQuiet(None), HubBack()):
            console.desk.put(heard)
            await asyncio.sleep(0)
            told.append((notice(console, VISITOR).trouble, console.old_since is None))
        return [(trouble.partition(".")[0] + "." * bool(trouble), fresh) for trouble, fresh in told]

    assert beside(tmp_path, story) == [
        (NO_LINK, False),
        ("", True),
        (NO_LINK, False),
        ("", True),
        (QUIET, False),
        ("", True),
    ]


def test_a_ledger_that_cannot_be_read_is_said_even_while_the_hub_answers(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no ledger at all" * 1000)

    async def story(console: Console) -> tuple[str, bool]:
        console.look()
        console.desk.put(LinkUp())
        await asyncio.sleep(0)
        return notice(console, VISITOR).trouble, console.old_since is None

    trouble, fresh = beside(tmp_path, story)
    assert trouble.startswith("Không đọc được dữ liệu của máy chủ.")
    assert not fresh


def test_before_the_console_has_a_station_a_press_is_not_answered(tmp_path: Path) -> None:
    async def story(console: Console) -> object:
        return await asyncio.wait_for(console.desk.ask(c.CallNext(counter="quay-1")), 5)

    assert beside(tmp_path, story) is None


def test_of_how_many_sessions_the_last_outcome_is_remembered_has_a_bound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(the_console, "SAID_MOST", 2)

    async def story(console: Console) -> list[bool]:
        visitors = [Visitor(VISITOR.say, "", None, session) for session in ("a", "b", "c")]
        for visitor in (visitors[0], visitors[1], visitors[0], visitors[2]):
            console.keep_said(visitor, Said("next", True, "done"))
        return [console.said(visitor) is not None for visitor in visitors]

    assert beside(tmp_path, story) == [True, False, True], "who pressed longest ago is forgotten first"
