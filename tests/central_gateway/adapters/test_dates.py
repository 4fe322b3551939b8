from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_gateway.adapters.dates import FIRST, FORMATS, LAST, Format, day, day_written, moment, written
from hall_core.domain.business_day import HANOI

MOMENTS = st.datetimes(datetime(FIRST, 1, 2), datetime(LAST - 1, 12, 31)).map(
    lambda at: int(at.replace(microsecond=0, tzinfo=HANOI).timestamp() * 1000)
)


@given(MOMENTS, st.sampled_from(FORMATS))
def test_a_moment_that_is_written_is_read_back_whatever_the_format(at: int, format: Format) -> None:
    assert moment(written(at, format), (format,)) == at


@given(st.dates(datetime(FIRST, 1, 2).date(), datetime(LAST - 1, 12, 31).date()), st.sampled_from(FORMATS))
def test_a_day_that_is_written_is_read_back_whatever_the_format(on: object, format: Format) -> None:
    assert day(day_written(str(on), format), (format,)) == str(on)


@given(MOMENTS, st.sampled_from(FORMATS))
def test_of_several_formats_the_one_that_fits_is_found(at: int, format: Format) -> None:
    assert moment(written(at, format), FORMATS) == at


@given(st.text(max_size=30) | st.from_regex(r"[0-9/: TZ+.-]{6,25}", fullmatch=True))
def test_nothing_raises_whatever_is_no_date(text: str) -> None:
    found = day(text, FORMATS)
    assert found is None or len(found) == 10


@pytest.mark.parametrize(
    ("text", "is_day"),
    [
        ("24/11/2026", "2026-11-24"),
        ("4/1/2026", "2026-01-04"),
        ("24/11/2026 08:30", "2026-11-24"),
        ("24-11-2026 8:30:15", "2026-11-24"),
        ("20261124", "2026-11-24"),
        ("20261124083015", "2026-11-24"),
        ("2026-11-24", "2026-11-24"),
        ("2026-11-24T08:30", "2026-11-24"),
        ("2026-11-24 08:30:15.123", "2026-11-24"),
        ("2026-11-23T23:30:00Z", "2026-11-24"),
        ("2026-11-24T00:30:00+07:00", "2026-11-24"),
        ("1795475700000", "2026-11-24"),
    ],
)
def test_days_are_read_as_vendors_write_them(text: str, is_day: str) -> None:
    assert day(text, FORMATS) == is_day


@pytest.mark.parametrize(
    "text", ["31/02/2026", "01/01/1900", "0001-01-01T00:00:00", "9999-12-31", "20261324", "24/11", "hôm qua", ""]
)
def test_what_is_no_day_of_these_years_is_none(text: str) -> None:
    assert day(text, FORMATS) is None
