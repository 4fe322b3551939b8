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
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, cast, get_args

from msgspec import NODEFAULT, inspect

from hall_core.domain import names, plan
from hall_core.domain.plan_check import Fault, Path, suggest


class _Broken:
    """What :meth:`Reader.read` gives for a value that it has reported."""


BROKEN = _Broken()

_SHOWN = 40
"""Characters of a wrong value that are repeated in its message."""


def _pattern(annotated: object) -> str:
    return get_args(annotated)[1].pattern


PATTERN_WORDS: Mapping[str, str] = {
    _pattern(names.Slug): 'must be 1 to 32 of a-z, 0-9 and "-", with no "-" at either end',
    _pattern(plan.ClockTime): 'must be a local time such as "04:00"',
    _pattern(plan.Span): 'must be a span of local time such as "07:30-11:30"',
    _pattern(plan.Numbers.__annotations__["prefix"])
    if not isinstance(plan.Numbers.__annotations__["prefix"], str)
    else r"^[A-Z]{0,2}$": 'must be at most 2 capital letters A-Z, such as "A"',
}
