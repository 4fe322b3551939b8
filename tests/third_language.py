"""A language that nobody speaks, made from the sentences of the programs: every sentence is ``zz``, a number, and the
values to be filled in. Vietnamese is known from it by its marks."""

from __future__ import annotations

import shutil
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from hall_core.domain.plan import Plan
from hall_core.ui.translate import DOMAIN, LOCALE, Words
from kiosk_app import check_languages

OWN_NAME = "Zazaza"


def po_of(folder: Path, code: str) -> Path:
    return folder / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def english() -> Catalog:
    with po_of(LOCALE, "en").open("rb") as file:
        return read_po(file)


def write(po: Path, said: Callable[[int, str], str], *, plurals: str = "nplurals=2; plural=(n != 1);") -> None:
    """A .po file in which sentence number n is ``said(n, vietnamese)``; empty: not translated."""
    po.parent.mkdir(parents=True)
    made = Catalog(header_comment="", project="motcua", fuzzy=False)
    with po.open("wb") as file:
        for number, message in enumerate(message for message in english() if message.id):
            many = isinstance(message.id, tuple)
            words = said(number, message.id[0] if many else str(message.id))
            made.add(message.id, (words, words) if many else words, context=message.context)
        write_po(file, made, omit_header=True)
    header = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: {plurals}\\n"\n\n'
    po.write_text(header + po.read_text("utf-8"), "utf-8")


def zz(number: int, vietnamese: str) -> str:
    if "tên của ngôn ngữ" in vietnamese:
        return OWN_NAME
    holes = [f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(vietnamese) if name]
    return " ".join([f"zz{number}", *holes])


def make(folder: Path, *more: str) -> Words:
    """Words of Vietnamese, English, zz and ``more`` languages (which say the same as zz), compiled as ./run does."""
    for code in ("zz", *more):
        write(po_of(folder, code), zz)
    po_of(folder, "en").parent.mkdir(parents=True)
    shutil.copy(po_of(LOCALE, "en"), po_of(folder, "en"))
    assert check_languages.main(["--compile", "--locale", str(folder)]) == 0
    return Words(folder)


def named(plan: Plan) -> Plan:
    """The hall with all its names in zz."""
    return msgspec.convert(_named(msgspec.to_builtins(plan)), Plan)


def _named(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"vi", "en"}:
            return {**value, "more": {"zz": "zz " + value["en"].encode("ascii", "ignore").decode()}}
        return {key: _named(part) for key, part in value.items()}
    return [_named(part) for part in value] if isinstance(value, list) else value
