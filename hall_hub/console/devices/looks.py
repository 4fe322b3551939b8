"""What a head asks of a box at the console: to look at itself, its screen, its log; and what came, for some minutes."""

from __future__ import annotations

import asyncio
import base64
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from msgspec import Struct

from hall_core.contract import doctor as d
from hall_core.contract.box import LOOK
from hall_core.domain.names import HUB, Millis, Slug, Uid
from hall_core.mqtt.caring import unpacked

KEPT = 600_000
"""Milliseconds that a picture or a log can be looked at here; nothing of it is ever on a disk."""
MOST = 20
"""Boxes of which something is kept at a time."""
Outcome = Literal["done", "unanswered"] | d.Denial
Ask = Callable[[Slug, d.Look], Uid]
log = logging.getLogger(__name__)


class Taken(Struct, frozen=True):
    at: Millis
    content: bytes
    """A JPEG, or lines in UTF-8."""


class Own(Struct, frozen=True):
    """The hub's box, on which the console stands: what it needs in place of asking itself."""

    folder: Path
    """The console's, among the run-time files of the box."""
    lines: Callable[[], bytes]
    """The last lines of the hub's log, packed."""


class _Open(Struct):
    device: Slug
    answer: asyncio.Future[bytes | Outcome]
    parts: dict[int, bytes]


class Looks:
    """Belongs to the event loop."""

    def __init__(self, now: Callable[[], Millis], own: Own | None = None) -> None:
        self._now = now
        self._loop = asyncio.get_running_loop()
        self._own = own
        self._open: dict[Uid, _Open] = {}
        self._taken: dict[tuple[Slug, d.Wish], Taken] = {}

    def taken(self, device: Slug, wish: d.Wish) -> Taken | None:
        """What came last, while it is young."""
        found = self._taken.get((device, wish))
        return found if found is not None and abs(self._now() - found.at) < KEPT else None

    async def look(self, ask: Ask | None, device: Slug, wish: d.Wish, by: Slug) -> Outcome:
        """``done``: a picture or a log can be looked at now, or the box looks at itself."""
        answer = await (self._at_home(wish) if device == HUB else self._from(ask, device, d.Look(wish=wish, by=by)))
        if isinstance(answer, str):
            return answer
        try:
            content = answer if wish == "screen" else unpacked(answer).encode()
        except ValueError as error:
            log.warning("what %s sent as its %s cannot be read: %s", device, wish, error)
            return "failed"
        self._keep(device, wish, content)
        return "done"

    def hear(self, device: Slug, answer: d.LookAnswer) -> None:
        asked = self._open.get(answer.to)
        if asked is None or asked.device != device or asked.answer.done():
            return
        match answer:
            case d.Looking():
                asked.answer.set_result("done")
            case d.NotShown(denial=denial):
                asked.answer.set_result(denial)
            case d.Shown(index=index, count=count, data=data):
                try:
                    asked.parts[index] = base64.b64decode(data, validate=True)
                except ValueError:
                    asked.answer.set_result("failed")
                    return
                if index >= count or sum(map(len, asked.parts.values())) > d.PICTURE_MOST:
                    asked.answer.set_result("failed")
                elif asked.parts.keys() == set(range(count)):
                    asked.answer.set_result(b"".join(asked.parts[place] for place in range(count)))

    async def _from(self, ask: Ask | None, device: Slug, look: d.Look) -> bytes | Outcome:
        if ask is None:
            return "unanswered"
        answer: asyncio.Future[bytes | Outcome] = self._loop.create_future()
        id = ask(device, look)
        self._open[id] = _Open(device, answer, {})
        try:
            return await asyncio.wait_for(answer, d.LOOK_WITHIN)
        except TimeoutError:
            return "unanswered"
        finally:
            del self._open[id]

    async def _at_home(self, wish: d.Wish) -> bytes | Outcome:
        own = self._own
        if own is None or wish == "screen":
            return "no-screen" if wish == "screen" else "no-doctor"
        if wish == "log":
            return await asyncio.to_thread(own.lines)
        try:
            (own.folder / LOOK).write_text("console\n", "ascii")
        except OSError as error:
            log.warning("nobody looks at this box: %s", error)
            return "no-doctor"
        return "done"

    def _keep(self, device: Slug, wish: d.Wish, content: bytes) -> None:
        self._taken.pop((device, wish), None)
        self._taken[device, wish] = Taken(self._now(), content)
        if len(self._taken) > MOST:
            del self._taken[next(iter(self._taken))]
