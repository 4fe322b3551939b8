"""A box made of files: what the kernel, systemd and the box's program would have there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from hall_core.contract.doctor import Doing
from hall_core.doctor.box import Box
from hall_core.domain.plan import Plan
from tests.conftest import NINE_IN_THE_MORNING as NINE

Said = Callable[[Sequence[str]], str | None]


def put(root: Path, path: str, text: str = "") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def doing(device: str = "kiosk-1", **more: object) -> Doing:
    return Doing(**{"device": device, "version": "0.1.0", "pid": 1, "linked": True, **more})  # pyright: ignore


def box(
    root: Path,
    plan: Plan | None = None,
    device: str = "kiosk-1",
    its: Doing | None = None,
    said: dict[str, str] | None = None,
    free_mb: int = 5_000,
    now: int = NINE,
    hears_time: bool = False,
) -> Box:
    """``said``: what a command says, by its first word; others are not there."""

    def run(command: Sequence[str]) -> str | None:
        return (said or {}).get(command[0])

    return Box(
        root=root,
        plan=plan,
        device=None if plan is None else plan.device(device),
        broker=("127.0.0.1", 9),
        doing=its,
        now=now,
        run=run,
        usage=lambda _: (8_000_000_000, free_mb * 1_000_000),
        hears_time=lambda: hears_time,
    )
