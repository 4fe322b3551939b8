"""From what a translator writes (.po) to what the programs read (.mo). Babel is needed here, and nowhere at run time.

A sentence that would break a page is left out, and told: the programs then say it in Vietnamese. That is one whose
{holes} are not those of the Vietnamese, for nobody would fill them in.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

from hall_core.errors import MotcuaError

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

Key = tuple[str, str]
"""Context and Vietnamese sentence."""
COUNTS = range(201)
"""For these, at least, a plural rule must know its form."""


class NoWordsError(MotcuaError):
    """A .po file of which nothing can be used; the message says why."""

    key = "no-words"


class Compiled(Struct, frozen=True, kw_only=True):
    """What one .po file comes to."""

    mo: bytes
    said: dict[Key, tuple[str, ...]]
    """Every sentence that is translated and can be used, in each of its forms."""
    left_out: list[str]
    """Sentences that cannot be used, each with its line and the reason."""
    unsure: int
    """Sentences marked *fuzzy*, which are left out as well: nobody has confirmed them."""


def compiled(po: Path) -> Compiled:
    """NoWordsError, or OSError when the file cannot be read."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import PoFileError, read_po

    try:
        with po.open("rb") as file:
            catalogue = read_po(file, locale=po.parts[-3], abort_invalid=True)
    except (PoFileError, UnicodeError, ValueError, TypeError, LookupError) as error:
        raise NoWordsError(f"{po}: {error}") from error
    left_out: list[str] = []
    for message in [message for message in catalogue if message.id]:
        if trouble := _trouble(message):
            left_out.append(f'{po}:{message.lineno}: "{_first(message.id)}": {trouble}')
            message.string = ""
    mo = io.BytesIO()
    write_mo(mo, cast(Any, _Written(catalogue)))
    _try_plurals(po, mo.getvalue())
    return Compiled(
        mo=mo.getvalue(),
        said=dict(_said(catalogue)),
        left_out=left_out,
        unsure=sum(bool(message.id) and message.fuzzy for message in catalogue),
    )


class _Written:
    """What of a catalogue is written: Babel leaves the plural rule out where it does not know the language (hmn)."""

    charset = "utf-8"

    def __init__(self, catalogue: Catalog) -> None:
        self._catalogue = catalogue

    def __iter__(self) -> Iterator[Message]:
        header, *messages = self._catalogue
        header.string = f"Content-Type: text/plain; charset=utf-8\nPlural-Forms: {self._catalogue.plural_forms}\n"
        return iter([header, *messages])


def _trouble(message: Message) -> str:
    """Why it cannot be used; empty when it can, and when nobody has translated it."""
    forms = [form for form in _forms(message.string) if form]
    if forms and len(forms) < len(_forms(message.string)):
        return "a plural form is missing"
    wanted = _holes(_first(message.id)) or set()
    for form in forms:
        found = _holes(form)
        if found is None:
            return "a bracket { or } is open"
        if found != wanted and not (isinstance(message.id, tuple) and found == wanted - {"count"}):
            return f"it must have {_named(wanted)}, and has {_named(found)}"
    return ""


def _try_plurals(po: Path, mo: bytes) -> None:
    try:
        catalogue = gettext.GNUTranslations(io.BytesIO(mo))
        for count in COUNTS:
            catalogue.ngettext("{count}", "{count}", count)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise NoWordsError(f"{po}: Plural-Forms: {error}") from error


def _said(catalogue: Catalog) -> Iterator[tuple[Key, tuple[str, ...]]]:
    for message in catalogue:
        forms = tuple(_forms(message.string))
        if message.id and not message.fuzzy and any(forms):
            yield (str(message.context or ""), _first(message.id)), forms


def _forms(string: object) -> list[str]:
    parts: list[Any] = list(string) if isinstance(string, (tuple, list)) else [string]
    return [str(part or "") for part in parts]


def _first(id: object) -> str:
    return _forms(id)[0]


def _holes(text: str) -> set[str] | None:
    """Names of what is filled in; None where a bracket is open."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        return None
    named = (part for part in parts if part[1] is not None)
    return {f"{name}{f'!{turn}' if turn else ''}{f':{spec}' if spec else ''}" for _, name, spec, turn in named}


def _named(holes: set[str]) -> str:
    return ", ".join(f"{{{hole}}}" for hole in sorted(holes)) or "no {…}"
