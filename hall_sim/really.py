"""A day lived with the real hub: people's agenda, kept by a clock that goes N times as fast."""

from __future__ import annotations

import logging
import queue
import time
from collections.abc import Callable
from pathlib import Path

from msgspec.structs import replace

from hall_core.errors import MotcuaError
from hall_sim.agenda import Agenda, Chances
from hall_sim.day import Lived
from hall_sim.fast import Fast, counted
from hall_sim.happened import digest
from hall_sim.life import Life, everybody
from hall_sim.real import Real
from hall_sim.recorded import recorded
from hall_sim.setting import Setting

LEAD = 5
"""Seconds before the hall opens, on a watch, in which programs and stations start; what is late is done at once."""
TOLD_WITHIN = 60
"""Seconds after the last person in which every outbox must be empty."""
LOOKS = 0.2
"""Seconds at most between two looks at the agenda."""


class NotToldError(MotcuaError):
    """Devices still had to tell something when everybody had gone long ago."""

    key = "storage"


def live(
    setting: Setting, hall: Path, folder: Path, speed: float, told: Callable[[int], None] = lambda steps: None
) -> Lived:
    """``hall``: the file of the setting's plan. What the programs write is in ``folder``, ledger and all."""
    folder.mkdir(parents=True, exist_ok=True)
    _log_into(folder / "devices.log")
    begins = setting.opens - int(LEAD * speed * 1_000)
    agenda, chances, fast = Agenda(begins), Chances(setting.seed, setting.day), Fast(begins, counted(), speed)
    # Appointments come from a centre, and here there is none.
    people = [replace(who, due_in=None) for who in everybody(setting, chances)]
    with Real(setting.plan, hall, folder, agenda, fast, setting.day) as real:
        life = Life(setting, agenda, chances, people, real)
        _live(agenda, real, fast, told)
        _wait_until_told(real)
    day = recorded(real.ledger, setting.day)
    return Lived(
        setting=setting,
        happened=day.happened,
        said=life.said,
        turned_away=dict(life.turned_away),
        troubles=life.troubles,
        digest=digest(day.happened),
        live=None,
        broken=day.missing,
        answers=day.answers,
    )


def _live(agenda: Agenda, real: Real, fast: Fast, told: Callable[[int], None]) -> None:
    steps = 0
    while (at := agenda.next_at) is not None or real.asks():
        wait = LOOKS if at is None else min(LOOKS, fast.seconds_until(at))
        try:
            then = real.heard.get(timeout=wait) if wait else real.heard.get_nowait()
        except queue.Empty:
            if at is not None and at <= fast.now():
                agenda.step(fast.now())
        else:
            agenda.now = max(agenda.now, fast.now())
            then()
        steps += 1
        if steps % 100 == 0:
            told(steps)


def _wait_until_told(real: Real) -> None:
    deadline = time.monotonic() + TOLD_WITHIN
    while (left := real.waits_to_be_told()) and time.monotonic() < deadline:
        time.sleep(LOOKS)
    if left:
        raise NotToldError(f"{left} facts still wait in the devices' outboxes after {TOLD_WITHIN} s")


def _log_into(file: Path) -> None:
    """What the stations say, which is much when their lines are cut."""
    logging.basicConfig(filename=file, level=logging.INFO, format="%(asctime)s %(threadName)s %(message)s", force=True)
