"""``./run languages``: the languages there are, how far each is translated, and what is wrong with it.

``--compile`` also makes what the programs read; ``./run`` does so by itself for every .po file that is new.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from unicodedata import category

from hall_core.durable import write_durably
from hall_core.errors import MotcuaError
from hall_core.ui.compile_words import Compiled, Key, compiled
from hall_core.ui.fonts import path
from hall_core.ui.translate import DOMAIN, FOLDER, LOCALE, VIETNAMESE

SIZE = 40
"""Dots in which a letter is drawn to see whether it is one."""
NO_LETTER = "\U0010ffff"
"""What no font has: it is drawn as the box that stands for a missing letter."""
UNSEEN = ("C", "Z")
"""Categories of signs that leave no ink: controls, spaces."""


def main(argv: list[str] | None = None) -> int:
    """0 when every language can be shown as its translator wrote it, 1 when a part of one cannot."""
    parser = argparse.ArgumentParser(prog="languages", description="Checks the translations.")
    parser.add_argument("--compile", action="store_true", help="make the .mo files that the programs read")
    parser.add_argument("--locale", type=Path, default=LOCALE, metavar="DIR", help="default: %(default)s")
    given = parser.parse_args(argv)
    print(f"{VIETNAMESE.code}   {VIETNAMESE.name}: every sentence")
    source = set(compiled(LOCALE / "en" / "LC_MESSAGES" / f"{DOMAIN}.po").said)
    good = [
        _checked(po, source, compile=given.compile) for po in sorted(given.locale.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    ]
    return 0 if all(good) else 1


def _checked(po: Path, source: set[Key], *, compile: bool) -> bool:
    code = po.parts[-3]
    if not FOLDER.fullmatch(code):
        return _wrong(f"{po}: a language's folder has two or three small letters (ISO 639), and not {code!r}")
    try:
        language = compiled(po)
        if compile:
            write_durably(po.with_suffix(".mo"), language.mo)
    except (MotcuaError, OSError) as error:
        return _wrong(str(error))
    unsure = f", {language.unsure} marked fuzzy and not used" if language.unsure else ""
    print(f"{code:<4} {_name(language)}: {len(source & set(language.said))} of {len(source)} sentences{unsure}")
    wrong = [*language.left_out, *_lacking(code, language)]
    for trouble in wrong:
        _wrong(trouble)
    return not wrong


def _wrong(trouble: str) -> bool:
    print(trouble, file=sys.stderr)
    return False


def _name(language: Compiled) -> str:
    return next((forms[0] for (_, key), forms in language.said.items() if key.startswith("(tên của ngôn ngữ")), "?")


def _lacking(code: str, language: Compiled) -> list[str]:
    from kiosk_app.devices.letters import FONT

    letters = {letter for forms in language.said.values() for form in forms for letter in form}
    found: list[str] = []
    for where, font in (("screen", path("Regular")), ("paper", FONT)):
        if lacking := letters_not_in(font, letters):
            found.append(f"{code}: {len(lacking)} of its letters are not in the {where}'s font: {' '.join(lacking)}")
    return found


def letters_not_in(font: Path, letters: Iterable[str]) -> list[str]:
    """Those that would be drawn as an empty box, in order."""
    from PIL import Image, ImageDraw, ImageFont

    face = ImageFont.truetype(str(font), SIZE, layout_engine=ImageFont.Layout.BASIC)

    def drawn(letter: str) -> bytes:
        image = Image.new("1", (3 * SIZE, 2 * SIZE))
        ImageDraw.Draw(image).text((SIZE, 0), letter, 1, face)
        return image.tobytes()

    box = drawn(NO_LETTER)
    seen = sorted(letter for letter in set(letters) if not category(letter).startswith(UNSEEN))
    return [letter for letter in seen if drawn(letter) == box]


if __name__ == "__main__":
    sys.exit(main())
