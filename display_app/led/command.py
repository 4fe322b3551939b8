"""``motcua led-test --hall hall.toml --device ID``: a picture that shows whether a matrix is wired as it should be."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from PIL import Image, ImageDraw

from display_app.led import letters
from display_app.led.draw import AMBER, DARK, GREEN, RED, WHITE
from display_app.led.drivers.find import driver_of
from display_app.led.layout import LINE
from hall_core.device.program import WRONG_CONFIGURATION, load_plan_or_exit, own_device
from hall_core.domain.plan_devices import Led

FIGURES = "A0123456789"
LETTERS = "Ẳ Ế Ỗ ỵ đ"
"""The highest and lowest ones."""
BOTH = f"{FIGURES[:3]} {LETTERS}"
"""On a matrix with room for one line."""
SECONDS = 30.0
"""Long enough to walk to the far end of the hall and back."""


def main(argv: list[str] | None = None) -> int:
    """Shows the picture for a while; the program that drives the matrix must not be running."""
    parser = argparse.ArgumentParser(prog="led-test", description="Shows a border, digits and Vietnamese letters.")
    parser.add_argument("--hall", metavar="FILE", type=Path, required=True, help="the hall file (docs/hall-file.md)")
    parser.add_argument("--device", metavar="ID", required=True, help="which matrix of the hall file")
    parser.add_argument("--data", metavar="DIR", type=Path, default=Path(), help="where the emulator puts its picture")
    parser.add_argument("--seconds", metavar="S", type=float, default=SECONDS, help="how long (default: %(default)s)")
    given = parser.parse_args(argv)
    led = own_device(load_plan_or_exit(given.hall), given.device, Led)
    try:
        panel = driver_of(led, given.data)()
    except Exception as error:  # whatever a driver says, a technician is to read it
        print(f"{led.id}: {error}", file=sys.stderr)
        return WRONG_CONFIGURATION
    try:
        panel.brightness(100)
        panel.show(wiring_picture(led.matrix.width, led.matrix.height))
        print(f"{led.id}: {led.matrix.width} x {led.matrix.height} lamps. To be seen: a white border all around; its")
        print("corners red (upper left), green (upper right) and amber (lower left); digits, letters with their marks")
        time.sleep(given.seconds)
    finally:
        panel.close()
    return 0


def wiring_picture(width: int, height: int) -> Image.Image:
    """A border in the outermost lamps, which shows panels that are missing or turned; corners in colours of their own,
    which shows swapped colours; digits, and where there is room Vietnamese letters."""
    image = Image.new("RGB", (width, height), DARK)
    drawer = ImageDraw.Draw(image)
    drawer.rectangle((0, 0, width - 1, height - 1), outline=WHITE)
    lines = [FIGURES, LETTERS] if height >= 2 * LINE else [BOTH if height >= LINE else FIGURES]
    high = (height - 4) // len(lines)
    for place, line in enumerate(lines):
        lamps = _line(line, width - 4, high)
        image.paste(AMBER, ((width - lamps.width) // 2, 2 + place * high + (high - lamps.height) // 2), lamps)
    for (x, y), colour in zip(((0, 0), (width - 3, 0), (0, height - 3)), (RED, GREEN, AMBER), strict=True):
        drawer.rectangle((x, y, x + 2, y + 2), fill=colour)
    return image


def _line(text: str, wide: int, high: int) -> Image.Image:
    size = min(
        letters.largest(high, lambda size: letters.height(text, size)),
        letters.largest(wide, lambda size: letters.width(text, size)),
    )
    return letters.bitmap(text, size, *letters.extent(text, size))
