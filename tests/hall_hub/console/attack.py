"""What an attacker tries on the console: its addresses as the application has them, so that a new one is tried by
itself, and what must be true of every answer."""

from __future__ import annotations

import asyncio
import re
import socket
import sqlite3
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx
from msgspec import Struct
from starlette.routing import Route

from hall_core.contract.ids import new_id
from hall_core.domain.ticket_link import path_of
from hall_core.ui.translate import Words
from hall_hub.console.accounts import Accounts
from hall_hub.console.console import Console
from hall_hub.console.following import Follower
from hall_hub.console.headers import ALWAYS
from hall_hub.console.passwords import FILE, FOLDER
from hall_hub.console.routes import application

if TYPE_CHECKING:
    from tests.hall_hub.console.conftest import Centre

FILLED_IN = {
    "ticket": path_of(new_id()).removeprefix("/t/"),
    "page": "counter",
    "device": "kiosk-1",
    "name": "console.css",
    "digest": "0" * 64,
}
"""A good value for each part of an address that may be anything."""
OPEN = ("/sign-in", "/static/", "/t/")
"""Beginnings of addresses that everybody may read."""
HEADS = ("/head", "/notices", "/notices/edit", "/devices/kiosk-1", "/audit", "/figures/file")
"""Pages that are the head's alone."""
NAMES = re.compile(r"Cán bộ \d|Lãnh đạo trung tâm|can-bo-1|Quầy \d")
"""What stands on officers' pages and concerns no stranger."""
BROKEN = re.compile(r"Traceback|File \"|\.py\b|Internal Server Error|sqlite|starlette|uvicorn", re.IGNORECASE)


class Address(Struct, frozen=True):
    path: str
    methods: frozenset[str]

    @property
    def streams(self) -> bool:
        """Whether it stays open for who may hear it."""
        return "/live" in self.path


def addresses(folder: Path, centre: Centre) -> list[Address]:
    """All that the application answers."""

    async def look() -> list[Address]:
        accounts = Accounts(folder / "accounts.sqlite")
        console = Console(
            centre.plan,
            "dieu-hanh",
            Follower(centre.plan, folder / "ledger.sqlite"),
            accounts,
            Words(),
            folder / "diary.sqlite",
        )
        routes = application(console, lambda _: nullcontext()).routes
        console.diary.close()
        accounts.close()
        assert all(isinstance(route, Route) for route in routes), "another kind of route is to be tried as well"
        return [
            Address(route.path.format(**FILLED_IN), frozenset(route.methods or ()))
            for route in routes
            if isinstance(route, Route)
        ]

    return asyncio.run(look())


def state(centre: Centre) -> dict[str, object]:
    """All that the console may change: what was asked of the hub, who is signed in, the diary, the notices."""

    def rows(file: Path, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
            found = db.execute(query).fetchall()
        db.close()
        return found

    notices = centre.data / "feeds" / "notices"
    return {
        "ledger": rows(centre.data / "ledger.sqlite", "SELECT max(seq), count(*) FROM event"),
        "answers": rows(centre.data / "ledger.sqlite", "SELECT count(*) FROM answer"),
        "accounts": rows(centre.data / FOLDER / FILE, "SELECT * FROM account"),
        "sessions": rows(centre.data / FOLDER / FILE, "SELECT officer, began FROM session ORDER BY began"),
        "notices": sorted((file.name, file.stat().st_mtime_ns) for file in notices.rglob("*"))
        if notices.exists()
        else [],
    }


def faults(answer: httpx.Response, secrets: re.Pattern[str] | None = NAMES) -> list[str]:
    """What is wrong with it, whatever was asked."""
    told = f"{answer.request.method} {str(answer.request.url)[:100]} -> {answer.status_code}"
    wrong = [f"{told}: no {name}" for name, value in ALWAYS.items() if answer.headers.get(name) != value]
    if "cache-control" not in answer.headers:
        wrong.append(f"{told}: may be kept")
    if answer.status_code >= 500 and answer.status_code != 503:
        wrong.append(told)
    if BROKEN.search(answer.text):
        wrong.append(f"{told}: tells of its inside: {BROKEN.findall(answer.text)}")
    if secrets is not None and secrets.search(answer.text):
        wrong.append(f"{told}: tells {secrets.findall(answer.text)}")
    away = answer.headers.get("location", "/")
    if not away.startswith("/") or away.startswith(("//", "/\\")):
        wrong.append(f"{told}: leads to {away}")
    return wrong


def raw(address: str, *lines: str | bytes, body: bytes = b"") -> bytes:
    """The answer to a request as it is written here; it ends with the connection."""
    at = urlsplit(address)
    head = b"".join((line if isinstance(line, bytes) else line.encode("latin-1")) + b"\r\n" for line in lines)
    with socket.create_connection((at.hostname or "", at.port or 80), timeout=20) as wire:
        wire.sendall(head + b"connection: close\r\n\r\n" + body)
        got = b""
        try:
            while more := wire.recv(65_536):
                got += more
        except ConnectionResetError:
            pass
        return got
