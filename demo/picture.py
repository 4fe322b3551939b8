"""What the glasses showed, kept one after another; and one small picture of the hall for the README."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from demo.glass import Glass

WIDTH, HEIGHT = 1200, 620
PAPER, WALL = (255, 255, 255), (226, 224, 218)
EDGE = 20
SCREEN = 430
"""The width of a screen; what is left over is the ticket's."""
BORDER = 10
"""Of paper round the ticket."""


class Pictures:
    """In ``folder``, which it makes: numbered as they were taken."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._taken = 0
        self.shown: dict[str, Path] = {}
        """By name, the latest of each."""

    def take(self, glass: Glass, name: str) -> Path:
        """What ``glass`` shows now."""
        self._taken += 1
        self.shown[name] = glass.keep(self._folder / f"{self._taken:02}-{name}.png")
        return self.shown[name]


def compose(screens: Sequence[Path], ticket: Path, picture: Path) -> None:
    """Writes ``picture`` (1200 × 620) from a printed ticket and four screens: two for the left of it, two for the
    right, from top to bottom."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), WALL)
    for column, pair in enumerate((screens[:2], screens[2:])):
        left = EDGE if column == 0 else WIDTH - EDGE - SCREEN
        shown = [_fitted(screen, (SCREEN, (HEIGHT - 3 * EDGE) // 2)) for screen in pair]
        space = (HEIGHT - sum(image.height for image in shown)) // (len(shown) + 1)
        top = space
        for image in shown:
            sheet.paste(image, (left + (SCREEN - image.width) // 2, top))
            top += image.height + space
    room = WIDTH - 2 * SCREEN - 4 * EDGE
    paper = _fitted(ticket, (room - 2 * BORDER, HEIGHT - 2 * (EDGE + BORDER)))
    framed = Image.new("RGB", (paper.width + 2 * BORDER, paper.height + 2 * BORDER), PAPER)
    framed.paste(paper, (BORDER, BORDER))
    sheet.paste(framed, ((WIDTH - framed.width) // 2, (HEIGHT - framed.height) // 2))
    # Sixty-four colours are enough for flat screens, and keep the file small.
    sheet.quantize(64, dither=Image.Dither.NONE).save(picture, optimize=True)


def _fitted(file: Path, room: tuple[int, int]) -> Image.Image:
    image = Image.open(file).convert("RGB")
    image.thumbnail(room, Image.Resampling.LANCZOS)
    return image
