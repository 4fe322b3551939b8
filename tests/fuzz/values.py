"""Values of a type of the contract: right in every field, and as far from the usual as the type allows.

The types are asked (msgspec's inspection), so that a new field or message is tried by itself. Text for a pattern comes
from Hypothesis, which knows what a regular expression lets through better than whoever wrote it.
"""

from __future__ import annotations

import re
from functools import cache
from random import Random
from typing import Any

import msgspec.inspect as i
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import NINE_IN_THE_MORNING as NINE

INTS = [0, 1, 2, 99, 100, 127, 128, 255, 899, 900, 65_535, 2**31 - 1, 2**31, 2**32, 2**53 - 1, 2**53, 2**63 - 1]
INTS += [2**63, 2**64, 10**30, 10**300, -1, -(2**63), -(2**63) - 1, 253_370_764_800_000, 253_402_300_799_999]
INTS += [32_503_680_000_000]
MOMENTS = [NINE, NINE - 1, NINE + 1, NINE + 60_000, NINE - 86_400_000, NINE + 86_400_000, NINE + 1_800_000]
FLOATS = [0.0, -0.0, 1.5, 1e-308, 5e-324, 1e308, -1e308, 48.5, 0.1]
TEXTS = ["", " ", "a", "Đăng ký khai sinh", "Thie\u0302\u0301u gia\u0302\u0301y to\u031b\u0300", "\0", "\u0301"]
TEXTS += ["\u202e" + "abc", "\n\n", "\r\n\x1b[2J", "\ufeff", "\u2028", "🧑🏽‍🦽", "<b>&amp;</b>", "{number}", "%s%n"]
TEXTS += ["{0.__class__}", "' OR 1=1 --", "\u200b" * 3, "\ufdfa", "\U0010ffff", "٣٤"]
TEXTS += ["-----BEGIN CERTIFICATE-----\n" + "A" * 64]
LONGEST = 2_000
"""Of a text without a bound of its own; a message has 8 kB."""
MANY = 12


class Vocabulary:
    """What is known to whoever is spoken to: of all text that a pattern lets through, this leads furthest. Ids that it
    has said itself are added."""

    IDS = 60

    def __init__(self, words: list[str]) -> None:
        self.words = words
        self.ids: list[str] = [f"00000000-0000-7000-8000-{n:012x}" for n in range(4)]
        self._fitting: dict[str, list[str]] = {}

    def heard(self, id: str) -> None:
        if id not in self.ids:
            self.ids.append(id)
            del self.ids[: -self.IDS]

    def fitting(self, pattern: str, rng: Random) -> str | None:
        if pattern not in self._fitting:
            self._fitting[pattern] = [word for word in self.words if re.search(pattern, word)]
        words = self._fitting[pattern]
        if not words and re.search(pattern, self.ids[0]):
            words = self.ids
        return rng.choice(words) if words else None


@cache
def texts_of(pattern: str) -> list[str]:
    found: list[str] = []

    @settings(max_examples=25, derandomize=True, database=None, deadline=None, phases=[Phase.generate])
    @given(st.from_regex(pattern))
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return sorted(set(found))


class Values:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def of(self, type: i.Type, rng: Random, depth: int = 0) -> Any:
        """A plain value, as JSON has it."""
        match type:
            case i.Metadata(type=inner):
                return self.of(inner, rng, depth)
            case i.BoolType():
                return rng.random() < 0.5
            case i.NoneType():
                return None
            case i.IntType():
                return _int(type, rng)
            case i.FloatType():
                return rng.choice(FLOATS)
            case i.StrType():
                return self._text(type, rng)
            case i.LiteralType(values=values):
                return rng.choice(values)
            case i.UnionType(types=types):
                return self.of(rng.choice(types), rng, depth)
            case i.ListType(item_type=item) | i.CollectionType(item_type=item):
                count = _count(type.min_length or 0, type.max_length, rng, depth)
                return [self.of(item, rng, depth + 1) for _ in range(count)]
            case i.DictType(key_type=key, value_type=value):
                count = _count(type.min_length or 0, type.max_length, rng, depth)
                return {self.of(key, rng, depth): self.of(value, rng, depth + 1) for _ in range(count)}
            case i.StructType():
                return self._struct(type, rng, depth)
            case _:
                raise TypeError(f"nothing is made of {type}")

    def _struct(self, type: i.StructType, rng: Random, depth: int) -> Any:
        given = [field for field in type.fields if field.required or rng.random() < 0.7]
        values = {field.encode_name: self.of(field.type, rng, depth + 1) for field in given}
        if type.array_like:
            tag = [] if type.tag is None else [type.tag]
            return [*tag, *(self.of(field.type, rng, depth + 1) for field in type.fields)]
        return values if type.tag_field is None else {type.tag_field: type.tag, **values}

    def _text(self, type: i.StrType, rng: Random) -> str:
        if type.pattern is not None:
            known = self._vocabulary.fitting(type.pattern, rng) if rng.random() < 0.7 else None
            text = known if known is not None else rng.choice(texts_of(type.pattern))
            return text.ljust(type.min_length or 0, "A")
        most = LONGEST if type.max_length is None else type.max_length
        text = rng.choice(TEXTS) if rng.random() < 0.7 else rng.choice(TEXTS[2:]) * rng.choice((2, 40, most))
        return text[:most].ljust(type.min_length or 0, "x")


def _int(type: i.IntType, rng: Random) -> int:
    least = type.ge if type.ge is not None else type.gt + 1 if type.gt is not None else None
    most = type.le if type.le is not None else type.lt - 1 if type.lt is not None else None
    edges = [n for n in (*INTS, *MOMENTS, least, most) if n is not None]
    fitting = [n for n in edges if (least is None or n >= least) and (most is None or n <= most)]
    small = [n for n in fitting if n < 1_000]
    # Mostly what leads on: small numbers, and moments about now.
    return int(rng.choice(rng.choice((fitting, small or fitting, [n for n in fitting if n in MOMENTS] or fitting))))


def _count(least: int, most: int | None, rng: Random, depth: int) -> int:
    most = MANY if most is None else most
    wanted = rng.choice((0, 1, 2, 3, MANY if depth < 3 else 1))
    return max(least, min(most, wanted))
