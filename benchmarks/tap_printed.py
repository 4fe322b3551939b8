"""Tap on the last tile → last byte of the ticket at the printer, through the real kiosk, broker, hub and ledger.

The finger is a fake kernel device, and the clock starts as it leaves the glass; it stops when a printer on this
machine has the order to cut, which is the last of the bytes. In between lies the number's durable record in the ledger.
Beside it, after each ticket: a number asked of the same hub by a bare client, and the same bytes sent as they are.
"""

from __future__ import annotations

import socket
import tempfile
import threading
import time
from pathlib import Path

from benchmarks.command_answer import Client
from benchmarks.report import Figure, Goal, percentile
from benchmarks.start_memory import SCREENLESS
from broker_config.run import start
from demo.glass import SETTLED, Glass
from demo.hall_file import write_hall
from demo.hands import FakeInputs, Touchscreen
from demo.paper import CUT, Command, PaperPrinter
from demo.programs import Program, start_hub
from hall_core.device.hall_file import load
from hall_core.domain.commands import IssueTicket

TICKETS = 200
WARM_UP = 5
HOLD = 0.05
"""Seconds that a finger stays on the glass."""
PAUSE = SETTLED + 0.1
"""Seconds from one finger to the next. A page settles from when it stands there, which on a busy machine is later than
the tap before: a tap that comes too early is none, and the bench would wait for a paper that nobody asked for."""
PATIENCE = 20.0
ISSUE = IssueTicket(service="khai-sinh")


class Stopwatch(PaperPrinter):
    """A printer that keeps no paper but tells when it had the order to cut, and how many bytes came before."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.cut = threading.Event()
        self.cut_at = 0.0
        self.bytes = 0

    def _take(self, client: socket.socket, command: Command) -> None:
        name, data = command
        if name == CUT:
            self.cut_at = time.perf_counter()
            self.cut.set()
        if name != CUT:
            self.bytes = max(self.bytes, len(name) + len(data))
            super()._take(client, command)


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = Path(name)
        hall = write_hall(folder / "hall.toml", kiosks=2, counters=1)
        broker = start(load(hall), None, folder / "broker")
        hub = start_hub(hall, folder / "hub", broker.address)
        try:
            printer = Stopwatch(folder / "paper")
            with printer:
                ours, bare = _run(folder, hall, broker.address, printer)
        finally:
            hub.stop()
            broker.stop()
    beside = "bare answer + bare send"
    p50, p99 = percentile(ours, 50), percentile(ours, 99)
    return [
        Figure(
            name="tap → printer bytes flushed, p50",
            value=p50,
            unit="ms",
            beside=percentile(bare, 50),
            beside_name=beside,
        ),
        Figure(
            name="tap → printer bytes flushed, p99",
            value=p99,
            unit="ms",
            beside=percentile(bare, 99),
            beside_name=beside,
            goal=Goal(120, "ms"),
        ),
    ]


def _run(folder: Path, hall: Path, broker: tuple[str, int], printer: Stopwatch) -> tuple[list[float], list[float]]:
    """Milliseconds of each ticket, and of the bare thing after it."""
    data, inputs, touch = folder / "kiosk", folder / "inputs", Touchscreen()
    data.mkdir()
    inputs.mkdir()
    own = ["--hall", str(hall), "--broker", f"{broker[0]}:{broker[1]}", "--device", "kiosk-1", "--data", str(data)]
    extra = ["--offscreen", "--touch", touch.path, "--printer", printer.url]
    client, sink = Client("kiosk-2", broker), Sink()
    ours: list[float] = []
    bare: list[float] = []
    with FakeInputs(inputs, touch) as fake:
        kiosk = Program("kiosk-1", "kiosk_app", [*own, *extra], data / "output.log", wrap=fake.command, env=SCREENLESS)
        try:
            kiosk.wait_for("linked to the broker", 40)
            glass = Glass(kiosk, data, touch)
            way = [_where(glass, touch, words) for words in ("Chạm vào đây để bắt đầu", "Hộ tịch", "Khai sinh")]
            done = _where(glass, touch, "Xong")
            for n in range(TICKETS + WARM_UP):
                took = _ticket(touch, printer, way, done)
                beside = client.ask(ISSUE) * 1e3 + sink.send(bytes(printer.bytes)) * 1e3
                if n >= WARM_UP:
                    ours.append(took)
                    bare.append(beside)
        finally:
            kiosk.stop()
    client.close()
    sink.close()
    return ours, bare


def _where(glass: Glass, touch: Touchscreen, words: str) -> tuple[float, float]:
    """Where on the glass one taps for it; it is tapped there."""
    glass.wait_for(words)
    time.sleep(SETTLED)
    tap = next(tap for tap in glass.look()["taps"] if words in tap["words"])
    touch.tap(tap["x"], tap["y"])
    return tap["x"], tap["y"]


def _ticket(touch: Touchscreen, printer: Stopwatch, way: list[tuple[float, float]], done: tuple[float, float]) -> float:
    """Milliseconds from the last tap on the way to the cut."""
    lifted = 0.0
    printer.cut.clear()
    for x, y in way:
        time.sleep(PAUSE)
        touch.down(x, y)
        time.sleep(HOLD)
        lifted = time.perf_counter()
        touch.up()
    if not printer.cut.wait(PATIENCE):
        raise TimeoutError("no ticket was printed")
    took = (printer.cut_at - lifted) * 1e3
    time.sleep(PAUSE)
    touch.tap(*done)
    return took


class Sink:
    """Somebody on this machine who takes bytes, and says when it has them all."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self._line = socket.create_connection(self._door.getsockname())
        self._end, _ = self._door.accept()

    def send(self, data: bytes) -> float:
        """Seconds until the last byte has arrived."""
        begun = time.perf_counter()
        sender = threading.Thread(target=self._line.sendall, args=(data,))
        sender.start()
        left = len(data)
        while left > 0:
            left -= len(self._end.recv(65536))
        took = time.perf_counter() - begun
        sender.join()
        return took

    def close(self) -> None:
        for each in (self._line, self._end, self._door):
            each.close()
