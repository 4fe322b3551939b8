"""Where a typed word stands in the catalogue. Sets of procedures and of phrases are the bits of integers."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.search_words import SHORTEST_GUESS, Word, slips
from kiosk_app.catalogue.store import Spelling, Store

_REMEMBERED = 256
"""Words whose places are kept in memory: more than anybody types at one visit."""


class Places(Struct, frozen=True):
    named: int = 0
    """Procedures with a word that begins so in a name."""
    whole: int = 0
    """Those that have the very word there."""
    said: int = 0
    """Procedures with it in their everyday words."""
    phrases: int = 0
    """Everyday phrases with it."""

    def __or__(self, other: Places) -> Places:
        said = self.said | other.said
        return Places(self.named | other.named, self.whole | other.whole, said, self.phrases | other.phrases)

    def __and__(self, other: Places) -> Places:
        said = self.said & other.said
        return Places(self.named & other.named, self.whole & other.whole, said, self.phrases & other.phrases)

    @property
    def anywhere(self) -> int:
        return self.named | self.said


class Lookup:
    """Answers from the store, and remembers: of what is typed letter by letter only the last word is new."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[Word, tuple[Places, Places]] = {}

    def loose(self, word: Word) -> Places:
        """Words that begin so, whatever their accents."""
        return self._both(word)[0]

    def exact(self, word: Word) -> Places:
        """Words that begin so and have the accents that were typed."""
        return self._both(word)[1]

    def near(self, word: Word) -> Places:
        """Words that begin so, and words that are one slip of the finger away: also a space forgotten."""
        found = self.loose(word)
        if len(word.key) < SHORTEST_GUESS or word.key.isdigit():
            return found
        for key in self._store.one_slip_from(slips(word.key)):
            found |= self._begin(key, whole=True)
        for place in range(2, len(word.key) - 1):
            found |= self._begin(word.key[:place], whole=True) & self._begin(word.key[place:])
        return found

    def _both(self, word: Word) -> tuple[Places, Places]:
        if word not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._store.spellings(word.key)
            if word.plain != word.key:
                found += self._store.spellings(word.plain)
            loose = _places(found, word.key)
            meant = [spelling for spelling in found if word.may_mean(spelling.hats, spelling.tone)]
            self._known[word] = (loose, _places(meant, word.key) if word.accented else loose)
        return self._known[word]

    def _begin(self, key: str, *, whole: bool = False) -> Places:
        found = self._store.spellings(key)
        return _places([spelling for spelling in found if spelling.key == key or not whole], key)


def _places(spellings: list[Spelling], key: str) -> Places:
    named = whole = said = phrases = 0
    for spelling in spellings:
        named |= spelling.named
        said |= spelling.said
        phrases |= spelling.phrases
        if spelling.key == key:
            whole |= spelling.named
    return Places(named, whole, said, phrases)
