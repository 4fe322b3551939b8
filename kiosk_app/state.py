"""The kiosk's decisions: ``step(kiosk, message, now) -> (kiosk, effects)``. Pure.

The rules stand with their jobs (kiosk_app/jobs); here is what is true of every page.
"""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.contract.messages import CatalogueHead, CounterState, HallState, ServiceState
from hall_core.domain.names import Millis
from hall_core.mqtt.heard import HubBack, HubQuiet, LinkDown, LinkUp, StateHeard
from kiosk_app import messages as m
from kiosk_app.jobs import ALL
from kiosk_app.kiosk import LEAVE, Kiosk, Now, Page, Paged, go_back, go_home, turn
from kiosk_app.manner import manner
from kiosk_app.messages import Message, Report
from kiosk_app.rules import Step, always, apply, on

__all__ = ["ALL", "step", "wake_at"]


def step(kiosk: Kiosk, message: Message, now: Now) -> Step:
    """The kiosk after ``message``, and what is to be done."""
    return apply(kiosk, message, now)


def wake_at(kiosk: Kiosk, now: Now) -> Millis:
    """When Woke is due, by the monotonic clock: at the deadline, at the next second of a countdown, or when the
    clock on the screen moves on."""
    minute = now.mono + 60_000 - now.at % 60_000
    if kiosk.deadline is None:
        return minute
    left = kiosk.deadline - now.mono
    if left <= 0:
        return now.mono
    return min(minute, now.mono + ((left - 1) % 1000 + 1 if not kiosk.there else left))


# --- Taps that mean the same everywhere -------------------------------------------------------------------------


@on(Page, m.GoBack)
def _go_back(kiosk: Kiosk, page: Page, tap: m.GoBack, now: Now) -> Step:
    return go_back(kiosk, now), []


@on(Paged, m.TurnTo)
def _turn_to(kiosk: Kiosk, page: Paged, tap: m.TurnTo, now: Now) -> Step:
    return turn(kiosk, replace(page, page=max(0, tap.page)), now), []


@on(Paged, m.GoBack)
def _turn_back(kiosk: Kiosk, page: Paged, tap: m.GoBack, now: Now) -> Step:
    """To the part before this one, or to the page before this one."""
    if page.page > 0:
        return turn(kiosk, replace(page, page=page.page - 1), now), []
    return go_back(kiosk, now), []


@on(Page, m.GoHome)
def _go_home(kiosk: Kiosk, page: Page, tap: m.GoHome, now: Now) -> Step:
    return go_home(kiosk, now), []


@on(Page, m.Speak)
def _speak(kiosk: Kiosk, page: Page, tap: m.Speak, now: Now) -> Step:
    return manner(kiosk, now, language=tap.language), []


@on(Page, m.Woke)
def _woke(kiosk: Kiosk, page: Page, message: m.Woke, now: Now) -> Step:
    if kiosk.deadline is None or now.mono < kiosk.deadline:
        return kiosk, []
    if page.asks and kiosk.there:
        return replace(kiosk, there=False, since=now.mono, deadline=now.mono + LEAVE), []
    return go_home(kiosk, now), []


# --- The hub and the box ----------------------------------------------------------------------------------------


@always(m.Connected)
def _connected(kiosk: Kiosk, message: m.Connected, now: Now) -> Step:
    return replace(kiosk, connected=True), []


@always(StateHeard)
def _state_heard(kiosk: Kiosk, message: StateHeard, now: Now) -> Step:
    match message.state:
        case HallState() as hall:
            return replace(kiosk, hall=hall, hub_clock=message.clock_trusted), []
        case ServiceState() as service:
            return replace(kiosk, services={**kiosk.services, service.service: service}), []
        case CounterState() as counter:
            return replace(kiosk, counters={**kiosk.counters, counter.counter: counter}), []
        case CatalogueHead(digest=digest) if message.name == "plan":
            return kiosk, [Report("hall-file-differs", digest != kiosk.setup.digest)]
    return kiosk, []


@always(LinkUp)
def _link_up(kiosk: Kiosk, message: LinkUp, now: Now) -> Step:
    return replace(kiosk, link=True), []


@always(LinkDown)
def _link_down(kiosk: Kiosk, message: LinkDown, now: Now) -> Step:
    return replace(kiosk, link=False), []


@always(HubQuiet)
def _hub_quiet(kiosk: Kiosk, message: HubQuiet, now: Now) -> Step:
    return replace(kiosk, quiet=True), []


@always(HubBack)
def _hub_back(kiosk: Kiosk, message: HubBack, now: Now) -> Step:
    return replace(kiosk, quiet=False), []


@always(m.ProblemSeen)
def _problem_seen(kiosk: Kiosk, message: m.ProblemSeen, now: Now) -> Step:
    problems = kiosk.problems - {message.problem}
    kiosk = replace(kiosk, problems=problems | {message.problem} if message.present else problems)
    return kiosk, [Report(message.problem, message.present)]
