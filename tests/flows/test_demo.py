"""The whole hall, as the README's first command plays it, and its paper and screens read back by a stranger's eyes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import wave
from pathlib import Path

import pytest

from hall_core.domain.vietqr import payload

ROOT = Path(__file__).parents[2]
CITIZENS = ("A001", "C001", "A002", "A003", "", "A004", "A900", "A005")
"""Whose numbers were printed, in their order; a list of papers among them."""
FEE = payload("970403", "0011012345678", 200_000, "000.00.16.H41-261112-0007")
"""What halls/feeds/dossiers.csv says of it, as the bank's app is to read it."""


@pytest.mark.screens
@pytest.mark.timeout(300)
def test_the_demo_plays_its_story_to_the_end_and_leaves_what_it_promises(tmp_path: Path) -> None:
    if shutil.which("umockdev-run") is None:
        pytest.skip("no umockdev-run: sudo apt install umockdev")
    out = tmp_path / "out"
    argv = [sys.executable, "-m", "demo", "--headless", "--out", str(out)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=290, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    papers = sorted((out / "tickets").glob("*.png"))
    assert len(papers) == len(CITIZENS), "ten citizens: one got no paper, two only looked, one a list and a number"
    screens = {picture.stem.partition("-")[2]: picture for picture in (out / "screens").glob("*.png")}
    assert len(screens) == 28
    assert (out / "hall.png").stat().st_size < 200_000
    assert "Báo cáo phục vụ ngày" in (out / "report.html").read_text("utf-8")
    with wave.open(str(out / "sound.wav")) as sound:
        assert sound.getnframes() / sound.getframerate() > 45
    if shutil.which("zbarimg"):
        for paper, number in zip(papers, CITIZENS, strict=True):
            assert f":{number}:" in _code_on(paper) or not number
        assert "đăng ký khai sinh" in _code_on(papers[CITIZENS.index("")]).casefold()
        assert _code_on(screens["kiosk-pay"]) == FEE


def _code_on(picture: Path) -> str:
    """What the one QR code on it says, as zbar reads it."""
    argv = ["zbarimg", "-q", "--raw", str(picture)]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout.removesuffix("\n")
