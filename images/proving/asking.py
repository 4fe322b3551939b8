"""The rig as a kiosk that asks for numbers without end while plugs are pulled, and keeps every answer it was given."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from demo.stations import station
from hall_core.domain.commands import IssueTicket
from hall_core.keys import Keys
from hall_core.mqtt.heard import Answered, Heard, LinkUp, Unanswered
from images.proving.vm import PATIENCE, Box, VmError

GAP = 0.15
"""Seconds between an answer and the next question: faster than any queue of people, slower than the hub's measure."""
LEDGER = "/var/lib/motcua/hub/ledger.sqlite"
ISSUED = """
import json, sqlite3
db = sqlite3.connect("file:{ledger}?mode=ro", uri=True)
said = [db.execute("PRAGMA integrity_check").fetchone()[0]]
rows = db.execute(\"\"\"SELECT json_extract(body, '$.ticket'), json_extract(body, '$.number') FROM event
    WHERE json_extract(body, '$.type') = 'ticket-issued' ORDER BY seq\"\"\").fetchall()
print(json.dumps([said, rows]))
"""


class Verdict(Struct, frozen=True, kw_only=True):
    answered: int
    """Numbers that somebody was told."""
    lost: list[str]
    """… and that the hub does not know any more, or as another's."""
    twice: list[str]
    """Numbers given to two."""

    def __str__(self) -> str:
        return f"{self.answered} told, lost {self.lost}, twice {self.twice}"


def judged(told: Mapping[str, str], issued: Sequence[tuple[str, str]]) -> Verdict:
    """``told``: command to the number that somebody was told. ``issued``: the same of the ledger, in its order."""
    known, numbers = dict(issued), [number for _, number in issued]
    return Verdict(
        answered=len(told),
        lost=[f"{number} ({id})" for id, number in told.items() if known.get(id) != number],
        twice=sorted({number for number in numbers if numbers.count(number) > 1}),
    )


class Asker:
    def __init__(self, keys: Keys, folder: Path, hall: str, device: str, service: str, broker: tuple[str, int]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.answers: dict[str, str] = {}
        """Number of each command's ticket."""
        self.refused: list[str] = []
        self._service = service
        self._changed = threading.Condition()
        self._going = True
        self._free = threading.Event()
        self._linked = False
        self._station = station(device, folder, broker, self._hear, keys=keys, hall=hall)
        self._stop = self._station.start()
        self._thread = threading.Thread(target=self._run, name="asker")
        self._thread.start()

    def stop(self) -> None:
        self._going = False
        self._free.set()
        self._thread.join()
        self._stop()

    def wait_for(self, more: int, seconds: float = PATIENCE) -> None:
        """Until it has got so many more numbers."""
        with self._changed:
            wanted = len(self.answers) + more
            if self._changed.wait_for(lambda: len(self.answers) >= wanted, seconds):
                return
        raise VmError(f"no {more} more numbers in {seconds:.0f} s; refused last: {self.refused[-3:]}")

    def _run(self) -> None:
        while self._going:
            if self._linked:
                self._free.clear()
                self._station.ask(IssueTicket(service=self._service))
                self._free.wait()
            threading.Event().wait(GAP)

    def _hear(self, heard: Heard) -> None:
        match heard:
            case LinkUp():
                self._linked = True
            case Answered(reply=reply):
                with self._changed:
                    if reply.ticket is not None:
                        self.answers[reply.to] = reply.ticket.number
                    else:
                        self.refused.append(str(reply.refusal))
                    self._changed.notify_all()
                self._free.set()
            case Unanswered():
                self._free.set()
            case _:
                pass

    def judge(self, hub: Box) -> Verdict:
        """VmError when the ledger is not whole, or not all who were told a number have it."""
        # Before the ledger is read: meanwhile the next one is told its number.
        with self._changed:
            answers = dict(self.answers)
        found = hub.sh(f"python3 - <<'END'\n{ISSUED.format(ledger=LEDGER)}\nEND")
        (said,), rows = json.loads(found)
        if said != "ok":
            raise VmError(f"the ledger is not whole: {said}")
        verdict = judged(answers, rows)
        if verdict.lost or verdict.twice:
            raise VmError(str(verdict))
        return verdict
