"""Kivy's window: its environment before Kivy is imported, the loop, and pictures of what is on it.

    window.prepare(title, scale, data=..., offscreen=...)   # nothing of Kivy is imported before this
    theme.setup(scale, colours.LIGHT)
    window.run(root, data / "screen.png")                   # until stop(), SIGTERM or SIGINT

A running program saves what it shows to ``picture`` whenever it gets SIGUSR1 (the file is replaced whole).
"""

from __future__ import annotations

import gc
import logging
import os
import re
import signal
import struct
import zlib
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.plan_devices import Panel
from hall_core.ui import unseen
from hall_core.ui.glass import EVERY, Glass, find_glass
from hall_core.ui.tokens import Scale

if TYPE_CHECKING:
    from kivy.uix.widget import Widget

OFFSCREEN = "MOTCUA_OFFSCREEN"
"""Environment: anything but empty draws without a screen, for tests and for the demo without a display."""
FRAMES = 30
"""Most frames, and so readings of the touch panel, a second; a message is drawn at once, between them."""
PICTURE_STAYS = 600.0
"""Seconds that a picture of the screen stays on the disk: whoever asked for it has it by then, and it may show what
concerns the citizen who stood there."""
POINTER, MOUSE = "pointer", "mouse"
"""What people touch, as Kivy's configuration has it, and the window system's."""
NO_STYLES = Path(__file__).parent / "no_styles"
"""Where an empty ``style.kv`` lies."""
log = logging.getLogger(__name__)


def add_options(parser: ArgumentParser) -> None:
    """The options of a program with a screen."""
    parser.add_argument("--offscreen", action="store_true", help="draw without a screen (also: MOTCUA_OFFSCREEN=1)")
    parser.add_argument(
        "--window",
        type=place,
        metavar="WxH+X+Y",
        help="a window of this size at this place, such as 960x600+20+40, instead of the full screen",
    )


class Place(Struct, frozen=True):
    """Where a window stands on somebody's desktop, in pixels."""

    width: int
    height: int
    left: int
    top: int


def place(text: str) -> Place:
    """``960x600+20+40``."""
    found = re.fullmatch(r"(\d{2,5})x(\d{2,5})\+(\d{1,5})\+(\d{1,5})", text)
    if found is None:
        raise ArgumentTypeError(f"{text!r} is no window such as 960x600+20+40")
    return Place(*map(int, found.groups()))


def panel_in(panel: Panel, window: Place | None) -> Panel:
    """The panel shrunk into a window: fewer pixels on the same millimetres, so the page is the same, and upright."""
    return panel if window is None else replace(panel, width_px=window.width, height_px=window.height, rotate=0)


def prepare(
    title: str,
    scale: Scale,
    *,
    data: Path,
    offscreen: bool = False,
    window: Place | None = None,
    touch: str | None = "",
    rotate: int = 0,
    frames: int = FRAMES,
) -> Glass:
    """Set up Kivy for one window of the panel's size; the window opens when ``kivy.core.window`` is imported. Gives
    what is drawn on: while no screen is connected nobody sees it, and nothing is heard of a finger.

    ``touch`` is a kernel input device to read through mtdev; mouse and other panels are then not heard, through which
    the window system would deliver each touch a second time. Empty: the window system's pointer; None: nothing.
    ``rotate`` is that of the panel: the picture is turned clockwise by so many degrees, and every touch with it;
    ``scale`` has the width and height that people see.
    """
    offscreen = offscreen or bool(os.environ.get(OFFSCREEN))
    gc.disable()  # until the first picture: all that is loaded now stays, and looking through it costs 20 ms
    _set_environment(scale, data / "kivy", offscreen)
    from kivy.config import Config

    if touch and not Path(touch).exists():
        if offscreen or window:  # on somebody's desk
            log.error("the touch panel %s is not there; the window system's pointer is used instead", touch)
            touch = ""
        else:
            log.error("the touch panel %s is not there; it is waited for", touch)
    wide, high = (scale.height, scale.width) if rotate % 180 else (scale.width, scale.height)
    settings = {
        "graphics": {
            "width": wide,
            "height": high,
            "rotation": -rotate % 360,  # Kivy's goes the other way round
            "fullscreen": 0 if offscreen or window else "auto",
            "position": "custom" if window else "auto",
            "left": window.left if window else 0,
            "top": window.top if window else 0,
            "resizable": 0,
            "maxfps": frames,
            "multisamples": 0,  # shapes smooth themselves; a software GL pays for every sample
            "show_cursor": 1 if touch == "" else 0,
            "allow_screensaver": 0,
        },
        # Keys of a keyboard that somebody plugs in do nothing; Escape least of all.
        "kivy": {"exit_on_escape": 0, "window_icon": ""},
    }
    for section, options in settings.items():
        for option, value in options.items():
            Config.set(section, option, str(value))
    Config.remove_section("input")
    Config.add_section("input")
    if touch is not None:
        # Without its own emulation of a second finger, which a right button would leave on the screen as a red dot.
        Config.set("input", POINTER, f"mtdev,{touch}" if touch else f"{MOUSE},disable_multitouch")
    os.environ["SDL_VIDEO_X11_WMCLASS"] = title
    _leave_out_styles()
    glass = find_glass()  # last: a driver is loaded, and a screen found, while all else starts
    if glass.dark:
        Config.set("graphics", "fullscreen", "0")
        Config.remove_option("input", POINTER)
        os.environ.update(unseen.environment())
    return glass


