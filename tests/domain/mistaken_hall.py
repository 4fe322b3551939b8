"""A small hall file with a mistake in it, and what a technician reads about it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import msgspec
import pytest

from hall_core.device.hall_file import HallFileError, read
from tests.conftest import make_plan

Edits = dict[str, Any]
"""Place to value, such as ``counters[3].number``: entries count from 1, as in what is told. One behind the last is
added; None: it is left out."""
UNREADABLE = date(2026, 1, 1)
"""No key of a hall file takes it."""


def _written(value: Any) -> Any:
    """As a TOML file has it, which knows no nothing; nothing in it is the same table twice."""
    if isinstance(value, dict):
        return {key: _written(part) for key, part in value.items() if part is not None}
    return [_written(part) for part in value] if isinstance(value, list | tuple) else value


HALL: dict[str, Any] = _written(msgspec.to_builtins(make_plan()))


def told(edits: Edits) -> list[str]:
    """What is said about the small hall with these edits, line by line."""
    raw = _written(HALL)
    for place, value in edits.items():
        _put(raw, place, _written(value))
    try:
        read(raw, "f")
    except HallFileError as error:
        return [line.removeprefix("f: ") for line in error.lines]
    return []


def _put(raw: Any, place: str, value: Any) -> None:
    *way, last = (int(at) - 1 if at else key for at, key in re.findall(r"\[(\d+)\]|([^.\[\]]+)", place))
    for part in way:
        raw = raw[part] if isinstance(part, int) else raw.setdefault(part, {})
    if value is None:
        del raw[last]
    elif isinstance(raw, list) and last == len(raw):
        raw.append(value)
    else:
        raw[last] = value


def assert_told(edits: Edits, line: str, *leans: str) -> None:
    """It is told in this one line; and where something on which it ``leans`` cannot be read, that is told alone."""
    assert told(edits) == [line]
    for place in leans:
        lines = told({**edits, place: UNREADABLE})
        assert len(lines) == 1 and f": {UNREADABLE} (a date or time without quotes) is not allowed" in lines[0], place


def mistake(edits: Edits, line: str, *leans: str) -> Any:
    """For a test of many: its name is where the mistake is."""
    return pytest.param(edits, line, leans, id=line.partition(": ")[0])
