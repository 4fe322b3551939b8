"""Facts from the devices' outboxes: each recorded once, in order, at the time when it was true."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any

from hall_core.contract import messages as m
from hall_core.contract.codec import Envelope
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.decide_facts import decide_fact
from hall_core.domain.events_apart import ShownApology
from hall_core.domain.hall import Hall
from hall_core.domain.names import ApologyRef
from hall_core.domain.plan import Plan
from hall_core.domain.rating import Offer
from hall_core.domain.who_may import may_tell
from hall_core.mqtt.complaints import Complaints
from hall_core.mqtt.link import Arrived
from hall_hub.store.ledger import Ledger
from hall_hub.when import Now, Stamp, When

log = logging.getLogger(__name__)

Heard = tuple[list[e.Event], m.FactsRecorded]
"""What has to be recorded, and up to where the device's outbox then is."""


class Inbox:
    """Writes to the ledger, within the batch of the hub, how far each outbox is recorded."""

    def __init__(
        self,
        plan: Plan,
        ledger: Ledger,
        complaints: Complaints,
        apologies: Callable[[Sequence[ApologyRef]], list[ShownApology]],
        now: Now,
    ) -> None:
        """``apologies`` tells what boards mean by these."""
        self._devices = {known.id: known for known in plan.devices}
        self._ledger = ledger
        self._complaints = complaints
        self._apologies = apologies
        self._when = When(ledger.clocks(), now)
        self._facts_from: dict[str, tuple[str, int]] = {}
        """Device to its outbox and the oldest fact that it still has."""

    def present(self, device: str, arrived: Arrived, envelope: Envelope[m.DeviceState], now: Now) -> None:
        """A device has said who it is, or the broker that it is gone, in words sealed when it started."""
        state = envelope.body
        if state.online:
            self.heard(device, arrived, envelope, now)
        if state.stream is not None and device in self._devices:
            self._facts_from[device] = state.stream, state.facts_from

    def heard(self, device: str, arrived: Arrived, envelope: Envelope[Any], now: Now) -> None:
        """What a message that was sealed just now tells about its sender's clock."""
        if not arrived.retained and device in self._devices:
            self._when.heard(device, _stamp(envelope), now)

    def fresh(self, device: str, envelope: Envelope[Any], now: Now) -> bool:
        """Whether it was sealed just now, so far as anybody can tell; see :meth:`When.fresh`."""
        return self._when.fresh(device, _stamp(envelope), now)

    def keep_clocks(self) -> None:
        for kept in self._when.unsaved:
            self._ledger.keep_clock(kept)
        self._when.unsaved.clear()

    def hear(self, hall: Hall, device: str, envelope: Envelope[f.Fact], now: Now) -> Heard | None:
        """In sequence: recorded. Older: acknowledged again. A gap: the last one acknowledged, so that it rewinds.
        None for what nobody of this hall may tell."""
        stream, known = envelope.stream, self._devices.get(device)
        if stream is None or known is None:
            why = "a fact needs its stream" if stream is None else "no such device in the hall file"
            self._complaints.refused("malformed" if stream is None else "misaddressed", f"{device}/up/fact", why)
            return None
        kept_stream, oldest = self._facts_from.get(device, (stream, 1))
        last = max(self._ledger.heard_from(device, stream), oldest - 1 if kept_stream == stream else 0)
        events: list[e.Event] = []
        if envelope.seq == last + 1:
            offer = self._offer(hall, envelope.body)
            if may_tell(hall, known, envelope.body, offer):
                true_at = self._when.true_at(device, stream, _stamp(envelope), now)
                meant = self._meant(envelope.body)
                events = decide_fact(
                    hall, envelope.body, f.Reported(device, true_at, now.trusted, offer, meant, heard_at=now.at)
                )
                if isinstance(envelope.body, f.IssuedHere):
                    self._wonder_at(hall, device, envelope.body)
            else:
                # Acknowledged all the same: what follows it in the outbox must not wait for ever.
                self._complaints.refused("not-yours", f"{device}/up/fact", f"{type(envelope.body).__name__} of it")
            last = envelope.seq
            self._ledger.keep_heard(device, stream, last)
        return events, m.FactsRecorded(stream=stream, up_to=last)

    def mark(self, device: str) -> m.FactsRecorded | None:
        """Up to where the outbox that a device says it has is recorded; None: it has said nothing."""
        told = self._facts_from.get(device)
        if told is None:
            return None
        stream, oldest = told
        return m.FactsRecorded(stream=stream, up_to=max(self._ledger.heard_from(device, stream), oldest - 1))

    def marks(self) -> dict[str, m.FactsRecorded]:
        """Of all devices, each to be told: one that has nothing new would not learn that what it told is lost."""
        return {device: mark for device in self._facts_from if (mark := self.mark(device)) is not None}

    def _offer(self, hall: Hall, fact: f.Fact) -> Offer | None:
        """What a vote is about; an offer of an earlier day is known to the ledger alone."""
        if not isinstance(fact, f.VoteCast):
            return None
        return hall.offers.get(fact.offer) or self._ledger.offer(fact.offer)

    def _meant(self, fact: f.Fact) -> tuple[ShownApology, ...]:
        """What a board has shown; of what is not known any more nothing can be told."""
        if not isinstance(fact, f.ApologiesShown):
            return ()
        meant = tuple(self._apologies(fact.refs))
        if len(meant) < len(fact.refs):
            log.warning("%d apologies were shown of which nothing is known any more", len(fact.refs) - len(meant))
        return meant

    def _wonder_at(self, hall: Hall, device: str, fact: f.IssuedHere) -> None:
        """A kiosk with another hall file than ours has still given a paper to a citizen: said once, and taken."""
        service = hall.services.get(fact.service)
        if service is None:
            words = f"{device} issued {fact.number} for {fact.service}, which the hall file does not have"
            self._complaints.once("unknown-service", fact.service, words)
            return
        first, last = service.reserve.get(device, (1, 0))
        if not first <= fact.value <= last:
            words = (
                f"{device} issued {fact.number}, which is not of its reserve for {service.id}; has it our hall file?"
            )
            self._complaints.once("not-of-the-reserve", f"{device} {service.id}", words)


def _stamp(envelope: Envelope[Any]) -> Stamp:
    return Stamp(envelope.at, envelope.mono, envelope.boot, envelope.clock == "trusted")
