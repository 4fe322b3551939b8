"""The only module that knows RGBMatrixEmulator: no lamps, but a picture of them in a file."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path
from typing import Any

from PIL import Image

from display_app.led.drivers.swapped import SwappedPanel, set_options
from display_app.led.panel import Panel, PanelError
from hall_core.domain.plan_devices import Matrix

INSTALL = 'the emulator of a matrix is not installed: pip install "motcua[led]" (docs/led.md)'
LAMP = 8
"""Pixels of the picture for one lamp."""
PICTURE = "led.png"
SETTINGS = "emulator_config.json"
"""The library reads its settings from this file in the working folder, as soon as it is imported; where it finds none,
it writes one."""
WANTED: dict[str, Any] = {
    "display_adapter": "raw",
    "allow_adapter_fallback": False,
    "pixel_outline": 0,
    "pixel_size": LAMP,
    "pixel_style": "circle",
    "pixel_glow": 0,
    "icon_path": None,
    "emulator_title": None,
    "browser": {},
    "log_level": "error",
}


def open_panel(matrix: Matrix, more: dict[str, str], folder: Path) -> Panel:
    """``folder``: where the picture is put, anew with each frame."""
    settings = folder.absolute() / SETTINGS
    settings.write_text(json.dumps(WANTED), encoding="utf-8")
    try:
        with chdir(settings.parent):
            from RGBMatrixEmulator import RGBMatrix, RGBMatrixOptions
            from RGBMatrixEmulator.internal.emulator_config import RGBMatrixEmulatorConfig as Config
    except ImportError as error:
        raise PanelError(INSTALL) from error
    Config.CONFIG_PATH = str(settings)  # pyright: ignore[reportAttributeAccessIssue]
    options: Any = RGBMatrixOptions()
    set_options(options, matrix, more)
    options.display_adapter.INSTANCE = None  # it keeps one for the whole process, of the first size it was given
    return EmulatedPanel(RGBMatrix(options=options), folder / PICTURE)


class EmulatedPanel(SwappedPanel):
    def __init__(self, matrix: Any, picture: Path) -> None:
        super().__init__(matrix)
        self._picture = picture

    def show(self, image: Image.Image) -> None:
        super().show(image)
        self._save()

    def close(self) -> None:
        super().close()
        self._save()

    def _save(self) -> None:
        """Whole or not at all: somebody may be looking at it."""
        half = self._picture.with_suffix(".half.png")
        self._frame.display_adapter._dump_screenshot(half)
        half.replace(self._picture)
