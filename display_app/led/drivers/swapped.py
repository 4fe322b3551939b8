"""A matrix behind the face of rpi-rgb-led-matrix, which its emulator has as well. Knows neither library."""

from __future__ import annotations

from typing import Any

from PIL import Image

from display_app.led.panel import PanelError
from hall_core.domain.plan_devices import Matrix


def values_of(more: dict[str, str]) -> dict[str, int | str]:
    """The hall file's further settings as the libraries want them: what is written in digits is a number."""
    return {name: int(text) if text.isdecimal() else text for name, text in more.items()}


def set_options(options: Any, matrix: Matrix, more: dict[str, str]) -> None:
    """Puts the size of ``matrix``, and the hall file's further settings, into an ``RGBMatrixOptions``."""
    size = {"rows": matrix.rows, "cols": matrix.columns, "chain_length": matrix.chain, "parallel": matrix.parallel}
    for name, value in {**size, **values_of(more)}.items():
        if not hasattr(options, name):
            raise PanelError(f'the driver knows no option "{name}" (docs/led.md)')
        setattr(options, name, value)


class SwappedPanel:
    """Draws into a frame that is not seen, and swaps it for the one that is."""

    def __init__(self, matrix: Any) -> None:
        """``matrix``: an ``RGBMatrix``."""
        self._matrix = matrix
        self._frame = matrix.CreateFrameCanvas()
        self._dark = False

    def brightness(self, percent: int) -> None:
        self._dark = percent == 0
        # The library knows no darkness: below 1 it takes 1.
        self._matrix.brightness = max(1, percent)

    def show(self, image: Image.Image) -> None:
        if self._dark:
            image = Image.new("RGB", image.size)
        # False: pixel by pixel, through Pillow's public face. The faster way reads memory that Pillow 12 has moved, and
        # fails with versions of the library that are older than that. A page changes a few times a minute.
        self._frame.SetImage(image, 0, 0, False)
        self._frame = self._matrix.SwapOnVSync(self._frame)

    def close(self) -> None:
        self._frame.Clear()
        self._frame = self._matrix.SwapOnVSync(self._frame)
