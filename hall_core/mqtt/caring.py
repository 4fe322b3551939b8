"""A box's health on its way to the hall: what its doctor found is told, what its program knows the doctor is told, and
a head who asks for the screen or the log gets it."""

from __future__ import annotations

import base64
import logging
import os
import zlib
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import SimpleQueue

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hall_core.contract import doctor as d
from hall_core.contract.box import LOOK, PROGRAM, UPDATE
from hall_core.contract.messages import Alert, DeviceState, FactsRecorded, HallState, Problem
from hall_core.contract.questions import PART_BYTES
from hall_core.contract.release import BoxStanding
from hall_core.contract.topics import Kind
from hall_core.domain.names import Uid
from hall_core.mqtt.heard import Answered, Heard, LinkDown, LinkUp, LookHeard, ReleaseHeard, StateHeard, Told
from hall_core.mqtt.updating import Updating

LOOK_EVERY = 2.0
"""Seconds between two looks for a newer report."""
TELL_EVERY = 30.0
"""Seconds between two words to the doctor, who takes a program for dead after :data:`hall_core.doctor.box.SILENT`."""
PARTS_AT_ONCE = 8
"""A turn of the station, of which there are four a second: a call never stands behind a whole picture."""
PATIENCE = 15.0
"""Seconds for a picture of the screen; a screen that stands still must not keep the log from being seen."""
_MOST = {"screen": d.PICTURE_MOST, "log": d.LOG_MOST}

Answer = Callable[[bytes | d.Denial], None]
log = logging.getLogger(__name__)


class Ways(Struct, frozen=True):
    """What a program gives of itself. ``folder`` is its own among the run-time files of the box."""

    folder: Path
    report: Path
    lines: Callable[[], bytes]
    """The last lines of its log."""
    picture: Callable[[Answer], None] | None = None
    """Takes a picture of the screen, as JPEG, and hands it over from any thread; None: it has no screen."""
    told_release: Callable[[BoxStanding], None] | None = None
    """Who is told of the box's release beside the hall: a broker tells nobody what he said himself."""
    told: Callable[[d.Report], None] | None = None
    """Who is told what was found in place of the hall: a console stands on the hub's box and shows it itself."""


