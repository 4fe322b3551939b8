"""From plain values (tables, lists, texts, numbers) to a msgspec struct, collecting every fault on the way.

``msgspec.convert`` stops at the first mistake; a technician with a new hall file wants them all. The bounds
are the ones that stand on the types. Where a value cannot be read, its default or an empty stand-in takes
its place and the place goes into ``broken``, so that what leans on it is not judged.
"""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, cast

from msgspec import inspect

from hall_core.domain.plan_check import Fault, Path, closest, suggest

_SHOWN = 40
"""Characters of a wrong value that are repeated in its message."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class _Broken:
    """What stands for a value that has been reported."""


_BROKEN = _Broken()


class Reader:
    """Reads values against types. ``pattern_words`` says for each pattern what it asks for, in plain words."""

    def __init__(self, pattern_words: Mapping[str, str]) -> None:
        self.faults: list[Fault] = []
        self.broken: list[Path] = []
        self._pattern_words = pattern_words

    def read(self, type_: inspect.Type, raw: object) -> Any:
        """The value of ``type_`` that ``raw`` stands for; look at ``faults`` before you use it."""
        value = self._read(type_, raw, ())
        return _stand_in(type_) if value is _BROKEN else value

    def _read(self, type_: inspect.Type, raw: object, path: Path) -> Any:
        match type_:
            case inspect.StructType():
                return self._struct(type_, raw, path)
            case inspect.UnionType():
                return self._union(type_, raw, path)
            case inspect.ListType():
                return self._list(type_, raw, path)
            case inspect.TupleType():
                return self._tuple(type_, raw, path)
            case inspect.DictType():
                return self._dict(type_, raw, path)
            case _:
                return self._leaf(type_, raw, path)

    def _struct(self, type_: inspect.StructType, raw: object, path: Path) -> Any:
        if not isinstance(raw, dict):
            return self._wrong(type_, raw, path)
        table = cast("dict[str, object]", raw)
        known = [field.encode_name for field in type_.fields]
        allowed = {*known, type_.tag_field}
        meant: set[str] = set()
        for key in table:
            if key not in allowed:
                free = [name for name in known if name not in table]
                close = closest(key, free)
                meant.update(close)
                self._fault((*path, key), "is not a key here", suggest(key, close or known))
        values: dict[str, object] = {}
        for field in type_.fields:
            place = (*path, field.encode_name)
            value: object = _BROKEN
            if field.encode_name in table:
                value = self._read(field.type, table[field.encode_name], place)
            elif field.encode_name in meant:
                self.broken.append(place)  # the key it was written under is reported already
            elif field.required:
                self._fault(place, "is missing", f"must be {self._wanted(field.type)}")
            else:
                continue
            if value is not _BROKEN:
                values[field.name] = value
            elif field.required:
                values[field.name] = _stand_in(field.type)
        return type_.cls(**values)

    def _union(self, type_: inspect.UnionType, raw: object, path: Path) -> Any:
        members = [member for member in type_.types if not isinstance(member, inspect.NoneType)]
        if len(members) == 1:
            return self._read(members[0], raw, path)
        tagged = {member.tag: member for member in members if isinstance(member, inspect.StructType)}
        first = next(iter(tagged.values()))
        if not isinstance(raw, dict):
            return self._wrong(first, raw, path)
        tag_field = cast("str", first.tag_field)
        tag = cast("dict[str, object]", raw).get(tag_field)
        if isinstance(tag, str) and tag in tagged:
            return self._read(tagged[tag], raw, path)
        place = (*path, tag_field)
        wanted = f"must be one of {_listed(list(tagged))}"
        if tag is None:
            self._fault(place, "is missing", wanted)
        else:
            self._fault(place, f"{_shown(tag)} is not allowed", f"{wanted}{_close(tag, list(tagged))}")
        # What kind it is meant to be is not known: only its id is of use to others.
        aside = Reader(self._pattern_words)
        value = aside._read(first, raw, path)
        self.broken += aside.broken
        return value

    def _list(self, type_: inspect.ListType, raw: object, path: Path) -> Any:
        if not isinstance(raw, list):
            return self._wrong(type_, raw, path)
        items = cast("list[object]", raw)
        values = [self._read(type_.item_type, item, (*path, place)) for place, item in enumerate(items)]
        if _is_table(type_.item_type):  # keep the positions, which are in all messages
            return [_stand_in(type_.item_type) if value is _BROKEN else value for value in values]
        return _BROKEN if _BROKEN in values else values

    def _tuple(self, type_: inspect.TupleType, raw: object, path: Path) -> Any:
        if not isinstance(raw, list) or len(cast("list[object]", raw)) != len(type_.item_types):
            return self._wrong(type_, raw, path)
        pairs = zip(type_.item_types, cast("list[object]", raw), strict=True)
        values = [self._read(item_type, item, (*path, place)) for place, (item_type, item) in enumerate(pairs)]
        return _BROKEN if _BROKEN in values else tuple(values)

    def _dict(self, type_: inspect.DictType, raw: object, path: Path) -> Any:
        if not isinstance(raw, dict):
            return self._wrong(type_, raw, path)
        values: dict[object, object] = {}
        for raw_key, raw_value in cast("dict[str, object]", raw).items():
            place = (*path, raw_key)
            key = self._read(type_.key_type, raw_key, place)
            value = self._read(type_.value_type, raw_value, place)
            if key is not _BROKEN and value is not _BROKEN:
                values[key] = value
        return values

    def _leaf(self, type_: inspect.Type, raw: object, path: Path) -> Any:
        number = isinstance(raw, int | float) and not isinstance(raw, bool)
        match type_:
            case inspect.StrType() if isinstance(raw, str):
                text = unicodedata.normalize("NFC", raw)
                if _CONTROL.search(text):
                    return self._fault(path, f"{_shown(text)} has a line break or control sign", "must have none")
                good = _within(len(text.strip()), type_.min_length, type_.max_length)
                if good and (type_.pattern is None or re.fullmatch(type_.pattern, text)):
                    return text
            case inspect.IntType() if number and isinstance(raw, int):
                if _within(raw, type_.ge, type_.le, type_.gt, type_.lt):
                    return raw
            case inspect.FloatType() if number:
                value = float(cast("float", raw)) if abs(cast("float", raw)) < 1e300 else float("inf")
                if _within(value, type_.ge, type_.le, type_.gt, type_.lt):
                    return value
            case inspect.BoolType() if isinstance(raw, bool):
                return raw
            case inspect.LiteralType():
                if type(raw) in (str, int) and raw in type_.values:
                    return raw
            case _:
                pass
        return self._wrong(type_, raw, path)

    def _wrong(self, type_: inspect.Type, raw: object, path: Path) -> _Broken:
        hint = ""
        match type_:
            case inspect.LiteralType():
                hint = _close(raw, type_.values)
            case inspect.IntType() | inspect.FloatType() | inspect.BoolType() if isinstance(raw, str):
                hint = ", without quotes"
            case inspect.StrType() if not isinstance(raw, str | dict | list):
                hint = ", in double quotes"
            case _:
                pass
        return self._fault(path, f"{_shown(raw)} is not allowed", f"must be {self._wanted(type_)}{hint}")

    def _fault(self, path: Path, wrong: str, right: str) -> _Broken:
        self.faults.append(Fault(path, wrong, right))
        self.broken.append(path)
        return _BROKEN

    def _wanted(self, type_: inspect.Type) -> str:
        """What would be right, to stand after "must be"."""
        match type_:
            case inspect.StrType(pattern=str() as pattern):
                return self._pattern_words.get(pattern, f"a text like {pattern}")
            case inspect.StrType():
                return "a text" + _bounds(type_.min_length, type_.max_length, unit=" characters")
            case inspect.IntType():
                return "a whole number" + _bounds(type_.ge, type_.le, type_.gt, type_.lt)
            case inspect.FloatType():
                return "a number" + _bounds(type_.ge, type_.le, type_.gt, type_.lt)
            case inspect.BoolType():
                return "true or false"
            case inspect.LiteralType():
                return f"one of {_listed(type_.values)}"
            case inspect.ListType() if _is_table(type_.item_type):
                return "a list of tables, each under its own heading in [[double brackets]]"
            case inspect.ListType():
                return "a list in [brackets]"
            case inspect.TupleType():
                inner = self._wanted(type_.item_types[0])
                return f"a list of {len(type_.item_types)}, each {inner}"
            case inspect.UnionType():
                return self._wanted(type_.types[0])
            case inspect.StructType():
                keys = [field.encode_name for field in type_.fields if field.required] or [
                    field.encode_name for field in type_.fields
                ]
                return f"a table with {', '.join(keys)}"
            case _:
                return "a table"


def _stand_in(type_: inspect.Type) -> Any:
    """An empty value of the right shape, for what could not be read."""
    match type_:
        case inspect.StructType():
            return type_.cls(**{f.name: _stand_in(f.type) for f in type_.fields if f.required})
        case inspect.UnionType():
            return _stand_in(type_.types[0])
        case inspect.ListType():
            return []
        case inspect.DictType():
            return {}
        case inspect.TupleType():
            return tuple(_stand_in(item) for item in type_.item_types)
        case inspect.IntType():
            return type_.ge or 0
        case inspect.FloatType():
            return type_.ge or 0.0
        case inspect.LiteralType():
            return type_.values[0]
        case inspect.BoolType():
            return False
        case _:
            return ""


def _is_table(type_: inspect.Type) -> bool:
    members = type_.types if isinstance(type_, inspect.UnionType) else (type_,)
    return all(isinstance(member, inspect.StructType) for member in members)


def _within(value: float, ge: float | None, le: float | None, gt: float | None = None, lt: float | None = None) -> bool:
    # Asked so that a float that is no number at all is within nothing.
    return (
        (ge is None or value >= ge)
        and (le is None or value <= le)
        and (gt is None or value > gt)
        and (lt is None or value < lt)
    )


def _bounds(
    ge: float | None, le: float | None, gt: float | None = None, lt: float | None = None, unit: str = ""
) -> str:
    if ge is not None and le is not None:
        return f" {'of' if unit else 'from'} {ge:g} to {le:g}{unit}"
    sides = ((" of at least", ge), (" above", gt), (" of at most", le), (" below", lt))
    told = [f"{words} {bound:g}{unit}" for words, bound in sides if bound is not None]
    return ",".join(told)


def _listed(values: Sequence[object]) -> str:
    return ", ".join(_shown(value) for value in values)


def _close(raw: object, known: Sequence[object]) -> str:
    texts = [value for value in known if isinstance(value, str)]
    close = closest(raw, texts) if isinstance(raw, str) else []
    return f'; did you mean "{close[0]}"?' if close else ""


def _shown(value: object) -> str:
    """A value as it stands in the file, shortened."""
    match value:
        case dict():
            return "a table"
        case list():
            return "a list"
        case datetime.datetime() | datetime.date() | datetime.time():
            return f"{value} (a date or time without quotes)"
        case float():
            return f"{value:g}"
        case _:
            text = json.dumps(value, ensure_ascii=False)
            return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
