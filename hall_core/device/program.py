"""What every program's command line has in common, and how it ends when something is missing."""

from __future__ import annotations

import argparse
import signal
import stat
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import TypeVar

from hall_core import __version__
from hall_core.contract.box import RUN
from hall_core.device import log
from hall_core.device.hall_file import HallFileError, load
from hall_core.domain.plan import Plan
from hall_core.domain.plan_check import suggest
from hall_core.domain.plan_devices import Device
from hall_core.domain.this_machine import is_this_machine
from hall_core.keys import OTHERS, Keys

WRONG_CONFIGURATION = 2
"""Exit status: starting again will not help, somebody must change the hall file or the command line."""

Kind = TypeVar("Kind", bound=Device)


def options(program: str, *, device: bool = True, hub: bool = False) -> argparse.ArgumentParser:
    """The common options; add your own before you parse, then let :func:`check_keys_or_exit` look at what was given.
    ``device`` False for programs that are no device; ``hub`` for those that read the hub's folder on its own box."""
    parser = argparse.ArgumentParser(prog=program, allow_abbrev=False)
    parser.add_argument("--hall", metavar="FILE", type=Path, required=True, help="the hall file (docs/hall-file.md)")
    if device:
        parser.add_argument("--device", metavar="ID", required=True, help="which device of the hall file this is")
    if hub:
        parser.add_argument(
            "--hub",
            metavar="DIR",
            type=Path,
            default=Path("/var/lib/motcua/hub"),
            help="the hub's data folder, on this box (default: %(default)s)",
        )
    parser.add_argument(
        "--data",
        metavar="DIR",
        type=Path,
        default=Path("/var/lib/motcua") / program,
        help="folder of its own for what must outlive a power cut (default: %(default)s)",
    )
    parser.add_argument(
        "--broker",
        metavar="HOST:PORT",
        type=broker_address,
        default="127.0.0.1:1883",
        help="the hall's MQTT broker (default: %(default)s)",
    )
    parser.add_argument(
        "--keys",
        metavar="DIR",
        type=lambda text: Keys(Path(text)),
        help="folder of the certificate that tells this program from others, such as /var/lib/motcua/keys/"
        f"{program}; without it the broker must be on this machine",
    )
    parser.add_argument(
        "--box",
        metavar="DIR",
        type=Path,
        default=RUN,
        help="where the programs of this box tell one another how they are (default: %(default)s)",
    )
    parser.add_argument("--verbose", action="store_true", help="log every detail")
    parser.add_argument("--version", action="version", version=f"motcua {__version__}")
    return parser


def broker_address(text: str) -> tuple[str, int]:
    """``HOST:PORT``; an IPv6 host stands in [brackets]."""
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise argparse.ArgumentTypeError(f"{text!r} is not HOST:PORT, such as 127.0.0.1:1883")
    return host.strip("[]"), int(port)


def check_keys_or_exit(given: argparse.Namespace) -> None:
    """Ends the program that would speak to another machine without TLS, or whose keys are not there or are not its
    own secret. What is in them is seen at the first connection."""
    keys: Keys | None = given.keys
    host = given.broker[0]
    if keys is None:
        if not is_this_machine(host):
            raise the_end(
                f"--broker {host} is another machine, and without a certificate nobody there could tell who is who: "
                "give --keys DIR"
            )
        return
    try:
        missing = keys.missing()
        if missing is None:
            for file in (keys.ca, keys.own):
                file.open("rb").close()
        mode = 0 if missing else stat.S_IMODE(keys.own.stat().st_mode)
    except OSError as error:
        raise the_end(f"--keys {keys.folder}: cannot be read: {error.strerror or error}") from error
    if missing:
        raise the_end(f"--keys {keys.folder}: there is no {missing.name}; enrol this device first")
    if mode & OTHERS:
        raise the_end(f"{keys.own} holds a private key that others may read (mode {mode:04o}): chmod 600 {keys.own}")


def load_plan_or_exit(file: Path) -> Plan:
    """The plan, whose rule for logs holds from here on; or every mistake in the file on stderr, and the end of the
    program."""
    try:
        plan = load(file)
    except HallFileError as error:
        for line in error.lines:
            print(line, file=sys.stderr)
        count = len(error.lines)
        raise the_end(f"{file}: {count} mistake{'' if count == 1 else 's'}; nothing was started") from error
    log.keep(plan.keep.logs)
    return plan


def own_device(plan: Plan, id: str, *kinds: type[Kind]) -> Kind:
    """The device this program is; ends the program when the hall file has no such device of one of these kinds."""
    device = plan.device(id)
    for kind in kinds:
        if isinstance(device, kind):
            return device
    role = " or ".join(map(_role, kinds))
    if device is not None:
        raise the_end(f'device "{id}" is a {_role(type(device))} in the hall file, not a {role}')
    same = [other.id for other in plan.devices if isinstance(other, kinds)]
    raise the_end(f'the hall file has no {role} called "{id}"; {suggest(id, same)}')


def the_end(why: str) -> SystemExit:
    """Says why on stderr; raise what it returns."""
    print(why, file=sys.stderr)
    return SystemExit(WRONG_CONFIGURATION)


def stop_on_signals() -> threading.Event:
    """Set on the first SIGTERM or SIGINT. Call it from the main thread."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    return stop


def _role(kind: type[Device]) -> str:
    return str(kind.__struct_config__.tag)
