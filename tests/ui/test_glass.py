"""A screen whose graphics card comes after its program."""

import logging
import threading
from pathlib import Path

import pytest

from hall_core.ui.glass import wait_for_card


def test_a_program_waits_for_its_graphics_card(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    coming = threading.Timer(0.2, (tmp_path / "card1").touch)
    coming.start()
    try:
        assert wait_for_card(tmp_path)
    finally:
        coming.join()
    assert "it is waited for" in caplog.text


def test_one_that_never_comes_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert not wait_for_card(tmp_path / "dri", seconds=0.1)
    assert "no graphics card" in caplog.text
    assert str(tmp_path / "dri") in caplog.text
