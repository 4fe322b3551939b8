"""The pages of citizens' phones: by the link on the ticket, without signing in, apart from all pages of officers.

However many phones there are, officers come first: phones have streams of their own number, and each hears of changes
once a second at most. A phone for which there is no stream asks from time to time; the page is the same.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncGenerator

import msgspec
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from hall_core.domain.names import Uid
from hall_core.domain.ticket_link import ticket_of
from hall_core.ui.translate import Say
from hall_hub.console.console import Console
from hall_hub.console.live import HEARTBEAT, TEMPLATES, common
from hall_hub.console.phones.misses import MOST, Misses
from hall_hub.console.phones.page import Phone, old_words, phone
from hall_hub.console.streams import Streams
from hall_hub.console.visitor import Visitor, address_of, language_of

log = logging.getLogger(__name__)

STREAMS_MOST = 500
"""Phones that hear of changes as they come."""
STREAMS_EACH = 5
"""Of them for one ticket: a family. Whoever knows one link cannot take them all."""
APART = 1.0
"""Seconds from one look for a phone to the next, at least. It takes longer to walk to a counter."""


class Phones:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._misses = Misses()
        self._streams = Streams(STREAMS_MOST, STREAMS_EACH)
        """By ticket."""

    async def page(self, request: Request) -> Response:
        self._console.look()
        id = ticket_of(request.path_params["ticket"])
        say = self._language(request, id)
        seen = self._seen(id, say)
        if seen is None:
            return self._nothing(request, say)
        query = request.url.query
        live = f"{request.path_params['ticket']}/live" + (f"?{query}" if query else "")
        html = TEMPLATES.get_template("phone.html").render(
            view=seen, live=live, lost=old_words(say), slip=_written(seen, say), **self._frame(say)
        )
        return HTMLResponse(html)

    async def live(self, request: Request) -> Response:
        id = ticket_of(request.path_params["ticket"])
        say = self._language(request, id)
        if id is None or self._seen(id, say) is None:
            return self._nothing(request, say)
        return self._streams.answer(id, self.news(id, say))

    async def news(self, id: Uid, say: Say) -> AsyncGenerator[bytes]:
        """First what is so now: a phone that was away needs it. Where little changes for this ticket, the stream says
        now and then that it lives, however much happens in the hall."""
        changes, before, told_at = self._console.changes, None, 0.0
        while not changes.closed:
            round, seen = changes.round, self._seen(id, say)
            if seen is None:
                yield b"event: gone\ndata:\n\n"
                return
            if seen != before:
                told = {"html": _written(seen, say), "title": seen.title, "said": _said(seen)}
                yield b"event: slip\ndata: " + msgspec.json.encode(told) + b"\n\n"
                before, told_at = seen, time.monotonic()
            await asyncio.sleep(APART)
            if not await changes.after(round, max(0.0, told_at + HEARTBEAT - time.monotonic())):
                told_at = time.monotonic()
                yield b"event: here\ndata:\n\n"

    def _seen(self, id: Uid | None, say: Say) -> Phone | None:
        return phone(self._console.follower.hall, id, say, old=self._console.old_since)

    def _language(self, request: Request, id: Uid | None) -> Say:
        """As chosen on the page, or else that of the ticket."""
        ticket = self._console.follower.hall.tickets.get(id or "")
        return language_of(request, self._console.words, "vi" if ticket is None else ticket.language)

    def _nothing(self, request: Request, say: Say) -> Response:
        """The same for a link of yesterday, of a number that the hub has not heard of yet, and of nothing at all."""
        address = address_of(request)
        missed = self._misses.one_more(address, self._console.now())
        if missed > MOST:
            if missed == MOST + 1:
                log.warning("%s asks for one ticket after another that there is not; no pages for a minute", address)
            words = say("Không tìm thấy số này. Mời thử lại sau một phút.")
            return PlainTextResponse(words, 429, headers={"retry-after": "60"})
        away = self._console.old_since is not None
        html = TEMPLATES.get_template("gone.html").render(away=away, **self._frame(say))
        return HTMLResponse(html, 503 if away else 404)

    def _frame(self, say: Say) -> dict[str, object]:
        tongues = self._console.words.offered()
        return {"hall": self._console.plan.hall, "tongues": tongues, **common(Visitor(say, ""))}


def _written(seen: Phone, say: Say) -> str:
    return TEMPLATES.get_template("parts/phone.html").render(view=seen, **common(Visitor(say, "")))


def _said(seen: Phone) -> str:
    """For who cannot see the page."""
    return " ".join(filter(None, [seen.headline, seen.counter, seen.place, *seen.details]))
