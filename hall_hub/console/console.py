"""What all pages of the console share: the hall as recorded, the way to the hub, who is signed in, the words."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path

from starlette.requests import Request

from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan import Plan
from hall_core.ui.translate import Say, Words
from hall_hub.console.accounts import SHUT, Accounts
from hall_hub.console.acts import Said
from hall_hub.console.changes import Changes
from hall_hub.console.cookies import DOOR, SESSION, kept
from hall_hub.console.desk import Desk
from hall_hub.console.devices.looks import Own
from hall_hub.console.devices.witness import Witness
from hall_hub.console.diary.diary import Diary
from hall_hub.console.diary.store import DAY
from hall_hub.console.following import Follower
from hall_hub.console.notices.folder import NoticeFolder
from hall_hub.console.streams import Streams
from hall_hub.console.visitor import (
    MOST_BYTES,
    Fields,
    FormError,
    Visitor,
    fields_of,
    form_token,
    language_of,
)

log = logging.getLogger(__name__)

LOOK_EVERY = 0.05
"""Seconds between two looks into the ledger; what the hub says over MQTT brings one at once. A look that finds nothing
costs some twenty microseconds."""
LOOK_AGAIN = 1.0
"""After one that failed."""
STREAMS_MOST = 200
"""Pages of officers open at once, some for each of forty counters; those beyond ask by themselves from time to time."""
STREAMS_EACH = 12
"""Of them in one session: more tabs than anybody finds their way in."""
SAID_MOST = 500
"""Sessions whose last outcome is remembered."""


def _now() -> Millis:
    return time.time_ns() // 1_000_000


class Console:
    """Belongs to the event loop in which it is made."""

    def __init__(
        self,
        plan: Plan,
        device: Slug,
        follower: Follower,
        accounts: Accounts,
        words: Words,
        diary: Path,
        now: Callable[[], Millis] = _now,
        own_box: Own | None = None,
    ) -> None:
        self.plan = plan
        self.device = device
        self.follower = follower
        self.accounts = accounts
        self.words = words
        self.now = now
        self.box = None if own_box is None else own_box.folder
        self.changes = Changes()
        self.diary = Diary(diary, plan.hours, now, self.changes.tell, plan.keep.diary * DAY)
        """What became of the devices, and what is done here; :meth:`Diary.close` ends it."""
        self.desk = Desk(self._heard, device, now, Witness(self.diary, device).hear, own_box)
        self.notices = NoticeFolder(plan, follower.path.parent)
        self.checking = asyncio.Lock()
        """One password at a time: each takes memory and a processor."""
        self.streams = Streams(STREAMS_MOST, STREAMS_EACH)
        """Pages of officers that hear of changes as they come, by session."""
        self.old_since: Millis | None = now()
        """Since when nothing new of the hall can be heard; None while all is well."""
        self._said: dict[str, Said] = {}
        self._look = asyncio.Event()

    def visitor(self, request: Request, *, pressed: bool = True) -> Visitor:
        """``pressed``: a person did something, which keeps the session going."""
        say = language_of(request, self.words)
        token = kept(request, SESSION)
        session = self.accounts.session(token, self.now(), pressed=pressed) if token else None
        officer = None if session is None else self.plan.officer(session.officer)
        if officer is None:
            door = kept(request, DOOR)
            return self.stranger(say, door) if door else Visitor(say, "")
        return Visitor(say, form_token(self.accounts.secret, token), officer, token)

    async def fields(self, request: Request, visitor: Visitor, most: int = MOST_BYTES) -> Fields:
        """Of a form of ours, as :func:`fields_of`; FormError also when the session has ended while it came."""
        fields = await fields_of(request, visitor, most)
        if visitor.officer is not None and self.visitor(request, pressed=False).officer is None:
            raise FormError("after the end of its session")
        return fields

    def stranger(self, say: Say, door: str) -> Visitor:
        """Somebody who is not signed in, whose browser keeps ``door``."""
        return Visitor(say, form_token(self.accounts.secret, door))

    def said(self, visitor: Visitor) -> Said | None:
        """What came of the last thing that this session asked for."""
        return self._said.get(visitor.session)

    def keep_said(self, visitor: Visitor, said: Said) -> None:
        self._said.pop(visitor.session, None)
        self._said[visitor.session] = said
        if len(self._said) > SAID_MOST:
            del self._said[next(iter(self._said))]

    def look(self) -> None:
        """Takes what the hub has recorded meanwhile."""
        changed = self.follower.look()
        self._date()
        if changed:
            self.changes.tell()

    async def follow(self, looked: Callable[[], None] = lambda: None) -> None:
        """Until it is cancelled. ``looked`` is called after each look into the ledger."""
        forgot = None
        while True:
            if forgot is None or abs(self.now() - forgot) > SHUT:
                forgot = self.now()
                self.accounts.forget(forgot)
            self._look.clear()
            self.look()
            looked()
            pause = LOOK_AGAIN if self.follower.trouble else LOOK_EVERY
            try:
                await asyncio.wait_for(self._look.wait(), pause)
            except TimeoutError:
                continue

    def _heard(self, shown: bool) -> None:
        # What the hub says of the hall is in the ledger already: the pages are told once that was read.
        self._look.set()
        self._date()
        if shown:
            self.changes.tell()

    def _date(self) -> None:
        if self.desk.line == "up" and not self.follower.trouble:
            self.old_since = None
        elif self.old_since is None:
            self.old_since = self.now()
