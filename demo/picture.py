"""One small picture of the hall for the README: the kiosk, its ticket, and the board calling it."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

WIDTH, HEIGHT = 1200, 430
PAPER, WALL = (255, 255, 255), (226, 224, 218)
EDGE = 20


def compose(kiosk: Path, ticket: Path, board: Path, picture: Path) -> None:
    """Writes ``picture`` (1200 × 430) from a screen of the kiosk, a printed ticket and a screen of the board."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), WALL)
    room = HEIGHT - 2 * EDGE
    paper = _fitted(ticket, (260, room - 20))
    left = (WIDTH - paper.width - 4 * EDGE) // 2
    screen, television = _fitted(kiosk, (left, room)), _fitted(board, (left, room))
    sheet.paste(screen, (EDGE, (HEIGHT - screen.height) // 2))
    framed = Image.new("RGB", (paper.width + 20, paper.height + 20), PAPER)
    framed.paste(paper, (10, 10))
    sheet.paste(framed, (EDGE * 2 + left - 10, (HEIGHT - framed.height) // 2))
    sheet.paste(television, (WIDTH - EDGE - television.width, (HEIGHT - television.height) // 2))
    # Sixty-four colours are enough for flat screens, and keep the file small.
    sheet.quantize(64, dither=Image.Dither.NONE).save(picture, optimize=True)


def _fitted(file: Path, room: tuple[int, int]) -> Image.Image:
    image = Image.open(file).convert("RGB")
    image.thumbnail(room, Image.Resampling.LANCZOS)
    return image
