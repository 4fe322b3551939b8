"""The house rules, held by the tools that hold them best."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
LONGEST = 350
"""Lines a file may have and still be held in the head."""
STARTS_NOTHING = [
    "hall_core.mqtt.station",
    "hall_hub.__main__",
    "hall_hub.console.__main__",
    "hall_hub.figures.__main__",
    "kiosk_app.__main__",
    "display_app.__main__",
    "counter_caller.__main__",
]


def _clean(*argv: str) -> None:
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=230, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(60)
def test_ruff_finds_nothing_to_complain_about() -> None:
    _clean(str(BIN / "ruff"), "check", ".")


@pytest.mark.timeout(60)
def test_ruff_would_format_nothing_differently() -> None:
    _clean(str(BIN / "ruff"), "format", "--check", ".")


@pytest.mark.timeout(240)
def test_pyright_finds_no_error() -> None:
    _clean(str(BIN / "pyright"), "--pythonpath", sys.executable)


@pytest.mark.timeout(60)
def test_imports_follow_the_one_arrow() -> None:
    _clean(str(BIN / "lint-imports"))


def test_no_file_is_too_long_to_hold_in_the_head() -> None:
    files = [file for pattern in ("*.py", "*.kv") for file in ROOT.rglob(pattern)]
    ours = [file for file in files if not {".venv", ".venv-emupos", "build"} & set(file.relative_to(ROOT).parts)]
    long = {
        str(file.relative_to(ROOT)): lines
        for file in ours
        if (lines := len(file.read_text("utf-8").splitlines())) > LONGEST
    }
    assert long == {}


@pytest.mark.parametrize("module", STARTS_NOTHING)
def test_importing_a_program_starts_no_thread_and_opens_no_window(module: str) -> None:
    look = (
        f"import sys, threading, {module}; "
        "assert threading.active_count() == 1; "
        "assert 'kivy.core.window' not in sys.modules; "
        "assert 'paho.mqtt.client' not in sys.modules; "
        "assert 'escpos' not in sys.modules"
    )
    _clean(sys.executable, "-c", look)


def test_no_private_key_lies_among_the_files() -> None:
    ours = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    key = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}")
    assert [name for name in ours if name and key.search((ROOT / name).read_bytes())] == []
