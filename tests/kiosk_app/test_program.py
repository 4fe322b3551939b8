"""The program as a technician starts it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from demo.hall_file import write_hall

ROOT = Path(__file__).parents[2]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []
    env = {key: value for key, value in os.environ.items() if not key.startswith(("KIVY_", "SDL_"))}

    def run(*options: str, hall: str = "halls/demo.toml", device: str = "kiosk-1") -> subprocess.Popen[str]:
        given = ["--hall", hall, "--device", device, "--data", str(tmp_path), "--broker", "127.0.0.1:1"]
        program = subprocess.Popen(
            [sys.executable, "-m", "kiosk_app", *given, "--offscreen", *options],
            cwd=ROOT,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(program)
        return program

    yield run
    for program in started:
        program.kill()
        program.communicate()


def words_on(program: subprocess.Popen[str], folder: Path, such_that: Callable[[list[str]], bool]) -> list[str]:
    """Looks at the screen until it says what is waited for."""
    shown = folder / "screen.json"
    deadline = time.monotonic() + 9
    while time.monotonic() < deadline:
        shown.unlink(missing_ok=True)
        program.send_signal(signal.SIGUSR1)
        while not shown.exists() and program.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        assert shown.exists(), "the program shows no picture"
        words: list[str] = json.loads(shown.read_text())["words"]
        if such_that(words):
            return words
    raise AssertionError("the screen does not say it")


def ready(program: subprocess.Popen[str]) -> None:
    """Waits until the program has said that it is; before it blocks its signals they would end it."""
    assert program.stderr is not None
    while "ready" not in (line := program.stderr.readline()):
        assert line, "the program ended"


@pytest.fixture
def no_reserve(tmp_path: Path) -> str:
    """A hall whose kiosk has no numbers of its own."""
    return str(write_hall(tmp_path / "hall.toml", counters=1))


def test_without_a_broker_it_says_so_and_ends_cleanly(start: Start, tmp_path: Path, no_reserve: str) -> None:
    program = start("--printer", "file:paper.bin", hall=no_reserve)
    ready(program)
    words_on(program, tmp_path, lambda words: "Ki-ốt tạm thời chưa lấy được số" in words)
    assert (tmp_path / "screen.png").stat().st_size > 1_000
    program.send_signal(signal.SIGTERM)
    program.communicate(timeout=9)
    assert program.returncode == 0
    assert not (tmp_path / "screen.png").exists(), "a picture may show a citizen's dossier: it goes with the program"
    assert (tmp_path / "kiosk.log").read_text().strip().endswith("stopping")


def test_with_numbers_of_its_own_it_needs_no_broker_to_offer_one(start: Start, tmp_path: Path) -> None:
    program = start("--printer", "file:paper.bin")
    ready(program)
    words = words_on(program, tmp_path, lambda words: "Chạm vào đây để bắt đầu" in words)
    assert not any("chưa lấy được số" in text for text in words)


def test_a_printer_that_is_none_is_told_on_the_screen_and_the_rest_goes_on(start: Start, tmp_path: Path) -> None:
    program = start("--printer", "lpt1")
    ready(program)
    words_on(program, tmp_path, lambda words: any("Ki-ốt này không in được phiếu." in text for text in words))
    program.send_signal(signal.SIGINT)
    program.communicate(timeout=9)
    assert program.returncode == 0
    assert 'printer "lpt1" is no printer' in (tmp_path / "kiosk.log").read_text()


def test_a_device_that_is_no_kiosk_ends_it_with_a_sentence(start: Start) -> None:
    program = start(device="board-1")
    _, said = program.communicate(timeout=9)
    assert program.returncode == 2
    assert said == 'device "board-1" is a board in the hall file, not a kiosk or pad\n'


@pytest.mark.parametrize("part", ["printer", "scanner"])
def test_a_pad_is_given_no_part_that_it_does_not_have(start: Start, part: str) -> None:
    program = start(f"--{part}", "file:x", device="pad-1")
    _, said = program.communicate(timeout=9)
    assert program.returncode == 2
    assert said == 'device "pad-1" is a pad, which has no printer and no scanner\n'


def test_a_pad_without_a_broker_stands_idle_and_ends_cleanly(start: Start, tmp_path: Path) -> None:
    program = start("--printer", "", device="pad-1")
    ready(program)
    words_on(program, tmp_path, lambda words: "Mời quý vị đánh giá sau khi xong việc" in words)
    program.send_signal(signal.SIGTERM)
    program.communicate(timeout=9)
    assert program.returncode == 0


def test_a_panel_that_cannot_be_read_ends_it_with_a_sentence(start: Start, tmp_path: Path) -> None:
    hall = (ROOT / "halls" / "demo.toml").read_text()
    small = hall.replace("panel = { width_px = 1280, height_px = 800, width_mm = 476 }", "panel = { width_mm = 60 }", 1)
    assert small != hall
    (tmp_path / "hall.toml").write_text(small)
    program = start(hall=str(tmp_path / "hall.toml"))
    _, said = program.communicate(timeout=9)
    assert program.returncode == 2
    assert "kiosk-1: a page with two tiles to touch needs" in said
    assert "60 x 38 mm (1280 x 800 pixels)" in said
