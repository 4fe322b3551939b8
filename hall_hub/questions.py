"""Answers to what devices want to know. Nothing is decided and nothing recorded by it; see contract.questions."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import msgspec
from msgspec.structs import replace

from hall_core.contract import questions as q
from hall_core.contract.codec import ContractError, Envelope, decode
from hall_core.contract.topics import Topics
from hall_core.domain.dossier import Dossier
from hall_core.domain.hall import Hall
from hall_core.domain.names import Millis, Uid
from hall_core.domain.plan import Plan
from hall_core.domain.ticket import OPEN
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.complaints import Complaints
from hall_hub.inbox import Inbox
from hall_hub.knowledge import Knowledge
from hall_hub.post import Post
from hall_hub.views import rating_offer
from hall_hub.when import Now

log = logging.getLogger(__name__)

PAGE_BYTES = 7_400
"""Of dossiers on one page: with the envelope it stays under the 8 kB of a message."""


class Questions:
    def __init__(
        self, plan: Plan, knowledge: Knowledge, topics: Topics, post: Post, complaints: Complaints, inbox: Inbox
    ) -> None:
        self._plan = plan
        self._knowledge = knowledge
        self._topics = topics
        self._post = post
        self._complaints = complaints
        self._inbox = inbox

    def answers(self, arrived: Iterable[Arrived], hall: Hall, now: Now) -> list[Publication]:
        """An answer to each question among the messages; what else there is, is passed over."""
        out: list[Publication] = []
        for message in arrived:
            address = self._topics.parse(message.topic)
            if address is None or address.kind != "question":
                continue
            try:
                envelope: Envelope[q.Question] = decode("question", message.payload)
            except ContractError as error:
                self._complaints.refused(error.key, message.topic, str(error))
                if error.message_id is not None:
                    out.append(self._sealed(address.name, error.message_id, q.CannotTell(reason="malformed")))
                continue
            self._inbox.heard(address.name, message, envelope, now)
            out.append(self._answered(hall, address.name, envelope, now.at))
        return out

    def _answered(self, hall: Hall, device: str, envelope: Envelope[q.Question], at: Millis) -> Publication:
        try:
            return self._sealed(device, envelope.id, self._body(hall, device, envelope.body, at))
        except Exception:
            # A mistake of ours, or a disk that does not read, must not cost the others theirs.
            log.exception("could not answer a question of %s", device)
            return self._sealed(device, envelope.id, q.CannotTell(reason="internal-error"))

    def _sealed(self, device: str, id: Uid, body: q.AnswerBody) -> Publication:
        return self._post.to("answer", device, q.Answer(to=id, body=body))

    def _body(self, hall: Hall, device: str, question: q.Question, at: Millis) -> q.AnswerBody:
        if self._plan.device(device) is None:
            return q.CannotTell(reason="unknown-device")
        match question:
            case q.AskPart():
                return self._knowledge.editions.part(question)
            case q.AskDossier(code=code):
                dossier = self._knowledge.copies.dossier(code)
                # Who asks by the code has no use for the owner's token.
                told = None if dossier is None else replace(dossier, owner="")
                return q.DossierTold(dossier=told, as_of=self._knowledge.copies.dossiers_as_of())
            case q.AskDossiers(bucket=bucket, page=page):
                return self._bucket(bucket, page)
            case q.AskOffer(ticket=ticket):
                return _offer(hall, ticket, at)

    def _bucket(self, digits: str, page: int) -> q.DossiersTold:
        pages = _pages(self._knowledge.copies.bucket(digits)) if self._plan.policy.id_card else []
        shown = pages[page] if page < len(pages) else []
        return q.DossiersTold(
            dossiers=shown, page=page, pages=len(pages), as_of=self._knowledge.copies.dossiers_as_of()
        )


def _pages(dossiers: list[Dossier]) -> list[list[Dossier]]:
    pages: list[list[Dossier]] = []
    room = 0
    for dossier in dossiers:
        size = len(msgspec.json.encode(dossier)) + 1
        if not pages or size > room:
            pages.append([])
            room = PAGE_BYTES
        pages[-1].append(dossier)
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
