"""From what came in a request to values, or to every fault that is in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar, get_args

import msgspec
from msgspec.structs import fields

from central_gateway.api.bodies import CardNumber, Moment
from central_gateway.api.problems import Fault, Problem
from hall_core.device.hall_file import PATTERN_WORDS
from hall_core.device.reader import Reader
from hall_core.domain.dossier import Fee
from hall_core.domain.plan_check import Path, suggest

Value = TypeVar("Value")


def _words_of(annotated: Any, words: str) -> dict[str, str]:
    return {get_args(annotated)[1].pattern: words}


_FEE = {field.name: field.type for field in fields(Fee)}
WORDS = PATTERN_WORDS | {
    **_words_of(Moment, 'a time with its zone, such as "2026-11-20T08:30:00+07:00"'),
    **_words_of(CardNumber, "the 12 digits of an identity card"),
    **_words_of(_FEE["bank"], 'the six digits of a bank, such as "970403"'),
    **_words_of(_FEE["account"], "1 to 19 letters and digits"),
}
"""What each pattern asks for, in plain words."""


def parsed(data: bytes) -> Any:
    """Of JSON. Problem when it is none."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Problem("malformed", f"The body is no JSON: {error}. Send JSON in UTF-8.") from error


def value_of(type_: type[Value], raw: Any) -> tuple[Value, list[Fault]]:
    """The value that parsed JSON stands for, to be used only when there are no faults."""
    reader = Reader(WORDS)
    value: Value = reader.read(_info(type_), raw)
    return value, [Fault(where=spoken(fault.where), wrong=fault.wrong, right=fault.right) for fault in reader.faults]


def query_of(type_: type[Value], given: Sequence[tuple[str, str]]) -> Value:
    """Of what stands after the ``?``. Problem with all that is wrong in it."""
    known = {field.encode_name: field for field in fields(type_)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for name, text in given:
        field = known.get(name)
        if field is None:
            faults.append(Fault(where=name[:40], wrong="is not known here", right=suggest(name, list(known))))
        elif field.name in values:
            faults.append(Fault(where=name, wrong="stands twice", right="give it once"))
        else:
            try:
                values[field.name] = msgspec.convert(unicodedata.normalize("NFC", text), field.type, strict=False)
            except msgspec.ValidationError as error:
                faults.append(Fault(where=name, wrong=f"{str(error).partition(' - ')[0]}", right="see openapi.json"))
                values[field.name] = None
    missing = [field for field in known.values() if field.required and field.name not in values]
    faults += [Fault(where=field.encode_name, wrong="is missing", right="give it") for field in missing]
    if faults:
        raise Problem("malformed", f"What stands after the ? is wrong: {faults[0].where} {faults[0].wrong}.", faults)
    return type_(**values)


def moment(text: str) -> datetime | None:
    """None: it is no time that ever was."""
    return _made(datetime.fromisoformat, text)


def day(text: str) -> date | None:
    """None: it is no day of the calendar."""
    return _made(date.fromisoformat, text)


def spoken(where: Path) -> str:
    """``dossiers[3].code``."""
    said = ""
    for part in where:
        said += f"[{part}]" if isinstance(part, int) else f".{part}" if said else str(part)
    return said or "the body"


def _made(make: Callable[[str], Value], text: str) -> Value | None:
    try:
        return make(text)
    except ValueError:
        return None


@cache
def _info(type_: Any) -> msgspec.inspect.Type:
    return msgspec.inspect.type_info(type_)
