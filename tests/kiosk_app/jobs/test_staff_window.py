"""No way out to a desktop: the keys of a keyboard that somebody plugs in do nothing to the window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROGRAM = """
import json, sys
from pathlib import Path
from hall_core.domain.plan import Panel
from hall_core.ui import colours, theme, window
from hall_core.ui.tokens import kiosk_scale

scale = kiosk_scale(Panel())
window.prepare("test", scale, data=Path(sys.argv[1]), offscreen=True)
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
    window.stop()

Clock.schedule_once(strike, 0.3)
window.run(Widget(), Path(sys.argv[1]) / "screen.png")
print(json.dumps(seen))
"""


def test_no_key_leads_out(tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("KIVY_", "SDL_"))}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=9,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen == {
        "running": "started",
        "quit": False,
        "children": ["Widget"],
        "size": [1280, 800],
        "fullscreen": False,
    }
