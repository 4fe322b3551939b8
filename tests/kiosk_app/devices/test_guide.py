"""The kiosk's voice costs nothing until it is wanted; then it is the real one. A process of its own has a sound card
of its own: SDL's disk driver, which writes what would be heard."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from array import array
from pathlib import Path

import pytest

pytestmark = pytest.mark.screens
ROOT = Path(__file__).parents[3]

STORY = """
import json, sys, threading, time
from pathlib import Path
from kivy.clock import Clock
from hall_core.ui.ui_thread import UiThread
from kiosk_app.devices.guide import Guide

data, what = Path(sys.argv[1]), sys.argv[2]
problems = []
errands = UiThread(lambda errand: errand())
guide = Guide(data, errands.post, lambda problem, present: problems.append([problem, present]))
names = lambda: sorted(thread.name for thread in threading.enumerate())
guide.hush()
before = names()
costly = ("kivy.core.audio", "kiosk_app.devices.speaker", "hall_core.ui.sound.bell")
loaded = [name for name in costly if name in sys.modules]

def frames(seconds, until=lambda: False):
    latest = time.monotonic() + seconds
    while time.monotonic() < latest and not until():
        Clock.tick()
        time.sleep(0.01)

if what == "chime":
    guide.chime()
    guide.chime()
    during = names()
    frames(8, lambda: "bell" not in names())
else:
    guide.say("Xin chào.", "vi", keep=False)
    during = names()
    frames(4)
guide.stop()
print(json.dumps({"before": before, "loaded": loaded, "during": during, "after": names(), "problems": problems}))
"""


def told(tmp_path: Path, what: str, driver: str) -> tuple[dict[str, list[str]], float]:
    """What the story says, and the loudest sample of what was played as a part of full scale."""
    card = tmp_path / "card.raw"
    env = {key: value for key, value in os.environ.items() if not key.startswith("SDL_")}
    env |= {"SDL_AUDIODRIVER": driver, "SDL_DISKAUDIOFILE": str(card), "SDL_VIDEODRIVER": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", STORY, str(tmp_path), what],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    raw = card.read_bytes() if card.exists() else b""
    samples = array("h", raw[: len(raw) // 2 * 2])
    return json.loads(done.stdout), max(map(abs, samples), default=0) / 32_767


@pytest.mark.timeout(40)
def test_a_chime_is_heard_once_and_leaves_no_thread_behind(tmp_path: Path) -> None:
    story, loudest = told(tmp_path, "chime", "disk")
    assert story["before"] == story["after"] == ["MainThread"]
    assert story["loaded"] == []
    assert story["during"] == ["MainThread", "bell"]
    assert 0.3 < loudest < 0.7


@pytest.mark.timeout(40)
def test_without_a_sound_card_a_chime_is_silent_and_no_problem(tmp_path: Path) -> None:
    story, loudest = told(tmp_path, "chime", "none-such")
    assert (story["after"], story["problems"], loudest) == (["MainThread"], [], 0)


@pytest.mark.timeout(40)
@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs the Debian package espeak-ng")
def test_the_speaker_begins_with_the_first_word(tmp_path: Path) -> None:
    story, loudest = told(tmp_path, "say", "disk")
    assert story["before"] == story["after"] == ["MainThread"]
    assert story["loaded"] == []
    assert "speaker" in story["during"]
    assert loudest > 0.1


@pytest.mark.timeout(40)
@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs the Debian package espeak-ng")
def test_a_voice_that_is_wanted_and_cannot_be_heard_is_a_problem(tmp_path: Path) -> None:
    story, _ = told(tmp_path, "say", "none-such")
    assert story["problems"] == [["sound", True]]
