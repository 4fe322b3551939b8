"""No way out to a desktop: the keys of a keyboard that somebody plugs in do nothing to the window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
import json, sys
from pathlib import Path
from hall_core.domain.plan_devices import Panel
from hall_core.ui import colours, theme, window
from hall_core.ui.tokens import kiosk_scale

scale = kiosk_scale(Panel())
window.prepare("test", scale, data=Path(sys.argv[1]), offscreen=sys.argv[2] == "window")
theme.setup(scale, colours.LIGHT)
from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

ESCAPE, F1, F5, F11, F12, Q, W, F4, MENU = 27, 282, 286, 292, 293, 113, 119, 285, 319
seen = {}

def strike(_):
    for key in (ESCAPE, F1, F5, F11, F12, Q, W, F4, MENU):
        for held in ([], ["ctrl"], ["alt"], ["meta"], ["ctrl", "alt", "shift"]):
            Window.dispatch("on_key_down", key, 0, "", held)
            Window.dispatch("on_keyboard", key, 0, "", held)
            Window.dispatch("on_key_up", key, 0)
    Clock.schedule_once(look, 0.3)

def look(_):
    seen["running"] = EventLoop.status
    seen["quit"] = EventLoop.quit
    seen["children"] = [type(child).__name__ for child in Window.children]
    seen["size"] = list(Window.size)
    seen["fullscreen"] = Window.fullscreen
    seen["closes when asked"] = not Window.dispatch("on_request_close")
    window.stop()

Clock.schedule_once(strike, 0.3)
window.run(Widget(), Path(sys.argv[1]) / "screen.png")
print(json.dumps(seen))
"""


def after_all_keys(data: Path, how: str) -> dict[str, object]:
    """What became of the program; ``how``: ``window``, or ``whole`` for one that fills the glass."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("KIVY_", "SDL_"))}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(data), how],
        cwd=ROOT,
        env={**env, "SDL_VIDEODRIVER": "offscreen", "LIBGL_ALWAYS_SOFTWARE": "1"},
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.timeout(30)
def test_no_key_leads_out(tmp_path: Path) -> None:
    assert after_all_keys(tmp_path, "window") == {
        "running": "started",
        "quit": False,
        "children": ["Widget"],
        "size": [1280, 800],
        "fullscreen": False,
        "closes when asked": True,
    }


@pytest.mark.timeout(30)
def test_nobody_closes_a_window_that_fills_the_glass(tmp_path: Path) -> None:
    seen = after_all_keys(tmp_path, "whole")
    assert (seen["fullscreen"], seen["closes when asked"]) == ("auto", False)
