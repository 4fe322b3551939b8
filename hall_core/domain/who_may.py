"""Who may wish for what, and tell what: by the device, and by who is signed in there. Pure.

A box stands in a public hall and may be opened, or its key taken out of it. So it may do what its program does for the
people in front of it, and nothing more.
"""

from __future__ import annotations

from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain import recovering
from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Uid
from hall_core.domain.plan_devices import Board, Caller, Console, Device, Kiosk, Led, Pad, Sign
from hall_core.domain.rating import Offer
from hall_core.domain.refusal import Refusal

_DESK_COMMANDS = (c.IssueTicket, c.CheckIn, c.CancelTicket, c.Reinstate, c.SetPriority)
"""What any officer may do at the desk, whoever sits at which counter."""
_SIGNED_IN = (c.CallThis, c.TakeOver, c.EnterRoll)
"""At a counter, but out of turn, out of another officer's hand, or in another one's name: for somebody who has signed
in, so that a name stands in the ledger. A press of a key has none."""
_IN_HAND = ("called", "serving")


def may_wish(hall: Hall, device: Device, command: c.Command) -> Refusal | None:
    """Why not; None: it may. A kiosk asks for tickets, a caller acts at its own counters, a console for the officer who
    is signed in there; whatever only shows asks for nothing."""
    if isinstance(command, c.TellHeld):
        may = command.by is None and device.id in recovering.holders(hall.plan)
        return None if may else Refusal("not-yours", device.id)
    match device:
        case Console():
            return _may_officer(hall, command)
        case Kiosk():
            may = _may_kiosk(hall, device, command)
        case Caller():
            may = _may_caller(hall, device, command)
        case Board() | Led() | Sign() | Pad():
            may = False
    return None if may and command.by is None else Refusal("not-yours", device.id)


def _may_kiosk(hall: Hall, kiosk: Kiosk, command: c.Command) -> bool:
    match command:
        case c.IssueTicket() | c.CheckIn():
            return True
        case c.CancelTicket(ticket=ticket):
            return _its_own(hall, kiosk, ticket)
        case _:
            return False


def _may_caller(hall: Hall, caller: Caller, command: c.Command) -> bool:
    match command:
        case c.CancelTicket(ticket=id):
            ticket = hall.tickets.get(id)
            return ticket is None or (ticket.counter in caller.counters and ticket.state in _IN_HAND)
        # Whom the hub's hall file does not have is refused as such by the rule itself: the box runs on another one.
        case c.OpenCounter(counter=counter, officer=officer) if officer in hall.officers:
            return any((desk.counter, desk.officer) == (counter, officer) for desk in caller.all_desks)
        case c.AtCounter(counter=counter):
            return counter in caller.counters and not isinstance(command, _SIGNED_IN)
        case _:
            return False


def _may_officer(hall: Hall, command: c.Command) -> Refusal | None:
    """An officer acts at the counter where he sits, or opens one in his own name; what concerns other people's
    counters, whole services and paper rolls is the head's."""
    officer = hall.officers.get(command.by or "")
    if officer is None:
        return Refusal("unknown-officer", command.by or "")
    if officer.role == "head" or isinstance(command, _DESK_COMMANDS):
        return None
    if not isinstance(command, c.AtCounter) or isinstance(command, c.EnterRoll):
        return Refusal("head-only", officer.id)
    counter = hall.counters.get(command.counter)
    session = None if counter is None else counter.session
    if isinstance(command, c.OpenCounter):
        return None if command.officer == officer.id else Refusal("not-yours", command.officer)
    if session is not None and session.officer != officer.id:
        return Refusal("anothers-counter", session.officer)
    return None


def may_tell(hall: Hall, device: Device, fact: f.Fact, offer: Offer | None = None) -> bool:
    """A kiosk tells of the tickets it gives out, what shows calls of its own zone's. Votes are cast where citizens
    stand, never at an officer's keys; on a pad for its own counter. ``offer`` is that of a vote, where it is known."""
    match fact:
        case f.IssuedHere() | f.GivenUp() | f.PaperPrinted() | f.PaperFailed():
            return isinstance(device, Kiosk) and _its_own(hall, device, fact.ticket)
        case f.CallWasShown(call=id):
            call = hall.calls.get(id)
            return isinstance(device, Board | Led | Sign) and (call is None or call.zone == device.zone)
        case f.ApologiesShown():
            return isinstance(device, Board) and "dossiers" in device.shows
        case f.VoteCast():
            if isinstance(device, Pad):
                return offer is None or offer.counter == device.counter
            return isinstance(device, Kiosk)


def _its_own(hall: Hall, kiosk: Kiosk, id: Uid) -> bool:
    """Whether no other device has given that ticket out. Ids cannot be guessed, but those of tickets in hand stand in
    the counters' states, which others can read. What is not known today is for the rule itself to judge."""
    ticket = hall.tickets.get(id)
    return ticket is None or ticket.device == kiosk.id
