"""Runs a program that ends itself, as SIGKILL would, when it comes to a named point for the n-th time:
``python -m tests.faults.points FILE POINT#N MODULE …``.

The program knows nothing of it: its parts are wrapped before it starts. A point stands before each step that something
outside could notice, or that changes a disk: each statement that writes, each packet that is sent, each file that is
renamed, each call of what is named in ``CALLS``. FILE gets the names of all points that were passed, in order. POINT ""
ends nothing.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from typing import Any

from hall_core.mqtt.link import Arrived
from tests.faults.nursery import run_as_main

CALLS = {
    "tests.faults.witness:Witness.saw": "people see {1}",
    "hall_hub.hub:decide": "decide",
}
"""Where else a program may end: module and name to the point before it, in which its arguments may stand."""
WRITES = re.compile(r"\s*(BEGIN|COMMIT|INSERT(?: OR \w+)? INTO \w+|UPDATE \w+|DELETE FROM \w+|CREATE TABLE)", re.ASCII)
RENAMES = {"os.rename", "os.remove", "os.truncate"}
PACKETS = {2: "", 3: "publish", 4: "puback", 8: "subscribe", 12: "", 1: "connect", 14: "goodbye"}
""" "": keeps its own time, and has nothing to say."""


class Points:
    def __init__(self, file: str, end: str) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._end = end
        self._passed: Counter[str] = Counter()

    def at(self, name: str) -> None:
        self._passed[name] += 1
        point = f"{name}#{self._passed[name]}"
        os.write(self._file, f"{point}\n".encode())
        if point == self._end:
            os.kill(os.getpid(), signal.SIGKILL)


def stand(points: Points) -> None:
    """At every point of this process."""
    _at_statements(points)
    _at_packets(points)
    _at_messages(points)
    sys.addaudithook(lambda event, arguments: points.at(f"{event}") if event in RENAMES else None)
    flush = os.fsync

    def fsync(file: Any) -> None:
        points.at("flush")
        flush(file)

    os.fsync = fsync
    for where, point in CALLS.items():
        _before(where, lambda arguments, point=point: points.at(point.format(*arguments)))


def _at_statements(points: Points) -> None:
    class Connection(sqlite3.Connection):
        def execute(self, sql: str, *arguments: Any) -> sqlite3.Cursor:
            found = WRITES.match(sql)
            if found:
                points.at(found[1])
            cursor = super().execute(sql, *arguments)
            if found and found[1] == "COMMIT":
                points.at("committed")
            return cursor

        def executescript(self, script: str) -> sqlite3.Cursor:
            points.at("script")
            return super().executescript(script)

    connect = sqlite3.connect
    sqlite3.connect = lambda *arguments, **more: connect(*arguments, factory=Connection, **more)


def _at_packets(points: Points) -> None:
    send = socket.socket.send

    def sent(self: socket.socket, data: Any, *flags: Any) -> int:
        name = _packet(bytes(data)) if self.family == socket.AF_INET else ""
        if name:
            points.at(name)
        return send(self, data, *flags)

    socket.socket.send = sent  # pyright: ignore[reportAttributeAccessIssue]


def _at_messages(points: Points) -> None:
    from hall_core.mqtt.link import Link

    turn = Link.turn

    def turned(self: Link, wait: float) -> Any:
        came = turn(self, wait)
        if any(isinstance(item, Arrived) for item in came):
            points.at("taken")
        return came

    Link.turn = turned


def _packet(data: bytes) -> str:
    """What is sent, by its topic without the hall and the version."""
    name = PACKETS.get(data[0] >> 4, "")
    if name != "publish":
        return name
    place = 1
    while data[place] & 0x80:
        place += 1
    length = int.from_bytes(data[place + 1 : place + 3], "big")
    topic = data[place + 3 : place + 3 + length].decode()
    return f"{name} {topic.split('/', 3)[3]}"


def _before(where: str, do: Callable[[tuple[Any, ...]], None]) -> None:
    module, _, path = where.partition(":")
    *owners, name = path.split(".")
    owner = import_module(module)
    for part in owners:
        owner = getattr(owner, part)
    real = getattr(owner, name)

    def passed(*arguments: Any, **named: Any) -> Any:
        do(arguments)
        return real(*arguments, **named)

    setattr(owner, name, passed)


def main(file: str, end: str, module: str, *arguments: str) -> None:
    stand(Points(file, end))
    run_as_main(module, *arguments)


if __name__ == "__main__":
    main(*sys.argv[1:])
