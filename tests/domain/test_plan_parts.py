"""What stands in a hall's plan when its file says nothing of it, and within which bounds it may say more."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest
from msgspec import ValidationError, convert

from hall_core.domain.plan_backup import FOLDER, Backup
from hall_core.domain.plan_centre import Centre
from hall_core.domain.plan_keep import Keep

# docs/hall-file.md tells the bounds in numbers: here LEAST, LONGEST (plan_keep) and PATH (plan_backup).
MOUNT = Path(__file__).parents[2] / "systemd" / "system" / "run-motcua-sticks-ledger.mount"


def test_the_ledger_is_copied_to_where_the_stick_is_mounted() -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.read(MOUNT, "utf-8")
    assert Backup().folder == FOLDER == unit["Mount"]["Where"]


@pytest.mark.parametrize("folder", ["", "/", "media/stick", "/media\n/stick"])
def test_a_ledger_is_copied_to_a_folder_that_is_told_from_the_top(folder: str) -> None:
    assert convert({"folder": "/media/stick"}, Backup).folder == "/media/stick"
    with pytest.raises(ValidationError):
        convert({"folder": folder}, Backup)


def test_a_hall_with_a_line_takes_all_that_the_centre_has_for_it_and_tells_of_counters_alone() -> None:
    assert set(Centre().brings) == {"dossiers", "catalogue", "appointments", "calendar"}
    assert Centre().ask
    assert not Centre().officers


@pytest.mark.parametrize(
    ("name", "least", "most"),
    [
        ("words", 1, 3_660),
        *((name, 60, 3_660) for name in ("ledger", "tickets", "diary")),
        *((name, 1, 365) for name in ("dossiers", "lists", "logs")),
    ],
)
def test_single_tickets_stay_for_two_months_at_least_and_nothing_longer_than_ten_years(
    name: str, least: int, most: int
) -> None:
    for days in (least, most):
        assert getattr(convert({name: days}, Keep), name) == days
    for days in (least - 1, most + 1):
        with pytest.raises(ValidationError):
            convert({name: days}, Keep)
