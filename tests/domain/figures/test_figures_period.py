"""Stretches of days: how they are written, what they are called, and what is none."""

from __future__ import annotations

import pytest

from hall_core.domain.figures.period import LONGEST, Period, period_of


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("2026", Period("2026-01-01", "2026-12-31", "Năm 2026", "Year 2026")),
        ("2026-Q1", Period("2026-01-01", "2026-03-31", "Quý I năm 2026", "Quarter 1 of 2026")),
        ("2026-Q2", Period("2026-04-01", "2026-06-30", "Quý II năm 2026", "Quarter 2 of 2026")),
        ("2026-Q3", Period("2026-07-01", "2026-09-30", "Quý III năm 2026", "Quarter 3 of 2026")),
        ("2026-Q4", Period("2026-10-01", "2026-12-31", "Quý IV năm 2026", "Quarter 4 of 2026")),
        ("2028-02", Period("2028-02-01", "2028-02-29", "Tháng 2 năm 2028", "February 2028")),
        ("2026-11", Period("2026-11-01", "2026-11-30", "Tháng 11 năm 2026", "November 2026")),
        ("9999-12", Period("9999-12-01", "9999-12-31", "Tháng 12 năm 9999", "December 9999")),
        ("2026-12", Period("2026-12-01", "2026-12-31", "Tháng 12 năm 2026", "December 2026")),
        ("2026-11-01", Period("2026-11-01", "2026-11-01", "Ngày 01/11/2026", "1 November 2026")),
        (
            "2026-W01",
            Period("2025-12-29", "2026-01-04", "Tuần 1 năm 2026 (29/12–04/01)", "Week 1 of 2026 (29 Dec to 04 Jan)"),
        ),
        (
            "2026-W53",
            Period("2026-12-28", "2027-01-03", "Tuần 53 năm 2026 (28/12–03/01)", "Week 53 of 2026 (28 Dec to 03 Jan)"),
        ),
        (
            "2026-11-02..2026-12-01",
            Period(
                "2026-11-02",
                "2026-12-01",
                "Từ ngày 02/11/2026 đến ngày 01/12/2026",
                "2 November 2026 to 1 December 2026",
            ),
        ),
        ("2026-11-02..2026-11-02", Period("2026-11-02", "2026-11-02", "Ngày 02/11/2026", "2 November 2026")),
    ],
)
def test_a_period_has_its_days_and_its_name_in_both_languages(words: str, period: Period) -> None:
    assert period_of(words) == period


NONE = [
    "2026-Q5",
    "2026-Q0",
    "26",
    "2026-1",
    "2026-Q4\n",
    "",
    "2026-11-20x",
    "2026-11-2",
    "٢٠٢٦",
    "..",
    "2026-11-02..",
    "2026-11-01..2026-11-03..2026-11-04",
]


@pytest.mark.parametrize("words", NONE)
def test_what_is_no_period_is_refused_with_all_forms_that_there_are(words: str) -> None:
    with pytest.raises(ValueError, match="is no period; write 2026") as refused:
        period_of(words)
    part = "" if words in ("..", "2026-11-02..") else words
    forms = "2026, 2026-Q4, 2026-11, 2026-W47, 2026-11-20 or 2026-11-02..2026-11-20"
    assert str(refused.value) == f"{part!r} is no period; write {forms}"


@pytest.mark.parametrize("words", ["2026-13", "2026-00", "2026-02-30", "2026-W54", "2026-W00", "9999-W52"])
def test_a_day_that_there_never_was_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        period_of(words)


def test_from_one_day_to_another_are_1100_days_at_most_and_the_first_comes_first() -> None:
    assert LONGEST == 1_100
    assert period_of("2026-01-01..2029-01-04").last == "2029-01-04"
    assert period_of("2026-01-01..2026-01-02").last == "2026-01-02"
    for words in ("2026-01-01..2029-01-05", "2026-01-02..2026-01-01"):
        with pytest.raises(ValueError, match="is no period") as refused:
            period_of(words)
        assert str(refused.value) == f"{words} is no period; the first day comes first, 1100 days at most"
