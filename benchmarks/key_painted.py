"""Key stroke → results painted: the real kiosk on 1280 × 800 with 2,700 procedures, thirty queries letter by letter.

The work is the processor time of the screen's thread, from the moment the finger lifts off the key until the frame with
the new rows is drawn and flipped: what a busy machine or the wait for the next frame adds is not in it. A second figure
is the time by the clock until the last pixel is there; on a machine without a graphics chip, such as this one, most of
it is filling the page's million pixels. Beside both: a bare Kivy window of the same size that gives six labels another
text and draws them.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.catalogue_of import keep_catalogue
from benchmarks.process import memory_mb
from benchmarks.report import Figure, Goal, percentile
from benchmarks.start_memory import SCREENLESS
from demo.hall_file import write_hall
from demo.programs import ROOT

COUNT = 2_700
FRAME = 16.0
"""Milliseconds: one frame of a 60 Hz panel."""
MEMORY = 1.3
"""Times a bare Kivy window."""
BREATH = 0.002
"""Seconds between two looks for what other threads are to bring."""
BARE_STROKES = 500
"""About as many as the queries have."""
QUERIES = (
    "khai sinh",
    "ddawng kys keets hoon",
    "sor ddor laafn ddaafu",
    "sao y",
    "tamj trus",
    "ba mej maast",
    "mowr quans",
    "giaays phesp xaay duwngj",
    "chuwngs thuwcj chuwx kys",
    "giaays ddoocj thaan",
    "thuwowngf trus",
    "cap lai giay phep lai xe",
    "gia han giay phep",
    "khia sinh",
    "the bao hiem y te",
    "luong huu",
    "phong kham da khoa",
    "1.001193",
    "2.000815",
    "dieu chinh quy hoach",
    "the huong dan vien",
    "tau ca",
    "giay phep karaoke",
    "nguoi nuoc ngoai",
    "thu tuc cap lai",
    "dang ky bien dong dat dai",
    "hoan thue",
    "xyz khong co gi",
    "chuyen nhuong quyen su dung dat",
    "mien giam tien",
)
"""Keys as they are struck, in Telex or without accents; slips of the finger and what is nowhere among them."""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = Path(name)
        hall = write_hall(folder / "hall.toml", kiosks=1, counters=1, digits=5, voice=False)
        keep_catalogue(folder / "data", COUNT)
        bare = child("key_painted", "bare", folder, hall)
        ours = child("key_painted", "ours", folder, hall)
    figures: list[Figure] = []
    for part, what in (("work", "results painted"), ("pixels", "last pixel in software, by the clock")):
        name, goal = f"key stroke → {what}, {COUNT:,} procedures", FRAME if part == "work" else None
        figures += painted(name, ours[part], "six labels in a bare window", bare[part], goal)
    return [*figures, resident("memory with the look-up in use", ours["memory"], bare)]


def painted(name: str, ours: list[float], beside: str, bare: list[float], goal: float | None) -> list[Figure]:
    """Rows of milliseconds; the goal is one of the p99."""
    figures: list[Figure] = []
    for percent in (50, 99):
        value, most = percentile(ours, percent), goal if percent == 99 else None
        figures.append(
            Figure(
                name=f"{name}, p{percent}",
                value=value,
                unit="ms",
                beside=percentile(bare, percent),
                beside_name=beside,
                goal=None if most is None else Goal(most, "ms"),
            )
        )
    return figures


def resident(name: str, ours: float, bare: dict[str, Any]) -> Figure:
    """A row of megabytes."""
    return Figure(
        name=name,
        value=ours,
        unit="MB",
        beside=bare["memory"],
        beside_name="bare Kivy window",
        goal=Goal(MEMORY, "×"),
    )


def child(bench: str, kind: str, folder: Path, hall: Path) -> dict[str, Any]:
    """Runs one of the two windows of ``bench``; a process has but one."""
    argv = [sys.executable, "-m", f"benchmarks.{bench}", kind, str(folder), str(hall)]
    ran = subprocess.run(argv, cwd=ROOT, env={**os.environ, **SCREENLESS}, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    return json.loads(ran.stdout.splitlines()[-1])


# --- In the child -----------------------------------------------------------------------------------------------


def _ours(folder: Path, hall: Path) -> dict[str, Any]:
    from hall_core.ui import window
    from kiosk_app.__main__ import main

    told: dict[str, Any] = {}
    # The whole program as it is, but for its endless loop.
    window.run = lambda root, *_: told.update(_typed(root))
    main(["--hall", str(hall), "--device", "kiosk-1", "--data", str(folder / "data"), "--broker", "127.0.0.1:9"])
    return told


def _typed(stage: Any) -> dict[str, Any]:
    from hall_core.ui.widgets.keyboard.key import Key
    from hall_core.ui.widgets.row.row import ResultRow
    from hall_core.ui.widgets.touchable import Touchable
    from kiosk_app.jobs.procedures.pages import LookUp
    from kiosk_app.rules import SETTLE

    window = Window(stage)
    # As the program's own loop does after its first picture.
    gc.freeze()
    gc.enable()
    tile = window.wait_for(lambda: window.find(Touchable, LookUp()))
    window.tap(tile)
    window.wait_for(lambda: window.find(Key, "k"))
    time.sleep(SETTLE / 1000)
    strokes = Strokes()
    for query in QUERIES:
        for letter in query:
            window.down(window.find(Key, "space" if letter == " " else letter))
            strokes.measure(window.up)
            assert not stage.canvas.needs_redraw, "the frame did not show all of it"
        shown = [row.title for row in stage.walk() if isinstance(row, ResultRow) and row.title]
        print(query, "→", shown[:2], file=sys.stderr)
        window.down(window.find(Key, "clear"))
        strokes.measure(window.up)
    return {**strokes.took, "memory": memory_mb()}


class Strokes:
    """Milliseconds of each stroke."""

    def __init__(self) -> None:
        from kivy.graphics.opengl import glFinish

        self._finish = glFinish
        self.took: dict[str, list[float]] = {"work": [], "pixels": []}

    def measure(self, stroke: Callable[[], None]) -> None:
        self._finish()  # what was drawn before
        begun, worked = time.perf_counter(), time.thread_time()
        stroke()
        self.took["work"].append((time.thread_time() - worked) * 1000)
        self._finish()
        self.took["pixels"].append((time.perf_counter() - begun) * 1000)


class Window:
    """A window whose frames are drawn one by one, and a finger on it."""

    def __init__(self, root: Any) -> None:
        from kivy.base import EventLoop, runTouchApp
        from kivy.clock import Clock
        from kivy.tests.common import UnitTestTouch

        self._root, self._loop, self._finger = root, EventLoop, UnitTestTouch
        Clock._max_fps = 0  # frames come as fast as they can be drawn
        runTouchApp(root, embedded=True)
        self._frames(5)

    def _frames(self, count: int) -> None:
        for _ in range(count):
            self._loop.idle()

    def wait_for(self, found: Callable[[], Any]) -> Any:
        until = time.monotonic() + 20
        while (thing := found()) is None:
            if time.monotonic() > until:
                raise TimeoutError
            self._loop.idle()
            # This loop never waits, so without it the threads that it waits for would hardly ever have their turn.
            time.sleep(BREATH)
        return thing

    def find(self, kind: type[Any], meaning: object) -> Any:
        return next((w for w in self._root.walk() if isinstance(w, kind) and w.meaning == meaning), None)

    def tap(self, widget: Any) -> None:
        self.down(widget)
        self.up()
        self._frames(3)

    def down(self, widget: Any) -> None:
        self._touch = self._finger(*widget.to_window(*widget.center))
        self._touch.touch_down()
        self._frames(2)

    def up(self) -> None:
        """The finger lifts, and the frame that follows from it is drawn."""
        self._touch.touch_up()
        self._loop.idle()


def _bare() -> dict[str, Any]:
    from kivy.config import Config

    for option, value in (("width", "1280"), ("height", "800")):
        Config.set("graphics", option, value)
    from kivy.base import EventLoop, runTouchApp
    from kivy.clock import Clock
    from kivy.uix.boxlayout import BoxLayout
    from kivy.uix.label import Label

    Clock._max_fps = 0
    box = BoxLayout(orientation="vertical")
    labels = [Label(font_size=24) for _ in range(6)]
    for label in labels:
        box.add_widget(label)
    runTouchApp(box, embedded=True)
    strokes = Strokes()

    def stroke() -> None:
        for row, label in enumerate(labels):
            label.text = f"Đăng ký biến động đất đai, tài sản gắn liền với đất {len(strokes.took['work'])} {row}"
        EventLoop.idle()

    for _ in range(BARE_STROKES):
        strokes.measure(stroke)
    return {**strokes.took, "memory": memory_mb()}


if __name__ == "__main__":
    if sys.argv[1] == "ours":
        result = _ours(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        os.environ.update(KIVY_NO_ARGS="1", KIVY_NO_CONFIG="1", KIVY_NO_FILELOG="1", KIVY_NO_CONSOLELOG="1")
        result = _bare()
    print(json.dumps(result))
