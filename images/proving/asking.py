"""The rig as a kiosk that asks for numbers without end while plugs are pulled, and as an officer who calls and serves
as fast; both keep every answer they were given."""

from __future__ import annotations

import json
import threading
from abc import abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from demo.stations import station
from hall_core.contract.messages import CounterState, Reply, Role
from hall_core.domain import commands as c
from hall_core.domain.plan_devices import Desk
from hall_core.keys import Keys
from hall_core.mqtt.heard import Answered, Heard, LinkUp, StateHeard, Unanswered
from images.proving.vm import PATIENCE, Box, VmError

GAP = 0.15
"""Seconds between an answer and the next question: faster than any queue of people, slower than the hub's measure."""
DONE: dict[type[c.Command], str] = {
    c.CallNext: "ticket-called",
    c.StartService: "service-started",
    c.CompleteService: "ticket-completed",
}
LEDGER = "/var/lib/motcua/hub/ledger.sqlite"
KNOWN = """
import json, sqlite3
db = sqlite3.connect("file:{ledger}?mode=ro", uri=True)
said = [db.execute("PRAGMA integrity_check").fetchone()[0]]
rows = []
for command, body in db.execute("SELECT command, body FROM event ORDER BY seq"):
    event = json.loads(body)
    if event["type"] == "ticket-issued":
        rows.append((event["ticket"], event["number"]))
    elif event["type"] in {done} and not event.get("again"):
        rows.append((command, event["type"] + " " + event["ticket"]))
print(json.dumps([said, rows]))
"""
"""What the ledger knows: of each command the number that it gave out, or which ticket it called, began or ended."""


class Verdict(Struct, frozen=True, kw_only=True):
    answered: int
    """Numbers, calls and services that somebody was told of."""
    lost: list[str]
    """… and that the hub does not know any more, or as another's."""
    twice: list[str]
    """Numbers given to two, and tickets that were called, begun or ended twice."""

    def __str__(self) -> str:
        return f"{self.answered} told, lost {self.lost}, twice {self.twice}"


def judged(told: Mapping[str, str], known: Sequence[tuple[str, str]]) -> Verdict:
    """``told``: command to what somebody was told: a number, or what became of which ticket. ``known``: the same of the
    ledger, in its order."""
    by_command, words = dict(known), Counter(what for _, what in known)
    return Verdict(
        answered=len(told),
        lost=[f"{what} ({id})" for id, what in told.items() if by_command.get(id) != what],
        twice=sorted(what for what, times in words.items() if times > 1),
    )


class Place(Struct, frozen=True, kw_only=True):
    """As which device of which hall the rig asks."""

    hall: str
    device: str
    broker: tuple[str, int]
    keys: Keys | None
    folder: Path
    """For its outbox."""


class Insistent:
    """Asks for one thing after the other in the place of a device. ``answers``: what it was told, by its command."""

    def __init__(self, place: Place, role: Role, *listen: object) -> None:
        place.folder.mkdir(parents=True, exist_ok=True)
        self.answers: dict[str, str] = {}
        self.refused: list[str] = []
        self._asked: dict[str, c.Command] = {}
        self._changed = threading.Condition()
        self._going = True
        self._free = threading.Event()
        self._linked = False
        self._station = station(
            place.device, place.folder, place.broker, self._hear, listen, keys=place.keys, hall=place.hall, role=role
        )
        self._stop = self._station.start()
        self._thread = threading.Thread(target=self._run, name=place.device)
        self._thread.start()

    @abstractmethod
    def _wish(self) -> c.Command: ...

    @abstractmethod
    def _told(self, asked: c.Command, reply: Reply) -> str | None:
        """In the ledger's words; None for what it is not asked about."""

    def _knows(self, state: object) -> None:
        """Heard beside answers."""

    def stop(self) -> None:
        self._going = False
        self._free.set()
        self._thread.join()
        self._stop()

    def so_far(self) -> dict[str, str]:
        """A copy of the answers; meanwhile the next one comes."""
        with self._changed:
            return dict(self.answers)

    def wait_for(self, more: int, seconds: float = PATIENCE) -> None:
        """Until it was told so much more."""
        with self._changed:
            wanted = len(self.answers) + more
            if self._changed.wait_for(lambda: len(self.answers) >= wanted, seconds):
                return
        raise VmError(f"{self._thread.name}: no {more} more in {seconds:.0f} s; refused last: {self.refused[-3:]}")

    def _run(self) -> None:
        while self._going:
            if self._linked:
                self._free.clear()
                wish = self._wish()
                with self._changed:  # the answer waits until it is known what was asked
                    self._asked[self._station.ask(wish)] = wish
                self._free.wait()
            threading.Event().wait(GAP)

    def _hear(self, heard: Heard) -> None:
        match heard:
            case LinkUp():
                self._linked = True
            case Answered(reply=reply):
                with self._changed:
                    asked = self._asked.pop(reply.to, None)
                    if reply.refusal is not None:
                        self.refused.append(str(reply.refusal))
                    elif asked is not None and (told := self._told(asked, reply)) is not None:
                        self.answers[reply.to] = told
                    self._changed.notify_all()
                self._free.set()
            case Unanswered():
                self._free.set()
            case StateHeard(state=state):
                self._knows(state)
            case _:
                pass


class Asker(Insistent):
    def __init__(self, place: Place, service: str) -> None:
        self._service = service
        super().__init__(place, "kiosk")

    def _wish(self) -> c.Command:
        return c.IssueTicket(service=self._service)

    def _told(self, asked: c.Command, reply: Reply) -> str | None:
        return None if reply.ticket is None else reply.ticket.number


class Officer(Insistent):
    """Calls whoever is next, begins, ends."""

    def __init__(self, place: Place, desk: Desk) -> None:
        self._counter, self._officer = desk.counter, desk.officer
        self._state: CounterState | None = None
        super().__init__(place, "caller", ("counter", self._counter))

    def _knows(self, state: object) -> None:
        if isinstance(state, CounterState):
            self._state = state

    def _wish(self) -> c.Command:
        state, at = self._state, self._counter
        if state is None or state.status == "closed":
            return c.OpenCounter(counter=at, officer=self._officer)
        if state.ticket is None:
            return c.CallNext(counter=at)
        return c.StartService(counter=at) if state.ticket.state == "called" else c.CompleteService(counter=at)

    def _told(self, asked: c.Command, reply: Reply) -> str | None:
        self._state = reply.counter or self._state
        word = DONE.get(type(asked))
        return f"{word} {reply.concerned.id}" if word and reply.concerned is not None else None


def judge(hub: Box, *who: Insistent) -> Verdict:
    """VmError when the ledger is not whole, or does not have once what somebody was told."""
    # Before the ledger is read: meanwhile the next one is told something.
    answers: dict[str, str] = {}
    for each in who:
        answers |= each.so_far()
    found = hub.sh(f"python3 - <<'END'\n{KNOWN.format(ledger=LEDGER, done=tuple(DONE.values()))}\nEND")
    (said,), rows = json.loads(found)
    if said != "ok":
        raise VmError(f"the ledger is not whole: {said}")
    verdict = judged(answers, rows)
    if verdict.lost or verdict.twice:
        raise VmError(str(verdict))
    return verdict
