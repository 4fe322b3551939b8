"""A panel that hangs turned: what people see is upright, and a finger hits what it points at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from hall_core.domain.plan_devices import Panel
from hall_core.ui.window import panel_in, place, quarter_turn

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json, sys
from pathlib import Path
from hall_core.domain.plan_devices import Panel
from hall_core.ui import colours, theme, window
from hall_core.ui.tokens import kiosk_scale
data, rotate = Path(sys.argv[1]), int(sys.argv[2])
panel = Panel(width_px=320, height_px=480, width_mm=120, rotate=rotate)
scale = kiosk_scale(panel)
window.prepare("test", scale, data=data, offscreen=True, rotate=panel.rotate)
theme.setup(scale, colours.LIGHT)
from kivy.base import EventLoop
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
from kivy.input.motionevent import MotionEvent
from kivy.uix.floatlayout import FloatLayout
from hall_core.ui.shown import shown
from hall_core.ui.widgets.push_button.push_button import PushButton

class Contact(MotionEvent):
    "As a provider makes it: parts of the panel's own width and height, y upwards."
    def depack(self, args):
        self.is_touch, self.profile = True, ("pos",)
        self.sx, self.sy = args
        super().depack(args)

taps = []
page = FloatLayout()
for name, where in {"NW": {"x": 0, "top": 1}, "NE": {"right": 1, "top": 1}, "SE": {"right": 1, "y": 0}}.items():
    button = PushButton(text=name, meaning=name, main=name == "NW", size_hint=(0.3, None), pos_hint=where)
    button.bind(on_tap=lambda _, meaning: taps.append(meaning))
    page.add_widget(button)
Window.add_widget(page)
EventLoop.start()
for _ in range(4):
    EventLoop.idle()
for corner in ((0.05, 0.05), (0.05, 0.95), (0.95, 0.95), (0.95, 0.05)):
    taps.append(None)
    contact = Contact("test", 1, corner)
    EventLoop.post_dispatch_input("begin", contact)
    EventLoop.post_dispatch_input("end", contact)
window.picture(data / "seen.png")
wide, high = Window.system_size
(data / "raw.png").write_bytes(window.png(wide, high, bytes(glReadPixels(0, 0, wide, high, GL_RGB, GL_UNSIGNED_BYTE))))
print(json.dumps({"taps": taps, "size": list(Window.size), "shown": shown(page, Window.size)["taps"]}))
"""
# Which button of the upright picture is felt in the panel's own lower left, upper left, upper right, lower right.
FELT = {
    0: [None, "NW", "NE", "SE"],
    90: ["SE", None, "NW", "NE"],
    180: ["NE", "SE", None, "NW"],
    270: ["NW", "NE", "SE", None],
}


@pytest.mark.parametrize("rotate", FELT)
def test_picture_and_touches_are_turned_clockwise_together(tmp_path: Path, rotate: int) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith(("KIVY_", "SDL_"))}
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), str(rotate)]
    ran = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(ran.stdout)
    assert told["size"] == [320, 480], "people see a portrait"
    assert told["taps"] == [tap for corner in FELT[rotate] for tap in ([None, corner] if corner else [None])]
    seen, raw = (Image.open(tmp_path / name).convert("RGB") for name in ("seen.png", "raw.png"))
    assert seen.size == (320, 480)
    assert raw.size == ((480, 320) if rotate % 180 else (320, 480))
    assert raw.rotate(rotate, expand=True).tobytes() == seen.tobytes(), "Pillow turns the other way round"
    assert seen.getpixel((8, 40)) != seen.getpixel((8, 470)), "the main button is in the upper left corner"
    corners = {tap["words"]: (round(tap["x"]), round(tap["y"])) for tap in told["shown"]}
    assert corners == {"NW": (0, 0), "NE": (1, 0), "SE": (1, 1)}


def test_a_quarter_turn_is_clockwise() -> None:
    rows_from_the_bottom = b"AAA" + b"BBB" + b"CCC" + b"DDD" + b"EEE" + b"FFF"
    # E F
    # C D        A C E
    # A B becomes B D F.
    assert quarter_turn(2, rows_from_the_bottom) == b"BBB" + b"DDD" + b"FFF" + b"AAA" + b"CCC" + b"EEE"


def test_a_window_on_a_desktop_is_upright() -> None:
    panel = Panel(width_px=1080, height_px=1920, width_mm=344, rotate=90)
    assert panel_in(panel, None) == panel
    assert panel_in(panel, place("540x960+0+0")).rotate == 0
