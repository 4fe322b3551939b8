"""A small hall of real parts, each of which can be killed at any moment and started again as a box would.

Real Mosquitto, the real hub, and devices that are processes of their own with outboxes on disks of their own. People
and officers ask without end; what they are told is witnessed outside.
"""

from __future__ import annotations

import queue
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from broker_config.run import Broker, start
from demo.hall_file import device, write_hall
from demo.programs import Program, start_hub
from hall_core.device.hall_file import load
from hall_core.domain.hall import Hall, evolve
from tests.faults.checker import Ledger
from tests.faults.ends import Ends
from tests.faults.left import Left
from tests.faults.nursery import Nursery
from tests.faults.witness import Bell
from tests.flows.conftest import Device
from tests.flows.test_race import wait_until_said, what_is_so

DIGITS, OWN, RESERVE = 5, 49_999, 10_000
"""Of numbers; the hub's last one; how many each kiosk has of its own."""
LOADED = (
    "hall_hub.__main__",
    "tests.faults.blind_kiosk",
    "tests.faults.blind_board",
    "tests.faults.officer",
    "tests.faults.voter",
    "tests.faults.points",
    "tests.faults.hasty_copier",
    "hall_hub.backup.restore",
    "hall_core.mqtt.client",
    "hall_core.mqtt.caring",
)
PROGRAM = {"kiosk": "blind_kiosk", "bang": "blind_board", "goi": "officer", "pad": "voter"}
"""The first part of a device's id to its program."""
PATIENCE = 90.0
"""Seconds for a hall to come to rest on a busy machine."""
POLICY = """
[policy]
recalls_most = 20
recall_gap_s = 0
stay_minutes = 600
"""


def write(file: Path, *, kiosks: int = 2, counters: int = 3, reserves: bool = True) -> Path:
    """Two services, two boards, a pad at each counter; kiosks with reserves; nobody thinks twice about waiting."""
    write_hall(file, counters=counters, kiosks=kiosks, digits=DIGITS, voice=False)
    bands = "".join(
        f"\nreserve.kiosk-{n} = [{OWN + 1 + (n - 1) * RESERVE}, {OWN + n * RESERVE}]" for n in range(1, kiosks + 1)
    )
    text = file.read_text(encoding="utf-8").replace("last = 99999 }", f"last = {OWN} }}{bands if reserves else ''}")
    pads = "".join(
        f'\n[[devices]]\nrole = "pad"\nid = "pad-{n}"\ncounter = "quay-{n}"\n' for n in range(1, counters + 1)
    )
    file.write_text(text + device("board", "bang-2", voice=False) + pads + POLICY, encoding="utf-8")
    return file


