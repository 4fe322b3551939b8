"""View data of the rating pages."""

from __future__ import annotations

from msgspec import Struct

from kiosk_app.messages import Tap
from kiosk_app.views import HeaderView

Button = tuple[str, Tap]


class FaceView(Struct, frozen=True):
    level: int
    """4 is the best, 1 the worst."""
    words: str
    tap: Tap


class FacesView(Struct, frozen=True):
    """How was it? ``number`` says which ticket it is about."""

    header: HeaderView
    title: str
    number: str
    faces: tuple[FaceView, ...]
    chosen: Tap | None
    """That of one of the faces."""
    skip: Button


class ReasonView(Struct, frozen=True):
    words: str
    ticked: bool
    tap: Tap


class ReasonsView(Struct, frozen=True):
    """And why? ``face`` is what was chosen; its tap leads back to the others."""

    header: HeaderView
    title: str
    title_short: str
    hint: str
    number: str
    face: FaceView
    reasons: tuple[ReasonView, ...]
    back: Button
    skip: Button
    send: Button
    send_short: str
    """For a panel that has no room, as the other short one."""


class PadView(Struct, frozen=True):
    """A pad with nobody before it."""

    header: HeaderView
    label: str
    """What stands above the number of the counter."""
    counter: str
    sentence: str
    rate: Button | None
    """While the last service can still be rated."""
