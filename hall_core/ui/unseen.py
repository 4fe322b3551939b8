"""The same pictures in memory, drawn by the processor alone (SDL's driver ``offscreen``)."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping

UNSEEN: Mapping[str, str] = {"SDL_VIDEODRIVER": "offscreen", "LIBGL_ALWAYS_SOFTWARE": "1"}
"""For SDL and the graphics driver."""
DEVICE = "SDL_HINT_EGL_DEVICE"
"""By this name SDL asks which of EGL's devices it is to draw on, by its number. Without it, it takes the first, which
is the graphics card where there is one: the driver refuses that for the processor's drawing, and then crashes."""
LIBRARY = "libEGL.so.1"
SOFTWARE = b"EGL_MESA_device_software"
EXTENSIONS = 0x3055
"""EGL 1.5, table 3.1."""
MOST = 16
"""Devices; a box has two."""


def environment() -> dict[str, str]:
    """To be set before SDL is loaded."""
    number = processor()
    return {**UNSEEN, **({} if number is None else {DEVICE: str(number)})}


def processor(library: str = LIBRARY) -> int | None:
    """Which of EGL's devices is the processor (EGL_EXT_device_enumeration, EGL_MESA_device_software). None: it has
    none, or cannot tell."""
    try:
        egl = ctypes.CDLL(library)
        address = egl.eglGetProcAddress
    except (OSError, AttributeError):
        return None  # SDL says what it lacks
    address.restype, address.argtypes = ctypes.c_void_p, [ctypes.c_char_p]
    query, tell = address(b"eglQueryDevicesEXT"), address(b"eglQueryDeviceStringEXT")
    if not query or not tell:
        return None
    devices, count = (ctypes.c_void_p * MOST)(), ctypes.c_int32(0)
    devices_of = ctypes.CFUNCTYPE(ctypes.c_uint, ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p)(query)
    if not devices_of(MOST, devices, ctypes.byref(count)):
        return None
    told = ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.c_void_p, ctypes.c_int32)(tell)
    names = [(told(device, EXTENSIONS) or b"").split() for device in devices[: count.value]]
    return next((number for number, name in enumerate(names) if SOFTWARE in name), None)
