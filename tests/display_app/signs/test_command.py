"""``motcua sign-test``, as a technician on a ladder's foot uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.hall_file import device, write_hall
from display_app.signs.command import main

from .hardware import SegmentDisplays

pytestmark = pytest.mark.timeout(60)

DISPLAYS = [{"address": 30, "counter": "quay-1"}, {"address": 41, "counter": "quay-2"}]


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    file = write_hall(tmp_path / "hall.toml", counters=2)
    sign = device("sign", "bien-1", line=f"serial:{tmp_path / 'line'}?baud=115200", displays=DISPLAYS)
    file.write_text(file.read_text("utf-8") + sign, "utf-8")
    return file


def test_each_display_in_turn_shows_its_address_and_its_counter(
    hall: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    displays = SegmentDisplays(tmp_path / "line", [30, 41])
    assert main(["--hall", str(hall), "--device", "bien-1", "--seconds", "1"]) == 0
    displays.line.unplug()
    seen = list(dict.fromkeys(frame for frame in displays.frames if frame[1]))
    assert seen == [(30, "8888"), (41, "8888"), (30, "30"), (30, "1"), (41, "41"), (41, "2")]
    assert "quay-2: counter 2" in capsys.readouterr().out


def test_a_display_that_does_not_answer_is_named(
    hall: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    displays = SegmentDisplays(tmp_path / "line", [30])
    assert main(["--hall", str(hall), "--device", "bien-1", "--seconds", "0.8"]) == 1
    displays.line.unplug()
    assert "quay-2: the display with the address 41 does not answer" in capsys.readouterr().out


def test_a_line_that_is_not_there_is_said(hall: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--hall", str(hall), "--device", "bien-1", "--seconds", "0.1"]) == 1
    assert "cannot be opened" in capsys.readouterr().err
