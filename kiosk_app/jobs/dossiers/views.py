"""View data of a dossier's pages."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from kiosk_app.messages import Tap
from kiosk_app.views import FactView, HeaderView

Kind = Literal["calm", "good", "caution"]
"""As of a notice."""


class TextView(Struct, frozen=True):
    """Something said about it, under its name."""

    name: str
    text: str


class DossierView(Struct, frozen=True, kw_only=True):
    header: HeaderView
    icon: str
    state: str
    kind: Kind
    code: str
    procedure: str
    agency: str
    dates: tuple[FactView, ...]
    texts: tuple[TextView, ...]
    """Of any length: the screen breaks them into parts, of which ``part`` (from 0) is shown."""
    part: int
    parts: str
    """Such as ``Trang {page}/{pages}``, for the screen to fill in."""
    updated: str
    back: str
    next: str
    done: str
    pay: tuple[str, Tap] | None
    pay_short: str


class PayView(Struct, frozen=True, kw_only=True):
    header: HeaderView
    title: str
    code: str
    qr: str
    lines: tuple[str, ...]
    back: str
