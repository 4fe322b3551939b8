"""Printers to test against: one that answers by rule, and emupos, which nobody here wrote."""

from __future__ import annotations

import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hall_core.contract.messages import Problem
from hall_core.ui.translate import Words
from kiosk_app.devices import printer_talk
from kiosk_app.devices.printer import Outcome, PrintWorker
from kiosk_app.devices.printer_watch import Place
from kiosk_app.devices.ticket import TicketFace

WAIT = 8.0  # seconds after which something that should have happened has not
START_SECONDS = 20.0  # emupos loads a web server first


class Office:
    """What the shell around the print worker hears, and can wait for."""

    def __init__(self) -> None:
        self.done: dict[str, Outcome] = {}
        self.problems: list[tuple[Problem, bool]] = []
        self._changed = threading.Condition()

    def told_done(self, ticket: str, outcome: Outcome) -> None:
        with self._changed:
            self.done[ticket] = outcome
            self._changed.notify_all()

    def told_problem(self, problem: Problem, present: bool) -> None:
        with self._changed:
            self.problems.append((problem, present))
            self._changed.notify_all()

    def reason(self, ticket: str) -> str | None:
        """The reason told for ``ticket``, None for printed; waits for it."""
        return self.outcome(ticket).reason

    def outcome(self, ticket: str) -> Outcome:
        with self._changed:
            assert self._changed.wait_for(lambda: ticket in self.done, WAIT), f"nothing was told of {ticket}"
            return self.done[ticket]

    def hears(self, problem: Problem, present: bool) -> None:
        """Wait until this is the last thing said of ``problem``."""

        def last() -> bool | None:
            return next((there for name, there in reversed(self.problems) if name == problem), None)

        with self._changed:
            assert self._changed.wait_for(lambda: last() is present, WAIT), (
                f"{problem} {present} not in {self.problems}"
            )


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def working(office: Office, tmp_path: Path, english_too: Words) -> Iterator[Callable[..., PrintWorker]]:
    """Makes a started print worker that tells the office; stopped at the end of the test."""
    stops: list[Callable[[], None]] = []

    def make(url: str, dots: int = 576, *, spare: str = "", spare_dots: int = 576) -> PrintWorker:
        places = [Place(url=url, dots=dots)] + [Place(url=spare, dots=spare_dots, name="spare")] * bool(spare)
        worker = PrintWorker(
            places,
            tmp_path,
            done=office.told_done,
            problem=office.told_problem,
            look_every=0.05,
            spare_every=0.05,
            words=english_too,
        )
        stops.append(worker.start())
        return worker

    yield make
    for stop in stops:
        stop()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for silent and stuck printers as long as needed to tell that they are."""
    monkeypatch.setattr(printer_talk, "ANSWER_SECONDS", 0.5)
    monkeypatch.setattr(printer_talk, "PAPER_SECONDS", 2.0)
    monkeypatch.setattr(printer_talk, "ROWS_A_SECOND", 5000)


class RuledPrinter:
    """A TCP printer that hands all that it receives to ``rule`` and sends back what that returns; None hangs up."""

    def __init__(self, rule: Callable[[bytes], bytes | None], port: int = 0) -> None:
        self._rule = rule
        self._door = socket.create_server(("127.0.0.1", port))
        self._thread = threading.Thread(target=self._run)
        self._client: socket.socket | None = None
        self.url = f"tcp://127.0.0.1:{self._door.getsockname()[1]}"

    def _run(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            with client:
                self._client = client
                try:
                    while (heard := client.recv(65536)) and (answer := self._rule(heard)) is not None:
                        client.sendall(answer)
                except ConnectionError:
                    continue

    def __enter__(self) -> RuledPrinter:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        if self._client is not None and self._client.fileno() >= 0:
            self._client.shutdown(socket.SHUT_RDWR)
        self._thread.join()


@pytest.fixture
def ruled() -> type[RuledPrinter]:
    return RuledPrinter


@pytest.fixture
def face() -> TicketFace:
    """An ordinary ticket."""
    return TicketFace(
        hall="Trung tâm Phục vụ hành chính công tỉnh Thanh Hóa",
        address="28 Đại lộ Lê Lợi, phường Hạc Thành",
        hotline="1900 0000",
        number="A012",
        service="Đăng ký khai sinh",
        counters="Quầy 1, 2, 5",
        zone="Khu A – Tầng 1",
        time="08:05, 23/11/2026",
        ahead=7,
        estimate_minutes=25,
        qr="https://motcua.example/p/01938f7e-2c41-7b3a-9d55-0c1f2a3b4c5d",
    )


class Emupos:
    """The simulator of other people, with two printers: ``wide`` (576 dots) and ``narrow`` (384, also serial)."""

    def __init__(self, folder: Path, api: int, wide: int, narrow: int) -> None:
        self._api = f"http://127.0.0.1:{api}/api/v1/devices"
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
        self._ports = {"wide": wide, "narrow": narrow}
        self.serial = folder / "emupos" / "narrow"

    def url(self, device: str) -> str:
        return f"tcp://127.0.0.1:{self._ports[device]}"

    def fault(self, device: str, fault: str, active: bool) -> None:
        self._ask("PUT" if active else "DELETE", f"{device}/faults/{fault}")

    def receipts(self, device: str) -> list[dict[str, str]]:
        """Newest first."""
        return json.loads(self._ask("GET", f"{device}/receipts"))

    def newest(self, device: str, path: Path) -> Path:
        """The newest receipt of ``device`` as a PNG file."""
        path.write_bytes(self._ask("GET", f"{device}/receipts/latest/image"))
        return path

    def _ask(self, method: str, path: str) -> bytes:
        with self._open(urllib.request.Request(f"{self._api}/{path}", method=method), timeout=WAIT) as answer:
            return answer.read()


CONFIG = """\
schema: 1
api: {{ host: 127.0.0.1, port: {api} }}
devices:
  - {{ id: wide, type: printer, profile: epson-tm-t20iii, connections: [{{ tcp: {{ port: {wide} }} }}] }}
  - id: narrow
    type: printer
    profile: ./narrow.yaml
    connections: [{{ tcp: {{ port: {narrow} }} }}, {{ serial: {{ pty: true }} }}]
