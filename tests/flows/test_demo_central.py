"""A hall and its province, as ``./run demo --central`` plays them: whether what it leaves is what it promises."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCREENS = {
    "board-before",
    "board-after",
    "board-cut",
    "board-back",
    "dossier-before",
    "dossier-after",
    "dossier-cut",
    "dossier-back",
    "unknown-cut",
    "pad-faces",
}
NUMBERS = ("A001", "A002", "A003")


@pytest.mark.screens
@pytest.mark.timeout(300)
def test_the_story_of_hall_and_province_is_played_to_its_end_and_each_service_and_vote_is_told_once(
    tmp_path: Path,
) -> None:
    if shutil.which("umockdev-run") is None:
        pytest.skip("no umockdev-run: sudo apt install umockdev")
    out = tmp_path / "out"
    argv = [sys.executable, "-m", "demo", "--central", "--headless", "--out", str(out)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=290, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    story = (out / "story.log").read_text("utf-8")
    cut, _, back = story.partition("THE LINE IS CUT")[2].partition("the line is mended")
    assert "services 3 | 2, ratings 3 | 2" in cut
    assert "services 3 | 3, ratings 3 | 3" in back
    tables = (out / "centre.txt").read_text("utf-8")
    assert re.search(r"services +3 +3 +each once\n +ratings +3 +3 +each once\n", tables)
    for number in NUMBERS:
        assert len(re.findall(rf"\| {number} ", tables)) == 2, "a service and a vote"
    assert "igate: well" in tables
    screens = {picture.stem.partition("-")[2]: picture for picture in (out / "screens").glob("*.png")}
    assert set(screens) >= SCREENS
    assert (out / "centre.png").stat().st_size < 200_000
    if shutil.which("tesseract"):
        assert "hợp thửa đất" not in _words_on(screens["board-before"])
        assert "hợp thửa đất" in _words_on(screens["board-after"])
        assert "Đã có kết quả" in _words_on(screens["dossier-after"])


def _words_on(picture: Path) -> str:
    """As tesseract reads them."""
    argv = ["tesseract", str(picture), "-", "-l", "vie", "--psm", "11"]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout
