"""What is measured of a press in a hall with 1, 8 and 20 boards, and how it is judged."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.report import Figure, Goal, Point, percentile

BOARDS = (1, 8, 20)
MORE = 2


def measure_presses(
    what: str,
    ours: Callable[[Path, int], list[float]],
    beside: str,
    bare: Callable[[Path], list[float]],
    goal_p99: Goal,
) -> list[Figure]:
    """``ours`` gives the milliseconds of each press with so many boards in its own new folder, ``bare`` those of the
    thing ``beside``. ``goal_p99`` is that of a zone with one board; one with many may take MORE times as long."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = Path(name)
        took = {boards: ours(folder / f"hall-{boards}", boards) for boards in BOARDS}
        plain = bare(folder)
    figures: list[Figure] = []
    for boards in BOARDS:
        about = what if boards == 1 else f"the same with {boards} boards in the zone"
        for percent in (50, 99):
            value, one = (percentile(values, percent) for values in (took[boards], took[1]))
            goal = goal_p99 if percent == 99 and boards == 1 else None
            goal = Goal(MORE * one, words=f"≤ {MORE} × one board") if boards == max(BOARDS) else goal
            figures.append(
                Figure(
                    name=f"{about}, p{percent}",
                    value=value,
                    unit="ms",
                    beside=percentile(plain, percent),
                    beside_name=beside,
                    goal=goal,
                    point=Point(what, f"p{percent}", boards, "boards in the zone"),
                )
            )
    return figures
