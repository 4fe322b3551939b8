"""``motcua clock``: whether this box knows the time, and who says so. As root, but to ask.

From its start a box of our image does not (``/run/motcua/clock-unsure``). It does once a battery clock has set it that
cannot be wrong by much, once chrony has heard a server that knows it, or once a person has set it. Then it does until
its next start; on the hub's box the others are told from then on."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from hall_box import network
from hall_box.clock_rule import BACK, against, battery, bounds, goes_on, told
from hall_box.machine import CommandError, Machine
from hall_box.places import Places
from hall_core.contract.box import ClockBy, ClockStanding, ClockWish
from hall_core.device import log as program_log
from hall_core.device.clock import BEGINNING, Clock
from hall_core.domain.business_day import typed
from hall_core.domain.names import Millis
from hall_core.durable import write_durably

KEEPER = "motcua-clock.service"
"""Of the image: the time is kept for the next start."""
WISH_MOST, WISH_OLD = 4_096, 60_000
"""Bytes and milliseconds of a wish from the console."""
BY: dict[ClockBy, str] = {
    "nobody": "",
    "battery": ", by its battery clock alone: nobody else has confirmed it",
    "server": ", by a time server",
    "person": ", by a person",
}
Kind = TypeVar("Kind")
log = logging.getLogger(__name__)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua clock", description="Does this box know the time (docs/images.md)?")
    acts = parser.add_subparsers(dest="act", metavar="ACT")
    setting = acts.add_parser("set", help="set it, and the battery clock where there is one")
    setting.add_argument("time", metavar="TIME", help='as it is in the hall: "2026-11-23 14:05", seconds if you like')
    setting.add_argument("--back", action="store_true", help="also to more than a day before this box ran last")
    acts.add_parser("battery", help="for the image: believe the battery clock, if it can be believed")
    acts.add_parser("heard", help="for the image: chrony has heard a server")
    acts.add_parser("wished", help="for the image: do what the head has asked for at the console")
    given = parser.parse_args(argv)
    quiet = program_log.setup("clock")
    try:
        keeper = Keeper(Places(), Machine())
        match given.act:
            case "set":
                return keeper.set(given.time, back=given.back)
            case "battery":
                return keeper.battery()
            case "heard":
                keeper.sure("server", "a time server is heard")
                return 0
            case "wished":
                return keeper.wished()
            case _:
                return keeper.show()
    except OSError as error:
        log.error("%s", error)  # noqa: TRY400 - the message says it all
        return 1
    finally:
        quiet()


class Keeper:
    def __init__(
        self, places: Places, machine: Machine, clock: Callable[[], tuple[int, int, bool]] | None = None
    ) -> None:
        self._places, self._machine, self._clock = places, machine, clock or Clock(unsure=places.unsure)

    def show(self) -> int:
        """Exit status 1: it does not know the time."""
        at, _, trusted = self._clock()
        why = _read(self._places.unsure) or "nobody has set it"
        stands = self._standing()
        by = "" if stands is None else BY[stands.by]
        print(f"{told(at)}: " + (f"sure{by}" if trusted else f"not sure: {why}"))
        return 0 if trusted else 1

    def battery(self) -> int:
        if not self._places.unsure.exists():
            return 0
        at, _, _ = self._clock()
        kept = self._kept()
        why = battery(self._battery_says(), at, kept)
        self._stands("nobody", kept)
        if (since := goes_on(at, kept)) is not None:
            # Or what is kept from now on would be as absurd, and whoever says what time it is would go back behind it.
            self._machine.set_clock(since)
            log.warning("the clock goes on from %s, when this box ran last, not from %s", told(since), told(at))
            at = since
        if why:
            # Whoever looks at the box reads it.
            self._places.unsure.write_text(f"{why}, and no time server is heard yet\n", "utf-8")
            log.warning("nobody knows yet whether it is %s: %s", told(at), why)
        else:
            self.sure("battery", "the battery clock has set it")
        return 0

    def set(self, text: str, *, back: bool) -> int:
        """Exit status."""
        at = typed(text)
        why = "no such moment; write it as 2026-11-23 14:05" if at is None else ""
        if at is not None:
            why = self._against(at, back=back)
        if at is None or why:
            print(f"{text}: {why}", file=sys.stderr)
            return 1
        self._set(at)
        return self.show()

    def wished(self) -> int:
        """Only while no server is heard, and within a day before the time that was kept before this start: a console
        gone mad moves no clock that goes by a server, and no other one far back."""
        wish, stands = _taken(self._places.clock_wish, ClockWish), self._standing()
        ours = stands is not None or self._places.unsure.exists()
        if wish is None or not ours or (stands is not None and stands.by == "server"):
            return 0
        _, since_start, _ = self._clock()
        waited = since_start - wish.since_start
        if not 0 <= waited <= WISH_OLD:
            log.warning("a wish for %s is too old", told(wish.at))
            return 0
        at = wish.at + waited
        if why := self._against(at):
            log.warning("not done: %s", why)
            return 0
        self._set(at)
        return 0

    def sure(self, by: ClockBy, why: str) -> None:
        self._stands(by, self._kept())
        if self._places.unsure.exists():
            self._places.unsure.unlink(missing_ok=True)
            log.info("the clock is sure: %s", why)
        # Afterwards: a box that is being set up meanwhile leaves something here, or sees that the time is known.
        network.knows_the_time(self._places, self._machine)

    def _against(self, at: Millis, *, back: bool = False) -> str:
        if self._machine.hears_time():
            return "a time server is heard: the clock goes by that"
        stands = self._standing()
        earliest, latest = bounds(self._kept(), BACK) if stands is None else (stands.earliest, stands.latest)
        return against(at, BEGINNING if back else earliest, latest)

    def _standing(self) -> ClockStanding | None:
        """None: nobody has looked since the start."""
        file = self._places.clock_standing
        return _taken(file, ClockStanding) if file.exists() else None

    def _stands(self, by: ClockBy, kept: Millis | None) -> None:
        """``kept`` counts when nobody has looked since the start: by what is kept later a clock could be moved back bit
        by bit."""
        before = self._standing()
        earliest, latest = bounds(kept, BACK) if before is None else (before.earliest, before.latest)
        stands = ClockStanding(by=by, earliest=earliest, latest=latest)
        write_durably(self._places.clock_standing, msgspec.json.encode(stands))
        self._places.clock_standing.chmod(0o644)  # the console and the doctor read it, whoever typed this

    def _set(self, at: Millis) -> None:
        self._machine.set_clock(at)
        log.info("the clock is set to %s", told(at))
        if self._places.battery.exists():
            try:
                self._machine.do("hwclock", "--systohc", "--utc", "--noadjfile")
            except CommandError as error:
                log.warning("the battery clock could not be set: %s", error)
        self._machine.units("start", KEEPER)
        self.sure("person", "a person has set it")

    def _battery_says(self) -> Millis | None:
        """None: there is none, or it says itself that it does not know."""
        said = _read(self._places.battery)
        return int(said) * 1000 if said.removeprefix("-").isdecimal() else None

    def _kept(self) -> Millis | None:
        return kept_time(self._places)


def kept_time(places: Places) -> Millis | None:
    """When the box was last seen to run, by its own clock; None: it never was."""
    try:
        return places.clock_kept.stat().st_mtime_ns // 1_000_000
    except OSError:
        return None


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _taken(file: Path, kind: type[Kind]) -> Kind | None:
    try:
        with file.open("rb") as opened:  # a wish is written by somebody with fewer rights than ours
            return msgspec.json.decode(opened.read(WISH_MOST), type=kind)
    except (OSError, msgspec.DecodeError) as error:
        log.warning("%s: %s", file, error)
        return None
