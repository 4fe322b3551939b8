"""What people were told and have seen is what the ledger says: nothing answered is lost, nothing was made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from hall_core.domain import events as e
from hall_core.domain.names import TicketNumber, Uid
from hall_sim.happened import Happened, moment
from hall_sim.said import Done, Numbered, Papered, Said, Seen, Voted

DONE: dict[str, tuple[type[Any], ...]] = {
    "start": (e.TicketServiceStarted,),
    "complete": (e.TicketCompleted, e.TicketStepEnded),
    "no-show": (e.TicketMissed,),
    "recall": (e.TicketCalled,),
    "next": (e.TicketCalled,),
    "call-this": (e.TicketCalled,),
    "park": (e.TicketParked,),
    "take-up": (e.TicketTakenUp,),
    "take-over": (e.TicketTakenUp,),
    "defer": (e.TicketDeferred,),
    "transfer": (e.TicketTransferred,),
    "return": (e.TicketTransferred,),
    "requeue": (e.TicketRequeued,),
    "decline": (e.TicketRequeued,),
    "cancel": (e.TicketCancelled,),
    "reinstate": (e.TicketReinstated,),
    "set-priority": (e.TicketPrioritised,),
}
"""A command's tag to what the ledger has of it once it was answered."""


class _Book:
    """What the ledger says about tickets, calls and votes, by their ids."""

    def __init__(self, ledger: list[Happened]) -> None:
        self.number: dict[Uid, TicketNumber] = {}
        """What the citizen's number is in the end."""
        self.paper: dict[Uid, set[str]] = {}
        self.calls: dict[Uid, e.TicketCalled] = {}
        self.called_as: dict[Uid, TicketNumber] = {}
        self.done: Counter[tuple[Uid, type[Any]]] = Counter()
        self.votes: set[Uid] = set()
        for event, _ in ledger:
            self._take(event)

    def _take(self, event: e.Event) -> None:
        match event:
            case e.TicketIssued() | e.TicketRenumbered() | e.TicketReported():
                self.number[event.ticket] = event.number
            case e.TicketPrinted() | e.TicketReprinted() | e.TicketPrintFailed():
                self._paper(event.ticket, _PAPER[type(event)])
            case e.PaperReported():
                self._paper(event.ticket, event.paper)
            case e.VoteRecorded() | e.VoteRefused():
                self.votes.add(event.offer)
            case e.TicketEvent():
                self.done[event.ticket, type(event)] += 1
                if isinstance(event, e.TicketCalled):
                    self.calls[event.call] = event
                    self.called_as[event.call] = self.number.get(event.ticket, "")
            case _:
                pass

    def _paper(self, ticket: Uid, what: str) -> None:
        self.paper.setdefault(ticket, set()).add(what)


_PAPER: dict[type[Any], str] = {
    e.TicketPrinted: "printed",
    e.TicketReprinted: "reprinted",
    e.TicketPrintFailed: "failed",
}


def said_is_kept(ledger: list[Happened], said: Iterable[Said]) -> Iterator[str]:
    """Every number, call, vote and deed that anybody was told of is in the ledger, as he was told."""
    book, those = _Book(ledger), list(said)
    wanted: Counter[tuple[Uid, tuple[type[Any], ...]]] = Counter()
    for one in those:
        words = ""
        match one:
            case Numbered():
                number = book.number.get(one.ticket)
                if number != one.number:
                    words = f"has {one.number}, and the ledger " + (
                        "knows no such ticket" if number is None else f"says {number}"
                    )
            case Seen():
                words = _seen(book, one)
            case Voted() if one.offer not in book.votes:
                words = f"has taken a vote for {one.offer}, and the ledger has none"
            case Done():
                kinds = DONE.get(one.wish, ())
                wanted[one.ticket, kinds] += 1
                if kinds and wanted[one.ticket, kinds] > sum(book.done[one.ticket, kind] for kind in kinds):
                    number = book.number.get(one.ticket, one.ticket)
                    words = f"was told that {one.wish} is done with {number}, and the ledger does not have it"
            case _:
                pass
        if words:
            yield f"{moment(one.at)}: {one.device} {words}"
    yield from _papers(book, those)


def _seen(book: _Book, one: Seen) -> str:
    call = book.calls.get(one.call)
    if call is None:
        return f"showed {one.number} at {one.counter}, a call that is not in the ledger"
    as_called = book.called_as[one.call], call.counter
    if as_called != (one.number, one.counter):
        return f"showed {one.number} at {one.counter}, and the ledger called {as_called[0]} to {as_called[1]}"
    return ""


def _papers(book: _Book, said: list[Said]) -> Iterator[str]:
    """The ledger says printed of what came out of a printer, and of nothing else; what is not marked as a reprint comes
    out once. Looked at where somebody watched."""
    came: dict[Uid, Papered] = {}
    firsts: Counter[Uid] = Counter()
    for one in said:
        if isinstance(one, Papered):
            number = book.number.get(one.ticket, one.ticket)
            if one.paper not in book.paper.get(one.ticket, set()) and not _overtaken(book, one):
                yield f"{moment(one.at)}: {one.device} {one.paper} {number}, and the ledger does not say so"
            firsts[one.ticket] += one.paper == "printed"
            if one.paper == "printed" and firsts[one.ticket] > 1:
                yield f"{moment(one.at)}: {one.device} gave out {number} once more, which is not marked as a reprint"
            came.setdefault(one.ticket, one)
            if one.paper != "failed":
                came[one.ticket] = one
    if said:
        for ticket, kinds in book.paper.items():
            if kinds & {"printed", "reprinted"} and (ticket not in came or came[ticket].paper == "failed"):
                yield f"the ledger says that {book.number.get(ticket, ticket)} is on paper, and no printer gave it out"


def _overtaken(book: _Book, one: Papered) -> bool:
    """A paper that failed is no news once it has come after all; of one that was cut off any word will do."""
    kinds = book.paper.get(one.ticket, set[str]())
    return (one.paper == "failed" and "printed" in kinds) or (one.cut_off and bool(kinds))
