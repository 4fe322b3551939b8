"""The only module that knows rpi-rgb-led-matrix: panels on the pins of a Raspberry Pi up to the 4.

Written from the library's documentation and header files; not run on lamps (docs/led.md).
"""

from __future__ import annotations

from display_app.led.drivers.swapped import SwappedPanel, set_options
from display_app.led.panel import Panel, PanelError
from hall_core.domain.plan_devices import Matrix

INSTALL = (
    "the driver rpi-rgb-led-matrix is not installed: build its Python binding for this Python from "
    "github.com/hzeller/rpi-rgb-led-matrix (docs/led.md)"
)


def open_panel(matrix: Matrix, more: dict[str, str]) -> Panel:
    """``more``: attributes of ``RGBMatrixOptions``, such as ``hardware_mapping``."""
    try:
        from rgbmatrix import RGBMatrix, RGBMatrixOptions  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        raise PanelError(INSTALL) from error
    options = RGBMatrixOptions()
    # Started by root, the library would become the user "daemon", who cannot write our outbox.
    set_options(options, matrix, {"drop_privileges": "0", **more})
    return SwappedPanel(RGBMatrix(options=options))
