"""A hub at work and the program that copies its ledger, on real files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_hub.backup.check import copies_in, look_through, newest
from hall_hub.backup.keeping import ANEW_EVERY, Keeping
from hall_hub.backup.portion import Source
from hall_hub.backup.restore import main as restore
from tests.hall_hub.conftest import Bench, uid

ISSUE = c.IssueTicket(service="khai-sinh")
AT = 1_795_226_400_000


class Copied:
    """A hub at work, and the program that copies its ledger."""

    def __init__(self, bench: Bench, folder: Path, most: int = 7) -> None:
        self.bench, self.folder, self.now = bench, folder, 1_000.0
        folder.mkdir(exist_ok=True)
        self.source = Source(bench.file)
        self.keeping = Keeping(self.source, folder, bench.plan.hall.id, most)

    def follow(self) -> None:
        """Until there is nothing more."""
        for _ in range(200):
            self.now += 0.5
            if not self.keeping.turn(AT, self.now) and self.keeping.as_of:
                return
        raise AssertionError("it is never whole")

    def anew(self) -> None:
        """When it may be made anew, until it is."""
        self.now += ANEW_EVERY
        self.follow()
        self.follow()

    def close(self) -> None:
        self.keeping.close()
        self.source.close()

    def good_path(self) -> Path:
        [path] = copies_in(self.folder)
        return path

    def good(self) -> Any:
        return newest([look_through(path, self.bench.plan.hall.id) for path in copies_in(self.folder)])


def work(bench: Bench, tickets: int = 4) -> None:
    bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    told = bench.ledger.heard_from("kiosk-1", uid(500))
    for seq in range(told + 1, told + tickets + 1):
        ticket = bench.ask("kiosk-1", ISSUE).ticket
        bench.tell("kiosk-1", seq, f.PaperPrinted(ticket=ticket.id))
    for kind in (c.CallNext, c.StartService, c.CompleteService):
        bench.ask("goi-1", kind(counter="quay-1"))


def rows(path: Path) -> dict[str, list[Any]]:
    """All that counts, of a ledger or a copy."""
    tables = ("event", "day", "answer", "offer", "inbox", "device_clock", "speaker", "meta")
    with closing(sqlite3.connect(path)) as db:
        return {table: sorted(db.execute(f"SELECT * FROM {table}").fetchall()) for table in tables}


def restored(copied: Copied, *more: str) -> int:
    hall = copied.folder.parent / "hall.toml"
    return restore(["--hall", str(hall), "--from", str(copied.folder), "--data", str(copied.bench.file.parent), *more])


def lose(bench: Bench) -> None:
    bench.close()
    for file in bench.file.parent.glob("ledger.sqlite*"):
        file.unlink()