def _leave_out_styles() -> None:
    """Kivy reads the looks of all its own widgets when it is loaded, 50 ms; we use none of them but its layouts."""
    import kivy

    whole, kivy.kivy_data_dir = kivy.kivy_data_dir, str(NO_STYLES)
    import kivy.lang.builder

    kivy.kivy_data_dir = whole


def _set_environment(scale: Scale, home: Path, offscreen: bool) -> None:
    home.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        KIVY_NO_ARGS="1",
        KIVY_NO_CONFIG="1",
        KIVY_NO_FILELOG="1",
        KIVY_NO_CONSOLELOG="1",
        KIVY_LOG_MODE="PYTHON",  # leaves the program's own logging alone
        KIVY_HOME=str(home),
        KIVY_WINDOW="sdl2",  # the only provider; any other one ends the process when it fails
        KIVY_IMAGE="sdl2",  # else it loads Pillow at the start, which no screen needs
        KCFG_KIVY_LOG_LEVEL="warning",  # its start-up chatter helps nobody here
        KIVY_CLOCK="interrupt",
        KIVY_DPI=f"{scale.dpi:.1f}",
        KIVY_METRICS_DENSITY="1",
        KIVY_METRICS_FONTSCALE="1",
    )
    if offscreen:
        os.environ.update(unseen.environment())


def run(root: Widget, picture_to: Path, turned: Callable[[], None] = lambda: None, glass: Glass | None = None) -> bool:
    """Show ``root`` until :func:`stop` or a signal says so, or ``glass`` is another: then True. ``turned`` is called
    while it is really painted (:mod:`hall_core.ui.painted`). SIGUSR1 saves a picture to ``picture_to`` and, beside it
    as JSON, what is on it (:mod:`hall_core.ui.shown`); both are gone soon after, and when the program ends."""
    from kivy.base import runTouchApp
    from kivy.clock import Clock
    from kivy.config import Config
    from kivy.core.window import Window

    from hall_core.ui import painted
    from hall_core.ui.deaf import deafen
    from hall_core.ui.shown import write_shown
    from hall_core.ui.signals import on_signals

    def forget(*_: object) -> None:
        for file in (picture_to, picture_to.with_suffix(".json")):
            file.unlink(missing_ok=True)

    forgetting = Clock.create_trigger(forget, PICTURE_STAYS)

    def show() -> None:
        # In a frame of its own: what a message has changed in this one is not all in its place yet.
        Clock.schedule_once(keep, 0)

    def keep(_seconds: float) -> None:
        picture(picture_to)
        write_shown(root, picture_to.with_suffix(".json"))  # last: who waits for it finds the picture beside it
        forgetting.cancel()
        forgetting()

    def first_picture(*_: object) -> None:
        Window.unbind(on_flip=first_picture)
        log.info("first picture")
        gc.freeze()
        gc.enable()

    another = False

    def look(_seconds: float) -> None:
        nonlocal another
        if glass is not None and glass.is_another():
            another = True
            log.warning("%s: the program begins anew", "a screen has come" if glass.dark else "its screen has gone")
            stop()

    looking = Clock.schedule_interval(look, EVERY)
    Window.bind(on_flip=first_picture)
    if Window.fullscreen:
        # A window that fills the glass is the appliance: Alt+F4 on a keyboard that somebody plugs in is not heard.
        Window.bind(on_request_close=lambda *_, **__: True)
    forget()  # what a power cut has left
    deafen(pointer=Config.getdefault("input", POINTER, "").startswith(MOUSE))
    unwatch = painted.watch(turned)
    undo = on_signals({signal.SIGTERM: stop, signal.SIGINT: stop, signal.SIGUSR1: show})
    try:
        runTouchApp(root)
    finally:
        looking.cancel()
        undo()
        unwatch()
        forget()
    return another


def stop() -> None:
    """End the loop; on Kivy's thread."""
    from kivy.base import stopTouchApp

    stopTouchApp()


def flip() -> None:
    """Puts what was drawn on the glass, and returns when it stands there; on Kivy's thread.

    Flipping alone only hands it to the graphics driver. A driver that paints with the processor then keeps one frame
    after another for later, and their memory for good."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import glFinish

    Window.flip()
    glFinish()


def picture(path: Path) -> None:
    """Save what people see as a PNG, replacing ``path`` whole; on Kivy's thread."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(png(*pixels()))
    part.replace(path)


def pixels() -> tuple[int, int, bytes]:
    """What people see, upright however the panel hangs: width, height, and three bytes a pixel, bottom row first; on
    Kivy's thread."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    Window.dispatch("on_draw")  # after a flip the back buffer holds anything
    width, height = Window.system_size
    data = bytes(glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE))
    for _ in range(Window.rotation // 90):
        width, height, data = height, width, quarter_turn(width, data)
    return width, height, data


def quarter_turn(width: int, rgb: bytes) -> bytes:
    """A picture of ``width`` pixels, three bytes each, bottom row first, turned clockwise by 90 degrees."""
    stride = width * 3
    turned = bytearray(len(rgb))
    high = len(rgb) // width  # bytes of a row afterwards
    for x in range(width):
        row = (width - 1 - x) * high
        for channel in range(3):
            turned[row + channel : row + high : 3] = rgb[x * 3 + channel :: stride]
    return bytes(turned)


def png(width: int, height: int, rgb: bytes) -> bytes:
    """A PNG file of ``rgb``, three bytes a pixel, bottom row first as OpenGL has it."""
    stride = width * 3
    rows = b"".join(b"\0" + rgb[y * stride : (y + 1) * stride] for y in reversed(range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(rows, 3)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
