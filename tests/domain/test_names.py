"""The kinds of name that go round the hall: how much each takes at most, and what is no part of it."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import ValidationError, convert

from hall_core.domain.names import (
    LINE,
    MILLIS_MOST,
    NOT_IN_LINE,
    SAYING_MOST,
    WHOLE_MOST,
    WORDS_MOST,
    Count,
    Millis,
    Name,
    Ordinal,
    PublicWords,
    Saying,
    Words,
)

SIGNS = "".join(map(chr, range(0x3000)))
"""Behind these none steers or ends a line."""


def test_what_is_cut_to_the_most_fits_and_one_more_does_not() -> None:
    cut: list[tuple[Any, Any, Any]] = [
        (Words, "x" * WORDS_MOST, "x" * (WORDS_MOST + 1)),
        (Saying, "x" * SAYING_MOST, "x" * (SAYING_MOST + 1)),
        (Millis, MILLIS_MOST - 1, MILLIS_MOST),
        (Count, WHOLE_MOST, WHOLE_MOST + 1),
        (Ordinal, WHOLE_MOST, WHOLE_MOST + 1),
    ]
    for kind, most, one_more in cut:
        assert convert(most, kind) == most
        with pytest.raises(ValidationError):
            convert(one_more, kind)


def test_moments_go_on_until_the_last_year_that_every_time_zone_has() -> None:
    assert datetime.fromtimestamp(MILLIS_MOST / 1_000, UTC) == datetime(9999, 1, 1, tzinfo=UTC)


def test_whole_numbers_go_on_as_long_as_a_reader_that_has_floats_alone_tells_each_from_the_next() -> None:
    assert float(WHOLE_MOST) != float(WHOLE_MOST + 1)
    assert float(WHOLE_MOST + 1) == float(WHOLE_MOST + 2)


def test_no_sign_that_steers_or_ends_a_line_stands_within_one_and_every_other_may() -> None:
    breaks = {sign for sign in SIGNS if unicodedata.category(sign) in ("Cc", "Zl", "Zp")}
    assert set(NOT_IN_LINE.findall(SIGNS)) == breaks
    assert all(re.search(LINE, f"a{sign}b") is None and re.search(LINE, sign) is None for sign in breaks)
    assert re.search(LINE, "".join(sign for sign in SIGNS if sign not in breaks))
    for kind in (PublicWords, Saying):
        assert convert("", kind) == ""
        with pytest.raises(ValidationError):
            convert("hết giờ\n", kind)


def test_a_name_that_nobody_has_put_into_a_language_is_the_official_one() -> None:
    name = Name(vi="Đất đai", en="Land", more={"hmn": "Av"})
    assert [name.into(language) for language in ("vi", "en", "hmn", "khm")] == ["Đất đai", "Land", "Av", "Đất đai"]
