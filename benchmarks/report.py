"""Figures, and how they are written down: JSON for machines, a Markdown table for people."""

from __future__ import annotations

import json
import platform
from pathlib import Path
from statistics import median

from msgspec import Struct, to_builtins

OUT = Path(__file__).resolve().parent / "out"


class Figure(Struct, frozen=True, kw_only=True):
    """One measured thing. ``beside`` is the bare thing of the same run that it is to be compared with."""

    name: str
    value: float
    unit: str
    beside: float | None = None
    beside_name: str = ""
    goal: str = ""
    met: bool | None = None

    @property
    def ratio(self) -> float | None:
        return None if not self.beside else self.value / self.beside


def percentile(values: list[float], percent: float) -> float:
    """The value below which ``percent`` of them lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def middle(values: list[float]) -> float:
    return float(median(values))


def write(name: str, figures: list[Figure]) -> str:
    """Keeps the figures of one benchmark in ``benchmarks/out`` and gives them as a Markdown table."""
    OUT.mkdir(parents=True, exist_ok=True)
    rows = [{**to_builtins(figure), "ratio": figure.ratio} for figure in figures]
    machine = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.platform()}
    text = json.dumps({"machine": machine, "figures": rows}, ensure_ascii=False, indent=2)
    (OUT / f"{name}.json").write_text(text, encoding="utf-8")
    table = "\n".join(
        [
            "| figure | measured | beside it, in the same run | ratio | goal |",
            "|---|---|---|---|---|",
            *map(_row, figures),
        ]
    )
    (OUT / f"{name}.md").write_text(table + "\n", encoding="utf-8")
    return table


def _row(figure: Figure) -> str:
    beside = "" if figure.beside is None else f"{figure.beside_name} {_number(figure.beside)} {figure.unit}"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    met = {None: "", True: " ✓", False: " ✗ missed"}[figure.met]
    return f"| {figure.name} | {_number(figure.value)} {figure.unit} | {beside} | {ratio} | {figure.goal}{met} |"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"
