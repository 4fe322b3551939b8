"""What a Vietnamese syllable may look like while it is being typed, and on which of its letters the tone stands.

Letters here carry their shape (``ê``, ``ư``, ``đ``) and no tone; the tone is a combining mark of its own, "" for none.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import accumulate

from hall_core.domain.vietnamese import fold

ACUTE, GRAVE, HOOK, TILDE, DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
TONES = (ACUTE, GRAVE, HOOK, TILDE, DOT)
VOWELS = "aăâeêioôơuưy"

# A last syllable, whatever stands before it. "qu" and "gi" are beginnings when another vowel follows.
_SYLLABLE = re.compile(rf"\A(.*?)((?<=q)u(?=[{VOWELS}])|(?<=g)i(?=[{VOWELS}]))?([{VOWELS}]*)([^{VOWELS}]*)\Z")


def _forms(text: str) -> set[str]:
    return set(text.split())


_HIGHLAND_ONSETS = _forms("bl br đr gr kl kr pl pr st xt")
"""Of names of the Central Highlands that are part of addresses: Krông Năng, Plông, Xtiêng."""
_ONSETS = {""} | _HIGHLAND_ONSETS | _forms("b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x")
_CODAS = _forms("c ch k m n ng nh p t")
_STOPS = _forms("c ch k p t")
"""Codas behind which only the acute and the dot are spoken, or no tone while it has not been typed. K is Đắk's."""

_CLOSED = _forms("a ă â e ê i o ô ơ u ư y iê yê uô ươ oa oă oe oo uâ uê uy uyê")
"""Vowels that a coda may follow; alone, they are at least on the way to one."""
_OPEN = _forms(
    "ai ao au ay âu ây eo êu ia iu iêu oai oao oay oeo oi ôi ơi ua ui ưa ưi ưu uây uêu uôi uơ ươi ươu uya uyu yêu"
)
"""Vowels that end their syllable."""
_HALF_HORN = "ưo"
"""``ươ`` on its way."""

# Shapes may be typed last ("nguyenex"), so the plain vowels count as well, and so does the beginning of each.
_ENDED = _CLOSED | set(map(fold, _CLOSED))
_WHOLE = _ENDED | _OPEN | set(map(fold, _OPEN))
_BEGUN = {begun for vowels in _WHOLE for begun in accumulate(vowels)} | {_HALF_HORN}


def parts(letters: str) -> tuple[str, str, str]:
    """Onset, vowels and coda of the last syllable, in lower case; without a vowel all is coda."""
    [(begun, glide, vowels, coda)] = _SYLLABLE.findall(letters.lower())
    return begun + glide, vowels, coda


def may_become(letters: str, tone: str = "") -> bool:
    """Whether this is a Vietnamese syllable, or with more letters and shapes could be one. It has a vowel."""
    onset, vowels, coda = parts(letters)
    if onset not in _ONSETS and (onset, vowels, coda) != ("q", "u", ""):
        return False
    if coda:
        return vowels in _ENDED and coda in _CODAS and not (coda in _STOPS and tone in (GRAVE, HOOK, TILDE))
    return vowels in _BEGUN


def with_tone(letters: str, tone: str) -> str:
    """NFC, the tone where it is written traditionally: on the shaped vowel, else before a coda on the last one, else
    on the last but one (``hòa, thủy, khỏe``)."""
    onset, vowels, coda = parts(letters)
    shaped = [at for at, vowel in enumerate(vowels) if vowel != fold(vowel)]
    at = len(onset) + (shaped[-1] if shaped else len(vowels) - 1 if coda else max(0, len(vowels) - 2))
    return unicodedata.normalize("NFC", letters[: at + 1] + tone + letters[at + 1 :])


def take_apart(word: str) -> tuple[str, str]:
    """The letters of a word without its tones, and the tones: the way back from :func:`with_tone`."""
    apart = unicodedata.normalize("NFD", word)
    letters = "".join(sign for sign in apart if sign not in TONES)
    return unicodedata.normalize("NFC", letters), "".join(sign for sign in apart if sign in TONES)
