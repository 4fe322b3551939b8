"""What key strokes make of one word, in each method. The word is composed from all of its strokes each time, so shapes
and tones may come in any order, and the tone moves as the word grows (``hòa``, ``hoàn``)."""

from __future__ import annotations

from typing import Literal

from hall_core.domain.typing_rules import (
    ACUTE,
    DOT,
    GRAVE,
    HOOK,
    TILDE,
    TONES,
    may_become,
    parts,
    take_apart,
    with_tone,
)
from hall_core.domain.vietnamese import fold

Method = Literal["telex", "vni", "plain"]

NO_TONE = "\u0336"
"""Stands among strokes for the key that takes the tone away; a mark that no tone has."""
HAND_TONES = {**{tone: tone for tone in TONES}, NO_TONE: ""}
"""Strokes that put a tone on the word in any method, whatever it is."""
LONGEST_WORD = 24
"""Strokes. A longer word is no syllable (the longest, ``nghiêng`` with a tone, takes nine): it stands as typed."""

_TONE_KEYS: dict[Method, dict[str, str]] = {
    "telex": {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT, "z": ""},
    "vni": {"1": ACUTE, "2": GRAVE, "3": HOOK, "4": TILDE, "5": DOT, "0": ""},
    "plain": {},
}
_SHAPE_KEYS: dict[Method, dict[str, dict[str, str]]] = {
    "telex": {
        "a": {"a": "â"},
        "e": {"e": "ê"},
        "o": {"o": "ô"},
        "w": {"a": "ă", "o": "ơ", "u": "ư"},
        "d": {"d": "đ"},
    },
    "vni": {"6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}, "9": {"d": "đ"}},
    "plain": {},
}
"""By key: what it makes of which plain letter."""
_HORN_LAST = {"", "h", "kh", "th"}
"""Onsets that have words on an open ``uơ`` (``thuở``); behind all others ``uo`` gets both horns at once."""


def compose(method: Method, standing: str, strokes: str) -> str:
    """What ``strokes`` make of a word of which ``standing`` was there before; NFC.

    When it cannot be a syllable any more, every stroke stands as itself, unless a mark was taken back on the way:
    then the typist knows what is wanted.
    """
    word = _Word(standing, method)
    if len(strokes) <= LONGEST_WORD:
        word.take(strokes)
        if word.off or word.vowelless or may_become(word.letters, word.tone):
            return with_tone(word.letters, word.tone)
    word = _Word(standing, "plain")
    word.take(strokes)
    return with_tone(word.letters, word.tone)


class _Word:
    """One word being composed: its letters without tone, its tone, and the keys that are plain letters by now."""

    def __init__(self, standing: str, method: Method) -> None:
        self.letters, self.tone = take_apart(standing)
        self.off = ""
        self._tone_keys, self._shape_keys = _TONE_KEYS[method], _SHAPE_KEYS[method]

    @property
    def vowelless(self) -> bool:
        """Such as HĐND: no syllable, yet its Đ is meant."""
        return not parts(self.letters)[1]

    def take(self, strokes: str) -> None:
        for stroke in strokes:
            key = stroke.lower()
            if stroke in HAND_TONES:
                self.tone = self.tone if self.vowelless else HAND_TONES[stroke]
            elif key in self.off or not (self._toned(key) or self._shaped(key)):
                self.letters += stroke
                self._close_horns()

    def _toned(self, key: str) -> bool:
        """Whether ``key`` was a tone for this word. One that takes its own back stands as itself."""
        tone = self._tone_keys.get(key)
        if tone is None or self.vowelless or not may_become(self.letters) or not (tone or self.tone):
            return False
        if tone == self.tone:
            self.tone, self.off = "", self.off + key
            return False
        self.tone = tone
        return True

    def _shaped(self, key: str) -> bool:
        """Whether ``key`` gave a letter its shape. One that takes its own back stands as itself."""
        shapes = self._shape_keys.get(key)
        if shapes is None or not self.letters:
            return False
        if "u" in shapes and self._horns():
            return True
        lower = self.letters.lower()
        # Without a vowel only the letter just typed is looked at: the D that ends HĐND leaves the Đ alone.
        nearest = len(lower) - 1 if self.vowelless else 0
        for at in reversed(range(nearest, len(lower))):
            shape = shapes.get(fold(lower[at]))
            if shape == lower[at]:
                self._take_back(shapes)
                self.off += key
                return False
            if shape and self._change(at, shape, surely=self.vowelless):
                return True
        return False

    def _horns(self) -> bool:
        """Whether ``uo`` has got its horns, which it gets together."""
        onset, vowels, coda = parts(self.letters)
        alone = vowels == "uo" and not coda and onset in _HORN_LAST
        return vowels[:2] in ("uo", "uô") and not alone and self._change(len(onset), "ươ")

    def _close_horns(self) -> None:
        """``uơ`` and ``ưo`` become ``ươ`` once a letter follows that only ``ươ`` can have."""
        onset, vowels, _ = parts(self.letters)
        if self._shape_keys and vowels[:2] in ("uơ", "ưo") and not may_become(self.letters):
            self._change(len(onset), "ươ")

    def _change(self, at: int, shaped: str, surely: bool = False) -> bool:
        """Puts ``shaped`` in the place of as many letters, in their case, if the word may then be a syllable."""
        old = self.letters
        ending = at + len(shaped)
        new = old[:at] + "".join(map(_in_case_of, old[at:ending], shaped)) + old[ending:]
        if surely or may_become(new):
            self.letters = new
        return self.letters == new

    def _take_back(self, shapes: dict[str, str]) -> None:
        shaped = shapes.values()
        self.letters = "".join(fold(letter) if letter.lower() in shaped else letter for letter in self.letters)


def _in_case_of(old: str, letter: str) -> str:
    return letter.upper() if old.isupper() else letter
