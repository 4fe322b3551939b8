"""What each kind of board takes while nothing happens, beside a bare Kivy window: processor, memory, pictures drawn.

Each is the whole program in a hall with hub and broker; the board for dossiers and notices has both from the hub. All
stand still at the same time, over MINUTE: no touch, no call, nothing new but the hub's clock. A board that
turns pages draws each of them, which is told apart from the board that shows one thing.
"""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tempfile
import time
import tty
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.process import memory_mb, processor_time
from benchmarks.report import Figure, Goal
from benchmarks.start_memory import BARE_KIVY, SCREENLESS
from broker_config.run import start
from demo import feeds
from demo.hall_file import copy_of, counter_board, device
from demo.programs import ROOT, Program, start_hub
from hall_core.device.hall_file import load

MINUTE = 60.0
SETTLE = 30.0
"""Seconds until editions are fetched and clips made."""
LONG = 90.0
GOAL_CPU = Goal(1, "%")
MEMORY = 1.3
"""Times the bare window's, as for every screen of ours."""
KINDS = {
    "goi-bang": "board of calls with a voice",
    "cho-bang": "board of waiting, dossiers and notices in turns",
    "quay-bang": "board of one counter, 800 × 480",
    "led-1": "LED matrix, 192 × 32 lamps in the emulator",
    "bien-1": "sign on a serial line",
}
STILL = ("goi-bang",)
"""Those on which nothing but the clock may change. The others turn pages when nothing happens: what they show has no
room at once, or stands in two languages by turns."""
Inside = dict[str, Any]


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name, ExitStack() as undo:
        folder = Path(name)
        master, slave = pty.openpty()
        tty.setraw(slave)
        undo.callback(lambda: (os.close(master), os.close(slave)))
        hall = copy_of(ROOT / "halls" / "demo.toml", folder / "hall.toml")
        counter = load(hall).counters[0].id
        hall.write_text(f"{hall.read_text(encoding='utf-8')}\n{_boards(counter, slave)}", encoding="utf-8")
        broker = start(load(hall), None, folder / "broker")
        undo.callback(broker.stop)
        dropped = folder / "hub" / "feeds"
        dropped.mkdir(parents=True)
        feeds.drop(dropped)
        hub = start_hub(hall, folder / "hub", broker.address)
        undo.callback(hub.stop)
        common = ["--hall", str(hall), "--broker", f"{broker.host}:{broker.port}"]
        boards = {id: _board(id, folder, common, undo) for id in KINDS}
        bare = _bare(folder, undo)
        time.sleep(SETTLE)
        before, used = {id: _inside(board) for id, board in boards.items()}, processor_time(bare.pid)
        time.sleep(MINUTE)
        after, idle = {id: _inside(board) for id, board in boards.items()}, processor_time(bare.pid) - used
        return [figure for id in KINDS for figure in _figures(id, before[id], after[id], idle, memory_mb(bare.pid))]


def _boards(counter: str, slave: int) -> str:
    line, displays = f"serial:{os.ttyname(slave)}?baud=9600", [{"address": 1, "counter": counter}]
    return "".join(
        [
            device("board", "goi-bang"),
            device("board", "cho-bang", shows=["waiting", "dossiers", "notices"], voice=False),
            counter_board(counter),
            device("led", "led-1", distance_m=4),
            device("sign", "bien-1", line=line, protocol="alpha", displays=displays),
        ]
    )


def _figures(id: str, before: Inside, after: Inside, idle: float, memory: float) -> list[Figure]:
    name, bare = KINDS[id], "bare Kivy window"
    cpu, drawn = (after[part] - before[part] for part in ("cpu", "drawn"))
    cpu, rss = cpu / MINUTE * 100, after["rss"] / 1e6
    return [
        Figure(
            name=f"idle {name}, of one core",
            value=cpu,
            unit="%",
            beside=idle / MINUTE * 100,
            beside_name=bare,
            goal=GOAL_CPU,
        ),
        Figure(
            name="the same, memory",
            value=rss,
            unit="MB",
            beside=memory,
            beside_name=bare,
            goal=Goal(MEMORY, "×"),
        ),
        Figure(
            name="the same, pictures drawn in a minute",
            value=drawn,
            unit="",
            goal=Goal(1) if id in STILL else None,
        ),
    ]


def _board(id: str, folder: Path, common: list[str], undo: ExitStack) -> Program:
    data = folder / id
    data.mkdir()
    arguments = [*common, "--device", id, "--data", str(data)]
    log = data / "output.log"
    board = Program(id, "benchmarks.watched_board", arguments, log, env=SCREENLESS, stdin=subprocess.PIPE)
    undo.callback(board.stop)
    board.wait_for("linked to the broker", LONG)
    return board


def _inside(board: Program) -> Inside:
    assert board.process.stdin is not None
    board.process.stdin.write(b"look\n")
    board.process.stdin.flush()
    return json.loads(board.wait_for(r"inside (\{.*\})", LONG)[1])


def _bare(folder: Path, undo: ExitStack) -> subprocess.Popen[bytes]:
    script = folder / "bare.py"
    script.write_text(BARE_KIVY.format(width=1920, height=1080, samples=2), encoding="utf-8")
    env = {**os.environ, **SCREENLESS}
    bare = subprocess.Popen([sys.executable, str(script)], env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    undo.callback(lambda: (bare.kill(), bare.communicate()))
    assert bare.stdout is not None
    bare.stdout.readline()
    return bare
