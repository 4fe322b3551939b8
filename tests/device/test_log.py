"""One readable line for each thing told; nothing that comes from outside can write a line of its own."""

from __future__ import annotations

import logging
import os
import re
import time
from pathlib import Path

import pytest

from hall_core.device import log

DAY = 86_400.0


def test_a_line_says_when_who_how_bad_and_what(capsys: pytest.CaptureFixture[str]) -> None:
    stop = log.setup("hub")
    logging.getLogger("hall_hub.loop").warning("ticket %s waits", "A012")
    stop()
    (line,) = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} hub      WARNING ticket A012 waits", line)


def test_the_time_is_the_halls_own(capsys: pytest.CaptureFixture[str]) -> None:
    stop = log.setup("hub")
    record = logging.LogRecord("x", logging.INFO, "x", 1, "y", None, None)
    record.created = 1_795_226_400.25
    logging.getLogger().handle(record)
    stop()
    assert capsys.readouterr().err.startswith("2026-11-21 09:00:00.250 hub")


def test_control_signs_are_spelled_out(capsys: pytest.CaptureFixture[str]) -> None:
    stop = log.setup("hub")
    logging.getLogger().error("topic %s", "a\n2026-11-21 forged\x1b[2J\u2028")
    stop()
    (line,) = capsys.readouterr().err.split("\n")[:-1]
    assert line.endswith(r"topic a\n2026-11-21 forged\x1b[2J\u2028")


def test_details_are_told_only_when_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for verbose in (False, True):
        stop = log.setup("hub", verbose=verbose)
        logging.getLogger().debug("detail %s", verbose)
        stop()
    assert capsys.readouterr().err.count("detail") == 1


def test_the_file_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much is told, the newest lines are there and the rest is gone."""
    monkeypatch.setattr(log, "_FILE_BYTES", 2_000)
    stop = log.setup("kiosk", tmp_path / "log")
    for number in range(300):
        logging.getLogger().info("line %d", number)
    stop()
    files = sorted(tmp_path.glob("log/kiosk.log*"))
    assert len(files) == 4
    assert sum(file.stat().st_size for file in files) <= 8_000
    assert files[0].read_text("utf-8").endswith("line 299\n")


def _tell(days_ago: float, words: str) -> None:
    """A line as it was told so long ago."""
    record = logging.LogRecord("x", logging.INFO, "x", 1, words, None, None)
    record.created = time.time() - days_ago * DAY
    logging.getLogger().handle(record)


def test_no_line_outlives_its_days(tmp_path: Path) -> None:
    stop = log.setup("kiosk", tmp_path)
    log.keep(8)
    for day in range(20, -1, -1):
        _tell(day, f"day {day};")
        os.utime(tmp_path / "kiosk.log", (time.time() - day * DAY,) * 2)
    stop()
    files = [file.read_text("utf-8") for file in tmp_path.glob("kiosk.log*")]
    told = {int(day) for text in files for day in re.findall(r"day (\d+);", text)}
    assert {0, 1, 2} <= told
    assert max(told) <= 8


def test_after_a_long_silence_what_was_told_before_it_goes(tmp_path: Path) -> None:
    stop = log.setup("kiosk", tmp_path)
    _tell(40, "long ago")
    stop()
    old = time.time() - 40 * DAY
    os.utime(tmp_path / "kiosk.log", (old, old))
    stop = log.setup("kiosk", tmp_path)
    log.keep(30)
    logging.getLogger().info("just now")
    stop()
    assert [file.name for file in tmp_path.iterdir()] == ["kiosk.log"]
    assert "long ago" not in (tmp_path / "kiosk.log").read_text("utf-8")


def test_no_file_is_told_and_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "log").write_bytes(b"")
    stop = log.setup("kiosk", tmp_path / "log")
    logging.getLogger().info("goes on")
    stop()
    first, second = capsys.readouterr().err.splitlines()
    assert "no log file, only stderr" in first
    assert second.endswith("goes on")


def test_stop_leaves_the_log_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    stop = log.setup("hub")
    assert root.handlers != handlers
    stop()
    assert (root.level, root.handlers) == (level, handlers)
    assert capsys.readouterr().err == ""
