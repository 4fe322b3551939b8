"""Why the hub said no: a key that every screen can put into its language, and what it is about."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Reason = Literal[
    "unknown-service",
    "unknown-counter",
    "unknown-officer",
    "unknown-ticket",
    "unknown-device",
    "unknown-priority",
    "not-yours",
    "hall-closed",
    "too-late",
    "given-up",
    "already-issued",
    "appointment-unknown",
    "appointment-other-day",
    "appointment-early",
    "appointment-used",
    "numbers-spent",
    "daily-cap",
    "no-counter",
    "counter-closed",
    "counter-paused",
    "counter-not-paused",
    "counter-open",
    "officer-elsewhere",
    "ticket-in-hand",
    "unanswered-call",
    "nobody-waiting",
    "not-waiting",
    "not-its-turn",
    "reason-needed",
    "recall-cap",
    "recall-too-soon",
    "not-served-here",
    "not-sent-here",
    "not-parked",
    "anothers-ticket",
    "anothers-counter",
    "head-only",
    "empty-hands-first",
    "too-long",
    "service-stopped",
    "service-not-stopped",
    "help-asked",
    "help-not-asked",
    "unknown-zone",
    "unknown-message",
    "unknown-roll",
    "too-many-messages",
    "wrong-times",
    "wrong-numbers",
    "no-ticket",
    "not-called",
    "not-serving",
    "not-open",
    "still-open",
    "already-served",
    "stale",
    "recovering",
    "not-recovering",
    "malformed",
    "oversized",
    "storage",
    "internal-error",
    "unsupported-version",
    "too-old",
    "too-many",
    "shut-out",
]


WhyNot = Literal["service-stopped", "hall-closed", "too-late", "numbers-spent", "daily-cap"]
"""Why a service gives no numbers; each is a reason to refuse one."""
Issuing = Literal["open"] | WhyNot


class Refusal(Struct, frozen=True):
    """``about`` is the thing in the way (a ticket number, a counter, a time), for the sentence on the screen."""

    reason: Reason
    about: str = ""