class Caring:
    """For the station's thread. ``report`` takes a problem of the box, ``say`` publishes in the device's own name."""

    def __init__(
        self,
        ways: Ways | None,
        device: str,
        report: Callable[[Problem, bool, str], None],
        say: Callable[[Kind, object, bool], None],
        clock: Callable[[], tuple[int, int, bool]],
    ) -> None:
        self._ways = ways
        self._report = report
        self._publish = say
        self._clock = clock
        self._doing = d.Doing(device=device, version="", pid=os.getpid(), linked=False)
        root_says = ways and ways.report.with_name(Path(UPDATE).name)
        self._updating = Updating(ways and ways.folder, root_says, say, ways and ways.told_release)
        self._told: d.Doing | None = None
        self._found: d.Report | None = None
        self._mark: tuple[int, int] | None = None
        """Of the report's file: when it was written, and how long it is."""
        self._look_due = self._tell_due = 0.0
        self._parts: deque[d.Shown] = deque()
        self._taken: SimpleQueue[tuple[Uid, bytes | d.Denial]] = SimpleQueue()
        self._awaited: tuple[Uid, float] | None = None
        """The picture that is being taken, and until when it is waited for."""

    def heard(self, heard: Heard | FactsRecorded | ReleaseHeard) -> None:
        match heard:
            case ReleaseHeard(wanted):
                self._updating.wants(wanted)
            case Answered() | Told() | FactsRecorded():
                self._updating.used()
            case LinkUp():
                self._updating.linked(True)
                self._doing = replace(self._doing, linked=True, why="")
                self._look_due = 0.0  # the doctor is to know at once
                self._tell_found()
            case LinkDown(reason):
                self._updating.linked(False)
                self._doing = replace(self._doing, linked=False, why=reason)
                self._look_due = 0.0
            case StateHeard(state=HallState(), hub_at=at, kept=False):
                self._doing = replace(self._doing, drift_ms=self._clock()[0] - at)
            case _:
                pass

    def look(self, asked: LookHeard, now: float) -> None:
        log.info("%s asks for %s", asked.look.by, asked.look.wish)
        if self._ways is None:
            self._deny(asked.id, "no-doctor")
        elif asked.look.wish == "again":
            self._look_again(asked.id, self._ways.folder)
        elif self._parts or self._awaited is not None:
            self._deny(asked.id, "busy")
        elif asked.look.wish == "log":
            self._taken.put((asked.id, self._ways.lines()))
        elif self._ways.picture is None:
            self._deny(asked.id, "no-screen")
        else:
            self._awaited = asked.id, now + PATIENCE
            self._ways.picture(lambda taken: self._taken.put((asked.id, taken)))

    def tend(self, now: float, state: DeviceState, alerts: Mapping[Problem, Alert | None]) -> None:
        """``now``: seconds of a clock that nobody sets; ``alerts`` have the words of the problems of ``state``."""
        self._send(now)
        self._updating.tend(now)
        if self._ways is None or now < self._look_due:
            return
        self._look_due = now + LOOK_EVERY
        self._look_for_report(self._ways.report)
        told = {problem: alert.words for problem, alert in alerts.items() if alert is not None}
        problems: dict[str, str] = {problem: told.get(problem, "") for problem in state.problems}
        doing = replace(self._doing, version=state.version, plan=state.plan, problems=problems)
        changed = self._told is None or replace(doing, drift_ms=self._told.drift_ms) != self._told
        if now >= self._tell_due or changed:
            self._tell_due = now + TELL_EVERY
            self._told = doing
            self._write(self._ways.folder, doing)

    def _send(self, now: float) -> None:
        while not self._taken.empty():  # nobody else takes from it
            id, taken = self._taken.get()
            if self._awaited is not None and self._awaited[0] == id:
                self._awaited = None
            self._put(id, taken)
        if self._awaited is not None and now >= self._awaited[1]:
            self._deny(self._awaited[0], "failed")
            self._awaited = None
        for _ in range(min(PARTS_AT_ONCE, len(self._parts))):
            self._publish("shown", self._parts.popleft(), False)

    def _put(self, id: Uid, taken: bytes | d.Denial) -> None:
        if isinstance(taken, str):
            self._deny(id, taken)
            return
        pieces = [taken[at : at + PART_BYTES] for at in range(0, len(taken), PART_BYTES)]
        if not pieces or len(taken) > max(_MOST.values()):
            log.error("%d bytes are no answer to a console", len(taken))
            self._deny(id, "failed")
            return
        for index, piece in enumerate(pieces):
            data = base64.b64encode(piece).decode()
            self._parts.append(d.Shown(to=id, index=index, count=len(pieces), data=data))

    def _deny(self, id: Uid, denial: d.Denial) -> None:
        self._publish("shown", d.NotShown(to=id, denial=denial), False)

    def _look_again(self, id: Uid, folder: Path) -> None:
        try:
            (folder / LOOK).write_text(f"{id}\n", "ascii")
        except OSError as error:
            log.warning("nobody looks at this box: %s", error)
            self._deny(id, "no-doctor")
        else:
            self._publish("shown", d.Looking(to=id), False)

    def _look_for_report(self, file: Path) -> None:
        try:
            seen = file.stat()
            if (mark := (seen.st_mtime_ns, seen.st_size)) == self._mark:
                return
            self._mark = mark
            found = msgspec.json.decode(file.read_bytes(), type=d.Report)
        except FileNotFoundError:  # the doctor has not been here yet, or this is no box
            return
        except (OSError, msgspec.DecodeError) as error:
            log.error("%s: %s", file, error)  # noqa: TRY400 - the message says it all
            return
        if self._ways is not None and self._ways.told is not None:
            self._ways.told(found)
            return
        self._found, ill = found, d.problems(found)
        for problem in d.PROBLEMS.values():
            self._report(problem, problem in ill, ill.get(problem, ""))
        self._tell_found()

    def _tell_found(self) -> None:
        if self._found is not None and self._doing.linked:
            self._publish("doctor", self._found, True)

    def _write(self, folder: Path, doing: d.Doing) -> None:
        new = folder / f"{PROGRAM}.new"
        try:
            new.write_bytes(msgspec.json.encode(doing))
            new.replace(folder / PROGRAM)
        except FileNotFoundError:  # no box
            return
        except OSError as error:
            log.warning("the doctor is not told how this program is: %s", error)


def packed(lines: list[str]) -> bytes:
    """The last of ``lines`` that have room in an answer."""
    while len(data := zlib.compress("\n".join(lines).encode(), 9)) > d.LOG_MOST:
        lines = lines[len(lines) // 4 + 1 :]
    return data


def unpacked(data: bytes) -> str:
    """ValueError for what is not packed so, or would be too long for a page."""
    box = zlib.decompressobj()
    try:
        text = box.decompress(data, 20 * d.LOG_MOST)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if box.unconsumed_tail:
        raise ValueError("too long")
    return text.decode("utf-8", "replace")
