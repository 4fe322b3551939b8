"""What ``prove`` does to see that systemd notices what stands still, and that one target is the whole box."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Protocol

BACK = 150.0
"""Seconds until a program that stood still must be back: the watchdog's 30, and those of a start."""
HUB = ("broker", "authority", "hub", "console", "courier", "line")


class Box(Protocol):
    """The other systemd, as ``prove`` sees it."""

    def do(self, *argv: str, check: bool = False) -> str: ...

    def wait(self, what: str, true: object, seconds: float = ...) -> None: ...


def back_when_they_stood_still(box: Box, programs: Sequence[str]) -> int:
    """All are stopped at once. How many systemd did not end and start anew."""

    def shown(unit: str, what: str) -> str:
        return box.do("systemctl", "show", "-P", what, unit)

    units = [f"hall-{program}.service" for program in programs]
    before, since = {unit: shown(unit, "MainPID") for unit in units}, time.monotonic()
    box.do("systemctl", "kill", "--kill-whom=main", "-s", "SIGSTOP", *units, check=True)
    bad = 0
    for unit in units:
        said = ""
        try:
            box.wait("another process", lambda unit=unit: shown(unit, "MainPID") not in ("0", before[unit]), BACK)
            box.wait("it is up again", lambda unit=unit: shown(unit, "SubState") == "running", BACK)
        except TimeoutError as error:
            said = str(error)
        journal = box.do("journalctl", "-q", "-b", "-u", unit, "--no-pager")
        if "Watchdog timeout" not in journal:
            said += " systemd did not miss its word"
        bad += bool(said)
        print(f"{'BAD' if said else 'ok '} {unit:<24}stopped, up again after {time.monotonic() - since:.0f} s {said}")
    return bad


def one_target_is_the_box(box: Box, devices: Sequence[str]) -> bool:
    """What makes it a hub's box starts all of that, though nothing is enabled, and hall.target stops it."""
    units = [f"hall-{name}.service" for name in HUB]

    def states() -> set[str]:
        return set(box.do("systemctl", "is-active", *units).split())

    said = box.do("systemctl", "stop", "hall.target")  # which does not wait for what it stops
    try:
        box.wait("all is stopped", lambda: states() == {"inactive"})
    except TimeoutError as error:
        said += str(error)
    said += box.do("systemctl", "start", "hall-hub.target")
    started = states()
    for name in devices:  # what this box plays besides was stopped with it
        said += box.do("systemctl", "start", f"hall-{name}.target")
    good = (started, said) == ({"active"}, "")
    print(f"{'ok ' if good else 'BAD'} hall-hub.target         stopped by hall.target, started: {started} {said}")
    return good
