"""A hall whose ledger is copied to a stick, and whose box may lose its power: hub, copier and stick at once."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from demo.programs import Program
from hall_core.contract.copied import FILE, CopyTold, read_told
from hall_hub.backup.check import Good, copies_in, look_through, newest
from tests.faults.after_the_cut import cut
from tests.faults.hall import FaultHall
from tests.faults.shim import Machine

PATIENCE = 30.0
Wrap = Callable[[list[str]], list[str]]


def events(ledger: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(ledger)) as db:
        return db.execute("SELECT seq, at, command, body FROM event ORDER BY seq").fetchall()


class CopiedHall:
    """``box`` is the machine that ``hall``'s hub was made for."""

    def __init__(self, hall: FaultHall, box: Machine, folder: Path) -> None:
        self.hall, self.box = hall, box
        self.data = box.data
        self.stick = folder / "stick"
        self.stick.mkdir()
        self._stick = Machine(folder / "stick-machine", self.stick)
        self._run = folder / "run"
        text = hall.file.read_text(encoding="utf-8")
        hall.file.write_text(f'{text}\n[backup]\nfolder = "{self.stick}"\n', encoding="utf-8")
        self.start_copier()

    def start_copier(self, wrap: Wrap | None = None) -> None:
        keep = self._run / "copier"
        keep.mkdir(parents=True, exist_ok=True)
        (self._run / FILE).unlink(missing_ok=True)
        places = ["--hub", self.data, "--box", self._run, "--data", keep]
        self.copier = Program(
            "copier",
            "tests.faults.hasty_copier",
            ["--hall", str(self.hall.file), *map(str, places), "--same-disk"],
            self._run / "copier.log",
            env=self._stick.env(cut=True),
            popen=self.hall.nursery.popen,
            wrap=wrap,
        )

    @property
    def told(self) -> CopyTold:
        return read_told(self._run / FILE) or CopyTold(0, 0)

    def until_copied(self) -> None:
        """All that there is now is told to be on the stick."""
        begun = time.time() * 1_000
        deadline = time.monotonic() + PATIENCE
        while self.told.as_of <= begun:
            assert time.monotonic() < deadline, f"not copied: {self.told}; {self.copier.log.read_text()[-1500:]}"
            assert self.copier.process.poll() is None, self.copier.log.read_text()[-1500:]
            time.sleep(0.005)

    def pull_the_plug(self, chance: random.Random | None) -> None:
        self.copier.kill()
        self.hall.hub.kill()
        cut(self._stick, chance)
        cut(self.box, chance)

    def copy(self) -> Good:
        """As ``motcua restore`` finds it. CopyError."""
        return newest([look_through(path, self.hall.plan.hall.id) for path in copies_in(self.stick)])

    def restore(self, *more: str, wrap: Wrap | None = None) -> int:
        """Its status. On the box, whose power may be cut."""
        places = ["--from", self.stick, "--data", self.data]
        program = Program(
            "restore",
            "hall_hub.backup.restore",
            ["--hall", str(self.hall.file), *map(str, places), *more],
            self._run / "restore.log",
            env=self.box.env(cut=True),
            popen=self.hall.nursery.popen,
            wrap=wrap,
        )
        return program.process.wait(PATIENCE)
