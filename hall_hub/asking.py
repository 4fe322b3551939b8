"""Asks the centre for a dossier that is not in the hall's copy, while somebody stands before the kiosk.

It answers within a moment or not at all: then the kiosk is told so, and what the copy says. Codes stand in no log.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from hall_core.contract.centre.messages import Ask, Told
from hall_core.contract.centre.topics import up_qos
from hall_core.contract.codec import ContractError, decode
from hall_core.contract.ids import new_id
from hall_core.contract.questions import Asked
from hall_core.contract.topics import Topics
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import DossierCode, Millis, Slug, Uid
from hall_core.domain.plan import Plan
from hall_core.mqtt.complaints import Complaints
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.post import Post

ANSWER_MOST = 2_500
"""Milliseconds: about as long as people look at "one moment" before they touch the glass again; a kiosk gives the hub
up after twice as long."""
EXPIRES = 3
"""Seconds after which no broker carries the question any further: nobody waits for it then."""
CODES_MOST, ASKERS_MOST = 32, 64
"""Under way at a time, and who waits for one of them: more is no hall full of people."""
LINE_AWAY = b"0"
"""What the hall's broker says of its line to the centre when that is down."""


class Asker(Struct, frozen=True):
    device: Slug
    question: Uid


class Heard(Struct, frozen=True):
    """What came of asking, for each who waits."""

    askers: list[Asker]
    asked: Asked
    dossier: Dossier | None = None
    as_of: Millis | None = None
    """Of when the centre's own copy is; None: it has not answered."""


class _UnderWay(Struct):
    code: DossierCode
    until: Millis
    askers: list[Asker]


class Asking:
    """Times are milliseconds of a clock that nobody sets. For the hub's one thread."""

    def __init__(self, plan: Plan, post: Post, complaints: Complaints) -> None:
        topics = Topics(plan.hall.id)
        self.wanted = plan.centre is not None and plan.centre.ask
        """Whether the hall file lets the hub ask."""
        self._told, self._line = topics.to("centre-down", "told"), topics.line
        self._post = post
        self._complaints = complaints
        self._away = False
        self._under_way: dict[Uid, _UnderWay] = {}
        """By the id of what was sent, oldest first."""

    def is_for(self, arrived: Arrived) -> bool:
        """Whether it is of the line to the centre, and no business of anybody's at the door."""
        return self.wanted and arrived.topic in (self._told, self._line)

    def ask(self, code: DossierCode, asker: Asker, now: Millis) -> list[Publication] | None:
        """What is to be sent so that an answer comes; None: there will be none, for the line is away, or too much is
        under way already."""
        if not self.wanted or self._away:
            return None
        known = next((way for way in self._under_way.values() if way.code == code), None)
        if known is not None and len(known.askers) < ASKERS_MOST:
            known.askers.append(asker)
            return []
        if known is not None or len(self._under_way) >= CODES_MOST:
            return None
        id = new_id()
        self._under_way[id] = _UnderWay(code, now + ANSWER_MOST, [asker])
        return [self._post.publication("centre-up", Ask(code=code), "ask", qos=up_qos("ask"), expires=EXPIRES, id=id)]

    def hear(self, arrived: Arrived) -> Heard | None:
        """What :meth:`is_for`. An answer to nothing that was asked, or one too late, is nobody's."""
        if arrived.topic == self._line:
            self._away = arrived.payload == LINE_AWAY
            return None
        if arrived.retained:
            self._complaints.refused("kept", arrived.topic, "an answer is for whoever asked just now")
            return None
        try:
            told: object = decode("centre-down", arrived.payload).body
        except ContractError as error:
            self._complaints.refused(error.key, arrived.topic, "no answer of the centre")
            return None
        if not isinstance(told, Told) or (way := self._under_way.get(told.to)) is None:
            return None
        if told.dossier is not None and told.dossier.code != way.code:
            self._complaints.refused("malformed", arrived.topic, "the answer is about another dossier")
            return None
        del self._under_way[told.to]
        if told.dossier is None:
            return Heard(way.askers, "none", as_of=told.as_of)
        # Who asks by the code has no use for the owner's token.
        return Heard(way.askers, "found", replace(told.dossier, owner=""), told.as_of)

    def overdue(self, now: Millis) -> Iterator[Heard]:
        """Whom the centre has not answered; all of them once the line is away."""
        for id, way in list(self._under_way.items()):
            if self._away or now >= way.until:
                del self._under_way[id]
                yield Heard(way.askers, "no-answer")
