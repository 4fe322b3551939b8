"""View data of the look-up. How many rows or lines have room only the glass knows: it says which part it shows."""

from __future__ import annotations

from msgspec import Struct

from hall_core.ui.paged import Block
from hall_core.ui.widgets.keyboard.keyboard_words import KeyboardWords
from kiosk_app.messages import Tap
from kiosk_app.views import HeaderView, Mood, TileView


class HitView(Struct, frozen=True):
    title: str
    detail: str
    badge: str
    tap: Tap


class HitsView(Struct, frozen=True):
    """Rows ``first`` (from 0) and following of ``total``."""

    rows: tuple[HitView, ...]
    first: int
    total: int
    said: str
    """How many there are."""
    page: str
    """Such as ``Trang {page}/{pages}``, to be filled in."""
    previous: str
    next: str


class SearchView(Struct, frozen=True):
    header: HeaderView
    title: str
    """What is asked for, while nothing is typed."""
    text: str
    placeholder: str
    hint: str
    """The same for a narrow field."""
    keyboard: KeyboardWords
    back: str
    edition: str
    """When the catalogue was brought up to date; may be empty."""
    hits: HitsView | None = None
    """None while nothing is typed."""
    nothing: tuple[str, ...] = ()
    """What to do when nothing was found: a title and what to try."""
    ready: tuple[tuple[str, Tap], ...] = ()
    browse: TileView | None = None
    keys: bool = False
    turn: tuple[str, Tap] = ("", Tap())
    """On a small panel: from the keyboard to the rows, or to the keyboard."""


class ListView(Struct, frozen=True):
    header: HeaderView
    title: str
    back: str
    edition: str
    hits: HitsView


class ProcedureView(Struct, frozen=True):
    header: HeaderView
    name: str
    full: str
    """Empty when it is no other than ``name``."""
    code: str
    about: str
    """The code with the level, and how new this is."""
    tabs: tuple[tuple[str, str, Tap], ...]
    """(icon, word, tap)"""
    chosen: Tap
    blocks: tuple[Block, ...]
    page: int
    """The part of ``blocks`` that is wanted, from 0."""
    pages: str
    """Such as ``Trang {page}/{pages}``, to be filled in."""
    previous: str
    next: str
    back: str
    case: tuple[str, str, Tap] | None
    """Which case the papers are for, and the button to choose another."""
    offers: tuple[TileView, ...]
    part: tuple[str, Tap]
    """On a small panel, in place of the tabs: the chosen one, and what leads to the others."""
    offer: tuple[str, Tap]
    """On a small panel, in place of ``offers``."""
    mood: Mood | None
    """How the printing stands; None when nothing is printed."""


class PhoneView(Struct, frozen=True):
    header: HeaderView
    title: str
    lines: tuple[str, ...]
    qr: str
    back: str
