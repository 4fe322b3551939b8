"""Fetches an edition of a catalogue from the hub, part by part, whenever it has another one.

All calls come from one thread. Parts that are here stay here while the link is away: only what is missing is asked for
again. A question that is lost is asked again; one that the hub cannot answer is tried some times, then the rest waits
until the hub names its edition anew.
"""

from __future__ import annotations

import base64
import logging
from collections import Counter, deque
from collections.abc import Callable
from typing import Protocol

from hall_core.contract.edition import LARGEST, digest
from hall_core.contract.questions import PART_BYTES, Answer, AskPart, CannotTell, Part, Question
from hall_core.domain.names import Digest, Slug, Uid

log = logging.getLogger(__name__)

WINDOW = 8
"""Questions under way at once: they fill the line, and leave the hub room for those who press buttons."""
TRIES = 3
"""For a part that the hub says it cannot give."""


class Parts(Protocol):
    """Where the parts of one edition are put until it is whole."""

    def put(self, index: int, data: bytes) -> None: ...

    def whole(self, count: int, wanted: Digest) -> bool:
        """All ``count`` parts are there: hands them over if they are what ``wanted`` says; whether they are."""
        ...


class InMemory:
    """``done`` gets the bytes of a whole edition, its digest checked."""

    def __init__(self, done: Callable[[bytes], None]) -> None:
        self._done = done
        self._parts: dict[int, bytes] = {}

    def put(self, index: int, data: bytes) -> None:
        self._parts[index] = data

    def whole(self, count: int, wanted: Digest) -> bool:
        data = b"".join(self._parts[index] for index in range(count))
        if digest(data) != wanted:
            return False
        self._done(data)
        return True


class Fetcher:
    """``ask`` sends a question and gives its id; ``done`` gets the bytes of a whole edition, its digest checked."""

    def __init__(
        self,
        catalogue: Slug,
        ask: Callable[[Question], Uid],
        done: Callable[[bytes], None],
        have: Digest | None,
        *,
        parts: Callable[[], Parts] | None = None,
        most: int = LARGEST,
        window: int = WINDOW,
    ) -> None:
        """``catalogue``: its name in questions; ``have``: the edition that is here already; ``parts``: makes the place
        for those of one edition, in memory unless it says otherwise, and then ``done`` is never called; ``most``:
        bytes that an edition may have; ``window``: questions under way at once."""
        self._catalogue = catalogue
        self._ask = ask
        self._new_parts = parts or (lambda: InMemory(done))
        self._have = have
        self._parts_most = -(-most // PART_BYTES)
        self._window = window
        self._begin(None)

    @property
    def missing(self) -> int | None:
        """How many parts are still to come; None when nobody knows, 0 when nothing is to be fetched."""
        if self._wanted is None:
            return 0
        return None if self._count is None else self._count - len(self._here)

    @property
    def rests(self) -> bool:
        """Whether no question is under way: there is nothing to fetch, or it was given up for now."""
        return not self._under_way

    def head(self, digest: Digest) -> None:
        """The hub says which edition it has: at each new link, and when it changes."""
        if digest != self._wanted:
            self._begin(None if digest == self._have else digest)
        self._failed.clear()
        self._stalled = False
        self._ask_on()

    def told(self, answer: Answer) -> bool:
        """Whether it was the answer to a question of ours."""
        index = self._under_way.pop(answer.to, None)
        if index is None:
            return False
        match answer.body:
            case Part() as part if part.digest == self._wanted and part.index == index:
                self._take(part)
            case CannotTell(reason="other-edition"):
                log.info("%s: the hub has another edition by now", self._catalogue)
                self._begin(None)
            case _:
                self._fail(index, f"the hub answers {answer.body!r:.80}")
        self._ask_on()
        return True

    def unanswered(self, id: Uid) -> bool:
        """Whether it was a question of ours; it is asked again."""
        index = self._under_way.pop(id, None)
        if index is None:
            return False
        self._to_ask.appendleft(index)
        self._ask_on()
        return True

    def dropped(self) -> None:
        """What was handed over last could not be kept: it is fetched again when the hub next names it."""
        self._have = None

    def _begin(self, wanted: Digest | None) -> None:
        self._wanted = wanted
        self._count: int | None = None
        self._parts = self._new_parts()
        self._here: set[int] = set()
        self._to_ask = deque([0] if wanted else ())
        self._under_way: dict[Uid, int] = {}
        self._failed: Counter[int] = Counter()
        self._stalled = False

    def _ask_on(self) -> None:
        while self._wanted and self._to_ask and not self._stalled and len(self._under_way) < self._window:
            index = self._to_ask.popleft()
            id = self._ask(AskPart(catalogue=self._catalogue, digest=self._wanted, index=index))
            self._under_way[id] = index

    def _take(self, part: Part) -> None:
        if not part.index < part.count <= self._parts_most or self._count not in (None, part.count):
            self._fail(part.index, f"part {part.index} of {part.count} cannot be")
            return
        try:
            data = base64.b64decode(part.data, validate=True)
        except ValueError as error:
            self._fail(part.index, f"part {part.index}: {error}")
            return
        self._parts.put(part.index, data)
        self._here.add(part.index)
        if self._count is None:
            self._count = part.count
            self._to_ask.extend(range(1, part.count))
        if len(self._here) == self._count:
            self._finish()

    def _finish(self) -> None:
        parts, count, wanted = self._parts, len(self._here), self._wanted
        assert wanted is not None, "parts are only taken of an edition that is wanted"
        self._begin(None)
        before, self._have = self._have, wanted
        if not parts.whole(count, wanted):
            log.error("%s: the edition is not what its digest says; it is thrown away", self._catalogue)
            self._have = before

    def _fail(self, index: int, why: str) -> None:
        self._to_ask.append(index)
        self._failed[index] += 1
        if self._failed[index] >= TRIES and not self._stalled:
            self._stalled = True
            log.warning("%s: not fetched any further for now: %s", self._catalogue, why)