"""
NARROW = """\
type: printer
name: 58 mm printer
dpi: 203
width_dots: 384
font_a: { width: 12, height: 24 }
font_b: { width: 9, height: 17 }
code_pages: { 0: PC437 }
default_code_page: 0
drawer_sensor_open_level: high
serial: { baud: 115200, data_bits: 8, parity: none, stop_bits: 1 }
"""


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody uses now."""
    doors = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [door.getsockname()[1] for door in doors]
    for door in doors:
        door.close()
    return ports


@pytest.fixture(scope="module")
def emupos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emupos]:
    """emupos, started once for a module of tests."""
    program = os.environ.get("MOTCUA_EMUPOS") or shutil.which("emupos")
    if program is None:
        pytest.skip("needs emupos: pip install emupos==0.4.0 (Python 3.13 or newer), its path in MOTCUA_EMUPOS")
    folder = tmp_path_factory.mktemp("emupos")
    api, wide, narrow = free_ports(3)
    (folder / "emupos.yaml").write_text(CONFIG.format(api=api, wide=wide, narrow=narrow))
    (folder / "narrow.yaml").write_text(NARROW)
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
    running = subprocess.Popen(
        # Started in the background, a shell has it ignore the only signal that ends it well.
        ["env", "--default-signal=INT", program, "run", "--config", str(folder / "emupos.yaml")],
        env=environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said: queue.SimpleQueue[str] = queue.SimpleQueue()
    reader = threading.Thread(target=lambda: [said.put(line) for line in running.stdout or ()])
    reader.start()
    try:
        lines: list[str] = []
        while not lines or "Showing events" not in lines[-1]:
            try:
                lines.append(said.get(timeout=START_SECONDS))
            except queue.Empty:
                pytest.fail(f"emupos did not start: {''.join(lines)}")
        yield Emupos(folder, api, wide, narrow)
    finally:
        running.send_signal(signal.SIGINT)
        try:
            running.wait(WAIT)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait(WAIT)
        reader.join(WAIT)
        if running.stdout:
            running.stdout.close()
