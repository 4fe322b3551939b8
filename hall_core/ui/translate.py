"""Words in the two languages of the hall, by gettext. Vietnamese is the source: its sentences are the keys.

    say = words.into("en")
    say("Quầy {number}").format(number=3)
    say.many("{count} người đang chờ", 4)      # singular and plural where the language has them

``pybabel extract -k say -k many:1,1`` collects the sentences; ``pybabel compile`` makes the .mo at set-up.
"""

from __future__ import annotations

import gettext
import logging
from pathlib import Path

from hall_core.domain.names import Language

DOMAIN = "motcua"
LOCALE = Path(__file__).resolve().parent.parent / "locale"
log = logging.getLogger(__name__)


class Say:
    """The words of one language; call it with the Vietnamese sentence."""

    def __init__(self, language: Language, catalogue: gettext.NullTranslations) -> None:
        self.language: Language = language
        self._catalogue = catalogue

    def __call__(self, vietnamese: str) -> str:
        return self._catalogue.gettext(vietnamese)

    def many(self, vietnamese: str, count: int, **values: object) -> str:
        """The sentence for ``count`` things, with ``{count}`` and ``values`` filled in."""
        return self._catalogue.ngettext(vietnamese, vietnamese, count).format(count=count, **values)


class Words:
    """Every language there is; switching is asking for another one, so nothing leaks from one to the next."""

    def __init__(self, folder: Path = LOCALE) -> None:
        self._folder = folder
        self._said: dict[Language, Say] = {"vi": Say("vi", gettext.NullTranslations())}

    def into(self, language: Language) -> Say:
        """The words of ``language``; Vietnamese, with one line in the log, when it has not been compiled."""
        if language not in self._said:
            self._said[language] = Say(language, self._load(language))
        return self._said[language]

    def _load(self, language: Language) -> gettext.NullTranslations:
        compiled = self._folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
        try:
            with compiled.open("rb") as file:
                return gettext.GNUTranslations(file)
        except FileNotFoundError:
            trouble = "run ./run setup" if compiled.with_suffix(".po").exists() else "there is no such language"
        except (OSError, UnicodeDecodeError) as error:
            trouble = str(error)
        log.error("%s is missing, so the screens stay in Vietnamese: %s", compiled, trouble)
        return gettext.NullTranslations()
