"""What one phone's stream says, and when."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from hall_core.domain.hall_state import Hall
from hall_core.ui.translate import Words
from hall_hub.console.accounts import Accounts
from hall_hub.console.console import Console
from hall_hub.console.following import Follower
from hall_hub.console.phones import routes as phones
from tests.domain.a_day import CONSOLE, Day, centre_plan


def console_of(day: Day, accounts: Accounts, folder: Path) -> Console:
    follower = Follower(day.hall.plan, folder / "none")
    follower.hall = day.hall
    return Console(day.hall.plan, CONSOLE, follower, accounts, Words(), folder / "diary.sqlite")


def test_a_stream_says_that_it_lives_however_much_happens_to_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A phone that hears nothing for long takes the console for lost."""
    monkeypatch.setattr(phones, "HEARTBEAT", 0.3)
    monkeypatch.setattr(phones, "APART", 0.0)
    day = Day(centre_plan())
    ticket = day.issue()
    accounts = Accounts(tmp_path / "accounts.sqlite")

    async def heard() -> list[bytes]:
        console = console_of(day, accounts, tmp_path)

        async def busy() -> None:
            while True:
                console.changes.tell()
                await asyncio.sleep(0.02)

        others = asyncio.create_task(busy())
        news = phones.Phones(console).news(ticket, console.words.into("vi"))
        try:
            return [await asyncio.wait_for(anext(news), 8) for _ in range(3)]
        finally:
            others.cancel()
            console.diary.close()

    events = [event.partition(b"\n")[0] for event in asyncio.run(heard())]
    accounts.close()
    assert events == [b"event: slip", b"event: here", b"event: here"]


def test_a_stream_ends_with_the_ticket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With the next day it is nobody's."""
    monkeypatch.setattr(phones, "APART", 0.0)
    day = Day(centre_plan())
    ticket = day.issue()
    accounts = Accounts(tmp_path / "accounts.sqlite")

    async def heard() -> list[bytes]:
        console = console_of(day, accounts, tmp_path)
        news = phones.Phones(console).news(ticket, console.words.into("vi"))
        try:
            told = [await anext(news)]
            console.follower.hall = Hall(day.hall.plan)
            console.changes.tell()
            return told + [event async for event in news]
        finally:
            console.diary.close()

    slip, gone = asyncio.run(heard())
    accounts.close()
    assert slip.startswith(b"event: slip")
    assert gone == b"event: gone\ndata:\n\n"
