"""What an adapter is, and what it is given to work with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from msgspec import Struct

from central_gateway.store.dossiers import Report
from central_gateway.store.outgoing import OutDossier
from central_gateway.store.reading import RowType
from central_gateway.store.sums import Steps
from central_gateway.store.told import ToldDossier
from hall_core.domain.names import Day, DossierCode, Millis, Slug
from hall_core.domain.rating import Level
from hall_core.errors import MotcuaError

Clock = Callable[[], Millis]
Aside = tuple[str, str]
"""What could not be taken (a place in what was read, or a key) and why; neither holds anything of a person."""


class AdapterError(MotcuaError):
    """A round could not be ended; the message says what to do, and holds no body and no number of a person."""

    key = "adapter"


class TryLater(AdapterError):
    """The other side is away, busy, or says nothing of use just now. ``after``: seconds, where it has named them."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class Unclear(AdapterError):
    """It answers, and of this one thing what cannot be used; of others it may."""


class Round(Struct, frozen=True, kw_only=True):
    """How a round of an adapter went."""

    taken: int = 0
    """Things that were brought in, or out."""
    wait: float
    """Seconds until the next round; 0: there is more."""
    remark: str = ""
    """For the log, when there is something to say."""


class Desk(Protocol):
    """What an adapter works with: its place, the one way in, and what is to go out. All with StoreAway, StoreError."""

    def place(self) -> Any:
        """Where it was when it was last here, as it gave it to :meth:`commit`; None: never."""
        ...

    def commit(
        self,
        place: Any,
        told: Sequence[ToldDossier] = (),
        aside: Iterable[Aside] = (),
        given: Sequence[tuple[DossierCode, str]] = (),
    ) -> list[Report]:
        """All of it, or nothing: what was told, what was left out, which dossiers were given (with their digests), and
        the place that stands for it. What became of each that was told, in that order."""
        ...

    def settled(self) -> int:
        """Up to which number of order all rows that will ever have one can be read."""
        ...

    def rows(self, type_: type[RowType], after: int, upto: int, most: int) -> list[RowType]:
        """Our rows in the order in which they came, from after the one number up to the other."""
        ...

    def votes(self, hall: Slug, day: Day) -> dict[Level, int]:
        """A hall's votes of a business day, as far as they are known now."""
        ...

    def steps(self, hall: Slug, day: Day) -> Steps | None:
        """The same of what it did; None: nothing."""
        ...

    def dossiers(self, most: int) -> list[OutDossier]:
        """What other sources told, and this adapter has not given as it is now."""
        ...

    def tidy(self) -> None:
        """What is remembered of dossiers that were given and are here no more goes."""
        ...

    def open_codes(self, after: DossierCode, most: int) -> list[DossierCode]:
        """Codes, in order, of dossiers that this adapter told of and that have not ended."""
        ...


class Adapter(Protocol):
    def round(self, desk: Desk) -> Round:
        """Does what is to be done now. Killed anywhere, what it did not commit is done again, and doubles nothing.
        TryLater, AdapterError."""
        ...

    def close(self) -> None: ...


class Finder(Protocol):
    """An adapter that can be asked for one dossier."""

    def find(self, code: DossierCode, within: float) -> ToldDossier | None:
        """None: that system has none of this code. TryLater when it does not say so within so many seconds. From
        several threads at once."""
        ...
