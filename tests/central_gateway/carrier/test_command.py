from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from queue import Queue

import pytest

from central_gateway.engine.run import HOST, Node
from central_gateway.store import shelves
from central_gateway.store.connection import Db
from hall_core.contract.codec import decode
from tests.central_gateway.engine.mqtt_client import Bridge
from tests.central_gateway.played_hall import PlayedHall

ROOT = Path(__file__).parents[3]
WITHIN = 40.0
"""Seconds: a busy machine may take long."""


class Program:
    """A real one; what it writes to stderr comes line by line."""

    def __init__(self, *command: str) -> None:
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        self.lines: Queue[bytes] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line)

    def wait_for(self, word: bytes) -> bytes:
        while True:
            line = self.lines.get(timeout=WITHIN)
            if word in line:
                return line

    def end(self, how: signal.Signals = signal.SIGKILL) -> int:
        os.kill(self.process.pid, how)
        return self.process.wait(WITHIN)


@pytest.fixture
def programs() -> Iterator[list[Program]]:
    started: list[Program] = []
    yield started
    for program in started:
        program.process.kill()
        program.process.wait()
        if program.process.stdout is not None:
            program.process.stdout.close()


@pytest.mark.timeout(120)
def test_of_two_carriers_the_other_goes_on_when_one_is_killed(
    db: Db, database: str, nats_node: Node, tmp_path: Path, programs: list[Program]
) -> None:
    config = tmp_path / "central.toml"
    config.write_text(
        f'[store]\nurl = "{database}"\n[broker]\nkind = "nats"\nservers = ["{nats_node.server}"]\nreplicas = 1\n'
    )
    hall = PlayedHall(db, "thu", ["dossiers"])
    hall.hello()

    def carrier() -> Program:
        programs.append(Program(sys.executable, "-m", "central_gateway", "carry", "--config", str(config)))
        return programs[-1]

    def arrives(key: str) -> None:
        while key not in hall.sets["dossiers"].shown:
            hall.hear(decode("centre-down", bridge.heard.get(timeout=WITHIN)[1]).body)
        hall.hello()

    with closing(Bridge((HOST, nats_node.mqtt), "thu")) as bridge:
        one = carrier()
        one.wait_for(b"carries")
        other = carrier()
        other.wait_for(b"another one carries")
        shelves.put(db, "dossiers", "thu", {"H41.16-210612-0001": b"1"})
        arrives("H41.16-210612-0001")
        one.end()
        shelves.put(db, "dossiers", "thu", {"H41.16-210612-0002": b"2"})
        arrives("H41.16-210612-0002")
        assert other.end(signal.SIGTERM) == 0
