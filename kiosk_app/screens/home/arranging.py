"""Where the jobs of the first page lie: pure, from their number and the room there is. Pixels, y upwards."""

from __future__ import annotations

from typing import NamedTuple

MAIN_WIDTH = 0.42
"""Of a wide page: the first job stands beside the others, as high as all of them."""
MAIN_HEIGHT = 1.4
"""On a tall page it stands above them, so many times as high."""
COMPACT_COLUMNS = {1: 1, 2: 2, 4: 2}
"""Of so many tiles on a small panel; else three."""


class Area(NamedTuple):
    x: float
    y: float
    width: float
    height: float


def arranged(count: int, room: Area, gap: float, *, wide: bool, compact: bool, tallest: float) -> list[Area]:
    """The places of ``count`` tiles, that of the first one first. ``tallest``: no tile but the first is higher."""
    if compact:
        return _grid(count, room, gap, COMPACT_COLUMNS.get(count, 3))
    others = count - 1
    columns = 1 if wide and others < 3 else 2
    if others == 0:
        height = min(room.height, tallest * MAIN_HEIGHT)
        return [Area(room.x, room.y + room.height - height, room.width, height)]
    if wide:
        main = (room.width - gap) * (0.5 if others == 1 else MAIN_WIDTH)
        beside = Area(room.x + main + gap, room.y, room.width - main - gap, room.height)
        return [Area(room.x, room.y, main, room.height), *_grid(others, beside, gap, columns)]
    rows = -(-others // columns)
    one = min(tallest, (room.height - rows * gap) / (rows + MAIN_HEIGHT))
    top = room.y + room.height
    below = Area(room.x, top - MAIN_HEIGHT * one - gap - rows * (one + gap) + gap, room.width, rows * (one + gap) - gap)
    return [Area(room.x, top - MAIN_HEIGHT * one, room.width, MAIN_HEIGHT * one), *_grid(others, below, gap, columns)]


def _grid(count: int, room: Area, gap: float, columns: int) -> list[Area]:
    """Row by row from the top; those of a last row that is not full share its width."""
    rows = -(-count // columns)
    height = (room.height - (rows - 1) * gap) / rows
    places: list[Area] = []
    for index in range(count):
        row, column = divmod(index, columns)
        across = min(columns, count - row * columns)
        width = (room.width - (across - 1) * gap) / across
        bottom = room.y + room.height - (row + 1) * height - row * gap
        places.append(Area(room.x + column * (width + gap), bottom, width, height))
    return places
