"""All labels of a hall as files: a picture each for label printers, and pages to print."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from images.labels.drawing import ROLLS, Paper, picture
from images.labels.label import Label

DPI = 300
A4 = (210, 297)
ACROSS, DOWN = 3, 8
CELL = Paper(name="70x37", wide=70, high=37, dpi=DPI)
"""24 labels to a sheet, without gaps: the usual sheet of labels of 70 x 37 mm, or plain paper and scissors."""
CELL_MARGIN = 4.0
"""Millimetres: office printers leave the edge of a sheet white."""
SINGLE = ROLLS[1]
SHEETS, SINGLES = "a4-3x8.pdf", "50x30.pdf"


def save(labels: list[Label], folder: Path) -> list[Path]:
    """The files that were written. OSError."""
    made: list[Path] = []
    for paper in ROLLS:
        place = folder / paper.name
        place.mkdir(parents=True, exist_ok=True)
        for label in labels:
            made.append(place / f"{label.id}.png")
            picture(label, paper).save(made[-1], "PNG", dpi=(paper.dpi, paper.dpi), optimize=True)
    made += [folder / SHEETS, folder / SINGLES]
    _pdf(sheets(labels), made[-2])
    _pdf([picture(label, SINGLE) for label in labels], made[-1])
    return made


def sheets(labels: list[Label]) -> list[Image.Image]:
    """Pages of A4."""
    each = ACROSS * DOWN
    return [_sheet(labels[start : start + each]) for start in range(0, len(labels), each)]


def _sheet(labels: Iterable[Label]) -> Image.Image:
    page = Image.new("1", (CELL.dots(A4[0]), CELL.dots(A4[1])), 1)
    top = (A4[1] - DOWN * CELL.high) / 2
    for number, label in enumerate(labels):
        row, column = divmod(number, ACROSS)
        place = CELL.dots(column * CELL.wide), CELL.dots(top + row * CELL.high)
        page.paste(picture(label, CELL, CELL_MARGIN), place)
    return page


def _pdf(pages: list[Image.Image], file: Path) -> None:
    first, *others = pages
    first.save(file, "PDF", resolution=float(DPI), save_all=True, append_images=others)
