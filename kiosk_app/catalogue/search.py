"""What somebody types, at each key, to the procedures that may be meant. Pure but for the store it asks.

Every word typed must begin some word of a procedure: of its names or of its everyday words. In what order:
a code that was typed; everyday words that were typed whole; names that begin as typed; everyday words of which half
were typed; names with the very words typed; names with words that begin so; and what has some words only in its
everyday words, the more in its name the better. Equals stand by the length of their names. When accents were typed,
all that has just these comes before all that has others. A very long name has nearly any few words somewhere: it is
found only when most neighbours typed are neighbours in it too, or when nothing else is found. Only when nothing at all
is found, slips of the finger and missing words are forgiven.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import islice, pairwise
from operator import and_

from hall_core.domain.names import Day, Slug
from hall_core.domain.procedure import Procedure, visible
from hall_core.domain.search_words import Word, words
from kiosk_app.catalogue.building import beginning, code_key
from kiosk_app.catalogue.found import Found, How, Shelf
from kiosk_app.catalogue.places import Lookup, Places
from kiosk_app.catalogue.store import Store

WORDS_MOST = 12
"""Words that are looked at; who types more has said enough."""

Tier = tuple[How, int | list[int]]
"""Procedures that are liked equally well, as bits, or one after the other."""


class Search:
    """Searches ``store`` as of ``day`` (None: nobody knows). Make a new one for another day or edition."""

    def __init__(self, store: Store, day: Day | None) -> None:
        self._store = store
        self._lookup = Lookup(store)
        self._day = day
        self._shown = store.valid(day)
        self._phrases = store.phrases()
        self._long = dict(store.long())
        self._all_long = sum(1 << id for id in self._long)
        self._of: dict[tuple[Slug | None, Slug | None], int] = {}

    def find(
        self, text: str, limit: int = 8, offset: int = 0, agency: Slug | None = None, field: Slug | None = None
    ) -> Found:
        """Any text will do; nothing typed finds all."""
        typed = list(dict.fromkeys(words(text)))[:WORDS_MOST]
        if not typed:
            return self.listed(limit, offset, agency, field)
        among = self._among(agency, field)
        scattered = self._scattered(typed, among)
        tiers = self._tiers(text, typed, scattered)
        if not _all(tiers) & among:
            apart: list[Tier] = [("words", scattered)]
            tiers = apart if scattered else self._guessed(typed, among)
        ordered = list(islice(_in_order(tiers, among), offset + limit))
        how = ordered[0][0] if ordered else "words"
        return Found([self._store.row(id) for _, id in ordered[offset:]], (_all(tiers) & among).bit_count(), how)

    def listed(self, limit: int, offset: int = 0, agency: Slug | None = None, field: Slug | None = None) -> Found:
        """In the order of their names."""
        ids = [id for id in self._store.by_name(agency, field) if self._shown >> id & 1]
        return Found([self._store.row(id) for id in ids[offset : offset + limit]], len(ids), "words")

    def agencies(self) -> list[Shelf]:
        """Those that have something to show, in the centre's order."""
        shelves = (Shelf(id, name, self._among(id, None).bit_count()) for id, name in self._store.agencies())
        return [shelf for shelf in shelves if shelf.count]

    def fields(self, agency: Slug | None = None) -> list[Shelf]:
        shelves = (Shelf(id, name, self._among(agency, id).bit_count()) for id, name in self._store.fields())
        return [shelf for shelf in shelves if shelf.count]

    def open(self, code: str) -> Procedure | None:
        """All about one; None when there is none of that code that may be shown."""
        id = self._store.id_of(code)
        procedure = None if id is None else self._store.body(id)
        return procedure if procedure is not None and visible(procedure, self._day) else None

    def _among(self, agency: Slug | None, field: Slug | None) -> int:
        if (agency, field) not in self._of:
            self._of[agency, field] = self._store.of(agency, field)
        return self._shown & self._of[agency, field]

    def _scattered(self, typed: list[Word], among: int) -> int:
        """Those with a very long name that have all words somewhere, but in their names most of them far from those
        that they were typed beside."""
        pairs = [re.compile(f" {_begins(one)}[^ ]* {_begins(other)}") for one, other in pairwise(typed)]
        if not pairs:
            return 0
        found = 0
        for id in _bits(_and(self._lookup.loose(word).anywhere for word in typed) & among & self._all_long):
            names = self._long[id]
            if 2 * sum(pair.search(names) is not None for pair in pairs) <= len(pairs):
                found |= 1 << id
        return found

    def _tiers(self, text: str, typed: list[Word], scattered: int) -> list[Tier]:
        tiers: list[Tier] = []
        if any(sign.isdigit() for sign in text):
            tiers.append(("words", self._store.coded(code_key(text))))
            tiers.append(("words", self._store.coded_so(code_key(text))))
        starting = self._store.starting(beginning(text))
        if any(word.accented for word in typed):
            tiers += self._by_words([self._lookup.exact(word) for word in typed], starting, scattered)
        return tiers + self._by_words([self._lookup.loose(word) for word in typed], starting, scattered)

    def _guessed(self, typed: list[Word], among: int) -> list[Tier]:
        """First only the words that stand nowhere are taken for slips, then any; then some may be missing."""
        loose, near = ([look(word) for word in typed] for look in (self._lookup.loose, self._lookup.near))
        mended = [mine if mine.anywhere & among else other for mine, other in zip(loose, near, strict=True)]
        for places in (mended, near):
            tiers = self._by_words(places, 0)
            if _all(tiers) & among:
                return [("guess", tier) for _, tier in tiers]
        return self._most_words(near, among)

    def _by_words(self, typed: list[Places], starting: int, scattered: int = 0) -> list[Tier]:
        """Those that have all words, the best first. ``scattered`` only by whole everyday phrases."""
        names = _and(places.named for places in typed) & ~scattered
        phrases = sorted((self._phrases[id][0] - len(typed), id) for id in _bits(_and(p.phrases for p in typed)))
        in_whole = [procedure for missing, id in phrases if missing <= 0 for procedure in self._phrases[id][1]]
        halves = [id for missing, id in phrases if 0 < missing <= len(typed)]
        in_part = [procedure for id in halves for procedure in self._phrases[id][1]]
        either = _and(places.anywhere for places in typed) & ~scattered
        return [
            ("synonym", in_whole),
            ("words", starting & names),
            ("synonym", in_part),
            ("words", _and(places.whole for places in typed) & names),
            ("words", names),
            *(("synonym", either & some) for some in reversed(_at_least([places.named for places in typed]))),
        ]

    def _most_words(self, typed: list[Places], among: int) -> list[Tier]:
        """Those that have more than half of the words, as many as any has; before them everyday phrases that are
        all there among other words."""
        counted = _at_least([places.phrases for places in typed])[1]
        said = {id: sum(places.phrases >> id & 1 for places in typed) for id in _bits(counted)}
        whole = sorted((-self._phrases[id][0], id) for id, count in said.items() if count >= self._phrases[id][0])
        tiers: list[Tier] = [("guess", [procedure for _, id in whole for procedure in self._phrases[id][1]])]
        # Whole words, but for the one that is still being typed: beginnings of a few short words are in any name.
        *first, last = typed
        levels = _at_least([*(places.whole | places.said for places in first), last.anywhere])
        for some in reversed(levels[len(typed) // 2 + 1 :]):
            if some & among:
                return [*tiers, ("guess", some)]
        return tiers


def _begins(word: Word) -> str:
    """Keys that begin as ``word`` was typed, as a part of a regular expression."""
    return word.key if word.plain == word.key else f"(?:{word.key}|{word.plain})"


def _and(sets: Iterable[int]) -> int:
    return reduce(and_, sets)


def _at_least(sets: list[int]) -> list[int]:
    """For each number from 0 to all: what lies in that many of ``sets``. The first, in none at least, is everything
    that lies in a bit of an infinite integer."""
    levels = [-1] + [0] * len(sets)
    for one in sets:
        for number in range(len(sets), 0, -1):
            levels[number] |= levels[number - 1] & one
    return levels


def _all(tiers: Iterable[Tier]) -> int:
    """Everything in any of ``tiers``."""
    found = 0
    for _, tier in tiers:
        if isinstance(tier, int):
            found |= tier
        else:
            for id in tier:
                found |= 1 << id
    return found


def _in_order(tiers: Iterable[Tier], among: int) -> Iterator[tuple[How, int]]:
    """What of ``among`` is in ``tiers``, each once."""
    for how, tier in tiers:
        for id in _bits(tier & among) if isinstance(tier, int) else tier:
            if among >> id & 1:
                among &= ~(1 << id)
                yield how, id


def _bits(bits: int) -> Iterator[int]:
    """The numbers in a set, rising."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
