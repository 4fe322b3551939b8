"""``motcua box health``: whether the release that this box has just started in is good; if not, the box goes back.

motcua-health.service runs it at each start. Most starts are of a release that has proved itself: they only give the
slot its tries back (docs/updates.md).
"""

from __future__ import annotations

import argparse
import logging
import os
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from hall_box import standing as stands
from hall_box.health_rule import Hub, Seen, Verdict, Watched, judge, watch
from hall_box.machine import CommandError, Machine
from hall_box.places import Places
from hall_box.update import standing
from hall_box.update_kept import Attempt, Ended, Memory, Record, short
from hall_box.update_slots import Running, SlotError, Slots
from hall_core.contract.box import PROGRAM
from hall_core.contract.doctor import Doing
from hall_core.device import log as program_log
from hall_core.device.program import broker_address

LOOK_EVERY, SELDOM = 2.0, 15.0
"""Seconds; and while only a screen is waited for, perhaps for weeks."""
TELLS_WITHIN = 90.0
"""Seconds: a program that has said nothing of itself for so long has no link either."""
KNOCK = 5.0
_READY = ("active", "running")

log = logging.getLogger(__name__)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="motcua box health", description="Is this release good? (docs/updates.md)")
    parser.parse_args(argv)
    program_log.setup("health")
    places = Places()
    began = time.monotonic()
    gate = Gate(places, Slots(), lambda: look(places, Machine(), time.monotonic() - began))
    return gate.run(time.sleep)


class Gate:
    """``look`` tells how the box is now."""

    def __init__(self, places: Places, slots: Slots, look: Callable[[], Seen]) -> None:
        self._slots = slots
        self._look = look
        self._memory = Memory(places)
        self._alone = False

    def run(self, pause: Callable[[float], None]) -> int:
        """``pause`` waits so many seconds. Exit status 1 when this release is not good and there is no other."""
        running = self._slots.running()
        if running is None:
            log.info("this box runs no image of ours")
            return 0
        try:
            record = self._memory.record()
        except OSError as error:
            # Whether this start is a try cannot be told, so it gets no tries back.
            log.error("what this box remembers of releases cannot be read: %s", error)  # noqa: TRY400
            self._memory.tell(standing(running))
            return 1
        attempt = record.attempt
        installed = record.installed
        if attempt is None and installed is not None and installed.version == running.version:
            # Started by somebody else's hand, or by a boot loader that prefers what was installed last.
            attempt = Attempt(installed.offer, installed.version)
            self._keep(Record(attempt=attempt))
        if attempt is None or attempt.version != running.version:
            ended = record.ended if attempt is None else self._came_back(attempt)
            self._good()
            self._memory.tell(standing(running, ended))
            return 0
        told = replace(standing(running), state="trying", offer=attempt.offer, wanted=attempt.version)
        self._memory.tell(told)
        watched, said = Watched(), ""
        while True:
            seen = self._look()
            watched = watch(watched, seen)
            verdict = judge(watched, seen)
            if seen.ill != said:
                said = seen.ill
                log.info("%s", said or "every program is well")
            if verdict in ("good", "bad"):
                return self._end(verdict, running, attempt, seen)
            if verdict == "wait-alone":
                self._next_start_goes_back()
            if verdict == "wait-dark" and not told.dark:
                self._waits_for_screen()
            if told.dark != (verdict == "wait-dark"):
                told = replace(told, dark=not told.dark)
                self._memory.tell(told)
            pause(SELDOM if told.dark else LOOK_EVERY)

    def _end(self, verdict: Verdict, running: Running, attempt: Attempt, seen: Seen) -> int:
        if verdict == "good":
            log.info("%s is good", running.version)
            self._again_first()
            self._good()
            self._keep(Record())
            self._memory.tell(standing(running))
            return 0
        shut = "the broker is there and lets this box not in"
        why = seen.ill or (shut if seen.hub == "answers" else "programs are started again and again")
        log.error("%s is not good: %s", running.version, why)
        if not self._slots.other_is_good():
            # A box that works badly is worth more than one that starts anew for ever.
            ended = Ended(attempt.offer, attempt.version, "failed", "programs", short(why))
            self._keep(Record(ended=ended))
            self._memory.tell(standing(running, ended))
            return 1
        self._keep(Record(attempt=replace(attempt, why="programs", words=short(why))))
        try:
            self._slots.bad()
            self._slots.start_other_next()
        except SlotError as error:
            log.error("%s; the tries of this slot run out by themselves", error)  # noqa: TRY400
        self._slots.restart()
        return 0

    def _came_back(self, attempt: Attempt) -> Ended:
        """The box runs the other release again: by itself, or because the new one did not start."""
        why = attempt.why or "not-started"
        log.error("%s did not get well, the box runs its old release: %s", attempt.version, why)
        ended = Ended(attempt.offer, attempt.version, "rolled-back", why, attempt.words)
        self._keep(Record(ended=ended))
        return ended

    def _keep(self, record: Record) -> None:
        """A disk that refuses keeps no box in a release that is not good: what is not kept is told all the same, and
        looked at again at the next start."""
        try:
            self._memory.keep(record)
        except OSError as error:
            log.error("what came of the release is not kept: %s", error)  # noqa: TRY400 - the message says it all

    def _good(self) -> None:
        try:
            self._slots.good()
        except SlotError as error:
            log.error("the slot does not get its tries back: %s", error)  # noqa: TRY400 - the message says it all

    def _next_start_goes_back(self) -> None:
        if not self._alone:
            self._alone = True
            log.warning("nothing is heard of the hub's box: unless it comes back, the next start goes back")
            try:
                self._slots.start_other_next()
            except SlotError as error:
                log.error("%s", error)  # noqa: TRY400 - the message says it all

    def _waits_for_screen(self) -> None:
        """However often the box is switched off and on before its screen is, that takes it no tries."""
        log.warning("all is well but that no screen is connected: once one is, it will be seen whether this is good")
        try:
            self._again_first()
        except SlotError as error:
            log.error("%s", error)  # noqa: TRY400 - the message says it all
        self._good()

    def _again_first(self) -> None:
        if self._alone:
            self._slots.start_this_next()
            self._alone = False


