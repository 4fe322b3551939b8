"""The only module that knows adafruit-blinka-raspberry-pi5-piomatter: panels on the pins of a Raspberry Pi 5.

Written from the library's documentation; run up to where it opens the device, which only a Pi 5 has (docs/led.md).
"""

from __future__ import annotations

import os
from typing import Any

from PIL import Image

from display_app.led.drivers.swapped import values_of
from display_app.led.panel import Panel, PanelError
from hall_core.domain.plan_devices import Matrix

INSTALL = (
    "the driver of the Raspberry Pi 5 is not installed: "
    "pip install adafruit-blinka-raspberry-pi5-piomatter (docs/led.md)"
)
DEVICE = "/dev/pio0"
ADDRESS_LINES = {16: 3, 32: 4, 64: 5}
"""By the rows of a panel: half of them are addressed, since two rows shine at once."""
LANES = 2
"""Rows that shine at once on one chain: those of one connector."""
PINOUT = {False: "AdafruitMatrixBonnet", True: "Active3"}
"""Which wiring is usual for one chain, and for several."""
OWN = {"pinout", "n_planes", "n_temporal_planes"}
"""Settings that the hall file may make."""


def open_panel(matrix: Matrix, more: dict[str, str], device: str = DEVICE) -> Panel:
    """``more``: ``pinout`` (a name of the library's Pinout) and what else ``Geometry`` takes."""
    try:
        import adafruit_blinka_raspberry_pi5_piomatter as library  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise PanelError(INSTALL) from error
    unknown = sorted(set(more) - OWN)
    if unknown:
        raise PanelError(f'the driver knows no option "{unknown[0]}" (docs/led.md)')
    # Without the device the library ends the whole program, so it must not get that far.
    if not os.access(device, os.R_OK | os.W_OK):
        raise PanelError(f"{device} cannot be opened: this needs a Raspberry Pi 5 whose user is in the group gpio")
    settings = {name: value for name, value in values_of(more).items() if name != "pinout"}
    name = more.get("pinout", PINOUT[matrix.parallel > 1])
    if not hasattr(library.Pinout, name):
        raise PanelError(f'the driver knows no pinout "{name}" (docs/led.md)')
    pixels = bytearray(matrix.width * matrix.height * 3)
    lamps = library.PioMatter(
        colorspace=library.Colorspace.RGB888Packed,
        pinout=getattr(library.Pinout, name),
        framebuffer=pixels,
        geometry=_geometry(library, matrix, settings),
    )
    return PioPanel(lamps, pixels)


def _geometry(library: Any, matrix: Matrix, settings: dict[str, Any]) -> Any:
    lines = ADDRESS_LINES[matrix.rows]
    size = {"width": matrix.width, "height": matrix.height, "n_addr_lines": lines, **settings}
    if matrix.parallel == 1:
        return library.Geometry(**size)
    lanes = LANES * matrix.parallel
    return library.Geometry(**size, map=lane_map(matrix.width, lines, lanes), n_lanes=lanes)


def lane_map(width: int, lines: int, lanes: int) -> list[int]:
    """Which pixel of the frame each lamp shows, in the order in which they are sent: address by address, along the
    chain, one lamp of each lane."""
    high = 1 << lines
    """Rows of a lane."""
    return [
        x + width * (address + lane * high) for address in range(high) for x in range(width) for lane in range(lanes)
    ]


class PioPanel:
    def __init__(self, lamps: Any, pixels: bytearray) -> None:
        """``lamps``: a ``PioMatter`` that reads ``pixels``, three bytes for each."""
        self._lamps = lamps
        self._pixels = pixels
        self._percent = 100

    def brightness(self, percent: int) -> None:
        self._percent = percent

    def show(self, image: Image.Image) -> None:
        # Release 1.0 of the library cannot dim; fewer levels of each colour do no harm to four colours.
        levels = [level * self._percent // 100 for level in range(256)]
        self._pixels[:] = image.tobytes().translate(bytes(levels))
        self._lamps.show()

    def close(self) -> None:
        self._pixels[:] = bytes(len(self._pixels))
        self._lamps.show()
