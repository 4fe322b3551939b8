"""What the window system hears of keyboards, mice and the like does not reach the program at all.

On the bare screen of a box (kmsdrm) SDL itself opens every input device of the kernel that it may, and no setting of
its own keeps it from that. So its events are turned off where they are made. The touch panel, the scanner and the
keypads of the hall file are read from the kernel by ourselves.
"""

from __future__ import annotations

import ctypes
import sys

_IGNORE = 0
_KEYS = range(0x300, 0x306)
"""SDL's numbers of its events (SDL_events.h): keys down and up, text, another layout."""
_POINTERS = (*range(0x400, 0x404), *range(0x700, 0x703))
"""A mouse's, and a finger's on a panel that SDL reads."""
_OTHERS = (*range(0x600, 0x608), *range(0x650, 0x65C), *range(0x800, 0x803), 0x900, *range(0x1000, 0x1004))
"""Joysticks and game pads, gestures, the clipboard, what is dropped on a window."""


def deafen(*, pointer: bool) -> None:
    """After the window is there. ``pointer``: mouse and panel of the window system are heard."""
    # Kivy's own module of SDL is linked to the one library that counts, wherever that lies.
    sdl = ctypes.CDLL(sys.modules["kivy.core.window._window_sdl2"].__file__)
    for kind in (*_KEYS, *_OTHERS, *(() if pointer else _POINTERS)):
        sdl.SDL_EventState(ctypes.c_uint32(kind), ctypes.c_int(_IGNORE))