def look(places: Places, machine: Machine, at: float) -> Seen:
    role = getattr(stands.told(places), "role", "")
    if not role:
        return Seen(at, frozenset(), "the box has not got its role yet", "away")
    programs, ill = _programs(machine, f"hall-{role}.target")
    doing = _told(places.run.parent / ("console" if role == "hub" else role) / PROGRAM)
    hub = "linked" if doing is not None and doing.linked else _knocked(places)
    return Seen(at, programs, ill, hub, dark=None if doing is None else "screen-missing" in doing.problems)


def _programs(machine: Machine, target: str) -> tuple[frozenset[tuple[str, int]], str]:
    """Those of the role that run all day, each with how often it was started, and what is not well about them."""
    try:
        wants = machine.do("systemctl", "show", "--property=Wants", "--value", target).split()
        names = sorted(name for name in wants if name.startswith("hall-") and name.endswith(".service"))
        asked = ("Id", "ActiveState", "SubState", "Result", "NRestarts", "ConditionResult", "Type", "LoadState")
        said = machine.do("systemctl", "show", f"--property={','.join(asked)}", *names)
    except CommandError as error:
        return frozenset(), str(error)
    units = [dict(line.split("=", 1) for line in block.splitlines() if "=" in line) for block in said.split("\n\n")]
    found, ill = set[tuple[str, int]](), list[str]()
    for unit in units:
        # One whose condition does not hold has nothing to do in this hall: no line to the centre, no timer's work.
        if unit.get("Type") == "oneshot" or unit.get("LoadState") != "loaded" or unit.get("ConditionResult") == "no":
            continue
        if (unit["ActiveState"], unit["SubState"]) == _READY:
            found.add((unit["Id"], int(unit.get("NRestarts", "0"))))
        else:
            ill.append(f"{unit['Id']}: {unit['ActiveState']} ({unit['SubState']}, {unit['Result']})")
    if not found and not ill:
        ill.append(f"{target} has no program")
    return frozenset(found), "; ".join(ill)


def _knocked(places: Places) -> Hub:
    try:
        lines = (places.etc / "device.env").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    said = [line.removeprefix("MOTCUA_BROKER=").strip() for line in lines if line.startswith("MOTCUA_BROKER=")]
    host, port = broker_address(said[-1]) if said else ("127.0.0.1", 8883)
    return _knock(host, port)


def _told(file: Path) -> Doing | None:
    """What the box's program says of itself; None: nothing, for :data:`TELLS_WITHIN`."""
    try:
        age = time.time() - file.stat().st_mtime
        return msgspec.json.decode(file.read_bytes(), type=Doing) if age < TELLS_WITHIN else None
    except (OSError, msgspec.DecodeError):
        return None


def _knock(host: str, port: int) -> Hub:
    """Whether anything is there. A refusal too comes from a machine that is on, over a network that works."""
    try:
        socket.create_connection((host, port), KNOCK).close()
    except ConnectionRefusedError:
        return "off"
    except OSError:
        return "away"
    return "answers"


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
