"""Pages that follow the hall: written whole by the server, then each part anew when what it shows has changed."""

from __future__ import annotations

import time
import zlib
from collections.abc import AsyncGenerator, Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from hall_core import __version__
from hall_core.domain.ticket_link import path_of
from hall_core.ui.translate import Say
from hall_hub.console.acts import Said
from hall_hub.console.console import Console
from hall_hub.console.cookies import SESSION, kept
from hall_hub.console.visitor import Visitor

HEARTBEAT = 15.0
"""Seconds after which a stream without news says that it lives, and sees whether its session still does."""
PIECES_MOST = 60
"""Rows that an open page keeps as they were written: some times what it shows."""
NOTICE = "notice"
"""The part above all others."""
SAID_MARK = 'class="said '
TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=StrictUndefined,
    auto_reload=False,
)

Parts = dict[str, Struct | None]
"""A part's name to what it shows; its template is called like the type of that."""
Query = Mapping[str, str]


class Page(Struct, frozen=True):
    """``parts`` is asked again at each change."""

    name: str
    path: str
    title: Callable[[Say], str]
    parts: Callable[[Console, Visitor, Query], Parts]
    columns: tuple[tuple[str, ...], ...]
    """Which parts stand below one another, and which beside them where there is room."""
    head_only: bool = False
    live: str = ""
    """Where it hears of changes; empty: below its name."""


class Written(Struct, frozen=True):
    name: str
    html: str
    print: str
    """Of the html: two that are alike have the same."""


def here_of(page: Page, query: Query) -> str:
    """The page's own address, for forms that lead back to it."""
    from urllib.parse import urlencode

    asked = {name: value for name, value in query.items() if name in ("list", "q")}
    return page.path + (f"?{urlencode(asked)}" if asked else "")


class Writing:
    """The parts of one page as they were written last; only what has changed is written anew."""

    def __init__(self, console: Console, page: Page, query: Query) -> None:
        self._console = console
        self._here = here_of(page, query)
        self._written: dict[str, tuple[object, Written]] = {}
        self._pieces: dict[object, Markup] = {}

    def anew(self, visitor: Visitor, parts: Parts) -> list[Written]:
        """What has changed. An outcome whose button is gone (the ticket went elsewhere) is said in the notice, which
        every page has."""
        said = self._console.said(visitor)
        others = [self._part(name, view, said, visitor) for name, view in parts.items() if name != NOTICE]
        below = (written.html for name, (_, written) in self._written.items() if name != NOTICE)
        placed = said is None or any(SAID_MARK in html for html in below)
        others.append(self._part(NOTICE, parts[NOTICE], None if placed else said, visitor))
        return [part for part in others if part is not None]

    def _part(self, name: str, view: Struct | None, said: Said | None, visitor: Visitor) -> Written | None:
        """None when it is as it was."""
        seen = view, said, visitor.token, visitor.say.language
        before = self._written.get(name)
        if before is not None and before[0] == seen:
            return None
        html = ""
        if view is not None:
            template = TEMPLATES.get_template(f"parts/{type(view).__name__.lower()}.html")
            html = template.render(view=view, said=said, here=self._here, piece=self._piece(visitor), **common(visitor))
        written = Written(name, html, f"{zlib.crc32(html.encode()):x}")
        self._written[name] = seen, written
        return None if before is not None and before[1] == written else written

    def _piece(self, visitor: Visitor) -> Callable[..., Markup]:
        """``piece(name, said, **given)`` for a template: a row of a long list, with its form, is written anew only when
        what is given has changed; a call changes one row or two, but on the pages of all counters. ``said``: what came
        of its form, if that was pressed last."""
        shared = common(visitor)

        def write(name: str, said: Said | None, **given: Any) -> Markup:
            seen = name, said is None or said.words, visitor.token, visitor.say.language, *given.values()
            found = self._pieces.get(seen)
            if found is None:
                if len(self._pieces) >= PIECES_MOST:
                    self._pieces.clear()
                template = TEMPLATES.get_template(f"pieces/{name}.html")
                found = self._pieces[seen] = Markup(template.render(here=self._here, said=said, **shared, **given))
            return found

        return write


def common(visitor: Visitor) -> dict[str, Any]:
    """What every template may use."""
    return {"say": visitor.say, "token": visitor.token, "visitor": visitor, "version": __version__, "path_of": path_of}


def whole(console: Console, visitor: Visitor, page: Page, query: Query) -> Response:
    parts = page.parts(console, visitor, query)
    written = {part.name: part for part in Writing(console, page, query).anew(visitor, parts)}
    html = TEMPLATES.get_template("page.html").render(
        page=page,
        title=page.title(visitor.say),
        parts=written,
        here=here_of(page, query),
        hall=console.plan.hall,
        tongues=console.words.offered(),
        query=query,
        **common(visitor),
    )
    return HTMLResponse(html)


def stream(console: Console, request: Request, page: Page, query: Query) -> Response:
    """The parts as they change, as server-sent events. What a page did not hear while it was away it gets first."""
    return console.streams.answer(kept(request, SESSION), _news(console, request, page, query))


async def _news(console: Console, request: Request, page: Page, query: Query) -> AsyncGenerator[bytes]:
    writing, told_at = Writing(console, page, query), time.monotonic()
    while not console.changes.closed:
        round = console.changes.round
        visitor = console.visitor(request, pressed=False)
        if visitor.officer is None or (page.head_only and not visitor.head):
            yield b"event: gone\ndata:\n\n"
            return
        changed = writing.anew(visitor, page.parts(console, visitor, query))
        if changed:
            yield b"event: parts\ndata: " + msgspec.json.encode(changed) + b"\n\n"
            told_at = time.monotonic()
        # However much happens in the hall, a stream whose own page stays as it is says that it lives.
        if not await console.changes.after(round, max(0.0, told_at + HEARTBEAT - time.monotonic())):
            yield b": here\n\n"
            told_at = time.monotonic()
