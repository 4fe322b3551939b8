"""``motcua box update``: this box comes to run what the hub wants it to run (docs/updates.md).

Started by motcua-update.path whenever the box's program has heard something new, and now and then by its timer.
Fetches, looks at the signature, installs into the slot that does not run, and starts it when nobody uses the box and
the hall is closed. Each step can be broken off: what runs is left as it is until the last one.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from hall_box.places import Places
from hall_box.update_fetch import Cancelled, FetchError, Source, fetch
from hall_box.update_kept import Attempt, Ended, Installed, Memory, Record, partial, short
from hall_box.update_slots import Running, SlotError, Slots
from hall_core.contract.box import RELEASE
from hall_core.contract.release import Asked, BoxStanding, Wanted, Why
from hall_core.device import log as program_log
from hall_core.device.bundle import BundleError
from hall_core.device.clock import Clock
from hall_core.device.hall_file import HallFileError, load
from hall_core.device.program import broker_address
from hall_core.domain.names import Millis
from hall_core.domain.plan_devices import Console
from hall_core.domain.rollout import State
from hall_core.domain.this_machine import is_this_machine

PROGRAMS = ("kiosk", "pad", "board", "led", "sign", "caller", "console")
"""Whose station hears what the hub wants; of each box one."""
LARGEST_WISH = 8_192

log = logging.getLogger(__name__)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua box update", description="Runs what the hub wants (docs/updates.md).")
    parser.parse_args(argv)
    program_log.setup("update")
    return Updater(Places(), Slots(), now).run()


def now() -> tuple[Millis, bool]:
    at, _, trusted = Clock()()
    return at, trusted


class Updater:
    """``now``: milliseconds since 1970, and whether that is trusted. ``source``: where releases come from; None: that
    cannot be told."""

    def __init__(
        self,
        places: Places,
        slots: Slots,
        now: Callable[[], tuple[Millis, bool]],
        source: Callable[[Places, str], Source | None] | None = None,
    ) -> None:
        self._places = places
        self._slots = slots
        self._memory = Memory(places)
        self._now = now
        self._source = source or source_of

    def run(self) -> int:
        """Until nothing is left to be done now. Exit status."""
        running = self._slots.running()
        if running is None:
            log.info("this box runs no image of ours: nobody updates it")
            return 0
        done = list[tuple[str, Asked] | None]()
        # What the program says while this runs starts it no second time: it is looked at again at the end.
        while [asked := heard(self._places)] != done:
            done = [asked]
            try:
                self._do(running, asked)
            except Cancelled as error:
                log.info("%s", error)
            except (FetchError, BundleError, SlotError, OSError) as error:
                self._went_wrong(running, asked, error)
        return 0

    def _do(self, running: Running, heard: tuple[str, Asked] | None) -> None:
        wanted = None if heard is None else heard[1].wanted
        record = self._memory.record()
        if record.attempt is not None:
            return  # whether it went well is motcua-health's to find out
        if heard is None or wanted is None or wanted.version == running.version:
            self._rest(running, record)
            return
        if record.ended is not None and record.ended.offer == wanted.offer:
            self._tell_end(running, record.ended)
            return
        why = self._not_now(wanted)
        if why is not None:
            self._tell(running, wanted, "running", why=why)
            return
        program, asked = heard
        installed = Installed(wanted.offer, wanted.version, wanted.digest)
        if record.installed != installed:
            self._install(running, wanted, program)
            self._memory.keep(Record(installed=installed))
        self._tell(running, wanted, "ready")
        if asked.rest and self._wants(wanted):
            self._restart(running, wanted)

    def _install(self, running: Running, wanted: Wanted, program: str) -> None:
        source = self._source(self._places, program)
        if source is None:
            raise FetchError("unreachable", "the hall file names no console")
        # Before the first byte: from here on the other slot is no longer what it was.
        self._memory.keep(Record())
        file = partial(self._places, wanted.digest)

        def told(percent: int) -> None:
            self._tell(running, wanted, "fetching", percent=percent)

        told(0)
        fetch(source, wanted, file, told, lambda: self._wants(wanted))
        bundle = self._slots.examine(file)
        if bundle.machine != running.machine:
            raise FetchError("machine", f"{bundle.version} is for {bundle.machine}, this is {running.machine}")
        if bundle.version != wanted.version:
            raise FetchError("digest", f"the file is {bundle.version}")
        self._tell(running, wanted, "installing", percent=0)
        self._slots.install(file, lambda percent: self._tell(running, wanted, "installing", percent=percent))
        file.unlink()

    def _restart(self, running: Running, wanted: Wanted) -> None:
        log.info("starting anew as %s", wanted.version)
        self._memory.keep(Record(attempt=Attempt(wanted.offer, wanted.version)))
        try:
            self._slots.start_other_next()
            self._tell(running, wanted, "restarting")
            self._slots.restart()
        except SlotError:
            self._memory.keep(Record())
            raise

    def _rest(self, running: Running, record: Record) -> None:
        """Nothing is wanted: what was being fetched is given up."""
        partial(self._places, "")
        if record.ended is not None:
            self._tell_end(running, record.ended)
        else:
            self._memory.tell(standing(running))

    def _went_wrong(self, running: Running, heard: tuple[str, Asked] | None, error: Exception) -> None:
        log.error("%s", error)
        wanted = None if heard is None else heard[1].wanted
        if wanted is None:
            return
        why: Why = error.why if isinstance(error, FetchError) else "install"
        if isinstance(error, BundleError):
            why = "signature"
        if why == "unreachable":
            # The hub's box may be back in a minute: the timer tries again, until the hall opens.
            self._tell(running, wanted, "fetching", why=why, words=short(error))
            return
        ended = Ended(wanted.offer, wanted.version, "failed", why, short(error))
        try:
            partial(self._places, "")
            self._memory.keep(Record(ended=ended))
        except OSError as disk:
            log.error("not kept: %s", disk)  # noqa: TRY400 - the message says it all
        self._tell_end(running, ended)

    def _not_now(self, wanted: Wanted) -> Why | None:
        at, trusted = self._now()
        if not trusted:
            return "clock"
        return None if at < wanted.until else ""

    def _wants(self, wanted: Wanted) -> bool:
        """Also when it may last longer by now, or shorter."""
        now = heard(self._places)
        still = None if now is None else now[1].wanted
        if still is None or replace(still, until=wanted.until) != wanted:
            return False
        return self._not_now(still) is None

    def _tell(
        self,
        running: Running,
        wanted: Wanted,
        state: State,
        *,
        percent: int | None = None,
        why: Why = "",
        words: str = "",
    ) -> None:
        self._memory.tell(
            replace(
                standing(running),
                state=state,
                offer=wanted.offer,
                wanted=wanted.version,
                percent=percent,
                why=why,
                words=words,
            )
        )

    def _tell_end(self, running: Running, ended: Ended) -> None:
        self._memory.tell(standing(running, ended))


def standing(running: Running, ended: Ended | None = None) -> BoxStanding:
    now = BoxStanding(version=running.version, machine=running.machine, slot=running.slot, state="running")
    if ended is None:
        return now
    return replace(now, state=ended.state, offer=ended.offer, wanted=ended.version, why=ended.why, words=ended.words)


def heard(places: Places) -> tuple[str, Asked] | None:
    """What the box's program was told last, and which program that is. What it writes is not believed to be well made:
    a program is not root."""
    for program in PROGRAMS:
        file = places.run.parent / program / RELEASE
        try:
            with file.open("rb") as opened:
                data = opened.read(LARGEST_WISH + 1)
            return program, msgspec.json.decode(data, type=Asked)
        except FileNotFoundError:
            continue
        except (OSError, msgspec.DecodeError) as error:
            log.error("%s: %s", file, error)  # noqa: TRY400 - the message says it all
    return None


def source_of(places: Places, program: str) -> Source | None:
    """The console on the hub's box, as the hall file has it."""
    try:
        plan = load(places.etc / "hall.toml")
    except HallFileError as error:
        log.error("%s", error)  # noqa: TRY400 - the message says it all
        return None
    console = next((device for device in plan.devices if isinstance(device, Console)), None)
    if console is None:
        return None
    host = _broker(places.etc / "device.env")
    name = "" if is_this_machine(host) else (console.names or [host])[0]
    return Source(host, console.port, name, places.keys_of(program) / "ca.pem")


def _broker(file: Path) -> str:
    try:
        lines = file.read_text("utf-8").splitlines()
    except FileNotFoundError:
        lines = []
    said = [line.removeprefix("MOTCUA_BROKER=").strip() for line in lines if line.startswith("MOTCUA_BROKER=")]
    return broker_address(said[-1])[0] if said else "127.0.0.1"


if __name__ == "__main__":
    sys.exit(main())
