"""Numbers as a person writes them down."""

from __future__ import annotations


def runs(numbers: list[int], least: int = 3) -> str:
    """Rising numbers, with ``least`` or more in a row drawn together: ``1–4, 7, 8``."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(f"{p[0]}–{p[-1]}" if len(p) >= least else ", ".join(map(str, p)) for p in parts)
