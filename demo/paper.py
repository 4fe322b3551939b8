"""A printer for the demonstration: ESC/POS over TCP on this machine; every ticket it cuts becomes a PNG.

    with PaperPrinter(folder) as printer:
        start_a_kiosk_with(printer.url)
        first = printer.wait_for(1)[0]
        printer.fault = "paper-out"  # and the kiosk knows within two seconds
        printer.strikes("cutter-jam")  # in the middle of the next one

Like a real one it answers status questions at once even while it cannot print, keeps what it was sent until the
fault is over, and answers GS r only when all that came before is on paper.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from PIL import Image

Fault = Literal["none", "paper-low", "paper-out", "cover-open", "cutter-jam", "slow", "silent"]
Command = tuple[bytes, bytes]  # its name, and the bytes behind it

WELL = 0x12
ANSWERS: dict[Fault, tuple[int, int, int, int]] = {
    "none": (WELL, WELL, WELL, WELL),
    "paper-low": (WELL, WELL, WELL, WELL | 0x0C),
    "paper-out": (WELL | 0x08, WELL | 0x20, WELL, WELL | 0x6C),
    "cover-open": (WELL | 0x08, WELL | 0x04, WELL, WELL),
    "cutter-jam": (WELL | 0x08, WELL | 0x40, WELL | 0x08, WELL),
    "slow": (WELL, WELL, WELL, WELL),
}
"""To DLE EOT 1..4 (Epson ESC/POS reference); slow says that it is well and prints nothing, silent answers nothing."""
PRINTS: tuple[Fault, ...] = ("none", "paper-low")

INIT, RASTER, CUT, IN_ORDER, ASK = b"\x1b@", b"\x1dv0", b"\x1dV", b"\x1dr", b"\x10\x04"
LINES, DOTS, LF = b"\x1bd", b"\x1bJ", b"\n"
COUNTS = {INIT: 0, RASTER: 5, CUT: 1, IN_ORDER: 1, ASK: 1, LINES: 1, DOTS: 1, LF: 0}
"""What it knows, and how many bytes always follow."""
LINE = 30
"""Dots that a line feed moves the paper (1/6 inch)."""


def next_command(stream: bytes) -> Command | None:
    """The command at the front of ``stream``; None when more has to come. Raises ValueError for an unknown one."""
    name = next((name for name in COUNTS if stream.startswith(name)), None)
    if name is None:
        if any(known.startswith(stream) for known in COUNTS):
            return None
        raise ValueError(f"the paper printer does not know {stream[:8].hex(' ')}")
    count = COUNTS[name]
    rest = stream[len(name) :]
    if len(rest) < count:
        return None
    if name == RASTER:
        count += int.from_bytes(rest[1:3], "little") * int.from_bytes(rest[3:5], "little")
    elif name == CUT and rest[:1] in (b"A", b"B"):
        count += 1
    return (name, rest[:count]) if len(rest) >= count else None


class Roll:
    """The paper since the last cut."""

    def __init__(self) -> None:
        self._pieces: list[tuple[int, Image.Image]] = []
        self._y = 0

    def carry_out(self, command: Command) -> None:
        name, data = command
        if name == RASTER:
            size = int.from_bytes(data[1:3], "little") * 8, int.from_bytes(data[3:5], "little")
            self._pieces.append((self._y, Image.frombytes("1", size, data[5:], "raw", "1;I")))
            self._y += size[1]
        elif name in (LINES, DOTS, LF):
            self._y += data[0] if name == DOTS else LINE * (data[0] if data else 1)

    def cut(self) -> Image.Image | None:
        """The ticket, without what was only fed behind its last dots; None when nothing was printed."""
        pieces, self._pieces, self._y = self._pieces, [], 0
        if not pieces:
            return None
        ticket = Image.new("1", (max(p.width for _, p in pieces), max(y + p.height for y, p in pieces)), 255)
        for y, piece in pieces:
            ticket.paste(piece, (0, y))
        return ticket


class PaperPrinter:
    """One printer and the folder in which its tickets fall, as ``ticket-001.png`` and so on.

    It speaks with one at a time, as network printers do. All of it may be used from any thread.
    """

    def __init__(self, folder: Path, on_cut: Callable[[Path], None] | None = None) -> None:
        """``on_cut`` is called with each finished file, on the printer's thread."""
        self._folder = folder
        self._on_cut = on_cut
        self._fault: Fault = "none"
        self._next: Fault = "none"
        self._tickets: list[Path] = []
        self._roll = Roll()
        self._held: list[Command] = []
        self._nonsense = ""
        self._changed = threading.Condition(threading.RLock())
        self._door = socket.create_server(("127.0.0.1", 0))
        self._client: socket.socket | None = None
        self._thread = threading.Thread(target=self._run, name="paper printer")

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self._door.getsockname()[1]}"

    @property
    def fault(self) -> Fault:
        return self._fault

    @fault.setter
    def fault(self, fault: Fault) -> None:
        """What was held back while it could not print comes out when it can."""
        with self._changed:
            self._fault = fault
            self._work()

    def strikes(self, fault: Fault) -> None:
        """``fault`` comes while the next ticket is printed: a jam when it is to be cut, all else half way down."""
        with self._changed:
            self._next = fault

    def wait_for(self, count: int, timeout: float = 10.0) -> list[Path]:
        """All tickets, once there are ``count``. Raises TimeoutError, or ValueError if it was sent nonsense."""
        with self._changed:
            enough = self._changed.wait_for(lambda: len(self._tickets) >= count or self._nonsense, timeout)
            if self._nonsense:
                raise ValueError(self._nonsense)
            if not enough:
                raise TimeoutError(f"{len(self._tickets)} of {count} tickets after {timeout:.0f} s")
            return list(self._tickets)

    def papers(self) -> list[Path]:
        """All tickets so far."""
        with self._changed:
            return list(self._tickets)

    def __enter__(self) -> PaperPrinter:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Switch it off; whoever speaks with it hears the end of the connection."""
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        with self._changed:
            if self._client is not None:
                self._client.shutdown(socket.SHUT_RDWR)
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:  # the door was closed
                return
            with client:
                with self._changed:
                    self._client = client
                try:
                    self._serve(client)
                except ConnectionError:
                    pass  # the kiosk went away in the middle; the next one may come
                except ValueError as error:
                    with self._changed:
                        self._nonsense = str(error)
                        self._changed.notify_all()
                with self._changed:
                    self._client = None

    def _serve(self, client: socket.socket) -> None:
        stream = b""
        while heard := client.recv(65536):
            stream += heard
            with self._changed:
                while command := next_command(stream):
                    stream = stream[sum(map(len, command)) :]
                    self._take(client, command)

    def _take(self, client: socket.socket, command: Command) -> None:
        name, data = command
        if name != ASK:
            self._held.append(command)
            self._work()
        elif self._fault != "silent" and 1 <= data[0] <= 4:
            client.sendall(bytes([ANSWERS[self._fault][data[0] - 1]]))

    def _work(self) -> None:
        """Print what is held, as far as that is possible now."""
        while self._held and self._fault in PRINTS:
            if self._struck(self._held[0]):
                continue
            command = self._held.pop(0)
            if command[0] == IN_ORDER:
                if self._client is not None:
                    self._client.sendall(b"\0" if self._fault == "none" else b"\x03")
            elif command[0] != CUT:
                self._roll.carry_out(command)
            elif (ticket := self._roll.cut()) is not None:
                self._keep(ticket)

    def _struck(self, command: Command) -> bool:
        """Whether the fault that was to come has come, at this command; half of a picture is printed before."""
        name, data = command
        if self._next == "none" or name != (CUT if self._next == "cutter-jam" else RASTER):
            return False
        self._fault, self._next = self._next, "none"
        if name == RASTER:
            width, rows = data[1:3], int.from_bytes(data[3:5], "little")
            end = 5 + int.from_bytes(width, "little") * (rows // 2)
            self._roll.carry_out((RASTER, data[:3] + (rows // 2).to_bytes(2, "little") + data[5:end]))
            self._held[0] = RASTER, data[:3] + (rows - rows // 2).to_bytes(2, "little") + data[end:]
        return True

    def _keep(self, ticket: Image.Image) -> None:
        path = self._folder / f"ticket-{len(self._tickets) + 1:03}.png"
        ticket.save(path)
        self._tickets.append(path)
        self._changed.notify_all()
        if self._on_cut is not None:
            self._on_cut(path)
