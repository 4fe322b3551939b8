"""Checking in for an appointment, as rules.

Only the hub knows the appointments: there is no number of a reserve for one. A check-in that nobody answered is given
back like any other number, and with it the appointment may be checked in anew.
"""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.domain import codes
from hall_core.domain.commands import CheckIn
from hall_core.domain.facts import GivenUp
from hall_core.domain.names import AppointmentCode
from hall_core.domain.scanned import AppointmentCode as ScannedAppointment
from hall_core.mqtt.heard import Answered, Unanswered
from kiosk_app.jobs.appointments import pages as p
from kiosk_app.jobs.entry.pages import Enter
from kiosk_app.jobs.tickets.rules import issued, settled
from kiosk_app.kiosk import Kiosk, Now, Page, show, turn
from kiosk_app.messages import Ask, Tell, Woke
from kiosk_app.rules import Step, on
from kiosk_app.scans import leads


@on(Page, p.BeginCheckIn)
def _begin(kiosk: Kiosk, page: Page, tap: p.BeginCheckIn, now: Now) -> Step:
    return show(kiosk, p.CheckInEntry() if kiosk.online else p.NoCheckIn(), now), []


@on(p.CheckInEntry, Enter)
def _enter(kiosk: Kiosk, page: p.CheckInEntry, tap: Enter, now: Now) -> Step:
    code = codes.appointment(page.text)
    if code is None:
        wrong = "typed" if page.text.strip() else "empty"
        return replace(kiosk, page=replace(page, wrong=wrong)), []
    return _check_in(kiosk, code, now)


@leads(ScannedAppointment)
def _scanned(kiosk: Kiosk, read: ScannedAppointment, now: Now) -> Step:
    return _check_in(kiosk, read.code, now)


def _check_in(kiosk: Kiosk, code: AppointmentCode, now: Now) -> Step:
    if not kiosk.online:
        return show(kiosk, p.NoCheckIn(), now), []
    return show(kiosk, p.CheckingIn(now.id), now), [Ask(now.id, CheckIn(code=code, language=kiosk.language))]


@on(p.CheckingIn, Answered)
def _answered(kiosk: Kiosk, page: p.CheckingIn, message: Answered, now: Now) -> Step:
    reply = message.reply
    if reply.to != page.intent:
        return kiosk, []
    if reply.refusal is not None:
        return turn(kiosk, p.NotCheckedIn(reply.refusal), now), [settled(reply.to, reply.refusal)]
    if reply.ticket is None:
        return _no_answer(kiosk, page, now)
    return issued(kiosk, reply.ticket, now, timed=kiosk.hub_clock)


@on(p.CheckingIn, Unanswered)
def _unanswered(kiosk: Kiosk, page: p.CheckingIn, message: Unanswered, now: Now) -> Step:
    return _no_answer(kiosk, page, now) if message.command == page.intent else (kiosk, [])


@on(p.CheckingIn, Woke)
def _woke(kiosk: Kiosk, page: p.CheckingIn, message: Woke, now: Now) -> Step:
    late = kiosk.deadline is not None and now.mono >= kiosk.deadline
    return _no_answer(kiosk, page, now) if late else (kiosk, [])


def _no_answer(kiosk: Kiosk, page: p.CheckingIn, now: Now) -> Step:
    given_up = GivenUp(ticket=page.intent, reason="no answer reached the kiosk")
    return turn(kiosk, p.NoCheckIn(), now), [Tell(given_up)]
