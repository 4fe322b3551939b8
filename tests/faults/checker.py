"""Whether a hall has kept what it has promised, whatever was done to it: its ledger, beside what was witnessed outside.

What must be true of any ledger stands in :mod:`hall_sim.checks`; here is what only a witness can tell.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec.structs import replace

from hall_core.contract.messages import Reply
from hall_core.domain import events as e
from hall_core.domain.plan import Plan
from hall_core.domain.rating import Offer
from hall_sim import said as s
from hall_sim.checks import faults
from kiosk_app.jobs.tickets.rules import UNKEPT
from tests.faults.witness import Seen, witnessed

Happened = tuple[e.Event, int]


class Ledger:
    """What stands on the hub's disk, read by another process."""

    def __init__(self, file: Path) -> None:
        with closing(sqlite3.connect(file)) as db:
            [self.whole] = db.execute("PRAGMA integrity_check").fetchone()
            rows = db.execute("SELECT at, command, body FROM event ORDER BY seq").fetchall()
            self.seqs = [seq for (seq,) in db.execute("SELECT seq FROM event ORDER BY seq")]
            answers = db.execute("SELECT command, device, reply FROM answer").fetchall()
            inbox = db.execute("SELECT device, stream, last FROM inbox")
            self.heard: dict[tuple[str, str], int] = {(device, stream): last for device, stream, last in inbox}
            offers = [msgspec.json.decode(body, type=Offer) for (body,) in db.execute("SELECT body FROM offer")]
        self.happened: list[Happened] = [(msgspec.json.decode(body, type=e.Event), at) for at, _, body in rows]
        self.by_command: dict[str, list[e.Event]] = {}
        for (_, command, _), (event, _) in zip(rows, self.happened, strict=True):
            self.by_command.setdefault(command or "", []).append(event)
        self.answers = {id: (device, msgspec.json.decode(reply, type=Reply)) for id, device, reply in answers}
        self.offers = offers


def judge(plan: Plan, file: Path, witness: Path, outboxes: dict[str, Path]) -> list[str]:
    """One sentence for each promise that was broken. ``outboxes``: each device's, when all was told that is to be
    told; what is in none of them was never on a disk."""
    ledger, seen = Ledger(file), list(witnessed(witness))
    found = [] if ledger.whole == "ok" else [f"the ledger is damaged: {ledger.whole}"]
    found += ["the ledger has a gap"] if ledger.seqs != list(range(1, len(ledger.seqs) + 1)) else []
    found += faults(plan, ledger.happened, said(seen))
    for check in (answers_are_kept, wishes_end_once, numbers_are_seen_or_void, calls_are_accounted):
        found += check(ledger, seen)
    for device, outbox in outboxes.items():
        found += facts_are_recorded(ledger, seen, device, outbox)
    return found


def said(seen: list[Seen]) -> Iterator[s.Said]:
    """What people have noticed, in the words of the hall's own checks."""
    for one in seen:
        match one.what:
            case "seen" | "paper":
                yield s.Numbered(ticket=one.id, number=one.number, device=one.device, day="1970-01-01", at=0)
            case "painted":
                yield s.Seen(call=one.id, number=one.number, counter=one.body, device=one.device, at=0)
            case "told" if one.body["type"] == "vote":
                yield s.Voted(offer=one.body["offer"], device=one.device, at=0)
            case _:
                pass
    for device in sorted({one.device for one in seen}):
        yield from papers(one for one in seen if one.device == device)


def papers(own: Iterable[Seen]) -> Iterator[s.Papered]:
    """What came out of one kiosk's printer, and what did not. The word of a paper is on the disk before the next one
    comes out; only a kiosk that dies between the two may say something else when it is back."""
    last: s.Papered | None = None
    for one in own:
        match one:
            case Seen(what="paper"):
                if last is not None:
                    yield last
                paper = "reprinted" if one.body else "printed"
                last = s.Papered(ticket=one.id, paper=paper, device=one.device, at=0)
            case Seen(what="told", body={"type": "printed", "ticket": ticket}) if last and last.ticket == ticket:
                yield last
                last = None
            case Seen(what="told", body={"type": "print-failed", "ticket": ticket}):
                yield s.Papered(ticket=ticket, paper="failed", device=one.device, at=0)
            case Seen(what="boot") if last is not None:
                yield replace(last, cut_off=True)
                last = None
            case _:
                pass
    if last is not None:
        yield last


