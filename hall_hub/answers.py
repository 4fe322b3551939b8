"""What goes with an answer: what was recorded for it, for whoever got it to hold (docs/backup.md).

The answer is kept without that: it stands in the ledger already. One that is asked for again gets it from there.
"""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from hall_core.contract.messages import Reply
from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.hall import Hall
from hall_core.domain.held import Recorded, held_ticket
from hall_core.domain.names import Millis, Slug, Uid
from hall_hub.store.ledger import Ledger

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Reply).decode


def to_be_recorded(
    hall: Hall, ledger: Ledger, events: list[e.Event], at: Millis, officer: Slug | None
) -> Recorded | None:
    """Before it is; None: nothing is. ``hall`` is the state before."""
    if not events:
        return None
    concerned = dict.fromkeys(event.ticket for event in events if isinstance(event, e.TicketEvent))
    return Recorded(
        epoch=ledger.epoch,
        seq=ledger.head + 1,
        at=at,
        day=hall.day,
        officer=officer,
        events=events,
        tickets=[held_ticket(hall.tickets[id]) for id in concerned if id in hall.tickets],
    )


def with_recorded(reply: Reply, recorded: Recorded | None) -> msgspec.Raw:
    return msgspec.Raw(_encode(replace(reply, recorded=recorded)))


def once_more(kept: bytes, id: Uid, hall: Hall, ledger: Ledger) -> msgspec.Raw:
    """The same answer to the same command."""
    try:
        found = ledger.recorded(id)
        reply = _decode(kept)
    except msgspec.ValidationError:  # in words of a newer release, from which this box went back: then as it stands
        return msgspec.Raw(kept)
    if found is None:
        return msgspec.Raw(kept)
    seq, at, officer, events = found
    recorded = to_be_recorded(hall, ledger, events, at, officer)
    return with_recorded(reply, None if recorded is None else replace(recorded, seq=seq))


def holds(command: c.Command) -> bool:
    """Whether its answer is worth holding."""
    return not isinstance(command, c.TellHeld | c.SkipDevice)
