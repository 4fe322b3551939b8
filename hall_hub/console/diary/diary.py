"""The console's diary: what became of the devices while it listened, and what officers did at the console itself.

One thread of its own has the file (:mod:`hall_hub.console.diary.keeper`); the pages' loop never waits for a disk.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct

from hall_core.contract.messages import Health
from hall_core.domain.names import WORDS_MOST, Millis, Slug
from hall_core.domain.plan import Hours
from hall_hub.console.devices.history import History
from hall_hub.console.devices.watch import Known, changes
from hall_hub.console.diary.keeper import EVERY, Act, Box, Job, Keeper, Watching
from hall_hub.console.diary.store import KEPT, NOBODY, note_apart

FILE = "diary.sqlite"
What = Literal[
    "signed-in",
    "signed-out",
    "wrong-password",
    "locked-out",
    "password-set",
    "report-downloaded",
    "notice-added",
    "notice-changed",
    "notice-removed",
    "device-approved",
    "device-refused",
    "device-shut-out",
    "device-looked",
    "device-screen",
    "device-log",
    "release-offered",
    "release-stopped",
    "release-hurried",
    "release-now",
    "clock-set",
]
"""What is done at the console and stands in no command of the ledger."""
STRANGER = "?"
"""In place of an officer's id where a name was given that no officer has: it may be a password in the wrong field."""
READ_MOST = 64
"""Histories kept in memory for pages that are open."""
PATIENCE = 5.0
"""Seconds that a page waits for a history, and the end of the console for the disk."""


class Ask(Struct, frozen=True):
    """For a device's history, backwards from the row ``before``."""

    device: Slug
    before: int | None


class Look(Struct):
    """After all that was to be written before it. ``answer``: who waits for it."""

    ask: Ask
    answer: asyncio.Future[History | None] | None = None


class Diary:
    """Made and used on the event loop; ``tell`` is called there when an open page has something new to show."""

    def __init__(
        self, path: Path, hours: Hours, now: Callable[[], Millis], tell: Callable[[], None], kept: Millis = KEPT
    ) -> None:
        """``kept``: for how long it remembers."""
        self.path = path
        self._now = now
        self._tell = tell
        self._loop = asyncio.get_running_loop()
        self._keeper = Keeper(path, hours, now, lambda: time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000, kept)
        self.known: Mapping[Slug, Known] = self._keeper.known()
        """The devices as they are. Replaced, never changed: the thread looks at it too."""
        self._jobs: queue.SimpleQueue[Job | Look | None] = queue.SimpleQueue()
        self._read: dict[Ask, History] = {}
        self._stale: set[Ask] = set()
        self._asked: set[Ask] = set()
        self._thread = threading.Thread(target=self._run, name="diary", daemon=True)
        self._thread.start()

    @property
    def trouble(self) -> str:
        """Why nothing can be written; empty when it can."""
        return self._keeper.trouble

    def close(self) -> None:
        """When the last has been written, or has had its time."""
        self._jobs.put(Watching(self._now(), on=False, why="stop"))
        self._jobs.put(None)
        self._thread.join(PATIENCE)

    def note(self, at: Millis, officer: str, what: What, about: str = "") -> None:
        """That officer (by id) did this at the console. ``about`` names a thing, never a person: the period of a
        report, the file of a notice."""
        self._jobs.put(Act(at, officer, what, about[:WORDS_MOST]))

    def watching(self, on: bool) -> None:
        """From now on devices are heard, or are not."""
        self._jobs.put(Watching(self._now(), on))

    def learn(self, device: Slug, after: Known, at: Millis, *, found: bool = False) -> None:
        """The device is now so. ``found``: it was so already when we came to listen."""
        before = self.known.get(device)
        if after == before:
            return
        self.known = {**self.known, device: after}
        for change in changes(device, before, after, at, found=found):
            self._jobs.put(change)

    def measure(self, device: Slug, at: Millis, health: Health) -> None:
        self._jobs.put(Box(device, at, health))

    def history(self, device: Slug, before: int | None = None) -> History | None:
        """As it was read last; None when it was not yet. A newer one is fetched, and told of."""
        ask = Ask(device, before)
        if (ask not in self._read or ask in self._stale) and ask not in self._asked:
            self._asked.add(ask)
            self._jobs.put(Look(ask))
        return self._read.get(ask)

    async def read(self, device: Slug, before: int | None = None) -> History | None:
        """With all that has happened up to now; None when the file cannot be read, or not soon enough."""
        answer: asyncio.Future[History | None] = self._loop.create_future()
        self._jobs.put(Look(Ask(device, before), answer))
        try:
            return await asyncio.wait_for(answer, PATIENCE)
        except TimeoutError:
            return None

    def _put(self, look: Look, found: History | None) -> None:
        ask = look.ask
        self._asked.discard(ask)
        self._stale.discard(ask)
        if found is not None:
            self._read.pop(ask, None)
            self._read[ask] = found
            if len(self._read) > READ_MOST:
                del self._read[next(iter(self._read))]
            self._tell()
        if look.answer is not None and not look.answer.done():
            look.answer.set_result(found)

    def _changed(self, devices: set[Slug]) -> None:
        """What was read of these is not the newest any more."""
        stale = {ask for ask in self._read if NOBODY in devices or ask.device in devices}
        if stale - self._stale:
            self._stale |= stale
            self._tell()

    def _run(self) -> None:
        """On the diary's thread."""
        ended = False
        while not ended:
            waiting = self._waiting()
            ended = None in waiting
            touched = self._keeper.write([job for job in waiting if not isinstance(job, Look | None)], self.known)
            if touched:
                self._on_loop(self._changed, touched)
            for look in waiting:
                if isinstance(look, Look):
                    self._on_loop(self._put, look, self._keeper.look_up(look.ask.device, look.ask.before))
        self._keeper.shut()

    def _waiting(self) -> list[Job | Look | None]:
        """What is to be done, or nothing within a minute."""
        try:
            jobs = [self._jobs.get(timeout=EVERY / 1000)]
        except queue.Empty:
            return []
        while not self._jobs.empty():
            jobs.append(self._jobs.get_nowait())
        return jobs

    def _on_loop(self, call: Callable[..., None], *values: object) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *values)
        except RuntimeError:
            return  # the loop has ended: nobody looks at pages any more


def note(folder: Path, officer: str, what: What, about: str = "") -> str:
    """The same for another program, while the console runs or not. Why it could not be noted; empty when it was."""
    return note_apart(folder / FILE, time.time_ns() // 1_000_000, officer, what, about[:WORDS_MOST])
