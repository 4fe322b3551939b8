"""One thing that the call box says: as a sentence, and short enough for 20 characters; in both languages."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from hall_core.domain.names import Language


class Phrase(Struct, frozen=True):
    vi: str
    en: str
    short_vi: str
    short_en: str

    def sentence(self, language: Language, **values: Any) -> str:
        return (self.en if language == "en" else self.vi).format(**values)

    def short(self, language: Language, **values: Any) -> str:
        return (self.short_en if language == "en" else self.short_vi).format(**values)