class FaultHall(Left):
    """``folder`` has what each part keeps; ``env`` is what each of them is started with beside the usual."""

    def __init__(
        self,
        folder: Path,
        nursery: Nursery,
        *,
        seed: int = 1,
        kiosks: int = 2,
        counters: int = 3,
        pause: float = 0.05,
        wait: float = 2.0,
        reserves: bool = True,
        hub_env: dict[str, str] | None = None,
    ) -> None:
        self.seed = seed
        self.nursery = nursery
        folder.mkdir(parents=True, exist_ok=True)
        self.file = write(folder / "hall.toml", kiosks=kiosks, counters=counters, reserves=reserves)
        super().__init__(folder, load(self.file))
        self.witness.mkdir()
        self.bell = Bell(self.witness)
        self.pause, self.wait = pause, wait
        self.hub_env = hub_env or {}
        self.env: dict[str, dict[str, str]] = {}
        """Device to its environment."""
        self.ends = Ends()
        self.broker: Broker = start(self.plan, None, folder / "broker")
        self.ends.began("broker", self.broker)
        self.addresses: dict[str, tuple[str, int]] = {}
        """Where a device finds the broker, when something stands between."""
        self.port = self.broker.port
        self.devices: dict[str, Program] = {}
        self.hub: Program = self.start_hub()

    @property
    def address(self) -> tuple[str, int]:
        return self.broker.host, self.port

    def start_hub(self, *, wait: bool = True, wrap: Callable[[list[str]], list[str]] | None = None) -> Program:
        self.ends.look()
        started = partial(Program, popen=self.nursery.popen, env=self.hub_env, wrap=wrap)
        self.hub = start_hub(
            self.file, self.folder / "hub", self.address, unlimited=True, quiet=not wait, started=started
        )
        self.ends.began("hub", self.hub)
        return self.hub

    def start_broker(self, *, forgotten: bool = False) -> None:
        """On its old port. ``forgotten``: of what it kept, nothing is left."""
        self.ends.look()
        if forgotten:
            for file in (self.folder / "broker" / "data").iterdir():
                file.unlink()
        self.broker = start(self.plan, self.port, self.folder / "broker")
        self.ends.began("broker", self.broker)

    def start_device(
        self,
        id: str,
        *,
        most: int | None = None,
        wrap: Callable[[list[str]], list[str]] | None = None,
        data: Path | None = None,
    ) -> Program:
        self.ends.look()
        host, port = self.addresses.get(id, self.address)
        given: dict[str, Any] = {
            "hall": self.file,
            "device": id,
            "data": data or self.folder / id,
            "broker": f"{host}:{port}",
            "witness": self.witness,
            "seed": self.seed,
            "pause": self.pause,
            "wait": self.wait,
        }
        if most is not None:
            given["most"] = most
        arguments = [word for name, value in given.items() for word in (f"--{name}", str(value))]
        module = f"tests.faults.{PROGRAM[id.split('-', maxsplit=1)[0]]}"
        log = self.folder / f"{id}.log"
        program = Program(id, module, arguments, log, popen=self.nursery.popen, env=self.env.get(id), wrap=wrap)
        self.devices[id] = program
        self.ends.began(id, program)
        return program

    def start_devices(self) -> None:
        for id in self.ids:
            self.start_device(id)

    def stop(self, *kinds: str) -> None:
        """Devices whose ids begin with one of these."""
        for id in [id for id in self.devices if id.startswith(kinds)]:
            self.devices.pop(id).kill()

    def let_it_run(self, seconds: float) -> None:
        time.sleep(seconds)

    def settle(self) -> None:
        """Nobody comes any more; every box is started again and told the last of what it has to tell."""
        self.ends.look()
        self.stop("")
        if self.hub.process.poll() is not None:
            self.start_hub()
        tellers = [id for id in self.ids if not id.startswith("goi")]
        for id in tellers:
            self.start_device(id, most=0)
        self.until(lambda: all(self.at_rest(id) and self.links(id) > 0 for id in tellers), "all facts told")
        self.until(lambda: self.unseen() == 0, "every call seen or not")
        self.stop("")
        if not all(self.at_rest(id) for id in tellers):
            self.settle()  # a board that has just come back tells once more what stands on it

    def faults(self) -> list[str]:
        """What it has promised and not kept, once it is settled."""
        return [*self.judged(), *self._live_differs(), *self.ends.faults()]

    def links(self, id: str) -> int:
        """How often the device has been linked, by its log."""
        log = self.folder / f"{id}.log"
        return log.read_text(errors="replace").count("linked to the broker") if log.exists() else 0

    def until(self, so: Callable[[], bool], what: str) -> None:
        until(so, what, self.state_of)

    def _live_differs(self) -> list[str]:
        """What the hub says, heard by somebody who comes anew, is what its ledger says."""
        listen = [("counter", "+"), ("service", "+"), ("zone", "+")]
        ear = Device("tai-nghe", self.folder, self.address, *listen)
        now = Hall(self.plan)
        for event, at in Ledger(self.ledger).happened:
            evolve(now, event, at)
        try:
            wait_until_said(ear, what_is_so(now))
        except queue.Empty:
            return ["what the hub says is not what its ledger says"]
        finally:
            ear.stop()
        return []

    def close(self) -> None:
        """All at once, as it stands."""
        self.stop("")
        self.hub.kill()
        self.broker.kill()
        self.bell.close()


def until(so: Callable[[], bool], what: str, state: Callable[[], str]) -> None:
    """Looks until it is so; AssertionError when it never is."""
    deadline = time.monotonic() + PATIENCE
    while not so():
        if time.monotonic() > deadline:
            raise AssertionError(f"not in {PATIENCE:g} s: {what}; {state()}")
        time.sleep(0.02)
