"""What the demo brings to its hub is that of halls/, moved to today."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from demo.feeds import HALLS, WRITTEN, drop
from hall_core.device.hall_file import load
from hall_core.domain.business_day import HANOI
from hall_hub.feeds.notices import read

NEAR = timedelta(days=1)
"""The day may turn while a test runs."""


@pytest.fixture
def feeds(tmp_path: Path) -> Path:
    drop(tmp_path / "feeds")
    return tmp_path / "feeds"


def rows(table: Path) -> list[dict[str, str]]:
    lines = table.read_text("utf-8").splitlines(keepends=True)
    return list(csv.DictReader(lines[lines[0].startswith("#") :]))


def test_the_catalogue_comes_whole_and_is_declared_ready(feeds: Path) -> None:
    copied = {file.name for file in (feeds / "procedures").iterdir()}
    assert copied == {file.name for file in (HALLS / "catalogue").iterdir()} | {"READY"}


def test_a_dossier_keeps_its_days_from_the_day_it_was_written_about(feeds: Path) -> None:
    was, now = rows(HALLS / "feeds" / "dossiers.csv"), rows(feeds / "dossiers.csv")
    assert [row["code"] for row in now] == [row["code"] for row in was]
    today = datetime.now(HANOI).date()
    for old, new in zip(was, now, strict=True):
        for name in ("received", "due", "new_due", "ended"):
            assert bool(old[name]) == bool(new[name])
            if old[name]:
                moved = (date.fromisoformat(new[name]) - today) - (date.fromisoformat(old[name]) - WRITTEN)
                assert abs(moved) <= NEAR


def test_the_dossiers_are_as_of_now(feeds: Path) -> None:
    remark = (feeds / "dossiers.csv").read_text("utf-8").partition("\n")[0]
    as_of = datetime.fromisoformat(remark.removeprefix("# as_of="))
    assert abs(datetime.now(HANOI) - as_of) < timedelta(minutes=5)


def test_one_may_check_in_for_the_first_appointment(feeds: Path) -> None:
    first = rows(feeds / "appointments.csv")[0]
    until = datetime.fromisoformat(f"{first['date']}T{first['time']}").replace(tzinfo=HANOI) - datetime.now(HANOI)
    assert timedelta(0) < until <= timedelta(minutes=10)


def test_the_notices_of_the_demo_are_all_good(feeds: Path) -> None:
    plan = load(HALLS / "demo.toml")
    found = read(feeds / "notices", [zone.id for zone in plan.zones], [])
    assert found.judged.findings == []
    assert [notice.id for notice in found.judged.good if notice.file is not None] == ["so-do"]
