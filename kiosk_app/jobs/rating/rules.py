"""Rating a service, as rules.

A vote is a fact: it waits in this box's outbox until the hub has recorded it, so that the page thanks whether the hub
is there or not. The hub has the last word (a forged, a late or a second vote is refused and counted there); what can
be known here is refused here, so that nobody is thanked for nothing.
"""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.contract.messages import HallState, RatingOffer
from hall_core.contract.questions import AskOffer, OfferTold
from hall_core.domain.codes import TicketCode, TicketLink
from hall_core.domain.facts import VoteCast
from hall_core.domain.names import Uid
from hall_core.domain.rating import REASONS
from hall_core.mqtt.heard import StateHeard, Told, Unanswered
from kiosk_app import messages as m
from kiosk_app.jobs.rating import pages as p
from kiosk_app.jobs.rating.offers import counter_of, left, may_rate, offered
from kiosk_app.kiosk import IDLE, Home, Kiosk, Manner, Now, go_home, show, turn
from kiosk_app.messages import Effect, Scanned, Tell, Wonder
from kiosk_app.rules import Step, always, on
from kiosk_app.scans import leads

REMEMBERED = 200
"""Offers rated here that are known by heart: those of a day, after which each has expired."""

# --- On a kiosk: by the code of the ticket ----------------------------------------------------------------------


@on(Home, p.OpenRating)
def _open(kiosk: Kiosk, page: Home, tap: p.OpenRating, now: Now) -> Step:
    return show(kiosk, p.ScanTicket(), now), []


@on(p.ScanTicket, Scanned)
def _scanned(kiosk: Kiosk, page: p.ScanTicket, message: Scanned, now: Now) -> Step:
    from hall_core.domain.scanned import Unreadable, read  # here, for the first frame does not need it

    code = read(message.text)
    if isinstance(code, TicketCode):
        return _find(kiosk, code, now)
    if isinstance(code, TicketLink):
        return _find_linked(kiosk, code, now)
    hint: p.Hint = "unreadable" if isinstance(code, Unreadable) else "no-ticket"
    return turn(kiosk, p.ScanTicket(hint), now), []


@leads(TicketCode)
def _find(kiosk: Kiosk, code: TicketCode, now: Now) -> Step:
    """From wherever the ticket was scanned."""
    if code.hall != kiosk.setup.plan.hall.id:
        return show(kiosk, p.NotNow("other-hall"), now), []
    return _ask_for(kiosk, code.id, now)


@leads(TicketLink)
def _find_linked(kiosk: Kiosk, code: TicketLink, now: Now) -> Step:
    """The link does not say of which hall it is: the hub knows its own tickets."""
    return _ask_for(kiosk, code.id, now)


def _ask_for(kiosk: Kiosk, ticket: Uid, now: Now) -> Step:
    if not kiosk.online:
        return show(kiosk, p.NotNow("no-hub"), now), []
    return show(kiosk, p.Finding(now.id), now), [Wonder(now.id, AskOffer(ticket=ticket))]


@on(p.Finding, Told)
def _told(kiosk: Kiosk, page: p.Finding, message: Told, now: Now) -> Step:
    if message.answer.to != page.question:
        return kiosk, []
    match message.answer.body:
        case OfferTold(offer=RatingOffer() as offer):
            why = "used" if offer.id in kiosk.rated else None
            return turn(kiosk, p.NotNow(why) if why else p.Faces(offer), now), []
        case OfferTold(why=why):
            return turn(kiosk, p.NotNow(why or "unknown"), now), []
        case _:
            return turn(kiosk, p.NotNow("no-hub"), now), []


@on(p.Finding, Unanswered)
def _unanswered(kiosk: Kiosk, page: p.Finding, message: Unanswered, now: Now) -> Step:
    if message.command != page.question:
        return kiosk, []
    return turn(kiosk, p.NotNow("no-hub"), now), []


@on(p.Finding, m.Woke)
def _waited(kiosk: Kiosk, page: p.Finding, message: m.Woke, now: Now) -> Step:
    if kiosk.deadline is None or now.mono < kiosk.deadline:
        return kiosk, []
    return turn(kiosk, p.NotNow("no-hub"), now), []


# --- On a pad: when a service has ended at its counter ----------------------------------------------------------


