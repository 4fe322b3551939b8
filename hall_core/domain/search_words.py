"""Words as one searches for them: without accents, without case, y and i alike; and which accents were meant. Pure.

A word is a run of letters and digits. Its *key* is what it is found by; its *marks* tell "má" from "mà" for whoever
took the trouble to type them.
"""

from __future__ import annotations

import re
import unicodedata

from msgspec import Struct

from hall_core.domain.vietnamese import fold

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""Huyền, sắc, ngã, hỏi, nặng."""
_WORD = re.compile(r"[^\W_]+")
_FINAL_Y = re.compile(r"(?:(?<=qu)|(?<![aeiouy]))y$")
"""The y that may be written i: ký, kí; quý, quí; y, i. But not in tay and tai, thuý and thúi, which differ."""
SHORTEST_GUESS = 3
"""Letters: a shorter word is one slip away from every other short one."""


class Word(Struct, frozen=True):
    """One word of a text or a query."""

    key: str
    """``ki`` for ký, kí and KÝ."""
    plain: str
    """``ky``: what the key was before y became i. A word that is still being typed may go on from there."""
    hats: str
    """The letters with hat, horn, breve and bar but without tone: ``mât`` for mất."""
    tone: str
    """The tone mark, or "". It belongs to the syllable: hòa and hoà are one word."""

    @property
    def accented(self) -> bool:
        return bool(self.tone) or self.hats != self.plain

    def may_mean(self, hats: str, tone: str) -> bool:
        """Whether every accent of this word, which was typed, is in one that is spelt so, and may go on longer.
        A letter typed without an accent may have any: who typed "so đo" may be on the way to "sổ đỏ"."""
        pairs = zip(self.hats, hats, strict=False)
        return self.tone in ("", tone) and all(mine == theirs or mine.isascii() for mine, theirs in pairs)


def words(text: str) -> list[Word]:
    """The words of ``text`` in order; composed and decomposed spellings give the same."""
    return [_word(found) for found in _WORD.findall(unicodedata.normalize("NFC", text).lower())]


def key(text: str) -> str:
    """The keys of all words of ``text``, a space between them. The key of a key is that key."""
    return " ".join(word.key for word in words(text))


def slips(word: str) -> set[str]:
    """``word`` and all that is left of it when one letter is gone. Two words that share one of these are one slip
    apart: a letter too many, too few, wrong, or changed with its neighbour."""
    if len(word) < SHORTEST_GUESS:
        return {word}
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def _word(text: str) -> Word:
    plain = fold(text)
    apart = unicodedata.normalize("NFD", text)
    tone = next((sign for sign in apart if sign in _TONES), "")
    hats = unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in _TONES))
    return Word(_FINAL_Y.sub("i", plain), plain, hats, tone)
