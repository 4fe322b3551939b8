"""Where the windows of a hall stand on a screen."""

from __future__ import annotations

from demo.house import House
from demo.paper import PaperPrinter

KIOSK, BOARD = "960x600+0+40", "940x529+970+40"
"""Side by side on a screen of 1920 pixels; a smaller one lets them overlap."""
PAD = "800x480+970+595"
"""Below the board, in its own size: smaller, its letters could not be read."""


def open_(house: House, printer: PaperPrinter) -> None:
    house.start_board("--window", BOARD)
    house.start_kiosk(printer, "--window", KIOSK)
    house.start_pad("--window", PAD)
