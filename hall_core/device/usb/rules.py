"""From what is fitted to udev's rules. Pure.

A device is known by its port, its maker's and product's number, its serial number and all kinds of its interfaces: one
that says it is the scanner but is a network card as well, or is plugged in elsewhere, is another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from hall_core.device.usb.device import UsbDevice
from hall_core.domain.button_box import KeyDevice, read_source
from hall_core.domain.plan_devices import Caller, Device, Kiosk, Pad

OPEN = Path("/run/motcua/usb-open")
"""There while a technician lets everything in; gone with a restart of the box."""
SEEN = 'RUN+="/bin/systemctl --no-block restart hall-usb-seen.service"'
"""Tells what is refused now."""
EVDEV = "evdev:"
_PLAIN = re.compile(r"[^A-Za-z0-9._:+-]")
_NODE = re.compile(r"/dev/(?:(input/event\d+)|((?!\S*\.\.)\S+))")


def rules(fitted: Iterable[UsbDevice], inputs: Iterable[str], of: str) -> str:
    """The whole file. ``inputs``: paths of the input devices of the hall file; ``of``: whose they are."""
    let_in = [line for each in fitted for line in (f"# {', '.join(each.kinds)}", _known_by(each))]
    return "\n".join(
        (
            f"# Made by motcua usb fit for {of}: what was fitted then is let in, each at its port, and nothing else.",
            "",
            "# Input devices that the hall file does not name are nobody's.",
            'SUBSYSTEM=="input", KERNEL=="event*|mouse*|mice|js*", GROUP="root", MODE="0600"',
            *(f'SUBSYSTEM=="input", {_node(path)}, GROUP="input", MODE="0660"' for path in inputs),
            "",
            'SUBSYSTEM!="usb", GOTO="motcua_end"',
            'ENV{DEVTYPE}!="usb_device", GOTO="motcua_end"',
            f'ACTION=="remove", {SEEN}',
            'ACTION!="add", GOTO="motcua_end"',
            "",
            "# The computer's own ports: what is plugged in from now on comes shut out.",
            'KERNEL=="usb*", ATTR{authorized_default}="0", GOTO="motcua_end"',
            "# A technician has opened them for a while.",
            f'TEST=="{OPEN}", GOTO="motcua_in"',
            "# Hubs and nothing besides: what hangs on them is asked for itself.",
            'ENV{ID_USB_INTERFACES}==":09????:|:09????:09????:|:09????:09????:09????:", GOTO="motcua_in"',
            *let_in,
            "",
            f'ATTR{{authorized}}="0", {SEEN}',
            'GOTO="motcua_end"',
            'LABEL="motcua_in"',
            'ATTR{authorized}="1"',
            'LABEL="motcua_end"',
            "",
        )
    )


def inputs_of(device: Device) -> tuple[str, ...]:
    """Kernel input devices that the hall file names for it."""
    match device:
        case Kiosk():
            scanner = device.scanner.strip()
            paths = [device.touch, scanner.removeprefix(EVDEV) if scanner.startswith(EVDEV) else ""]
        case Pad():
            paths = [device.touch]
        case Caller():
            sources = [read_source(desk.keypad) for desk in device.all_desks]
            paths = [source.path for source in sources if isinstance(source, KeyDevice)]
        case _:
            paths = []
    return tuple(dict.fromkeys(path for path in paths if path))


def _known_by(device: UsbDevice) -> str:
    serial = f'ATTR{{serial}}=="{_literal(device.serial)}"' if device.serial else 'TEST!="serial"'
    return (
        f'KERNEL=="{_literal(device.port)}", '
        f'ATTR{{idVendor}}=="{device.vendor}", ATTR{{idProduct}}=="{device.product}", {serial}, '
        f'ENV{{ID_USB_INTERFACES}}==":{":".join(device.interfaces)}:", GOTO="motcua_in"'
    )


def _literal(text: str) -> str:
    """What a pattern of udev's would read otherwise stands as "any one sign", which is a byte to udev."""
    return _PLAIN.sub(lambda found: "?" * len(found[0].encode()), text)


def _node(path: str) -> str:
    """How udev calls what the hall file calls ``path``."""
    found = _NODE.fullmatch(path)
    if found is None:
        raise ValueError(f"{path!r} is no device of this box")
    event, link = found.groups()
    return (
        f'KERNEL=="{event.removeprefix("input/")}"'
        if event
        else f'SYMLINK=="{re.sub(r"[^A-Za-z0-9._:/+-]", "?", link)}"'
    )