@always(StateHeard)
def _hub_clock(kiosk: Kiosk, message: StateHeard, now: Now) -> Step:
    """The hub's heartbeat: other states may have lain at the broker for long."""
    if not isinstance(message.state, HallState):
        return kiosk, []
    return replace(kiosk, hub_ahead=message.hub_at - now.mono), []


@on(p.RatingPage, StateHeard)
def _state_heard(kiosk: Kiosk, page: p.RatingPage, message: StateHeard, now: Now) -> Step:
    return _follow(kiosk, now), []


@on(p.Idle, m.Woke)
def _look(kiosk: Kiosk, page: p.Idle, message: m.Woke, now: Now) -> Step:
    """Whoever chose a language here and left is forgotten."""
    if kiosk.deadline is None or now.mono < kiosk.deadline:
        return kiosk, []
    kiosk = _follow(kiosk, now)
    if not isinstance(kiosk.page, p.Idle):
        return kiosk, []
    offer = offered(kiosk, now)
    deadline = None if offer is None else now.mono + left(kiosk, offer, now)
    return replace(kiosk, manner=Manner(), deadline=deadline), []


def _follow(kiosk: Kiosk, now: Now) -> Kiosk:
    """The page of a pad goes with the service that it is for, and comes up once for each by itself."""
    if counter_of(kiosk) is None:
        return kiosk
    offer, page = offered(kiosk, now), kiosk.page
    if isinstance(page, p.Faces | p.Reasons) and (offer is None or offer.id != page.offer.id):
        kiosk = go_home(kiosk, now)
    if offer is None or offer.id == kiosk.offered or not isinstance(kiosk.page, p.Idle):
        return kiosk
    return _ask(replace(kiosk, offered=offer.id), p.FacesUnasked(offer), now)


@on(p.Idle, p.OpenOffer)
def _open_offer(kiosk: Kiosk, page: p.Idle, tap: p.OpenOffer, now: Now) -> Step:
    offer = offered(kiosk, now)
    return (kiosk, []) if offer is None else (_ask(kiosk, p.Faces(offer), now), [])


def _ask(kiosk: Kiosk, faces: p.Faces, now: Now) -> Kiosk:
    return show(kiosk, faces, now, min(IDLE, left(kiosk, faces.offer, now)))


@always(p.RatedBefore)
def _rated_before(kiosk: Kiosk, message: p.RatedBefore, now: Now) -> Step:
    kiosk = replace(kiosk, rated=(*message.offers, *kiosk.rated)[-REMEMBERED:])
    page = kiosk.page
    rated = isinstance(page, p.Faces | p.Reasons) and page.offer.id in kiosk.rated
    return (go_home(kiosk, now) if rated else kiosk), []


# --- The vote ---------------------------------------------------------------------------------------------------


@on(p.Faces, p.ChooseLevel)
def _choose(kiosk: Kiosk, page: p.Faces, tap: p.ChooseLevel, now: Now) -> Step:
    if tap.offer != page.offer.id:
        return kiosk, []
    kiosk = replace(kiosk, page=p.Faces(page.offer, tap.level))
    return show(kiosk, p.Reasons(page.offer, tap.level), now), []


@on(p.Reasons, p.Tick)
def _tick(kiosk: Kiosk, page: p.Reasons, tap: p.Tick, now: Now) -> Step:
    if tap.offer != page.offer.id or tap.reason not in REASONS[page.level]:
        return kiosk, []
    ticked = {*page.ticked} ^ {tap.reason}
    page = replace(page, ticked=tuple(reason for reason in REASONS[page.level] if reason in ticked))
    return replace(kiosk, page=page), []


@on(p.Reasons, p.Send)
def _send(kiosk: Kiosk, page: p.Reasons, tap: p.Send, now: Now) -> Step:
    offer = page.offer
    if tap.offer != offer.id:
        return kiosk, []
    if not may_rate(kiosk, offer, now):
        why: p.Why = "used" if offer.id in kiosk.rated else "expired"
        return turn(kiosk, p.NotNow(why), now), []
    kiosk = replace(kiosk, rated=(*kiosk.rated, offer.id)[-REMEMBERED:])
    vote: list[Effect] = [Tell(VoteCast(offer=offer.id, level=page.level, reasons=list(page.ticked)))]
    return turn(kiosk, p.Thanks(), now), vote
