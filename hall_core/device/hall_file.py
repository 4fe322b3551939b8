"""``hall.toml`` to a :class:`~hall_core.domain.plan.Plan`, or every mistake in it at once."""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path as FilePath
from typing import Any, cast, get_args

import msgspec

from hall_core.device.reader import Reader
from hall_core.domain.names import Day, Language, Slug
from hall_core.domain.plan import KEPT_PIN, Plan, Span
from hall_core.domain.plan_backup import FOLDER, PATH
from hall_core.domain.plan_check import Fault, Path, cross_check
from hall_core.domain.plan_times import ClockTime
from hall_core.errors import MotcuaError

_LARGEST = 1_000_000
"""Bytes: a hall of forty counters needs 40 kB; anything much larger is some other file."""

PATTERN_WORDS = {
    get_args(Slug)[1].pattern: '1 to 32 of a-z, 0-9 and "-", with no "-" at either end',
    get_args(ClockTime)[1].pattern: 'a local time such as "04:00"',
    get_args(Span)[1].pattern: 'a span of local time such as "07:30-11:30"',
    get_args(Language)[1].pattern: 'the code of a language such as "hmn"',
    get_args(Day)[1].pattern: 'a date such as "2026-09-02"',
    KEPT_PIN: 'what "motcua pin" prints',
    PATH: f'a folder such as "{FOLDER}"',
    "^[A-Z]{0,2}$": 'at most two capital letters such as "A"',
}
"""What each pattern on the plan's types asks for."""


class HallFileError(MotcuaError):
    """A hall file that cannot be used. ``lines`` holds one sentence for each mistake."""

    key = "hall-file"

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def load(path: FilePath | str) -> Plan:
    """The plan in the file. HallFileError with all that is wrong, each line naming file, key, fault and remedy."""
    return read(parse(FilePath(path)), str(path))


def read(raw: dict[str, Any], name: str) -> Plan:
    """The plan in a parsed file; ``name`` is what its messages begin with."""
    reader = Reader(PATTERN_WORDS)
    plan: Plan = reader.read(_plan_type(), raw)
    faults = reader.faults + [fault for fault in cross_check(plan) if not any(map(fault.is_spoilt, reader.broken))]
    if faults:
        faults.sort(key=_place_in_file)
        raise HallFileError([f"{name}: {_line(fault, raw)}" for fault in faults])
    return plan


def digest(plan: Plan) -> str:
    """16 hex digits that are the same for the same plan: by them the hub sees who runs on another one."""
    # Imported here: its OpenSSL takes a while, and no picture waits for a digest.
    import hashlib

    return hashlib.sha256(msgspec.json.encode(plan, order="deterministic")).hexdigest()[:16]


@cache
def _plan_type() -> msgspec.inspect.Type:
    return msgspec.inspect.type_info(Plan)


def parse(path: FilePath, what: str = "hall file") -> dict[str, Any]:
    """The tables of a TOML file, in NFC. HallFileError when there are none to be had."""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise HallFileError([f"{path}: cannot be read: {error.strerror or error}"]) from error
    if len(data) > _LARGEST:
        raise HallFileError([f"{path}: is larger than {_LARGEST} bytes; this is not a {what}"])
    try:
        text = unicodedata.normalize("NFC", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise HallFileError([f"{path}: line {line}: is not UTF-8; save the file as UTF-8"]) from error
    try:
        return tomllib.loads(text)
    except ValueError as error:  # not only TOMLDecodeError: Python reads no number of thousands of digits
        raise HallFileError([f"{path}: {_syntax(str(error), text)}"]) from error
    except RecursionError as error:
        raise HallFileError([f"{path}: brackets within brackets without end; this is not a {what}"]) from error


def _syntax(message: str, text: str) -> str:
    """tomllib's message with its place in front and the line itself behind."""
    found = re.fullmatch(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", message)
    if found is None:
        return f"is not TOML: {message}"
    if found["line"] is None:
        return f"at the end of the file: {found['what']}; the last line is not complete"
    line = text.split("\n")[int(found["line"]) - 1].strip()[:80]
    shown = "".join(sign if sign.isprintable() else "?" for sign in line)
    return f"line {found['line']}, column {found['column']}: {found['what']}; the line is: {shown}"


_TOP = [field.name for field in msgspec.structs.fields(Plan)]


def _place_in_file(fault: Fault) -> tuple[int, int]:
    """Order of the plan's tables, then of the entries in each."""
    first = fault.where[0] if fault.where else ""
    index = fault.where[1] if len(fault.where) > 1 else -1
    return _TOP.index(str(first)) if first in _TOP else -1, index if isinstance(index, int) else -1


def _line(fault: Fault, raw: dict[str, Any]) -> str:
    where = spoken(fault.where, raw)
    return f"{where}: {fault.wrong}; {fault.right}" if fault.right else f"{where}: {fault.wrong}"


def spoken(path: Path, raw: object) -> str:
    """``services[3] "khai-sinh".numbers.last``: entries count from 1 and are named by their id."""
    words = ""
    for part in path:
        if isinstance(part, int):
            words += f"[{part + 1}]"
            raw = (
                cast("list[object]", raw)[part]
                if isinstance(raw, list) and part < len(cast("list[object]", raw))
                else None
            )
            id = cast("dict[str, object]", raw).get("id") if isinstance(raw, dict) else None
            words += f" {json.dumps(id[:40], ensure_ascii=False)}" if isinstance(id, str) else ""
        else:
            bare = re.fullmatch(r"[A-Za-z0-9_-]+", part)
            words += ("." if words else "") + (part if bare else json.dumps(part[:40], ensure_ascii=False))
            raw = cast("dict[str, object]", raw).get(part) if isinstance(raw, dict) else None
    return words
