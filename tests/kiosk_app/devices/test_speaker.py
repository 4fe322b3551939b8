"""What a kiosk's loudspeaker would give out, captured by SDL's disk driver and measured. Each story is told in a
process of its own, since a process has one sound card for good; the voice is the real espeak-ng's."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
from array import array
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from hall_core.ui.sound.espeak import Espeak
from hall_core.ui.sound.samples import RATE, read_wav
from hall_core.ui.sound.voices import Voices
from kiosk_app.devices.speaker import SPEED, STRENGTH

pytestmark = [
    pytest.mark.screens,
    pytest.mark.timeout(60),
    pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="needs the Debian package espeak-ng"),
]

ROOT = Path(__file__).parents[3]
WINDOW = 0.02
"""Seconds of sound whose loudness is one number."""
AUDIBLE = 0.003
"""Of full scale: what is softer is silence."""
LONG = "Mời quý vị chuẩn bị giấy tờ tùy thân, sổ hộ khẩu và tờ khai theo mẫu, rồi chờ đến lượt ở hàng ghế trước quầy."
SHORT = "Xin kính chào quý vị."
OTHER = "Cảm ơn quý vị đã chờ."

STORY = """
import json, logging, os, sys, threading, time
from array import array
from pathlib import Path
from kivy.clock import Clock
from hall_core.ui.sound.samples import RATE
from kiosk_app.devices.speaker import Speaker

logging.basicConfig(level=logging.DEBUG)
data = Path(sys.argv[1])
texts = json.loads(sys.argv[2])
card = Path(os.environ["SDL_DISKAUDIOFILE"])
problems = []

def until(true):
    latest = time.monotonic() + 20
    while not true():
        assert time.monotonic() < latest, "what should have happened has not"
        time.sleep(0.04)

