"""View data: what stands on the screen, immutable, in the words of one language. Screens draw it and nothing else."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kiosk_app.messages import Tap

Mood = Literal["wait", "good", "trouble"]


class HeaderView(Struct, frozen=True):
    hall: str
    clock: str
    """Empty when nobody knows the time for sure."""
    language: str
    """What the language button says; empty when there is none."""
    speak: Tap | None
    code: str = ""
    """The language button on a panel that has no room for the word."""
    display: Tap | None = None
    """What leads to the ways to have the screen, from any page that has time for it."""
    knock: Tap | None = None
    """What a tap on the name of the hall says: nothing but on the first page."""


class TileView(Struct, frozen=True):
    title: str
    detail: str = ""
    detail_icon: str = ""
    tap: Tap | None = None
    """None: it can not be chosen, and ``detail`` says why."""
    icon: str = ""


class FactView(Struct, frozen=True):
    icon: str
    label: str
    text: str


class ModeView(Struct, frozen=True):
    """A way to have the screen, on or off."""

    icon: str
    label: str
    on: bool
    tap: Tap


class HomeView(Struct, frozen=True):
    header: HeaderView
    title: str
    jobs: tuple[TileView, ...]
    """The first is what most people come for."""
    facts: tuple[FactView, ...]
    notice: str = ""
    notice_icon: str = "printer"
    modes: tuple[ModeView, ...] = ()
    more: TileView | None = None
    """What leads to the modes on a panel that has no room for them."""


class ChooseView(Struct, frozen=True):
    header: HeaderView
    title: str
    tiles: tuple[TileView, ...]
    back: str
    page: str = ""
    """Such as ``Trang 2/3``; empty when there is but one."""
    next: tuple[str, Tap] | None = None


class TicketView(Struct, frozen=True):
    header: HeaderView
    label: str
    number: str
    priority: str
    service: str
    where: str
    """The counters, then the zone: what a small panel says of the way."""
    facts: tuple[FactView, ...]
    status: str
    """What became of the paper."""
    status_short: str
    mood: Mood
    qr: str
    qr_hint: str
    done: str
    again: tuple[str, Tap] | None = None
    """To print it once more."""


class MessageView(Struct, frozen=True):
    header: HeaderView
    icon: str
    mood: Literal["calm", "trouble"]
    title: str
    lines: tuple[str, ...]
    code: str = ""
    button: str = ""
    tap: Tap | None = None
    second: tuple[str, Tap] | None = None
    """A quiet button beside the main one."""


View = Struct
"""Any of these, or one of a job's own; kiosk_app.stage knows which screen draws it."""
