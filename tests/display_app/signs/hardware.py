"""Displays for the program's far end of a serial line, built from docs/signs.md and from nothing of ours."""

from __future__ import annotations

import os
import select
import threading
import time
import tty
from collections.abc import Callable, Iterable
from pathlib import Path

PATIENCE = 20.0
"""Seconds until a test gives up on something that must happen; a silent display alone is asked every two."""

SEGMENTS = {
    "abcdef": "0", "bc": "1", "abdeg": "2", "abcdg": "3", "bcfg": "4", "acdfg": "5", "acdefg": "6", "abc": "7",
    "abcdefg": "8", "abcdfg": "9", "abcefg": "A", "cdefg": "B", "adef": "C", "bcdeg": "D", "adefg": "E", "aefg": "F",
    "bcefg": "H", "bcde": "J", "def": "L", "ceg": "N", "cdeg": "O", "abefg": "P", "eg": "R", "defg": "T",
    "bcdef": "U", "bcdfg": "Y", "": " ", "g": "-", "d": "_",
}  # fmt: skip
"""Lit segments to what a person reads."""


def read_cell(cell: int) -> str:
    return SEGMENTS["".join(name for bit, name in enumerate("abcdefg") if cell >> bit & 1)]


def checksum(data: Iterable[int]) -> int:
    """CRC-16/CCITT-FALSE, bit by bit."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ (0x1021 if crc & 0x8000 else 0)) & 0xFFFF
    return crc


class Decoder:
    """What every display makes of the bytes on its line: (kind, address, number, payload)."""

    def __init__(self) -> None:
        self._bytes: list[int] = []

    def take(self, byte: int) -> tuple[int, int, int, bytes] | None:
        if byte >= 0x80:
            self._bytes = [byte]
            return None
        if not self._bytes:
            return None
        self._bytes.append(byte)
        got = self._bytes
        if len(got) < 5 or len(got) < 8 + got[4]:
            return None
        self._bytes = []
        body, (high, middle, low) = got[:-3], got[-3:]
        if checksum(body) != high * 16_384 + middle * 128 + low:
            return None
        return body[0] - 0x80, body[1] * 128 + body[2], body[3], bytes(body[5:])


class Line:
    """A serial line that can be pulled out. ``handle`` takes each byte and gives what is answered."""

    def __init__(self, path: Path, handle: Callable[[int], bytes]) -> None:
        self._path = path
        self._handle = handle
        self.heard = bytearray()
        self.changed = threading.Condition()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        path.unlink(missing_ok=True)
        path.symlink_to(os.ttyname(self._slave))
        self._stopped, self._stop = os.pipe()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def say(self, data: bytes) -> None:
        """Noise."""
        os.write(self._master, data)

    def unplug(self) -> None:
        """The program, if it has the line open, is hung up on."""
        if self._thread.is_alive():
            os.write(self._stop, b"\0")
            self._thread.join(PATIENCE)
            self._path.unlink(missing_ok=True)
            for fd in (self._slave, self._master, self._stop, self._stopped):
                os.close(fd)

    def comes_to(self, happen: Callable[[], bool]) -> bool:
        with self.changed:
            return self.changed.wait_for(happen, PATIENCE)

    def _run(self) -> None:
        while self._stopped not in (ready := select.select([self._master, self._stopped], [], [])[0]):
            assert ready
            for byte in os.read(self._master, 256):
                with self.changed:
                    self.heard.append(byte)
                    answer = self._handle(byte)
                    self.changed.notify_all()
                if answer:
                    os.write(self._master, answer)


class SegmentDisplays:
    """Displays that answer; ``deaf`` ones do not, and ``loses`` says which bytes never come through."""

    def __init__(self, path: Path, addresses: Iterable[int], digits: int = 4) -> None:
        self.path, self.digits = path, digits
        self.shown = dict.fromkeys(addresses, "")
        """Address to what is read there; ``!`` behind it when it blinks."""
        self.levels = dict.fromkeys(self.shown, 15)
        self.frames: list[tuple[int, str]] = []
        self.deaf: set[int] = set()
        self.loses: Callable[[int], bool] = lambda _: False
        self._decoder = Decoder()
        self._bytes = 0
        self.line = Line(path, self._take)

    def plug_in_again(self) -> None:
        self.line = Line(self.path, self._take)

    def power_cut(self, address: int) -> None:
        self.shown[address] = ""

    def show(self, **wanted: str) -> bool:
        """Whether they come to show this: ``show(a3="A012!")``."""
        return self.line.comes_to(lambda: all(self.shown[int(key[1:])] == text for key, text in wanted.items()))

    def _take(self, byte: int) -> bytes:
        self._bytes += 1
        if self.loses(self._bytes):
            return b""
        frame = self._decoder.take(byte)
        if frame is None:
            return b""
        kind, address, number, payload = frame
        if kind != 0x01:
            return b""
        mine = set(self.shown) if address == 255 else {address} & set(self.shown)
        for one in mine - self.deaf:
            blinks, self.levels[one] = payload[0] & 1, payload[0] >> 1
            self.shown[one] = "".join(map(read_cell, payload[1:])).strip() + ("!" if blinks else "")
            self.frames.append((one, self.shown[one]))
        return answer(0x41, address, number) if address in mine - self.deaf else b""


def answer(kind: int, address: int, number: int) -> bytes:
    body = [0x80 + kind, address // 128, address % 128, number, 0]
    crc = checksum(body)
    return bytes([*body, crc // 16_384, crc // 128 % 128, crc % 128])


class AlphaSigns:
    """Signs that say nothing: what each holds as its priority text, with ``!`` when it flashes."""

    def __init__(self, path: Path, addresses: Iterable[int]) -> None:
        self.shown = dict.fromkeys(addresses, "")
        self.dimmed: list[tuple[int, str]] = []
        self._packet = bytearray()
        self.line = Line(path, self._take)

    def show(self, **wanted: str) -> bool:
        return self.line.comes_to(lambda: all(self.shown[int(key[1:])] == text for key, text in wanted.items()))

    def _take(self, byte: int) -> bytes:
        self._packet.append(byte)
        if byte == 0x04:
            packet, self._packet = bytes(self._packet), bytearray()
            head, _, rest = packet.partition(b"\x02")
            body, _, tail = rest.partition(b"\x03")
            total = sum(body) + 2 + 3
            if head[-8:-3] == bytes(4) + b"\x01" and head[-3:-2] == b"Z" and tail == b"%04X\x04" % total:
                self._obey(int(head[-2:], 16), body)
        return b""

    def _obey(self, address: int, body: bytes) -> None:
        mine = list(self.shown) if address == 0 else [address]
        for one in mine:
            if body[:3] == b"A0\x1b":
                text = body[5:].decode("ascii").strip()
                self.shown[one] = text + ("!" if body[4:5] == b"c" else "")
            elif body[:2] == b"E/":
                self.dimmed.append((one, body[2:].decode("ascii")))


def within(happen: Callable[[], bool]) -> bool:
    """Whether it comes about."""
    ends = time.monotonic() + PATIENCE
    while not happen():
        if time.monotonic() > ends:
            return False
        time.sleep(0.02)
    return True
