"""Answers to what devices want to know. Nothing is decided and nothing recorded by it; see contract.questions."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from hall_core.contract import questions as q
from hall_core.contract.codec import Envelope
from hall_core.domain.business_day import local
from hall_core.domain.dossier import Dossier
from hall_core.domain.dossier_days import Reckoned, reckoned
from hall_core.domain.hall import Hall
from hall_core.domain.names import DossierCode, Millis, Uid
from hall_core.domain.plan import Plan
from hall_core.domain.ticket import OPEN
from hall_core.mqtt.complaints import Complaints
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.asking import Asker, Asking, Heard
from hall_hub.door import Door, Turned
from hall_hub.inbox import Inbox
from hall_hub.knowledge import Knowledge
from hall_hub.post import Post
from hall_hub.views import rating_offer
from hall_hub.when import Now
from hall_hub.who_asks import may_wonder

log = logging.getLogger(__name__)

PAGE_BYTES = 7_400
"""Of dossiers on one page: with the envelope it stays under the 8 kB of a message."""


class Questions:
    def __init__(
        self,
        plan: Plan,
        knowledge: Knowledge,
        post: Post,
        door: Door,
        complaints: Complaints,
        inbox: Inbox,
    ) -> None:
        self._plan = plan
        self._knowledge = knowledge
        self._post = post
        self._door = door
        self._complaints = complaints
        self._inbox = inbox
        self._asking = Asking(plan, post, complaints)
        self._asked: list[Publication] = []
        """What goes to the centre with the next answers."""

    def answers(self, arrived: Iterable[Arrived], hall: Hall, now: Now) -> list[Publication]:
        """An answer to each question among the messages; what else there is, is passed over."""
        arrived = list(arrived)
        out: list[Publication] = []
        for message in filter(self._asking.is_for, arrived):
            if (heard := self._asking.hear(message)) is not None:
                out += self._from_the_centre(heard)
        for came in self._door.enter(self.others(arrived), now, questions=True):
            device = came.address.name
            if isinstance(came, Turned):
                reason = came.reason if came.reason in ("too-many", "shut-out") else "malformed"
                out.append(self._sealed(device, came.id, q.CannotTell(reason=reason)))
                continue
            self._inbox.heard(device, came.arrived, came.envelope, now)
            if (answer := self._answered(hall, device, came.envelope, now)) is not None:
                out.append(answer)
        asked, self._asked = self._asked, []
        return out + asked

    def others(self, arrived: Iterable[Arrived]) -> Iterable[Arrived]:
        """Without what is of the line to the centre, which does not come through the door."""
        return (message for message in arrived if not self._asking.is_for(message))

    def overdue(self, now: Now) -> list[Publication]:
        """Answers to those for whom the centre had none in time."""
        return [answer for heard in self._asking.overdue(now.mono) for answer in self._from_the_centre(heard)]

    def _answered(self, hall: Hall, device: str, envelope: Envelope[q.Question], now: Now) -> Publication | None:
        try:
            body = self._body(hall, device, envelope.id, envelope.body, now)
            return None if body is None else self._sealed(device, envelope.id, body)
        except Exception:
            # A mistake of ours, or a disk that does not read, must not cost the others theirs.
            log.exception("could not answer a question of %s", device)
            return self._sealed(device, envelope.id, q.CannotTell(reason="internal-error"))

    def _sealed(self, device: str, id: Uid, body: q.AnswerBody) -> Publication:
        return self._post.to("answer", device, q.Answer(to=id, body=body))

    def _body(self, hall: Hall, device: str, id: Uid, question: q.Question, now: Now) -> q.AnswerBody | None:
        """None: one too many, of which the first was told so; or the answer comes later, when the centre has said."""
        known = self._plan.device(device)
        if known is None:
            return q.CannotTell(reason="unknown-device")
        if not may_wonder(known, self._plan.policy, question):
            self._complaints.refused("not-yours", f"{device}/up/question", f"{type(question).__name__} of it")
            return q.CannotTell(reason="not-yours")
        if not isinstance(question, q.AskPart):
            verdict = self._door.pace.takes(device, "look-up", now.mono)
            if verdict != "taken":
                self._complaints.refused("too-many", f"{device}/up/question", "it looks too much up")
                return q.CannotTell(reason="too-many") if verdict == "first" else None
        match question:
            case q.AskPart():
                return self._knowledge.editions.part(question)
            case q.AskDossier(code=code):
                return self._dossier(code, Asker(device, id), now)
            case q.AskDossiers(bucket=bucket, page=page):
                return self._bucket(bucket, page)
            case q.AskOffer(ticket=ticket):
                return _offer(hall, ticket, now.at)
            case q.AskCardKey():
                return q.CardKeyTold(key=base64.b64encode(self._knowledge.card_key).decode())

    def _dossier(self, code: DossierCode, asker: Asker, now: Now) -> q.DossierTold | None:
        dossier, as_of = self._knowledge.copies.dossier(code), self._knowledge.copies.dossiers_as_of()
        if dossier is not None:
            # Who asks by the code has no use for the owner's token.
            return self._told(replace(dossier, owner=""), as_of, "not-asked")
        if not self._asking.wanted:
            return self._told(None, as_of, "not-asked")
        asked = self._asking.ask(code, asker, now.mono)
        if asked is None:
            return self._told(None, as_of, "no-answer")
        self._asked += asked
        return None

    def _from_the_centre(self, heard: Heard) -> list[Publication]:
        as_of = self._knowledge.copies.dossiers_as_of() if heard.as_of is None else heard.as_of
        told = self._told(heard.dossier, as_of, heard.asked)
        return [self._sealed(asker.device, asker.question, told) for asker in heard.askers]

    def _told(self, dossier: Dossier | None, as_of: Millis | None, asked: q.Asked) -> q.DossierTold:
        may = None if dossier is None else self._reckoned(dossier, as_of)
        return q.DossierTold(dossier=dossier, as_of=as_of, asked=asked, reckoned=may)

    def _reckoned(self, dossier: Dossier, as_of: Millis | None) -> Reckoned | None:
        day = None if as_of is None else local(as_of).date().isoformat()
        return reckoned(dossier, day, self._knowledge.calendars.days, self._plan.hours)

    def _bucket(self, digits: str, page: int) -> q.DossiersTold:
        as_of = self._knowledge.copies.dossiers_as_of()
        dossiers = self._knowledge.copies.bucket(digits) if self._plan.policy.id_card else []
        pages = _pages([(dossier, self._reckoned(dossier, as_of)) for dossier in dossiers])
        shown = pages[page] if page < len(pages) else []
        return q.DossiersTold(
            dossiers=[dossier for dossier, _ in shown],
            page=page,
            pages=len(pages),
            as_of=as_of,
            reckoned={dossier.code: may for dossier, may in shown if may is not None},
        )


def _pages(dossiers: list[tuple[Dossier, Reckoned | None]]) -> list[list[tuple[Dossier, Reckoned | None]]]:
    pages: list[list[tuple[Dossier, Reckoned | None]]] = []
    room = 0
    for dossier, may in dossiers:
        size = len(msgspec.json.encode(dossier)) + 1
        if may is not None:
            size += len(msgspec.json.encode({dossier.code: may}))
        if not pages or size > room:
            pages.append([])
            room = PAGE_BYTES
        pages[-1].append((dossier, may))
        room -= size
    return pages


def _offer(hall: Hall, ticket: str, at: Millis) -> q.OfferTold:
    known = hall.tickets.get(ticket)
    offer = hall.offer_for(ticket)
    if offer is None:
        early = known is not None and known.state in OPEN
        return q.OfferTold(offer=None, why="early" if early else "unknown")
    if offer.used:
        return q.OfferTold(offer=None, why="used")
    if at > offer.until:
        return q.OfferTold(offer=None, why="expired")
    return q.OfferTold(offer=rating_offer(offer))
