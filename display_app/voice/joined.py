"""One sound for one call: chime, then each sentence's clips, with exact pauses. Nothing can overlap in it."""

from __future__ import annotations

from array import array

from msgspec import Struct

from display_app.voice.clips import CHIME, Clips
from hall_core.domain.announcement import Clip, Sentence
from hall_core.ui.sound.samples import Samples, silence

# Seconds of silence. None at the start: an open card is given silence all day, more of it would wake no amplifier.
AFTER_CHIME = 0.15
BETWEEN_WORDS = 0.09
"""Digits one by one, for people who write them down in their heads."""
BETWEEN_PHRASES = 0.3
"""A breath."""
BETWEEN_LANGUAGES = 0.7
AFTER = 0.25
"""At the end, so that two calls in a row do not run into one another."""


class Joined(Struct, frozen=True):
    """A whole announcement."""

    samples: Samples
    missing: list[Clip]
    """Clips that should have been in it and are not to be had."""


def join(sentences: list[Sentence], clips: Clips) -> Joined:
    """A sentence of which a word is missing is left out: half a number is worse than the chime alone, which makes
    people look up at the board."""
    wanted = [clip for sentence in sentences for clip in sentence.clips]
    missing = list(dict.fromkeys(clip for clip in [CHIME, *wanted] if clip not in clips))
    parts = [clips[CHIME], silence(AFTER_CHIME)] if CHIME in clips else []
    whole = [(sentence, said) for sentence in sentences if (said := clips.said(sentence.clips)) is not None]
    for place, (sentence, said) in enumerate(whole):
        parts += [silence(BETWEEN_LANGUAGES)] if place else []
        parts += _said(sentence, said)
    joined = array("h")
    for part in [*parts, silence(AFTER)]:
        joined.extend(part)
    return Joined(joined, missing)


def _said(sentence: Sentence, sounds: dict[Clip, Samples]) -> list[Samples]:
    parts: list[Samples] = []
    for number, phrase in enumerate(sentence.phrases):
        parts += [silence(BETWEEN_PHRASES)] if number else []
        for place, clip in enumerate(phrase):
            parts += [silence(BETWEEN_WORDS)] if place else []
            parts.append(sounds[clip])
    return parts
