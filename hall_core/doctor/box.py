"""The box as the checks see it: files below a root, a few commands, and what the box's own program tells."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from hall_core.contract.box import CLOCK_STANDING, CLOCK_UNSURE, PROGRAM, RUN, STANDING, ClockBy, ClockStanding
from hall_core.contract.doctor import Doing
from hall_core.device.clock import Clock, hears_time
from hall_core.device.program import broker_address
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console, Device
from hall_core.keys import Keys

SILENT = 120.0
"""Seconds after which a program that has told nothing of itself is not believed to live: it tells twice a minute."""
DOING_MOST = 65_536
"""Bytes of it."""
PATIENCE = 20.0
"""Seconds for a command: a dying disk lets some hang."""
PLACES = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}

Run = Callable[[Sequence[str]], str | None]
Usage = Callable[[Path], tuple[int, int]]


def run(command: Sequence[str]) -> str | None:
    """What it says, also when it ends badly: many tell so that something is wrong. None: it is not there, or hangs."""
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE, env=PLACES, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode("utf-8", "replace")


def usage(folder: Path) -> tuple[int, int]:
    """Bytes of its disk in all, and those that are free. OSError when there is no such folder."""
    whole, _, free = shutil.disk_usage(folder)
    return whole, free


class Box(Struct, frozen=True, kw_only=True):
    """``root`` is where its file system begins."""

    root: Path = Path("/")
    plan: Plan | None = None
    faults: tuple[str, ...] = ()
    """What is wrong in the hall file, where ``plan`` is None."""
    device: Device | None = None
    """Which of the hall file this is; a console: the hub's box."""
    broker: tuple[str, int] | None = None
    doing: Doing | None = None
    """What its program tells; None: it does not run."""
    now: Millis = 0
    run: Run = run
    usage: Usage = usage
    hears_time: Callable[[], bool] = hears_time

    @property
    def knows_time(self) -> bool:
        """Whether a clock, a server or a person that knows it has set the box's clock since it started."""
        return Clock(lambda: self.now, unsure=self.at(CLOCK_UNSURE))()[2]

    @property
    def clock_by(self) -> ClockBy | None:
        """Who has set it since the start, as root says; None: on a machine without our image nobody does."""
        try:
            return msgspec.json.decode(self.at(CLOCK_STANDING).read_bytes(), type=ClockStanding).by
        except (OSError, msgspec.DecodeError):
            return None

    @property
    def role(self) -> str:
        """As the hall file has it; empty: not known."""
        return "" if self.device is None else str(type(self.device).__struct_config__.tag)

    @property
    def hub(self) -> bool:
        return isinstance(self.device, Console)

    @property
    def image(self) -> bool:
        """Whether it runs ours."""
        return environment(self.read("usr/lib/os-release") or "").get("IMAGE_ID") == "motcua"

    @property
    def standing(self) -> Mapping[str, Any] | None:
        """What root says of its start; None where there is no image, for then root takes in no bundle."""
        try:
            told: dict[str, Any] = msgspec.json.decode(self.read(str(STANDING)) or "{}", type=dict)
        except msgspec.DecodeError:
            return None
        return told if told.get("version") else None

    @property
    def keys(self) -> Keys:
        return Keys(self.at(f"var/lib/motcua/keys/{self.role}"))

    def at(self, path: str | Path) -> Path:
        return self.root / str(path).lstrip("/")

    def glob(self, pattern: str) -> list[Path]:
        return sorted(self.root.glob(pattern))

    def read(self, path: str | Path) -> str | None:
        """None: there is no such file, or it does not answer, as sensors do that are switched off."""
        try:
            return (path if isinstance(path, Path) else self.at(path)).read_text("utf-8", "replace").strip()
        except OSError:
            return None

    def number(self, path: str | Path) -> int | None:
        try:
            return int(self.read(path) or "", 0)
        except ValueError:
            return None

    def ailing(self, *problems: str) -> list[str]:
        """Which of these problems its program has."""
        return [] if self.doing is None else [problem for problem in problems if problem in self.doing.problems]


def environment(text: str) -> dict[str, str]:
    """Of a file such as ``device.env``: ``NAME=value`` lines."""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line and not line.lstrip().startswith("#"))
    return {name.strip(): value.strip().strip('"') for name, value in pairs}


def see(root: Path = Path("/"), hall: Path | None = None, device: str | None = None) -> Box:
    """The box below ``root``, by what stands there of which device it is; other answers where they are given."""
    from hall_core.device.hall_file import HallFileError, load

    bare = Box(root=root, now=time.time_ns() // 1_000_000)
    told = environment(bare.read("etc/motcua/device.env") or "")
    plan, faults = None, ()
    try:
        plan = load(hall or bare.at(told.get("MOTCUA_HALL", "etc/motcua/hall.toml")))
    except HallFileError as error:
        faults = tuple(error.lines)
    id = device or told.get("MOTCUA_DEVICE", "")
    found = None if plan is None else plan.device(id)
    broker = told.get("MOTCUA_BROKER", "127.0.0.1:8883" if isinstance(found, Console) else "")
    box = Box(
        root=root,
        plan=plan,
        faults=faults,
        device=found,
        broker=broker_address(broker) if broker else None,
        now=bare.now,
    )
    return msgspec.structs.replace(box, doing=_doing(box))


def _doing(box: Box) -> Doing | None:
    file = box.at(RUN) / box.role / PROGRAM
    try:
        old = time.time() - file.stat().st_mtime
        with file.open("rb") as opened:  # written by somebody with fewer rights than ours
            doing = msgspec.json.decode(opened.read(DOING_MOST), type=Doing)
    except (OSError, msgspec.DecodeError):
        return None
    return doing if abs(old) < SILENT and box.device is not None and doing.device == box.device.id else None
