"""What SDL would tell a program of keyboard and mouse ends before the program."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from demo.programs import ROOT

pytestmark = [pytest.mark.screens, pytest.mark.timeout(60)]

PROGRAM = """
import sys
from pathlib import Path
from hall_core.domain.plan_devices import Panel
from hall_core.ui import colours, theme, window
from hall_core.ui.tokens import kiosk_scale

scale = kiosk_scale(Panel())
window.prepare("test", scale, data=Path(sys.argv[1]), touch=None if sys.argv[2] == "nothing" else "")
theme.setup(scale, colours.LIGHT)
from kivy.core.window import Window
from kivy.uix.widget import Widget

heard = set()

def hear(event):
    if event not in heard:
        heard.add(event)
        print(event, flush=True)

for event in "on_key_down on_textinput on_keyboard on_mouse_down on_touch_down on_drop_file".split():
    Window.bind(**{event: lambda *_, event=event: hear(event)})
if sys.argv[2] == "all":
    from hall_core.ui import deaf
    deaf.deafen = lambda **_: None
Window.bind(on_flip=lambda *_: print("drawn", flush=True))
window.run(Widget(), Path(sys.argv[1]) / "screen.png")
"""


UP = 40.0
"""Seconds for the window to come up, on a busy machine."""
TRIES = 40
"""Of keyboard and mouse: a window that has just come up may not have them yet."""


def heard(screen: Any, data: Path, how: str, expected: set[str]) -> set[str]:
    """What comes to the window of a program that listens to ``how``, until it is ``expected`` and a while longer."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("KIVY_", "SDL_"))}
    said = data / "said"
    with said.open("w") as out:
        argv = [sys.executable, "-c", PROGRAM, str(data), how]
        program = subprocess.Popen(argv, cwd=ROOT, env={**env, **screen.environment}, stdout=out)
    try:
        late = time.monotonic() + UP
        while "drawn" not in said.read_text():
            assert program.poll() is None and time.monotonic() < late, "no window"
            time.sleep(0.05)
        for _ in range(TRIES):
            screen.click(0.5, 0.5)
            screen.strike("Escape", "F1", "alt+F4", "ctrl+c")
            screen.type("abc")
            if expected <= set(said.read_text().split()):
                break
        for _ in range(3):
            screen.click(0.4, 0.4)
            screen.type("abc")
        program.terminate()
        assert program.wait(20) == 0
    finally:
        program.kill()
        program.wait()
    return set(said.read_text().split()) - {"drawn"}


POINTED = {"on_mouse_down", "on_touch_down"}


@pytest.mark.parametrize(("how", "expected"), [("nothing", set[str]()), ("pointer", POINTED)])
def test_only_what_is_meant_to_be_touched_is_heard(screen: Any, tmp_path: Path, how: str, expected: set[str]) -> None:
    assert heard(screen, tmp_path, how, expected) == expected


def test_all_of_it_would_come_otherwise(screen: Any, tmp_path: Path) -> None:
    # The two above look for something that is really there.
    every = POINTED | {"on_key_down", "on_textinput"}
    assert heard(screen, tmp_path, "all", every) >= every
