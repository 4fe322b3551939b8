"""``motcua usb show | fit | open | close | seen``: which USB devices this box lets in (docs/box.md)."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from hall_core.contract.box import REFUSED_USB
from hall_core.device.program import load_plan_or_exit, the_end
from hall_core.device.usb.device import TYPES, UsbDevice
from hall_core.device.usb.rules import OPEN, inputs_of, rules
from hall_core.device.usb.tree import SYS, let_in, plugged_in
from hall_core.durable import write_durably
from hall_core.errors import MotcuaError

RULES = Path("/etc/udev/rules.d/90-motcua-usb.rules")
LONGEST = 240
"""Minutes that everything may be let in: a morning's work."""
TOLD_MOST = 8
"""Refused devices that are told of."""
UDEV_SECONDS = 60.0
RELOAD = ("udevadm", "control", "--reload")
ASK_AGAIN = ("udevadm", "trigger", "--action=add", "--subsystem-match=usb", "--settle")
"""As if all had been plugged in anew."""


def main(argv: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(argv)
    try:
        return given.does(given)
    except PermissionError as error:
        raise the_end(f"{error.filename}: {error.strerror}; this is for root") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise the_end(f"cannot be done: {error}") from error


def show(given: argparse.Namespace) -> int:
    devices = plugged_in(given.sys)
    for device in devices:
        print(line(device))
    print(f"{len(devices)} USB devices, {sum(not device.let_in for device in devices)} refused{_how(given.rules)}")
    return 0


def fit(given: argparse.Namespace) -> int:
    plan = load_plan_or_exit(given.hall)
    device = plan.device(given.device)
    if device is None:
        raise the_end(f'the hall file has no device "{given.device}"')
    there = plugged_in(given.sys)
    by_name: set[str] = set(given.also)
    if unknown := by_name - {each.port for each in there}:
        raise the_end(f"nothing is plugged in at {', '.join(sorted(unknown))}")
    fitted = [each for each in there if not each.is_hub and (each.port in by_name or not each.only_by_name)]
    try:
        inputs = inputs_of(device)
        text = rules(fitted, inputs, device.id)
    except (MotcuaError, ValueError) as error:
        raise the_end(str(error)) from error
    print("Let in from now on, at this port alone:")
    for each in fitted:
        remark = "  <- it can type or click: is it the fitted one?" if not TYPES.isdisjoint(each.kinds) else ""
        print(f"  {line(each)}{remark}")
    for path in inputs:
        print(f"  read as input: {path}{'' if Path(path).exists() else '  <- not there now'}")
    print("Refused:")
    for each in there:
        if not each.is_hub and each not in fitted:
            print(f"  {line(each)}  <- to let it in: --also {each.port}")
    print("  everything else that is plugged in, now or later; hubs are let in, and what hangs on them is not")
    if not given.yes and input('Type "yes" to write this: ').strip().lower() != "yes":
        print("nothing was changed")
        return 1
    write_durably(given.rules, text.encode(), mode=0o644)
    print(f"written: {given.rules}")
    _udev(RELOAD, ASK_AGAIN)
    return 0


def open_for_a_while(given: argparse.Namespace) -> int:
    if not given.rules.exists():
        raise the_end(f"nothing is refused on this box: there is no {given.rules} yet (motcua usb fit)")
    OPEN.parent.mkdir(parents=True, exist_ok=True)
    close = [sys.executable, "-m", "motcua", "usb", "close"]
    # First who shuts, then the door.
    _run("systemctl", "stop", "hall-usb-close.timer", check=False)
    _run("systemd-run", "--quiet", "--collect", "--unit=hall-usb-close", f"--on-active={given.minutes}min", *close)
    OPEN.touch()
    for device in plugged_in(given.sys):
        if not device.let_in:
            let_in(device.port, given.sys)
            print(line(device))
    print(f"every USB device is let in for {given.minutes} minutes, or until the box starts anew; sooner: usb close")
    return 0


def close(given: argparse.Namespace) -> int:
    OPEN.unlink(missing_ok=True)
    _udev(ASK_AGAIN)
    print("only what was fitted is let in")
    return 0


def seen(given: argparse.Namespace) -> int:
    """What udev's rules start: it tells what is refused, in the journal and to the box's own program."""
    refused = [device for device in plugged_in(given.sys) if not device.let_in]
    before = given.told.read_text("utf-8", "replace").splitlines() if given.told.exists() else []
    now = [told_of(device) for device in refused[:TOLD_MOST]]
    for device in refused:
        if told_of(device) not in before:
            print(f"refused: {line(device)}")
    if now:
        write_durably(given.told, "".join(f"{words}\n" for words in now).encode(), mode=0o644)
    else:
        given.told.unlink(missing_ok=True)
    return 0


def told_of(device: UsbDevice) -> str:
    """What leaves the box: where and of what kind, not the words of somebody's device."""
    return f"USB {device.port} {device.vendor}:{device.product} {', '.join(device.kinds)}"


def line(device: UsbDevice) -> str:
    state = "let in " if device.let_in else "REFUSED"
    serial = f" no. {device.serial}" if device.serial else ""
    kinds = ", ".join(device.kinds) or "nothing"
    return f"{state}  {device.port:<10} {device.vendor}:{device.product}  {kinds}: {device.name}{serial}"


def _how(rules: Path) -> str:
    if OPEN.exists():
        return "; everything is let in for the moment (motcua usb open)"
    return "" if rules.exists() else "; nothing is ever refused: the box was not fitted yet (motcua usb fit)"


def _udev(*commands: Sequence[str]) -> None:
    for command in commands:
        _run(*command)


def _run(*command: str, check: bool = True) -> None:
    subprocess.run(command, check=check, timeout=UDEV_SECONDS, stderr=None if check else subprocess.DEVNULL)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="usb", description="Which USB devices this box lets in.")
    parser.add_argument("--rules", metavar="FILE", type=Path, default=RULES, help="udev's rules (default: %(default)s)")
    parser.add_argument("--sys", type=Path, default=SYS, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(required=True, metavar="show | fit | open | close | seen")
    commands.add_parser("show", help="what is plugged in, let in or refused").set_defaults(does=show)
    to_fit = commands.add_parser("fit", help="the box is fitted: let in what is plugged in now, and nothing else")
    to_fit.add_argument("--hall", metavar="FILE", type=Path, required=True)
    to_fit.add_argument("--device", metavar="ID", required=True)
    to_fit.add_argument("--also", metavar="PORT", action="append", default=[], help="a storage or network device too")
    to_fit.add_argument("--yes", action="store_true", help="do not ask")
    to_fit.set_defaults(does=fit)
    to_open = commands.add_parser("open", help="let everything in for a while")
    to_open.add_argument("minutes", metavar="MINUTES", type=_minutes)
    to_open.set_defaults(does=open_for_a_while)
    commands.add_parser("close", help="only what was fitted, from now on").set_defaults(does=close)
    to_see = commands.add_parser("seen", help="what udev calls")
    to_see.add_argument("--told", type=Path, default=REFUSED_USB, help=argparse.SUPPRESS)
    to_see.set_defaults(does=seen)
    return parser


def _minutes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST:
        raise argparse.ArgumentTypeError(f"1 to {LONGEST} minutes")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
