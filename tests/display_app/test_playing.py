"""The sound that SDL really mixed, captured by its disk driver and measured. Each run is a process of its own, since
a process has one sound card for good."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from array import array
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from display_app.voice.clips import CHIME
from hall_core.domain.announcement import Manner, announce
from hall_core.ui.sound.samples import RATE

pytestmark = pytest.mark.screens

ROOT = Path(__file__).parents[2]
WINDOW = 0.02
"""Seconds of sound looked at at once: a third of a recorded clip, a quarter of the pause after it."""
AUDIBLE = 300

SPEAKER = """
import json, os, resource, sys, threading, time
from pathlib import Path
from kivy.clock import Clock
from display_app.board import Speak
from display_app.voice.announcer import Announcer
from display_app.voice.clips import Clips
from hall_core.domain.announcement import Manner
from hall_core.ui.sound.mixer import Mixer
from tests.display_app.conftest import call

folder = Path(sys.argv[1])
mixer = Mixer(lambda do: Clock.schedule_once(lambda _: do(), -1))
announcer = Announcer(Clips(folder / "voice", recorded=folder / "recorded"), Manner(), mixer)
said = {"ready": None, "heard": []}

def announce(n, number, counter, **more):
    ended = announcer.announce(Speak(call(n, number, counter), **more))
    return ended.whole and ("chimed" if ended.chimed else "spoken")

def speak():
    said["ready"] = announcer.ready().well
    {story}

thread = threading.Thread(target=speak)
thread.start()
while thread.is_alive():
    Clock.tick()
    time.sleep(0.005)
time.sleep(0.3)
Clock.tick()
print(json.dumps(said), flush=True)
os._exit(0)
"""


def run(folder: Path, story: str, **environment: str) -> dict[str, Any]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SDL_AUDIODRIVER": "disk", "KIVY_HOME": str(folder / "kivy")}
    env |= {"SDL_DISKAUDIOFILE": str(folder / "mixed.raw"), **environment}
    argv = [sys.executable, "-c", SPEAKER.replace("{story}", story.replace("\n", "\n    ")), str(folder)]
    done = subprocess.run(argv, check=False, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def heard(raw: Path, pitches: dict[str, float]) -> list[str]:
    """The clips in ``raw`` in order, each between two silences and known by its pitch."""
    samples = array("h", raw.read_bytes())
    assert max(map(abs, samples)) < 32_767, "clipped"
    size = round(RATE * WINDOW)
    windows = [samples[start : start + size] for start in range(0, len(samples) - size, size)]
    clips: list[str] = []
    for sounding, run in groupby(windows, lambda window: max(window) > AUDIBLE):
        if sounding:
            loudest = max(run, key=max)
            clips.append(max(pitches, key=lambda clip: goertzel(loudest, pitches[clip])))
    return clips


def goertzel(window: array[int], hertz: float) -> float:
    """How much of one pitch is in the window."""
    factor = 2 * math.cos(2 * math.pi * hertz / RATE)
    one = two = 0.0
    for value in window:
        one, two = value + factor * one - two, one
    return one * one + two * two - factor * one * two


def expected(number: str, counter: int) -> list[str]:
    (sentence,) = announce(number, counter, "vi", Manner())
    return [CHIME, *sentence.clips]


def test_two_calls_are_heard_whole_in_order_and_not_over_one_another(
    tmp_path: Path, record: Callable[[Path], dict[str, float]]
):
    pitches = record(tmp_path / "recorded")
    story = """said["heard"] = [announce(1, "A12", 3), announce(2, "B07", 4)]"""
    said = run(tmp_path, story)
    assert said == {"ready": True, "heard": ["spoken", "spoken"]}
    needed = {key: pitches[key] for key in {*expected("A12", 3), *expected("B07", 4)}}
    assert heard(tmp_path / "mixed.raw", needed) == [*expected("A12", 3), *expected("B07", 4)]


def test_without_a_sound_card_nothing_hangs_and_with_one_the_next_call_is_heard(
    tmp_path: Path, record: Callable[[Path], dict[str, float]]
):
    pitches = record(tmp_path / "recorded")
    story = """said["heard"].append(announce(1, "A1", 3))
