"""An appointment, as the central system told the hall: a code, a service, a time. Nothing about a person."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.names import AppointmentCode, Millis, Slug
from hall_core.domain.plan import Policy

_MINUTE = 60_000

Moment = Literal["early", "in-time", "late"]


class Appointment(Struct, frozen=True, kw_only=True):
    code: AppointmentCode
    service: Slug
    due: Millis


def opens_at(due: Millis, policy: Policy) -> Millis:
    """From when on one may check in."""
    return due - policy.appointment_early_minutes * _MINUTE


def moment(due: Millis, at: Millis, policy: Policy) -> Moment:
    """``in-time`` from ``early`` minutes before to ``late`` minutes after it, both included."""
    if at < opens_at(due, policy):
        return "early"
    return "late" if at > due + policy.appointment_late_minutes * _MINUTE else "in-time"
