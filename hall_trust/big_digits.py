"""A fingerprint in letters as high as five lines, to be compared across a hall's lobby. Pure."""

from __future__ import annotations

from hall_core.contract.trust import Fingerprint

# Five rows of five points each, the leftmost point is the highest bit.
_POINTS: dict[str, tuple[int, int, int, int, int]] = {
    "0": (14, 19, 21, 25, 14),
    "1": (4, 12, 4, 4, 14),
    "2": (30, 1, 14, 16, 31),
    "3": (30, 1, 14, 1, 30),
    "4": (18, 18, 31, 2, 2),
    "5": (31, 16, 30, 1, 30),
    "6": (14, 16, 30, 17, 14),
    "7": (31, 1, 2, 4, 4),
    "8": (14, 17, 14, 17, 14),
    "9": (14, 17, 15, 1, 14),
    "A": (14, 17, 31, 17, 17),
    "B": (30, 17, 30, 17, 30),
    "C": (15, 16, 16, 16, 15),
    "D": (30, 17, 17, 17, 30),
    "E": (31, 16, 30, 16, 31),
    "F": (31, 16, 30, 16, 16),
}
_GROUPS_A_ROW = 3
"""So that it fits into 80 columns."""


def big(fingerprint: Fingerprint) -> list[str]:
    """Lines of at most 76 signs, with the fingerprint in letters of the usual size at the end."""
    groups = fingerprint.split("-")
    rows = [groups[start : start + _GROUPS_A_ROW] for start in range(0, len(groups), _GROUPS_A_ROW)]
    lines = [line for row in rows for line in [*("   ".join(_drawn(group, y) for group in row) for y in range(5)), ""]]
    lines[-4] += f"   {fingerprint}"  # the middle of the last row, which is shorter
    return lines[:-1]


def _drawn(group: str, y: int) -> str:
    return " ".join("".join("█" if _POINTS[sign][y] >> x & 1 else " " for x in (4, 3, 2, 1, 0)) for sign in group)