os.environ["SDL_AUDIODRIVER"] = "disk"  # somebody plugs a card in
said["heard"].append(announce(2, "B2", 4))"""
    said = run(tmp_path, story, SDL_AUDIODRIVER="none-such")
    assert said == {"ready": False, "heard": [False, "spoken"]}
    needed = {key: pitches[key] for key in {*expected("A1", 3), *expected("B2", 4)}}
    assert heard(tmp_path / "mixed.raw", needed) == expected("B2", 4)


def test_a_card_that_is_pulled_out_in_mid_word_is_noticed_and_the_next_call_is_heard(
    tmp_path: Path, record: Callable[[Path], dict[str, float]]
):
    """SDL goes on as if it played. Its disk driver loses its card when the file may not grow: no
    file may, so it is longer than that of the call before the call begins."""
    pitches = record(tmp_path / "recorded")
    story = """while Path(os.environ["SDL_DISKAUDIOFILE"]).stat().st_size < 150_000:
    time.sleep(0.02)
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
said["heard"].append(announce(1, "A1", 3))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
os.environ["SDL_DISKAUDIOFILE"] += "2"
said["heard"].append(announce(2, "B2", 4))"""
    said = run(tmp_path, story)
    assert said == {"ready": True, "heard": [False, "spoken"]}
    needed = {key: pitches[key] for key in {*expected("A1", 3), *expected("B2", 4)}}
    assert heard(tmp_path / "mixed.raw2", needed) == expected("B2", 4)


def test_a_sound_that_never_ends_is_given_up_and_the_next_call_is_heard(
    tmp_path: Path, record: Callable[[Path], dict[str, float]]
):
    record(tmp_path / "recorded")
    story = """from kivy.core.audio.audio_sdl2 import SoundSDL2
ends = SoundSDL2._check_play
def _check_play(self, seconds):
    return True  # never notices the end
SoundSDL2._check_play = _check_play
said["heard"].append(announce(1, "A1", 3))
SoundSDL2._check_play = ends
said["heard"].append(announce(2, "B2", 4))"""
    assert run(tmp_path, story) == {"ready": True, "heard": [False, "spoken"]}


def test_a_call_is_heard_when_the_frame_that_shows_it_is_on_the_glass(
    tmp_path: Path, record: Callable[[Path], dict[str, float]]
):
    """What is done soon on the screen's thread may still come before that frame."""
    record(tmp_path / "recorded")
    story = """from kivy.core.audio.audio_sdl2 import SoundSDL2
plays, soon = SoundSDL2.play, mixer._soon
def play(sound):
    said["began"] = Clock.frames
    plays(sound)
SoundSDL2.play = play
mixer._soon = lambda do: soon(lambda: (said.setdefault("soon", Clock.frames), do()))
said["heard"].append(announce(1, "A1", 3))"""
    said = run(tmp_path, story)
    assert said["heard"] == ["spoken"]
    assert said["soon"] < said["began"]


def test_a_call_that_is_said_short_is_a_chime(tmp_path: Path, record: Callable[[Path], dict[str, float]]):
    pitches = record(tmp_path / "recorded")
    said = run(tmp_path, """said["heard"] = [announce(1, "A1", 3, short=True), announce(2, "B2", 4)]""")
    assert said["heard"] == ["chimed", "spoken"]
    needed = {key: pitches[key] for key in expected("B2", 4)}
    assert heard(tmp_path / "mixed.raw", needed) == [CHIME, *expected("B2", 4)]


def test_the_volume_is_that_of_the_hour(tmp_path: Path, record: Callable[[Path], dict[str, float]]):
    record(tmp_path / "recorded")
    story = """announce(1, "A1", 3)
said["size"] = Path(os.environ["SDL_DISKAUDIOFILE"]).stat().st_size
announce(2, "A1", 3, volume=50)"""
    said = run(tmp_path, story)
    samples = array("h", (tmp_path / "mixed.raw").read_bytes())
    loud, soft = samples[: said["size"] // 2], samples[said["size"] // 2 :]
    assert 0.28 < max(soft) / max(loud) < 0.35, "half the percentage sounds half as loud: ten decibels less"
