"""For tests of screens: the one Kivy window of the process, its frames, real touches, pictures, and both languages.

Import the fixtures into a conftest: ``from tests.screens_support import _glass, english_too, glass``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hall_core.device.hall_file import load
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Panel
from hall_core.ui import colours
from hall_core.ui.tokens import Scale, kiosk_scale
from hall_core.ui.translate import DOMAIN, LOCALE, Words

PANELS = {
    "1280x800": Panel(width_px=1280, height_px=800, width_mm=476),
    "1080x1920": Panel(width_px=1080, height_px=1920, width_mm=344),
    "800x480": Panel(width_px=800, height_px=480, width_mm=154),
}
"""A 22-inch landscape, a 27-inch portrait and the 7-inch panel of a Raspberry Pi."""
PICTURES = Path(__file__).parent / "pictures" / "out"
KEEPS = os.environ.get("MOTCUA_PICTURES") != "none"
"""Whether somebody will look at the pictures: to write them is a fifth of the work."""
HALLS = Path(__file__).parents[1] / "halls"


@cache
def plan_in(file: str) -> Plan:
    """That of ``halls/<file>``, read once: nobody changes it."""
    return load(HALLS / file)


class Finger:
    """One finger; positions in window pixels, y upwards."""

    def __init__(self) -> None:
        self._touch: Any = None

    def down(self, x: float, y: float) -> Finger:
        from kivy.tests.common import UnitTestTouch

        self._touch = UnitTestTouch(x, y)
        self._touch.touch_down()
        return self

    def move(self, x: float, y: float) -> Finger:
        self._touch.touch_move(x, y)
        return self

    def up(self) -> None:
        self._touch.touch_up()


class Glass:
    """The window, cleared for one test."""

    def __init__(self) -> None:
        from kivy.base import EventLoop
        from kivy.clock import Clock
        from kivy.core.window import Window

        self._loop, self.window, self._clock = EventLoop, Window, Clock

    def use(self, scale: Scale | Panel, theme: colours.Theme = colours.LIGHT) -> None:
        """The panel and colours from here on. Make widgets after it."""
        from hall_core.ui.theme import setup

        if isinstance(scale, Panel):
            scale = kiosk_scale(scale)
        setup(scale, theme)
        self.window.size = (scale.width, scale.height)

    def show(self, widget: Any) -> None:
        """The only thing in the window."""
        self._empty()
        self.window.add_widget(widget)
        self.frames()

    def frames(self, count: int = 4) -> None:
        """Draws; four frames settle every layout."""
        for _ in range(count):
            self._loop.idle()

    def wait(self, until: Callable[[], object], frames: int = 2000) -> None:
        """Frames until something holds; a test that waits in vain fails."""
        for _ in range(frames):
            if until():
                return
            self._loop.idle()
        raise AssertionError(f"did not happen within {frames} frames")

    def finger(self) -> Finger:
        return Finger()

    def tap(self, widget: Any) -> None:
        """A short touch in the middle of a widget."""
        x, y = widget.to_window(*widget.center)
        self.finger().down(x, y).up()
        self.frames()

    def find(self, kind: type[Any], **properties: Any) -> Any:
        """The one shown widget of a kind with these properties."""
        found = [
            widget
            for widget in self.window.children[0].walk()
            if isinstance(widget, kind) and all(getattr(widget, name) == value for name, value in properties.items())
        ]
        assert len(found) == 1, f"{len(found)} x {kind.__name__} {properties}"
        return found[0]

    def keep(self, name: str) -> None:
        """For people to look at afterwards; with ``MOTCUA_PICTURES=none`` it is drawn and not written."""
        if KEEPS:
            self.picture(name)
        else:
            self.frames()

    def colours(self) -> int:
        """How many are on the glass, of every fourth pixel each way: one or two where nothing is drawn."""
        from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

        self.frames()
        self.window.dispatch("on_draw")  # after a flip the back buffer holds anything
        width, height = self.window.system_size
        shown = Image.frombytes(
            "RGB", (width, height), bytes(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE))
        )
        few = shown.resize((width // 4, height // 4), Image.Resampling.NEAREST)
        return len(few.getcolors(width * height) or [])

    def picture(self, name: str) -> Path:
        """Save what is shown to tests/pictures/out/<name>.png, for a test that reads the file."""
        from hall_core.ui.window import picture

        self.frames()
        path = PICTURES / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture(path)
        return path

    def _empty(self) -> None:
        for child in list(self.window.children):
            self.window.remove_widget(child)

    def clear(self) -> None:
        self._empty()
        for event in self._clock.get_events():
            event.cancel()
        self._loop.idle()


@pytest.fixture(scope="session")
def _glass() -> Glass:
    from kivy.config import Config

    # The largest of all panels: the surface that SDL draws offscreen into never grows.
    for option, value in {"width": 3840, "height": 2160, "maxfps": 0, "multisamples": 0, "resizable": 0}.items():
        Config.set("graphics", option, str(value))
    from kivy.base import EventLoop
    from kivy.clock import Clock

    # Some test may have loaded the clock before the setting: frames are to come as fast as they can be drawn.
    Clock._max_fps = 0
    EventLoop.ensure_window()
    window = EventLoop.window
    # The loop must go on when a test is over: closing the one window would end every later test.
    window.close = lambda *_: None
    EventLoop.start()
    return Glass()


@pytest.fixture
def glass(_glass: Glass) -> Iterator[Glass]:
    _glass.use(PANELS["1280x800"])
    yield _glass
    _glass.clear()


@pytest.fixture(scope="session")
def english_too(tmp_path_factory: pytest.TempPathFactory) -> Words:
    """The words in both languages, compiled here: a test must not depend on what set-up has left behind."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    folder = tmp_path_factory.mktemp("locale")
    for source in LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"):
        target = folder / source.relative_to(LOCALE).with_suffix(".mo")
        target.parent.mkdir(parents=True)
        with source.open("rb") as po, target.open("wb") as mo:
            write_mo(mo, read_po(po))
    return Words(folder)
