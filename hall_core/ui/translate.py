"""Words in the languages of the hall, by gettext. Vietnamese is the source: its sentences are the keys.

    say = words.into("en")
    say("Quầy {number}").format(number=3)
    say.many("{count} người đang chờ", 4)      # singular and plural where the language has them
    say.within("paper", "Phía trước")          # where the same Vietnamese is something else in another language

Write the sentences out, not as names or inside an f-string: Babel collects them from the source. A language is a
folder of ``hall_core/locale``; docs/languages.md says how one is added.
"""

from __future__ import annotations

import gettext
import logging
import re
import struct
from pathlib import Path

from msgspec import Struct

from hall_core.domain.names import Language

DOMAIN = "motcua"
LOCALE = Path(__file__).resolve().parent.parent / "locale"
FOLDER = re.compile(r"[a-z]{2,3}")
"""What a language's folder is called: :data:`hall_core.domain.names.Language`."""
log = logging.getLogger(__name__)


class Tongue(Struct, frozen=True):
    """A language that can be had, under the name that its own readers call it by."""

    code: Language
    name: str


VIETNAMESE = Tongue("vi", "Tiếng Việt")


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

    def within(self, context: str, vietnamese: str) -> str:
        """The sentence as it is said there."""
        return self._catalogue.pgettext(context, vietnamese)


class Words:
    """Every language there is; switching is asking for another one, so nothing leaks from one to the next."""

    def __init__(self, folder: Path = LOCALE) -> None:
        self._folder = folder
        self._said: dict[Language, Say] = {"vi": Say("vi", gettext.NullTranslations())}
        self._lost: set[Language] = set()
        """Those asked for that could not be had."""

    def into(self, language: Language) -> Say:
        """The words of ``language``; Vietnamese, with one line in the log, when it has not been compiled."""
        if language not in self._said:
            self._said[language] = Say(language, self._load(language))
        return self._said[language]

    def languages(self) -> tuple[Language, ...]:
        """Vietnamese, then every other one that somebody has written here, by its code."""
        files = [*self._folder.glob(f"*/LC_MESSAGES/{DOMAIN}.[mp]o")]
        found = {file.parts[-3] for file in files if FOLDER.fullmatch(file.parts[-3])}
        return ("vi", *sorted(found - {"vi"}))

    def offered(self) -> tuple[Tongue, ...]:
        """Those that can be had, under their own names."""
        says = [self.into(language) for language in self.languages()]
        return tuple(_tongue(say) for say in says if say.language not in self._lost)

    def _load(self, language: Language) -> gettext.NullTranslations:
        compiled = self._folder / language / "LC_MESSAGES" / f"{DOMAIN}.mo"
        try:
            with compiled.open("rb") as file:
                catalogue = gettext.GNUTranslations(file)
        except FileNotFoundError:
            trouble = "run ./run setup" if compiled.with_suffix(".po").exists() else "there is no such language"
        except (
            OSError,
            ValueError,
            struct.error,
        ) as error:  # no .mo; letters that are none; a plural that is no rule; cut
            trouble = str(error)
        else:
            catalogue.add_fallback(_Untranslated(language))
            return catalogue
        log.error("%s is missing, so the screens stay in Vietnamese: %s", compiled, trouble)
        self._lost.add(language)
        return gettext.NullTranslations()


def _tongue(say: Say) -> Tongue:
    if say.language == VIETNAMESE.code:
        return VIETNAMESE
    name = say("(tên của ngôn ngữ này, viết bằng chính ngôn ngữ này)")
    untold = name.startswith("(")  # it is still the key
    return Tongue(say.language, say.language.upper() if untold else name)


class _Untranslated(gettext.NullTranslations):
    """Says in Vietnamese what a language has no words for; the first time with a line in the log."""

    def __init__(self, language: Language) -> None:
        super().__init__()
        self._language = language
        self._told = False

    def gettext(self, message: str) -> str:
        if not self._told:
            self._told = True
            log.warning("%s: no words for %r, said in Vietnamese; motcua languages lists more", self._language, message)
        return message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self.gettext(message)
