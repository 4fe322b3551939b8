"""A catalogue as a set of keys with values, so that of a new edition only what changed goes over the line. Pure.

A procedure may be larger than a message, and so may the list of everyday words. Hence each is a text, cut into pieces:
``p/<code>/<n>``, ``agencies/<n>``, ``fields/<n>``, ``synonyms/<n>`` and ``edition/<n>`` (the rest), ``<n>`` from 000.
Whoever has all pieces puts each text together again; a piece that is missing shows, for the last one of a text says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.procedure import Agency, Catalogue, Field, Procedure, Synonym
from hall_core.errors import MotcuaError

PIECE = 1_600
"""Characters: letters that take four bytes each and follow no rule still fit into a message, compressed."""
PIECES_MOST = 1_000
PROCEDURE = "p/"

Value = TypeVar("Value")


class CatalogueItemsError(MotcuaError):
    """The items are no whole catalogue; the message says which text is not."""

    key = "catalogue"


class _Piece(Struct, frozen=True, array_like=True):
    text: str
    last: bool


_encode = msgspec.json.Encoder(order="deterministic").encode
_piece = msgspec.json.Decoder(_Piece).decode


def items_of(catalogue: Catalogue) -> Iterator[tuple[str, bytes]]:
    """Keys with values: the same for the same catalogue, in whatever order its procedures stand."""
    yield from _cut("edition", replace(catalogue, agencies=[], fields=[], synonyms=[], procedures=[]))
    yield from _cut("agencies", catalogue.agencies)
    yield from _cut("fields", catalogue.fields)
    yield from _cut("synonyms", catalogue.synonyms)
    for procedure in sorted(catalogue.procedures, key=lambda procedure: procedure.code):
        yield from _cut(f"{PROCEDURE}{procedure.code}", procedure)


def catalogue_of(items: Iterable[tuple[str, bytes]]) -> Catalogue:
    """The catalogue that they are of, in whatever order they come; its procedures by code. CatalogueItemsError when
    one is missing, or is none."""
    pieces: dict[str, dict[int, _Piece]] = {}
    for key, body in items:
        name, _, number = key.rpartition("/")
        if not name or not (number.isascii() and number.isdigit()):
            raise CatalogueItemsError(f'"{key}" is no piece of a catalogue')
        try:
            pieces.setdefault(name, {})[int(number)] = _piece(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CatalogueItemsError(f'"{key}" cannot be read: {error}') from error
    head = _put_together(pieces, "edition", Catalogue)
    return replace(
        head,
        agencies=_put_together(pieces, "agencies", list[Agency]),
        fields=_put_together(pieces, "fields", list[Field]),
        synonyms=_put_together(pieces, "synonyms", list[Synonym]),
        procedures=list(_procedures(pieces)),
    )


def _procedures(pieces: dict[str, dict[int, _Piece]]) -> Iterator[Procedure]:
    for name in sorted(pieces):
        if not name.startswith(PROCEDURE):
            raise CatalogueItemsError(f'"{name}" is unknown to this program')
        procedure: Procedure = _put_together(pieces, name, Procedure)
        if name != f"{PROCEDURE}{procedure.code}":
            raise CatalogueItemsError(f'"{name}" is of another procedure, {procedure.code}')
        yield procedure


def _cut(name: str, value: Any) -> Iterator[tuple[str, bytes]]:
    text = _encode(value).decode()
    ends = range(PIECE, len(text) + PIECE, PIECE)
    if len(ends) > PIECES_MOST:
        raise CatalogueItemsError(f'"{name}" has {len(text)} characters, at most {PIECE * PIECES_MOST} are allowed')
    for number, end in enumerate(ends):
        yield f"{name}/{number:03}", _encode(_Piece(text[end - PIECE : end], end >= len(text)))


def _put_together(pieces: dict[str, dict[int, _Piece]], name: str, type: Any) -> Any:
    """Takes them out of ``pieces``."""
    found = pieces.pop(name, {})
    parts = [found[number] for number in sorted(found)]
    whole = [part.last for part in parts] == [*[False] * (len(parts) - 1), True]
    if not whole or sorted(found) != list(range(len(parts))):
        raise CatalogueItemsError(f'"{name}" is not whole')
    try:
        return msgspec.json.decode("".join(part.text for part in parts), type=type)
    except msgspec.DecodeError as error:
        raise CatalogueItemsError(f'"{name}" cannot be read: {error}') from error
