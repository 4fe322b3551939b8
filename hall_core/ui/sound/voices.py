"""Which voices speak, and how fast. Imports nothing that makes a sound."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.names import Language
from hall_core.domain.plan import Voice


class Voices(Struct, frozen=True, kw_only=True):
    """How espeak-ng speaks. ``espeak-ng --voices=vi`` lists the voices; ``vi-vn-x-south`` is the southern one. Any
    other language has the voice that espeak-ng itself gives it, if there is one."""

    vi: str = "vi"
    en: str = "en-gb"
    speed: int = 135
    """Words a minute: slower than talk, for a hall with an echo."""

    def of(self, language: Language) -> str:
        return {"vi": self.vi, "en": self.en}.get(language, language)


def voices_of(site: Voice, **more: int) -> Voices:
    """Those of a hall file's ``[voice]``; ``more``: another speed."""
    return Voices(vi=site.vi, en=site.en, **more)
