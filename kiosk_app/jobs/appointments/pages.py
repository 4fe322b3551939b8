"""Checking in for an appointment: its pages and taps. What comes of it is a ticket as any other."""

from __future__ import annotations

from typing import ClassVar

from hall_core.domain.names import Millis, Uid
from hall_core.domain.refusal import Refusal
from kiosk_app.jobs.entry.pages import Entry
from kiosk_app.jobs.tickets.pages import ANSWER, READ_REFUSAL
from kiosk_app.kiosk import Page
from kiosk_app.messages import Tap


class CheckInEntry(Entry, frozen=True, kw_only=True):
    """Which appointment?"""


class CheckingIn(Page, frozen=True):
    """The hub is asked."""

    stays: ClassVar[Millis | None] = ANSWER
    asks: ClassVar[bool] = False
    deaf: ClassVar[bool] = True
    kept: ClassVar[bool] = False

    intent: Uid


class NotCheckedIn(Page, frozen=True):
    stays: ClassVar[Millis | None] = READ_REFUSAL
    asks: ClassVar[bool] = False
    kept: ClassVar[bool] = False
    scans: ClassVar[bool] = True

    refusal: Refusal


class NoCheckIn(Page, frozen=True):
    """Nobody can say now whether there is such an appointment: without the hub an ordinary number is all there is."""

    stays: ClassVar[Millis | None] = READ_REFUSAL
    asks: ClassVar[bool] = False
    kept: ClassVar[bool] = False
    scans: ClassVar[bool] = True


class BeginCheckIn(Tap, frozen=True):
    """I have an appointment. On whatever page it stands."""
