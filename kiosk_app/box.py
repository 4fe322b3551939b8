"""What the hands of all jobs have in common: the box they work on, and how they say what they can do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Kiosk
from hall_core.mqtt.station import Station
from hall_core.ui.translate import Words
from kiosk_app.devices.printer import PrintWorker
from kiosk_app.messages import Effect, Message
from kiosk_app.voice import Voice

Hand = Callable[[Any], Message | None]
"""Carries one kind of effect out, and may say at once what came of it."""


class Box(Struct, frozen=True, kw_only=True):
    """``printer`` None: there is none that could be used."""

    plan: Plan
    kiosk: Kiosk
    data: Path
    """The folder that outlives a power cut."""
    station: Station
    printer: PrintWorker | None
    words: Words
    voice: Voice = Voice()
    clock: Callable[[], tuple[int, int, bool]]
    """Milliseconds since 1970 UTC, milliseconds since start, whether the first is trusted."""
    post: Callable[[Message], None]
    """For what comes later; from any thread."""


class Hands(Struct, frozen=True, kw_only=True):
    """What one job can carry out."""

    quick: dict[type[Effect], Hand] = {}
    """Effects that take no time, on the screen's thread: what comes of them stands in the very next picture. One that
    is among the slow as well is handed to them first."""
    slow: dict[type[Effect], Hand] = {}
    """Effects that wait for a disk, one after the other on a thread of their own."""
    start: Callable[[], Callable[[], None]] = lambda: lambda: None
    """Starts what the job keeps running (a scanner, a copy of the catalogue), and gives what stops it."""
