"""What is measured of a press in a hall with 1, 8 and 20 boards, and how it is judged.

The three halls and the bare thing beside them all stand at once and are pressed in turns, some presses in a row.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from benchmarks.report import Figure, Goal, Point, percentile
from benchmarks.turns import in_turns

BOARDS = (1, 8, 20)
MORE = 2
ROUNDS = 5

Press = Callable[[], float]
"""Presses once: milliseconds."""


def measure_presses(
    what: str,
    ours: Callable[[Path, int], AbstractContextManager[Press]],
    beside: str,
    bare: Callable[[Path], AbstractContextManager[Press]],
    presses: int,
    goal_p99: Goal,
) -> list[Figure]:
    """``ours`` is a hall with so many boards in its own new folder, ``bare`` the thing ``beside``; each is pressed
    ``presses`` times. ``goal_p99`` is that of a zone with one board; one with many may take MORE times as long."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as name, ExitStack() as undo:
        folder = Path(name)
        halls = [undo.enter_context(ours(folder / f"hall-{boards}", boards)) for boards in BOARDS]
        sides = [*halls, undo.enter_context(bare(folder))]
        *took, plain = in_turns(ROUNDS, sides, in_a_row=presses // ROUNDS)
    figures: list[Figure] = []
    for boards, values in zip(BOARDS, took, strict=True):
        about = what if boards == 1 else f"the same with {boards} boards in the zone"
        for percent in (50, 99):
            value, one = percentile(values, percent), percentile(took[0], percent)
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
