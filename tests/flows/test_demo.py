"""The whole hall, as the README's first command plays it, and its paper read back by a stranger's eyes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.screens
@pytest.mark.timeout(240)
def test_the_demo_plays_its_story_to_the_end_and_leaves_what_it_promises(tmp_path: Path) -> None:
    if shutil.which("umockdev-run") is None:
        pytest.skip("no umockdev-run: sudo apt install umockdev")
    out = tmp_path / "out"
    argv = [sys.executable, "-m", "demo", "--headless", "--out", str(out)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=230, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    tickets = sorted((out / "tickets").glob("*.png"))
    assert len(tickets) == 4, "five citizens, one of whom got no paper"
    assert len(list((out / "screens").glob("*.png"))) == 15
    assert (out / "hall.png").stat().st_size < 200_000
    with wave.open(str(out / "sound.wav")) as sound:
        assert sound.getnframes() / sound.getframerate() > 30
    if shutil.which("zbarimg"):
        argv = ["zbarimg", "-q", "--raw", *map(str, tickets)]
        codes = subprocess.run(argv, capture_output=True, text=True, check=True).stdout.split()
        assert [number for code in codes for number in ("A001", "A002", "A003", "C001") if number in code] == [
            "A001",
            "C001",
            "A002",
            "A003",
        ]
