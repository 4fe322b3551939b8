"""Vietnamese typed key by key, in Telex, in VNI, or as the keys stand: pure, from strokes to the text in a field.

A stroke that makes no Vietnamese syllable stands as itself, and when a word can be none any more all its strokes do
(``card``, ``A1B2``). The same key again takes its mark back (``aaa`` is ``aa``) and is a plain letter until the word
ends. Letters with their shape (``ê``) and tones also have keys of their own, in every method.
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.typing_rules import ACUTE, DOT, GRAVE, HOOK, TILDE, TONES, VOWELS, take_apart, with_tone
from hall_core.domain.typing_strokes import HAND_TONES, NO_TONE, Method, compose
from hall_core.domain.vietnamese import nfc

__all__ = ["TONE_KEYS", "Method", "Typed", "press", "switch"]

TONE_KEYS = {
    "tone-acute": ACUTE,
    "tone-grave": GRAVE,
    "tone-hook": HOOK,
    "tone-tilde": TILDE,
    "tone-dot": DOT,
    "tone-none": NO_TONE,
}
"""Keys that put a tone on the word at the end of the text, and what stands for them among its strokes."""

_LETTERS = "0-9a-zA-ZăâđêôơưĂÂĐÊÔƠƯ"
_TONED = "".join(with_tone(vowel, tone) for vowel in VOWELS + VOWELS.upper() for tone in TONES)
_LETTER = re.compile(f"[{_LETTERS}]")
"""What makes words; every other character ends one."""
_ENDS_WORD = re.compile(f"[^{_LETTERS}{_TONED}]")


class Typed(Struct, frozen=True, kw_only=True):
    """A field: ``text`` (NFC) of at most ``most`` characters, and how the word at its end came about."""

    method: Method
    most: int
    text: str = ""
    standing: str = ""
    """What of the last word stood before ``strokes``: what a backspace left, or another method wrote."""
    strokes: str = ""


def press(typed: Typed, key: str) -> Typed:
    """After ``key``: one character, one of TONE_KEYS, "space", "backspace" or "clear". ValueError for another name.

    A key that has no room, or nothing to act on, changes nothing; nor does a space at the start or behind another.
    """
    match key:
        case "backspace":
            return _ending(typed, typed.text[:-1])
        case "clear":
            return _anew(typed, "")
        case "space":
            return _ended(typed, " ") if typed.text and not typed.text.endswith(" ") else typed
        case _ if key in TONE_KEYS:
            others = "".join(stroke for stroke in typed.strokes if stroke not in HAND_TONES)
            return _composed(typed, others + TONE_KEYS[key])
        case _ if _LETTER.fullmatch(key):
            return _composed(typed, typed.strokes + key)
        case _ if len(key) == 1:
            return _ended(typed, key)
        case _:
            raise ValueError(f"there is no key {key!r}")


def switch(typed: Typed, method: Method) -> Typed:
    """The same text; the method is for what is typed from here on."""
    return replace(typed, method=method, standing=_word(typed), strokes="")


def _word(typed: Typed) -> str:
    return compose(typed.method, typed.standing, typed.strokes)


def _composed(typed: Typed, strokes: str) -> Typed:
    before = len(typed.text) - len(_word(typed))
    text = typed.text[:before] + compose(typed.method, typed.standing, strokes)
    return typed if len(text) > typed.most else replace(typed, text=text, strokes=strokes)


def _ended(typed: Typed, sign: str) -> Typed:
    text = nfc(typed.text + sign)
    fits = sign.isprintable() and len(text) <= typed.most
    return _anew(typed, text) if fits else typed


def _anew(typed: Typed, text: str) -> Typed:
    """The field with ``text``, none of which the next stroke changes."""
    return Typed(method=typed.method, most=typed.most, text=text)


def _ending(typed: Typed, text: str) -> Typed:
    """The field with ``text``, whose last word, if it has one, goes on from how it stands."""
    letters, tones = take_apart(_ENDS_WORD.split(text)[-1])
    if len(tones) > 1:  # such letters came ready, as they are
        return _anew(typed, text)
    word = with_tone(letters, tones)
    return replace(typed, text=text[: len(text) - len(word)] + word, standing=word, strokes="")