def samples():
    raw = card.read_bytes() if card.exists() else b""
    return array("h", raw[: len(raw) // 2 * 2])

def audible(since=0):
    return any(abs(value) > 100 for value in samples()[since:])

def over(since=0, pause=0.6):
    "Sounds were heard since then, and that many seconds of silence after them."
    last = samples()[-round(RATE * pause) :]
    return audible(since) and not any(abs(value) > 100 for value in last)

speaker = Speaker(
    data, lambda do: Clock.schedule_once(lambda _: do(), -1), lambda *problem: problems.append(problem),
    making_at_most=1.0, look_every=0.2,
)
stop = speaker.start()
failed = []

def tell():
    try:
        {story}
    except BaseException as error:
        logging.exception("the story")
        failed.append(repr(error))

thread = threading.Thread(target=tell)
thread.start()
while thread.is_alive():
    Clock.tick()
    time.sleep(0.005)
stop()
print(json.dumps({"failed": failed, "problems": problems}), flush=True)
os._exit(0)
"""


class Told:
    """What came of a story."""

    def __init__(self, folder: Path, said: dict[str, Any], log: str) -> None:
        self.failed: list[str] = said["failed"]
        self.problems: list[list[Any]] = said["problems"]
        self.log = log
        raw = folder / "mixed.raw"
        samples = array("h", raw.read_bytes()) if raw.exists() else array("h")
        assert max(map(abs, samples), default=0) < 32_767, "clipped"
        self.loudness = loudness(samples, RATE)
        self.spoken = [file for file in folder.rglob("spoken/*") if file.is_file()]

    @property
    def heard(self) -> list[float]:
        return cut(self.loudness)

    def ends_with(self, whole: list[float]) -> bool:
        """The end may have been found some windows too early or too late."""
        starts = range(len(self.heard) - len(whole) - 5, len(self.heard) - len(whole) + 1)
        return any(is_whole(self.heard[max(0, start) :], whole) for start in starts)

    def begins_with(self, whole: list[float]) -> bool:
        return is_whole(self.heard[: len(whole)], whole)


def tell(folder: Path, story: str, *texts: str, **environment: str) -> Told:
    folder.mkdir(exist_ok=True)
    env = {**os.environ, "PYTHONPATH": str(ROOT), "SDL_AUDIODRIVER": "disk", "KIVY_HOME": str(folder / "kivy")}
    env |= {"SDL_DISKAUDIOFILE": str(folder / "mixed.raw"), **environment}
    program = STORY.replace("{story}", story.replace("\n", "\n        "))
    argv = [sys.executable, "-c", program, str(folder), json.dumps(texts)]
    done = subprocess.run(argv, check=False, env=env, cwd=ROOT, capture_output=True, text=True, timeout=50)
    assert done.returncode == 0, done.stderr
    told = Told(folder, json.loads(done.stdout.splitlines()[-1]), done.stderr)
    assert told.failed == [], done.stderr
    return told


def loudness(samples: Sequence[int], rate: int) -> list[float]:
    """Root mean square of each WINDOW, of full scale."""
    size = round(rate * WINDOW)
    windows = [samples[start : start + size] for start in range(0, len(samples) - size, size)]
    return [math.sqrt(sum(value * value for value in window) / size) / 32_768 for window in windows]


def cut(part: list[float]) -> list[float]:
    """Without the silence at its ends."""
    heard = [place for place, value in enumerate(part) if value > AUDIBLE]
    return part[heard[0] : heard[-1] + 1]


def made(text: str, folder: Path) -> list[float]:
    """The loudness of what espeak-ng makes of one sentence."""
    file = folder / "made.wav"
    Espeak(Voices(speed=SPEED), 20).speak(text, "vi", file, strength=STRENGTH)
    return cut(loudness(read_wav(file), RATE))


def is_whole(heard: list[float], whole: list[float]) -> bool:
    """As long and as loud as what was made, and loud and soft at the same times."""
    shortest = min(len(heard), len(whole))
    a, b = heard[:shortest], whole[:shortest]
    mean_a, mean_b = sum(a) / shortest, sum(b) / shortest
    both = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    alike = both / math.sqrt(sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b))
    return abs(len(heard) - len(whole)) <= 0.1 / WINDOW and 0.8 < mean_a / mean_b < 1.25 and alike > 0.7


def test_a_page_is_heard_whole_sentence_by_sentence(tmp_path: Path) -> None:
    told = tell(tmp_path, "speaker.say(texts[0], 'vi'); until(lambda: over(pause=1.5))", f"{SHORT}\n{OTHER}")
    first, second = made(SHORT, tmp_path), made(OTHER, tmp_path)
    assert told.begins_with(first)
    assert told.ends_with(second)
    assert len(first) + len(second) + 0.3 / WINDOW < len(told.heard), "a breath between them"
    assert told.problems == []


def test_one_sentence_is_told_from_another_by_the_measure_used_here(tmp_path: Path) -> None:
    assert not is_whole(made(SHORT, tmp_path), made(OTHER, tmp_path))
    assert not is_whole(made(LONG, tmp_path)[:40], made(LONG, tmp_path))


def test_the_newest_page_takes_the_place_of_all_before_it(tmp_path: Path) -> None:
    story = """speaker.say(texts[0], "vi")
until(audible)
with speaker._news:  # the voice hears of both at once
    speaker.say(texts[1], "vi")
    speaker.say(texts[2], "vi")
until(over)"""
    told = tell(tmp_path, story, LONG, "Câu này không ai nghe.", SHORT)
    whole, short = made(LONG, tmp_path), made(SHORT, tmp_path)
    assert len(told.heard) < len(whole), "the first was broken off"
    assert told.ends_with(short)
    assert len(told.spoken) == 2, "what nobody was to hear was not made either"


def test_hush_is_silence_at_once_and_the_next_page_is_heard(tmp_path: Path) -> None:
    story = """speaker.say(texts[0], "vi")
until(audible)
speaker.hush()
until(over)
heard = len(samples())
speaker.say(texts[1], "vi")
until(lambda: over(heard))"""
    told = tell(tmp_path, story, f"{LONG} {LONG}", SHORT)
    assert told.ends_with(made(SHORT, tmp_path))
    long = len(made(LONG, tmp_path))
    assert sum(value > AUDIBLE for value in told.heard) < len(made(SHORT, tmp_path)) + long / 2
    assert told.problems == []


def test_a_card_that_is_plugged_in_is_found_without_anybody_speaking(tmp_path: Path) -> None:
    story = """until(lambda: problems)
for _ in range(3):
    speaker.say(texts[0], "vi")
    until(lambda: speaker._next is None)
os.environ["SDL_AUDIODRIVER"] = "disk"
until(lambda: len(problems) == 2)
speaker.say(texts[0], "vi")
until(over)"""
    told = tell(tmp_path, story, SHORT, SDL_AUDIODRIVER="none-such")
    assert told.problems == [["sound", True], ["sound", False]]
    assert told.ends_with(made(SHORT, tmp_path))


def test_without_espeak_the_problem_is_told_once_and_solved_when_it_is_back(tmp_path: Path) -> None:
    story = """until(lambda: problems)
for _ in range(3):
    speaker.say(texts[0], "vi")
    until(lambda: speaker._next is None)
os.environ["PATH"] = texts[1]
until(lambda: len(problems) == 2)
speaker.say(texts[0], "vi")
until(over)"""
    told = tell(tmp_path, story, SHORT, os.environ["PATH"], PATH="/nowhere")
    assert told.problems == [["sound", True], ["sound", False]]
    assert "install espeak-ng" in told.log
    assert told.ends_with(made(SHORT, tmp_path))


def test_an_espeak_that_hangs_is_given_up_and_the_next_page_is_heard(tmp_path: Path) -> None:
    script = tmp_path / "bin" / "espeak-ng"
    script.parent.mkdir()
    real = shutil.which("espeak-ng")
    # It hangs whenever a file says so.
    hang = f"[ -e {tmp_path}/hang ] && echo $$ > {tmp_path}/pid && exec sleep 60"
    script.write_text(f'#!/bin/sh\n{hang}\nexec {real} "$@"\n')
    script.chmod(0o755)
    story = """(data / "hang").touch()
speaker.say(texts[0], "vi")
until(lambda: problems)
(data / "hang").unlink()
speaker.say(texts[0], "vi")
until(over)"""
    told = tell(tmp_path, story, SHORT, PATH=f"{script.parent}{os.pathsep}{os.environ['PATH']}")
    assert told.problems == [["sound", True], ["sound", False]]
    assert told.ends_with(made(SHORT, tmp_path))
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_sentence_that_comes_again_needs_no_espeak(tmp_path: Path) -> None:
    tell(tmp_path, "speaker.say(texts[0], 'vi'); until(over)", SHORT)
    (tmp_path / "mixed.raw").unlink()
    story = """until(lambda: problems)
speaker.say(texts[0], "vi")
until(over)"""
    told = tell(tmp_path, story, SHORT, PATH="/nowhere")
    assert told.ends_with(made(SHORT, tmp_path))


def test_what_is_about_one_person_leaves_nothing_on_the_disk_and_nothing_in_the_log(tmp_path: Path) -> None:
    told = tell(tmp_path, "speaker.say(texts[0], 'vi', keep=False); until(over)", "Hồ sơ A001 trễ hẹn.")
    assert told.spoken == []
    assert not [word for word in ("A001", "không không một", "trễ hẹn") if word in told.log]


def test_a_full_disk_does_not_silence_it(tmp_path: Path) -> None:
    (tmp_path / "spoken").write_text("a file stands where the folder should be")
    told = tell(tmp_path, "speaker.say(texts[0], 'vi'); until(over)", SHORT)
    assert told.ends_with(made(SHORT, tmp_path))
    assert "not kept" in told.log
    assert told.problems == []


def test_importing_it_loads_no_kivy() -> None:
    look = "import sys, kiosk_app.devices.speaker; assert 'kivy' not in sys.modules"
    subprocess.run([sys.executable, "-c", look], check=True, cwd=ROOT)


def test_a_page_in_a_language_without_a_voice_is_silent_and_no_problem_and_the_next_page_is_heard(
    tmp_path: Path,
) -> None:
    story = """seen = []
logging.getLogger("kiosk_app.devices.speaker").addFilter(lambda line: seen.append(line.getMessage()) or True)
speaker.say(texts[0], "zz")
until(lambda: any("zz" in line for line in seen))
speaker.say(texts[0], "vi")
until(over)"""
    told = tell(tmp_path, story, SHORT)
    assert told.problems == []
    assert told.begins_with(made(SHORT, tmp_path))


def test_a_page_in_a_language_with_a_voice_is_heard_in_it(tmp_path: Path) -> None:
    told = tell(tmp_path, 'speaker.say(texts[0], "fr"); until(over)', "Bonjour, bienvenue.")
    assert told.problems == []
    assert sum(value > AUDIBLE for value in told.heard) > 20
