"""Puts what the hub says into envelopes and onto topics."""

from __future__ import annotations

from functools import lru_cache

from hall_core.contract.codec import Sealer, encode
from hall_core.contract.ids import new_id
from hall_core.contract.topics import Kind, Topics
from hall_core.domain.names import Uid
from hall_core.mqtt.link import Publication

TOPICS = 512
"""Kept at most: device names come from outside as well."""


class Post:
    def __init__(self, topics: Topics, sealer: Sealer) -> None:
        # A hall has some two hundred topics, said again and again.
        self._topic = lru_cache(TOPICS)(topics.to)
        self._sealer = sealer

    def to(self, kind: Kind, device: str, body: object) -> Publication:
        return self.publication(kind, body, device)

    def retained(self, kind: Kind, body: object, *names: str, qos: int = 0) -> Publication:
        return self.publication(kind, body, *names, qos=qos, retain=True)

    def taken_back(self, kind: Kind, *names: str) -> Publication:
        """Empties a retained topic."""
        return Publication(self._topic(kind, *names), b"", 1, True)

    def standing(self, kind: Kind, body: object | None, *names: str) -> Publication:
        """Retained, or taken back when there is nothing to say any more."""
        return self.taken_back(kind, *names) if body is None else self.retained(kind, body, *names, qos=1)

    def publication(
        self,
        kind: Kind,
        body: object,
        *names: str,
        qos: int = 0,
        retain: bool = False,
        expires: int | None = None,
        id: Uid | None = None,
    ) -> Publication:
        """``id``: where who sends it waits for what refers to it. ContractError (oversized) when it is more than a
        message may hold."""
        payload = encode(self._sealer.seal(body, id or new_id()))
        return Publication(self._topic(kind, *names), payload, qos, retain, expires)
