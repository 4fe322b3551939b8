"""What the voice says of a page: what is on it, in the order in which one would read it to somebody. Pure."""

from __future__ import annotations

from functools import singledispatch

from msgspec import Struct

from kiosk_app import views as v


@singledispatch
def spoken(view: Struct) -> str:
    """One text of whole sentences; empty when there is nothing to say."""
    return ""


@spoken.register
def _home(view: v.HomeView) -> str:
    return _sentences(view.title, view.notice, *(tile.title for tile in view.jobs if tile.tap is not None))


@spoken.register
def _choose(view: v.ChooseView) -> str:
    tiles = (f"{tile.title}, {tile.detail}" if tile.detail else tile.title for tile in view.tiles)
    return _sentences(view.title, *tiles, view.page)


@spoken.register
def _ticket(view: v.TicketView) -> str:
    facts = (f"{fact.label}: {fact.text}" for fact in view.facts)
    return _sentences(f"{view.label}: {view.number}", view.service, *facts, view.status)


@spoken.register
def _message(view: v.MessageView) -> str:
    return _sentences(view.title, *view.lines, view.button)


def _sentences(*parts: str) -> str:
    return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts if part)
