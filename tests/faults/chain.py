"""A citizen's whole visit, asked for by devices that never give up: what each is told in the end."""

from __future__ import annotations

import time
from pathlib import Path

from hall_core.contract import limits
from hall_core.contract.messages import CounterState, Reply, ZoneState
from hall_core.domain import commands as c
from hall_core.domain.facts import CallWasShown, PaperPrinted, VoteCast
from hall_core.mqtt.heard import Answered, CallHeard, Heard, LinkUp, StateHeard
from tests.faults.witness import Witness
from tests.flows.conftest import Device

SOON = 0.1
"""Seconds until a command or a fact is sent again: nobody waits here for a busy line."""
PATIENCE = 60.0
COUNTER, OFFICER = "quay-1", "can-bo-1"


def in_a_hurry() -> None:
    """For the stations of this process."""
    limits.COMMAND_AGAIN = limits.FACT_AGAIN = SOON
    limits.COMMAND_GIVE_UP = PATIENCE


class Chain:
    """The stations stay up from one visit to the next."""

    def __init__(self, folder: Path, broker: tuple[str, int], witness: Path) -> None:
        def device(id: str, *listen: tuple[str, ...]) -> Device:
            own = folder / id
            own.mkdir(exist_ok=True)
            made = Device(id, own, broker, *listen)
            made.expect(LinkUp, seconds=PATIENCE)
            return made

        self.kiosk = device("kiosk-1")
        self.officer = device("goi-1")
        self.board = device("bang-1", ("call", "sanh"), ("zone", "sanh"))
        self.pad = device("pad-1")
        self._witness = {id: Witness(witness, id) for id in ("kiosk-1", "goi-1", "bang-1", "pad-1")}

    def visit(self) -> None:
        """Somebody comes, is called, seen, served and asked how it was. AssertionError, or queue.Empty, when that does
        not come to its end."""
        ticket = self._ask(self.kiosk, c.IssueTicket(service="khai-sinh")).ticket
        assert ticket is not None
        self._witness["kiosk-1"].saw("seen", ticket.id, number=ticket.number)
        self._witness["kiosk-1"].saw("paper", ticket.id, number=ticket.number)
        self._tell(self.kiosk, "kiosk-1", PaperPrinted(ticket=ticket.id))
        called = self._ask(self.officer, c.CallNext(counter=COUNTER))
        assert called.counter is not None
        assert called.counter.ticket is not None
        assert called.counter.ticket.number == ticket.number, "one after the other"
        self._see(called.to)
        self._witness["bang-1"].saw("painted", called.to, number=ticket.number, body=COUNTER)
        self._tell(self.board, "bang-1", CallWasShown(call=called.to, how="painted"))
        self._ask(self.officer, c.StartService(counter=COUNTER))
        over = self._ask(self.officer, c.CompleteService(counter=COUNTER)).counter
        assert isinstance(over, CounterState)
        assert over.offer is not None
        self._tell(self.pad, "pad-1", VoteCast(offer=over.offer.id, level="satisfied"))
        tellers = (self.kiosk, self.board, self.pad)
        deadline = time.monotonic() + PATIENCE
        while any(teller.station.outbox.waiting() for teller in tellers):
            assert time.monotonic() < deadline, "told, and never acknowledged"
            time.sleep(0.005)

    def come(self) -> None:
        """Somebody comes, and waits."""
        ticket = self._ask(self.kiosk, c.IssueTicket(service="khai-sinh")).ticket
        assert ticket is not None
        self._witness["kiosk-1"].saw("seen", ticket.id, number=ticket.number)

    def call(self) -> str:
        """Somebody comes and is called, which nobody may see; the call's id."""
        self.come()
        called = self._ask(self.officer, c.CallNext(counter=COUNTER))
        self._ask(self.officer, c.StartService(counter=COUNTER))
        return called.to

    def open(self) -> None:
        self._ask(self.officer, c.OpenCounter(counter=COUNTER, officer=OFFICER))

    def _ask(self, device: Device, command: c.Command) -> Reply:
        id = device.station.ask(command)
        heard = device.expect(Answered, lambda heard: heard.reply.to == id, seconds=PATIENCE)
        assert heard.reply.refusal is None, f"{command}: {heard.reply.refusal}"
        name = "kiosk-1" if device is self.kiosk else "goi-1"
        self._witness[name].saw("answered", id, body=heard.reply)
        return heard.reply

    def _tell(self, device: Device, id: str, fact: PaperPrinted | CallWasShown | VoteCast) -> None:
        device.station.tell(fact)
        self._witness[id].saw("told", str(device.station.outbox.last), body=fact)

    def _see(self, call: str) -> None:
        """As it is called, or in the zone's state when the hub died before it could call."""

        def is_there(heard: Heard) -> bool:
            match heard:
                case CallHeard(call=made):
                    return made.id == call
                case StateHeard(state=ZoneState(calls=calls)):
                    return call in {made.id for made in calls}
                case _:
                    return False

        self.board.expect(object, is_there, seconds=PATIENCE)  # pyright: ignore[reportArgumentType]

    def close(self) -> None:
        """Again is harmless."""
        for device in (self.kiosk, self.officer, self.board, self.pad):
            device.stop()
        while self._witness:
            self._witness.popitem()[1].close()
