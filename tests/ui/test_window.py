"""The window of a program: opened, pictured, closed."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from hall_core.ui.window import png

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from pathlib import Path
from hall_core.domain.plan_devices import Panel
from hall_core.ui import colours, theme, window
from hall_core.ui.tokens import kiosk_scale
data = Path(sys.argv[1])
scale = kiosk_scale(Panel(width_px=480, height_px=320, width_mm=178))
window.prepare("test", scale, data=data, offscreen=True, touch=sys.argv[2])
theme.setup(scale, colours.LIGHT)
from hall_core.ui.widgets.text_block.text_block import TextBlock
from kivy.core.window import Window
Window.bind(on_flip=lambda *_: print("drawn", flush=True))
print(Window.size, flush=True)
window.run(TextBlock(text="Xin chào"), data / "screen.png")
print("over", flush=True)
"""


@pytest.fixture
def program(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("KIVY_", "SDL_"))}
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path), "/dev/input/not-there"],
        env=env,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield running
    running.kill()
    running.communicate()


def lines_until(program: subprocess.Popen[str], last: str) -> list[str]:
    assert program.stdout is not None
    lines: list[str] = []
    while not lines or lines[-1] != last:
        line = program.stdout.readline()
        assert line, f"the program ended: {program.stderr.read() if program.stderr else ''}"
        lines.append(line.strip())
    return lines


def test_a_png_is_what_another_program_reads_back() -> None:
    rows_from_the_bottom = bytes([255, 0, 0, 0, 255, 0]) + bytes([0, 0, 255, 9, 8, 7])
    with Image.open(io.BytesIO(png(2, 2, rows_from_the_bottom))) as image:
        assert image.size == (2, 2)
        assert list(image.tobytes()) == [0, 0, 255, 9, 8, 7, 255, 0, 0, 0, 255, 0]


def test_a_running_program_shows_itself_on_a_signal_and_ends_on_another(
    program: subprocess.Popen[str], tmp_path: Path
) -> None:
    assert lines_until(program, "drawn")[0] == "(480, 320)"
    shown = tmp_path / "screen.json"
    for _ in range(2):
        shown.unlink(missing_ok=True)
        program.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + 8
        while not shown.exists():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        assert json.loads(shown.read_text())["words"] == ["Xin chào"]
        with Image.open(tmp_path / "screen.png") as image:
            assert image.size == (480, 320)
            assert len(image.getcolors(100_000) or []) > 10, "letters with smooth edges"
    program.send_signal(signal.SIGTERM)
    out, err = program.communicate(timeout=8)
    assert not list(tmp_path.glob("screen.*")), "what stood on the glass does not outlive the program"
    assert out.endswith("over\n")
    assert program.returncode == 0
    assert "the touch panel /dev/input/not-there is not there" in err
    assert not list(tmp_path.glob("*.part"))


def test_nothing_of_kivy_is_written_but_in_the_data_folder(program: subprocess.Popen[str], tmp_path: Path) -> None:
    lines_until(program, "drawn")
    assert [path.name for path in tmp_path.iterdir()] == ["kivy"]


def test_a_picture_is_gone_after_its_time_and_one_of_an_earlier_run_at_once(tmp_path: Path) -> None:
    left = tmp_path / "screen.png"
    left.write_bytes(b"left by a power cut")
    soon = PROGRAM.replace("data = Path", "window.PICTURE_STAYS = 0.5\ndata = Path", 1)
    argv = [sys.executable, "-c", soon, str(tmp_path), "/dev/input/not-there"]
    env = {key: value for key, value in os.environ.items() if not key.startswith(("KIVY_", "SDL_"))}
    with subprocess.Popen(
        argv, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            lines_until(running, "drawn")
            assert not left.exists()
            running.send_signal(signal.SIGUSR1)
            deadline = time.monotonic() + 8
            for such_that in (left.exists, lambda: not list(tmp_path.glob("screen.*"))):
                while not such_that():
                    assert time.monotonic() < deadline
                    time.sleep(0.01)
        finally:
            running.kill()
