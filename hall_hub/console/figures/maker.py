"""Reports for the console's pages, each made by a process of its own (``motcua figures report``): putting a year
together takes half a second of a processor, in which every open page would stand still.

One at a time, in the order in which they were asked for. What was made is kept as long as nothing new was recorded.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Hashable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import msgspec
from msgspec import Struct

from hall_core.domain.figures.roster import Roster
from hall_core.domain.names import Language
from hall_hub.figures.store import FILE

log = logging.getLogger(__name__)

LONGEST = 60.0
"""Seconds that a report may take: a hundred times what a year takes."""
PATIENCE = 20.0
"""Seconds that one waits for those before it; a browser's reader has given up by then."""
WAITING_MOST = 8
"""Who wait at once; beyond that it is said at once that the page is busy."""
KEPT_MOST = 24
"""Reports that are kept; one of a province is some 200 kB."""
SAID_MOST = 500
"""Letters of what a process said that go into the log."""


class Wanted(Struct, frozen=True):
    """One report, as it is asked for at the command line."""

    period: str
    language: Language
    suffix: Literal[".html", ".csv", ".xlsx"] = ".html"
    part: Literal["head", "own"] | None = None
    only: str | None = None
    listing: Literal["late"] | None = None


Why = Literal["busy", "slow", "failed"]
"""Others are being made; it took too long; the log says why."""


class NotMadeError(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


class FiguresMaker:
    """Belongs to the event loop."""

    def __init__(self, data: Path, roster: Roster) -> None:
        """``data``: the hub's folder, in which only figures are read."""
        self._data = data
        self._roster = msgspec.json.encode(roster)
        self._one = asyncio.Lock()
        self._waiting = 0
        self._kept: dict[Hashable, bytes] = {}

    async def made(self, wanted: Wanted, recorded: int) -> bytes:
        """``recorded``: how far the ledger had come, when the report is about the running day; otherwise 0.
        NotMadeError when there is none."""
        key = (wanted, recorded, self._rolled_up())
        found = self._kept.get(key)
        if found is not None:
            return found
        if self._waiting >= WAITING_MOST:
            raise NotMadeError("busy")
        self._waiting += 1
        try:
            async with asyncio.timeout(PATIENCE):
                await self._one.acquire()
        except TimeoutError as error:
            raise NotMadeError("busy") from error
        finally:
            self._waiting -= 1
        try:
            found = self._kept.get(key)
            return self._keep(key, await self._make(wanted)) if found is None else found
        finally:
            self._one.release()

    def _keep(self, key: Hashable, made: bytes) -> bytes:
        self._kept[key] = made
        if len(self._kept) > KEPT_MOST:
            del self._kept[next(iter(self._kept))]
        return made

    async def _make(self, wanted: Wanted) -> bytes:
        with TemporaryDirectory(prefix="motcua-figures-") as name:
            folder = Path(name)
            out, roster = folder / f"report{wanted.suffix}", folder / "roster.json"
            roster.write_bytes(self._roster)
            argv = ["--data", self._data, "--period", wanted.period, "--language", wanted.language]
            argv += ["--out", out, "--roster", roster, "--gently"]
            argv += [] if wanted.part is None else ["--part", wanted.part]
            argv += [] if wanted.listing is None else ["--list", wanted.listing]
            argv += [] if wanted.only is None else [f"--only={wanted.only}"]
            await self._run(list(map(str, argv)))
            return out.read_bytes()

    async def _run(self, argv: list[str]) -> None:
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "hall_hub.figures", "report", *argv),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.PIPE,
            )
        except OSError as error:
            log.error("no figures: %s", error.strerror or error)  # noqa: TRY400
            raise NotMadeError("failed") from error
        try:
            async with asyncio.timeout(LONGEST):
                _, told = await process.communicate()
        except TimeoutError as error:
            log.error("no figures: it took longer than %.0f s: %s", LONGEST, argv)  # noqa: TRY400
            raise NotMadeError("slow") from error
        finally:
            # Also when the console ends while it works.
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode:
            log.error("no figures (status %d): %s", process.returncode, told.decode(errors="replace")[-SAID_MOST:])
            raise NotMadeError("failed")

    def _rolled_up(self) -> tuple[int, ...]:
        """Another one whenever days were rolled up."""
        told = list[int]()
        for file in (self._data / FILE, self._data / f"{FILE}-wal"):
            try:
                stat = file.stat()
            except FileNotFoundError:
                continue
            told += [stat.st_size, stat.st_mtime_ns] if stat.st_size else []
        return tuple(told)
