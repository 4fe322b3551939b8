"""What devices fetch part by part: the newest edition of each catalogue, and files by what they hold."""

from __future__ import annotations

import base64
from typing import Protocol

from hall_core.contract.edition import digest
from hall_core.contract.questions import PART_BYTES, AskPart, CannotTell, Part
from hall_core.domain.names import Digest, Slug


class Source(Protocol):
    """Where an edition lies."""

    @property
    def digest(self) -> Digest | None:
        """Of the newest edition; None when there is none."""
        ...

    def piece(self, digest: Digest, begins: int, size: int) -> tuple[bytes, int] | None:
        """At most ``size`` bytes of the edition with this digest from ``begins`` on, and how many it has in all; None
        when there is no such edition here (any more)."""
        ...


class Held:
    """A :class:`Source` that holds its edition in memory."""

    def __init__(self) -> None:
        self.digest: Digest | None = None
        self._data = b""

    def hold(self, data: bytes) -> None:
        """The newest edition from now on."""
        self._data, self.digest = data, digest(data)

    def piece(self, digest: Digest, begins: int, size: int) -> tuple[bytes, int] | None:
        """See :class:`Source`."""
        if digest != self.digest:
            return None
        return self._data[begins : begins + size], len(self._data)


class Editions:
    """By the name in the topic ``catalogue/<name>`` and in questions for parts."""

    def __init__(self, sources: dict[Slug, Source]) -> None:
        self._sources = sources

    def heads(self) -> dict[Slug, Digest]:
        """What is announced: the digest of each edition that there is."""
        return {name: digest for name, source in self._sources.items() if (digest := source.digest) is not None}

    def part(self, ask: AskPart) -> Part | CannotTell:
        source = self._sources.get(ask.catalogue)
        found = None if source is None else source.piece(ask.digest, ask.index * PART_BYTES, PART_BYTES)
        if found is None:
            return CannotTell(reason="other-edition")
        data, size = found
        count = -(-size // PART_BYTES)
        if ask.index >= count:
            return CannotTell(reason="no-such-part")
        encoded = base64.b64encode(data).decode()
        return Part(catalogue=ask.catalogue, digest=ask.digest, index=ask.index, count=count, data=encoded)
