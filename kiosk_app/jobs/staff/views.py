"""View data of the technicians' corner."""

from __future__ import annotations

from msgspec import Struct

from kiosk_app.messages import Tap
from kiosk_app.views import FactView, HeaderView


class PinView(Struct, frozen=True, kw_only=True):
    header: HeaderView
    title: str
    line: str
    """What is to be done, or what was wrong."""
    wrong: bool
    typed: int
    """Digits so far; which ones, only the decider knows."""
    clear: str
    """On the key that takes all of them away."""
    back: tuple[str, Tap]
    enter: tuple[str, Tap]


class StatusView(Struct, frozen=True, kw_only=True):
    """How the box is: a page of facts, each of which may be trouble (its icon is then ``warning``)."""

    header: HeaderView
    title: str
    facts: tuple[FactView, ...]
    back: tuple[str, Tap]
    page: str
    next: tuple[str, Tap] | None
    checks: tuple[str, Tap]


class PanelView(Struct, frozen=True, kw_only=True):
    header: HeaderView
    hint: str
    close: tuple[str, Tap]
