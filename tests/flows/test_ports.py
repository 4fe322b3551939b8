"""On a running hall nobody can be reached but the broker and the console."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from broker_config.run import start
from demo.hall_file import copy_of
from demo.programs import ROOT, Program, start_hub
from hall_core.device.hall_file import load

pytestmark = [pytest.mark.screens, pytest.mark.timeout(120)]

UP = 40.0
LISTENING = "0A"
"""As the kernel's tables have it (net/tcp_states.h)."""


def open_to_others(pid: int) -> set[int]:
    """Ports on which the program takes connections (TCP) or packets from anybody (UDP)."""
    sockets = set()
    for file in Path(f"/proc/{pid}/fd").iterdir():
        try:
            sockets |= set(re.findall(r"socket:\[(\d+)\]", str(file.readlink())))
        except FileNotFoundError:  # closed meanwhile
            continue
    found: set[int] = set()
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{kind}").read_text("ascii").splitlines()[1:]:
            _, local, remote, state, *_, inode = line.split()[:10]
            anybody = state == LISTENING if kind.startswith("tcp") else remote.endswith(":0000")
            if inode in sockets and anybody:
                found.add(int(local.rpartition(":")[2], 16))
    return found


def test_nothing_listens_but_the_broker_and_the_console(tmp_path: Path) -> None:
    hall = copy_of(ROOT / "halls" / "demo.toml", tmp_path / "hall.toml")
    with ExitStack() as undo:
        broker = start(load(hall), None, tmp_path / "broker")
        undo.callback(broker.stop)
        address = "{}:{}".format(*broker.address)
        hub = start_hub(hall, tmp_path / "hub", broker.address)
        undo.callback(hub.stop)
        running = {"hub": hub}
        for device, module, *options in (
            ("kiosk-1", "kiosk_app", "--offscreen"),
            ("pad-1", "kiosk_app", "--offscreen"),
            ("board-1", "display_app", "--offscreen"),
            ("caller-1", "counter_caller", "--keypad", "/dev/input/none"),
            ("console-1", "hall_hub.console", "--port", "0"),
        ):
            data = tmp_path / ("hub" if device == "console-1" else device)
            data.mkdir(exist_ok=True)
            given = ["--hall", str(hall), "--device", device, "--data", str(data), "--broker", address, *options]
            env = {"SDL_AUDIODRIVER": "dummy"}
            running[device] = Program(device, module, given, tmp_path / f"{device}.log", env=env)
            undo.callback(running[device].stop)
        for name, program in running.items():
            if name != "hub":
                program.wait_for("linked to the broker", UP)
        assert open_to_others(broker.process.pid) == {broker.port}
        ports = {name: open_to_others(program.process.pid) for name, program in running.items()}
        console = ports.pop("console-1")
        assert len(console) == 1
        assert ports == {name: set() for name in ports}
