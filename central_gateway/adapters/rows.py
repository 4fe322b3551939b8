"""The rows of a dropped file, CSV or JSON, with the line of each. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

import msgspec
from msgspec import Struct

from central_gateway.adapters.mapping import pick
from central_gateway.adapters.table import Fields
from central_gateway.adapters.text import NoText, Text, decode
from hall_core.device.table import QuoteError, records, separator_of
from hall_core.domain.plan_fault import suggest

_AS_OF = re.compile(r"#\s*as_of\s*=\s*(\S+)")
_LONGEST_CELL = 20_000
"""Characters: a lost quote swallows whole files."""


class NotWhole(ValueError):
    """Nothing of the file can be used; the message says why. ``cut``: it may be that only its end is missing."""

    def __init__(self, why: str, *, cut: bool = False) -> None:
        super().__init__(why)
        self.cut = cut


class Rows(Struct, frozen=True, kw_only=True):
    rows: list[tuple[int, dict[str, Any]]]
    spoilt: list[tuple[int, str]]
    """Lines that could not be read, with the reason."""
    as_of: str
    encoding: str
    remarks: list[str]
    cut: bool = False
    """Perhaps more is to come: the last line has no end."""


def read_rows(kind: str, data: bytes, fields: Fields, items: str | None) -> Rows:
    """``kind``: ``.csv`` or ``.json``. NotWhole."""
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise NotWhole("is an Excel workbook; export it as CSV")
    try:
        text = decode(data)
    except NoText as error:
        raise NotWhole(str(error), cut="ends in the middle" in str(error)) from error
    remarks = [] if text.encoding == "UTF-8" else [f"is {text.encoding}, not UTF-8; read as that"]
    if text.in_pieces:
        remarks.append("letters and marks stood apart (NFD); put together")
    return _json(text, items, remarks) if kind == ".json" else _csv(text, fields, remarks)


def _json(text: Text, items: str | None, remarks: list[str]) -> Rows:
    try:
        whole = msgspec.json.decode(text.text)
    except (msgspec.DecodeError, RecursionError) as error:
        raise NotWhole(f"is no JSON, or ends in the middle: {error}", cut=True) from error
    listed = whole if items is None else pick(whole, items)
    if not isinstance(listed, list):
        raise NotWhole("has no list of dossiers" + (f" at {items}" if items else ""))
    rows: list[tuple[int, dict[str, Any]]] = []
    spoilt: list[tuple[int, str]] = []
    for n, row in enumerate(cast("list[object]", listed), 1):
        if isinstance(row, dict):
            rows.append((n, cast("dict[str, Any]", row)))
        else:
            spoilt.append((n, "is no object with fields"))
    as_of = pick(whole, "as_of") if isinstance(whole, dict) else None
    return Rows(rows=rows, spoilt=spoilt, as_of=str(as_of or ""), encoding=text.encoding, remarks=remarks)


def _csv(text: Text, fields: Fields, remarks: list[str]) -> Rows:
    first, _, rest = text.text.partition("\n")
    remark = first.strip(' \r\t,;"')
    as_of = found[1] if (found := _AS_OF.fullmatch(remark)) else ""
    # The remark's line stays, empty, so that lines count as an editor counts them.
    body = f"\n{rest}" if remark.startswith("#") else text.text
    wanted = _columns(fields)
    separator = separator_of(body, {name.casefold() for name in wanted})
    records = _records(body, separator)
    _, head = next(records, (1, []))
    names = [_column(cell, wanted) for cell in head]
    _check_head(names, fields)
    rows: list[tuple[int, dict[str, Any]]] = []
    spoilt: list[tuple[int, str]] = []
    for line, cells in records:
        if len(cells) != len(head):
            end = " (does the file end in the middle?)" if len(cells) < len(head) else "; put texts in double quotes"
            spoilt.append((line, f"has {len(cells)} cells, the head has {len(head)}{end}"))
        elif any(len(cell) > _LONGEST_CELL for cell in cells):
            spoilt.append((line, "has a cell that is far too long; is a closing quote missing?"))
        else:
            rows.append((line, dict(zip(names, cells, strict=True))))
    cut = not text.text.endswith(("\n", "\r"))
    if cut:
        remarks.append("its last line has no end: if it was cut off, its last cell may be short")
    return Rows(rows=rows, spoilt=spoilt, as_of=as_of, encoding=text.encoding, remarks=remarks, cut=cut)


def _columns(fields: Fields) -> list[str]:
    named = (where for name in fields.__struct_fields__ if (where := getattr(fields, name)) is not None)
    return [path.strip() for where in named for path in where.split("|")]


def _column(cell: str, wanted: list[str]) -> str:
    """As the table writes it, whatever case the file has it in."""
    name = cell.replace("\ufeff", "").strip()
    return next((want for want in wanted if want.casefold() == name.casefold()), name)


def _check_head(names: list[str], fields: Fields) -> None:
    if not any(names):
        raise NotWhole("is empty", cut=True)
    for where in (fields.code, fields.state):
        if not any(path.strip() in names for path in where.split("|")):
            raise NotWhole(f'its head has no column "{where}"; {suggest(where, names)}')
    if again := next((name for name in _columns(fields) if names.count(name) > 1), None):
        raise NotWhole(f'column "{again}" stands {names.count(again)} times; keep one of them')


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from records(text, separator, max(len(text), 1))
    except QuoteError as error:
        cut = "; is it cut off?" if error.never_closed else ""
        raise NotWhole(f"line {error.line}: {error}{cut}", cut=error.never_closed) from error
