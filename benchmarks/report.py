"""Figures, the goals they are held against, and how they are kept: JSON for machines, a Markdown table for people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any, Literal

import msgspec
from msgspec import Struct, to_builtins

from benchmarks.machine import Machine, commit, this_machine
from hall_core.domain.business_day import HANOI

OUT = Path(__file__).resolve().parent / "out"
TIMES = "×"
"""The unit of a goal that is a ratio to what stands beside the figure."""


class Goal(Struct, frozen=True):
    """How much a figure may be at most, in its own unit, or :data:`TIMES` what stands beside it."""

    limit: float
    unit: str = ""
    sign: Literal["≤", "<", "≥"] = "≤"
    words: str = ""
    """Where the limit is made of something else in the same run."""

    def __str__(self) -> str:
        return self.words or f"{self.sign} {number(self.limit)} {self.unit}".rstrip()


class Point(Struct, frozen=True):
    """Where a figure lies in a chart of its bench: on which line, at ``x`` of what goes ``along``."""

    chart: str
    line: str
    x: float
    along: str


class Figure(Struct, frozen=True, kw_only=True):
    """One measured thing. ``beside`` is the bare thing of the same run that it is to be compared with."""

    name: str
    value: float
    unit: str
    beside: float | None = None
    beside_name: str = ""
    goal: Goal | None = None
    point: Point | None = None

    @property
    def ratio(self) -> float | None:
        return None if not self.beside else self.value / self.beside

    @property
    def limit(self) -> float | None:
        """The goal's, in the unit of the figure."""
        if self.goal is None or self.goal.unit != TIMES:
            return None if self.goal is None else self.goal.limit
        if self.beside is None:
            raise ValueError(f"{self.name}: a goal of {self.goal}, and nothing stands beside it")
        return self.goal.limit * self.beside

    @property
    def met(self) -> bool | None:
        if self.goal is None or self.limit is None:
            return None
        if self.goal.sign == "≥":
            return self.value >= self.limit
        return self.value < self.limit if self.goal.sign == "<" else self.value <= self.limit


class Run(Struct, frozen=True, kw_only=True):
    """One bench, measured once. Nothing in it says whose machine it was."""

    measured: datetime
    took: float
    """Seconds."""
    commit: str
    machine: Machine
    figures: list[Figure]


def percentile(values: list[float], percent: float) -> float:
    """The value below which ``percent`` of them lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def middle(values: list[float]) -> float:
    return float(median(values))


def keep(name: str, figures: list[Figure], took: float, folder: Path = OUT) -> None:
    """The figures of one bench as JSON, with what follows from them for whoever reads them elsewhere."""
    folder.mkdir(parents=True, exist_ok=True)
    measured = datetime.now(HANOI).replace(microsecond=0)
    run: dict[str, Any] = to_builtins(
        Run(measured=measured, took=round(took, 1), commit=commit(), machine=this_machine(), figures=figures)
    )
    for figure, told in zip(figures, run["figures"], strict=True):
        told.update(ratio=figure.ratio, met=figure.met)
    text = msgspec.json.format(msgspec.json.encode(run), indent=2)
    (folder / f"{name}.json").write_bytes(text + b"\n")


def table(figures: Sequence[Figure]) -> str:
    """In Markdown."""
    head = ["| figure | measured | beside it, in the same run | ratio | goal |", "|---|---|---|---|---|"]
    return "\n".join([*head, *map(_row, figures)])


def _row(figure: Figure) -> str:
    beside = "" if figure.beside is None else f"{figure.beside_name} {quantity(figure.beside, figure.unit)}"
    ratio = "" if figure.ratio is None else number(figure.ratio)
    goal = "" if figure.goal is None else f"{figure.goal} {'✓' if figure.met else '✗ missed'}"
    return f"| {figure.name} | {quantity(figure.value, figure.unit)} | {beside} | {ratio} | {goal} |"


def quantity(value: float, unit: str) -> str:
    return f"{number(value)} {unit}".rstrip()


def number(value: float) -> str:
    """Three places that count; whole from a hundred on."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 1e-4 or not value else f"{value:.1e}"