def answers_are_kept(ledger: Ledger, seen: list[Seen]) -> Iterator[str]:
    """What a device was answered is what the ledger has kept, word for word, however often it was answered; a refusal
    for the moment is kept nowhere, and nothing has happened by it then."""
    for one in seen:
        if one.what != "answered":
            continue
        reply = msgspec.convert(one.body, Reply)
        device, kept = ledger.answers.get(one.id, ("", None))
        if kept is None and (reply.refusal is None or reply.refusal.reason not in UNKEPT):
            yield f"{one.device} was answered {one.id}, and the ledger knows nothing of it"
        elif kept is not None and (kept, device) != (replace(reply, recorded=None), one.device):
            yield f"{one.device} was answered {one.id} with other words than the ledger has kept"
        held = [] if reply.recorded is None else reply.recorded.events
        if held != ledger.by_command.get(one.id, []):
            yield f"{one.device} holds of {one.id} what the ledger does not have"


def wishes_end_once(ledger: Ledger, seen: list[Seen]) -> Iterator[str]:
    """What the ledger has done by a command it has answered, and what it has refused it has not done."""
    for id, events in ledger.by_command.items():
        answer = ledger.answers.get(id)
        if answer is not None and answer[1].refusal is not None:
            yield f"{id} was refused, and yet {', '.join(type(event).__name__ for event in events)}"
    for id, (_, reply) in ledger.answers.items():
        if reply.refusal is None and id not in ledger.by_command:
            yield f"{id} was answered as done, and nothing has happened by it"
    issued = [event.ticket for event, _ in ledger.happened if isinstance(event, e.TicketIssued)]
    twice = {ticket for ticket in issued if issued.count(ticket) > 1} if len(set(issued)) < len(issued) else set[str]()
    yield from (f"the intent {ticket} became two tickets" for ticket in twice)
    del seen


def numbers_are_seen_or_void(ledger: Ledger, seen: list[Seen]) -> Iterator[str]:
    """Whoever is in line has seen his number, or it is given up; the same number was seen by one alone. A kiosk that is
    away can give up no number before it is called: that one is the officer's to end."""
    day_of, day = dict[str, int](), 0
    for event, _ in ledger.happened:
        day += isinstance(event, e.DayBegan)
        if isinstance(event, e.TicketIssued):
            day_of[event.ticket] = day
    holders: dict[tuple[int, str], set[str]] = {}
    for one in seen:
        if one.what == "seen":
            holders.setdefault((day_of.get(one.id, day), one.number), set()).add(one.id)
    yield from (f"{number} was seen by {len(who)} people" for (_, number), who in holders.items() if len(who) > 1)
    held = {id for who in holders.values() for id in who}
    tickets = {event.ticket: event.number for event, _ in ledger.happened if isinstance(event, e.TicketIssued)}
    over = {
        event.ticket
        for event, _ in ledger.happened
        if isinstance(event, e.TicketCancelled | e.TicketExpired | e.TicketCalled | e.TicketPrintFailed)
    }
    for ticket in sorted(tickets.keys() - held - over):
        yield f"{tickets[ticket]} stands in line, and nobody has ever seen it"


def calls_are_accounted(ledger: Ledger, seen: list[Seen]) -> Iterator[str]:
    """What is said to be painted was; and of each call the officer knows whether anybody could see it; with its day it
    is over."""
    last = max(place for place, (event, _) in enumerate(ledger.happened) if isinstance(event, e.DayBegan))
    today = {event.call for event, _ in ledger.happened[last:] if isinstance(event, e.TicketCalled)}
    shown = {event.call for event, _ in ledger.happened if isinstance(event, e.CallShown)}
    unseen = {event.call for event, _ in ledger.happened if isinstance(event, e.CallUnseen)}
    painted = {one.id for one in seen if one.what == "painted"}
    yield from (f"{call} is said to be painted, and no board has" for call in shown - painted)
    yield from (f"nobody knows whether {call} was seen" for call in today - shown - unseen)


def facts_are_recorded(ledger: Ledger, seen: list[Seen], device: str, outbox: Path) -> Iterator[str]:
    """All that the device was told to be on its disk is in the ledger, and counted once; its starts are counted up."""
    with closing(sqlite3.connect(outbox)) as db:
        stream, acked = db.execute("SELECT id, acked FROM stream").fetchone()
        last = db.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'fact'").fetchone()[0]
    own = [one for one in seen if one.device == device]
    told = max((int(one.id) for one in own if one.what == "told"), default=0)
    heard = ledger.heard.get((device, stream), 0)
    if not told <= last == heard == acked:
        yield f"{device} has told {told} facts, keeps {last}, has {acked} acknowledged; the ledger has {heard}"
    boots = [int(one.id) for one in own if one.what == "boot"]
    if boots != sorted(set(boots)):
        yield f"the starts of {device} are counted {boots}"
