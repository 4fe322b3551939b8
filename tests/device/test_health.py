"""Health is what the kernel says; what it does not say is None."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hall_core.device.health import health


def test_of_this_very_box(tmp_path: Path) -> None:
    now = health(tmp_path, outbox=3)
    stat = os.statvfs(tmp_path)
    assert now.outbox == 3
    assert now.uptime_s > 0
    assert now.memory_mb is not None
    assert 5 < now.memory_mb < 10_000
    assert now.disk_free_mb is not None
    assert abs(now.disk_free_mb - stat.f_bavail * stat.f_frsize / 1e6) < 2_000


@pytest.mark.parametrize(
    ("sensors", "hottest"),
    [
        ({}, None),
        ({"0": "41235\n", "1": "52500\n"}, 52.5),
        ({"0": "-273000\n", "1": "38000\n", "2": "999000\n"}, 38.0),
        ({"0": "", "1": "N/A\n"}, None),
    ],
)
def test_the_hottest_sensor_that_makes_sense_counts(
    tmp_path: Path, sensors: dict[str, str], hottest: float | None
) -> None:
    for number, text in sensors.items():
        zone = tmp_path / "class" / "thermal" / f"thermal_zone{number}"
        zone.mkdir(parents=True)
        (zone / "temp").write_text(text, encoding="ascii")
    assert health(tmp_path, sys=tmp_path).temperature_c == hottest


def test_memory_is_read_in_megabytes(tmp_path: Path) -> None:
    (tmp_path / "self").mkdir()
    (tmp_path / "self" / "status").write_text("Name:\tx\nVmRSS:\t  125000 kB\n", encoding="ascii")
    assert health(tmp_path, proc=tmp_path).memory_mb == 128


def test_a_box_that_cannot_tell_says_none(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    now = health(nowhere, proc=nowhere, sys=nowhere)
    assert (now.temperature_c, now.disk_free_mb, now.memory_mb) == (None, None, None)
