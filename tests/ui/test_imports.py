"""Importing starts nothing, and what is pure stays free of Kivy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def loaded_by(*modules: str) -> set[str]:
    """The top packages that a fresh Python has loaded after importing these."""
    code = f"import sys, {', '.join(modules)}; print(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stderr == "", "importing says nothing"
    return set(ran.stdout.split())


@pytest.mark.parametrize(
    "module", ["tokens", "colours", "wrap", "paged", "translate", "fonts", "window", "theme", "shown"]
)
def test_what_a_program_needs_before_the_window_does_not_load_kivy(module: str) -> None:
    assert "kivy" not in loaded_by(f"hall_core.ui.{module}")


@pytest.mark.parametrize(
    "module", ["state", "view", "views", "kiosk", "where", "layout", "looks", "spoken", "messages", "__main__"]
)
def test_the_kiosk_decides_and_words_without_kivy_network_or_printer(module: str) -> None:
    assert not loaded_by(f"kiosk_app.{module}") & {"kivy", "paho", "PIL", "escpos", "serial", "sqlite3", "segno"}


@pytest.mark.parametrize("module", ["hall_hub.__main__", "hall_hub.console.__main__"])
def test_the_hub_and_its_console_read_no_picture_and_draw_nothing_themselves(module: str) -> None:
    assert not loaded_by(module) & {"kivy", "PIL", "xlsxwriter", "numpy"}
