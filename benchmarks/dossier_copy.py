"""The hall's copy of dossiers: looked up, made a board of, changed by the line to the centre, and got anew as a whole.

With 7,393 dossiers, as many as the largest hall that anybody told of has open, and with ten times as many. What the
centre sends is made beforehand; a process of its own does what courier and hub do with it: so its memory is theirs.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from benchmarks.process import memory_mb
from benchmarks.report import Figure, Goal, percentile
from demo.programs import ROOT
from hall_core.contract.centre import packing
from hall_core.contract.centre.messages import BUCKETS, Bucket, Changes, Down, Position, Stands
from hall_core.contract.centre.sets import Digest, Item, bucket_of, item
from hall_core.device.hall_file import load
from hall_core.domain.business_day import moment_of
from hall_core.domain.dossier import Dossier, State
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_centre import Centre
from hall_core.domain.plan_devices import Board
from hall_hub.courier.courier import TEND_EVERY
from hall_hub.courier.sets import COPIES, CentreSets
from hall_hub.knowledge import GLANCE_EVERY
from hall_hub.store.board import keep_board, rules_of
from hall_hub.store.copies import Copies
from hall_hub.store.schema import connect

COUNTS = (7_393, 73_930)
TODAY = date(2026, 11, 21)
AT = moment_of(datetime(2026, 11, 21, 9))
LOOKS = 2_000
BOARDS = 60
RUNS, TOGETHER = 30, 100
"""How often many changes come at once, and how many."""
SINGLE = 20
APART = 0.7
"""Seconds from one single change to the next, and a little by chance."""
FIRST, LATER, ALONE = "first.jsonl", "later.jsonl", "alone.jsonl"


def measure() -> list[Figure]:
    figures, least = list[Figure](), dict[str, Any]()
    for count in COUNTS:
        with tempfile.TemporaryDirectory(prefix="motcua-") as folder:
            _Centre(count).write(Path(folder))
            argv = [sys.executable, "-m", "benchmarks.dossier_copy", folder]
            done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
            sent = (Path(folder) / FIRST).stat().st_size / 1e6
        told = {**json.loads(done.stdout), "sent_mb": sent}
        least = least or told
        figures += _figures(f"{count:,} dossiers", told, least)
    return figures


def _figures(many: str, told: dict[str, Any], least: dict[str, Any]) -> Iterator[Figure]:
    """``least``: what was told of the fewest dossiers, beside which what has nothing bare stands."""
    fewest = f"with {min(COUNTS):,} dossiers"
    goals = {"look-up by code": 5, "look-up by owner": 5, "change heard → new board on offer": 100}
    for what, times in told["times"].items():
        bare, goal = told["bare"].get(what), goals.get(what)
        for percent in (50, 99):
            yield Figure(
                name=f"{many}: {what}, p{percent}",
                value=percentile(times, percent),
                unit="ms",
                beside=percentile(bare or least["times"][what], percent),
                beside_name="bare SQLite, nothing decoded" if bare else fewest,
                goal=Goal(goal, "ms") if goal and percent == 99 else None,
            )
    yield Figure(
        name=f"{many}: a glance of the hub at nothing new",
        value=told["glance_us"],
        unit="µs",
        beside=percentile(told["bare"]["look-up by code"], 50) * 1e3,
        beside_name="a look-up by code, bare SQLite",
    )
    first = {"beside": least["first_s"], "beside_name": fewest}
    yield Figure(name=f"{many}: got for the first time, without the line", value=told["first_s"], unit="s", **first)
    yield Figure(name=f"{many}: sent for that", value=told["sent_mb"], unit="MB")
    yield Figure(name=f"{many}: memory before that", value=told["before_mb"], unit="MB")
    before = {"beside": told["before_mb"], "beside_name": "before that"}
    yield Figure(name=f"{many}: memory at its peak", value=told["peak_mb"], unit="MB", **before)
    sent = {"beside": told["sent_mb"], "beside_name": "sent"}
    yield Figure(name=f"{many}: the file", value=told["file_mb"], unit="MB", **sent)


class _Centre:
    """A shelf of made-up dossiers: a fifth wait to be collected, most are in hand, one in five of these late."""

    def __init__(self, count: int) -> None:
        self._chance = random.Random(1)
        self._digest = Digest()
        self._items: dict[str, bytes] = {}
        self._seq = 0
        self._names = [self._name("Cấp lại giấy phép theo mẫu số {} cho hộ gia đình, cá nhân", n) for n in range(300)]
        self._agencies = [self._name("Sở số {} của tỉnh, lĩnh vực đất đai", n) for n in range(21)]
        for n in range(count):
            self._put(f"H41.16-260921-{n:06}")

    def write(self, folder: Path) -> None:
        with (folder / FIRST).open("wb") as file:
            file.writelines(msgspec.json.encode([message]) + b"\n" for message in self._all())
        for name, runs, many in ((LATER, RUNS, TOGETHER), (ALONE, SINGLE, 1)):
            with (folder / name).open("wb") as file:
                file.writelines(msgspec.json.encode(self._changes(many)) + b"\n" for _ in range(runs))

    def _all(self) -> Iterator[Down]:
        buckets: list[list[Item]] = [[] for _ in range(BUCKETS)]
        for key, body in self._items.items():
            buckets[bucket_of(key)].append(item(key, body))
        yield Stands(set="dossiers", position=self._position)
        for n, values in enumerate(buckets):
            parts = [packed for _, packed in packing.items.packed(values)]
            about = {"set": "dossiers", "epoch": 1, "seq": self._seq, "bucket": n, "parts": len(parts)}
            yield from (Bucket(**about, part=part, packed=packed) for part, packed in enumerate(parts))
        yield Stands(set="dossiers", position=self._position)

    def _changes(self, many: int) -> list[Changes]:
        """In as many messages as they need."""
        values, digests = list[Item](), list[str]()
        after = self._seq
        for code in self._chance.sample(list(self._items), many):
            values.append(item(code, self._put(code)))
            digests.append(self._digest.text)
        messages = list[Changes]()
        for taken, packed in packing.items.packed(values):
            done = (messages[-1].upto if messages else after) - after + len(taken)
            messages.append(
                Changes(
                    set="dossiers",
                    epoch=1,
                    after=after + done - len(taken),
                    upto=after + done,
                    packed=packed,
                    digest=digests[done - 1],
                    whole=done == many,
                )
            )
        return messages

    @property
    def _position(self) -> Position:
        return Position(epoch=1, seq=self._seq, digest=self._digest.text)

    def _put(self, code: str) -> bytes:
        chance = self._chance
        received = TODAY - timedelta(days=chance.randrange(60))
        state: State = chance.choice(("processing", "processing", "processing", "needs-papers", "finished"))
        made = Dossier(
            code=code,
            procedure=chance.choice(self._names),
            agency=chance.choice(self._agencies),
            state=state,
            received=received.isoformat(),
            due=(received + timedelta(days=chance.choice((30, 60, 90)))).isoformat(),
            ended=(TODAY - timedelta(days=chance.randrange(40))).isoformat() if state == "finished" else None,
            owner=f"{chance.randrange(16**64):064x}",
        )
        body = msgspec.json.encode(made)
        self._digest.put(code, self._items.get(code), body)
        self._items[code] = body
        self._seq += 1
        return body

    def _name(self, words: str, n: int) -> Name:
        return Name(vi=words.format(n), en=f"Number {n}")


def _hall(folder: Path) -> dict[str, object]:
    """What courier and hub do with it."""
    plan = load(ROOT / "halls" / "demo.toml")
    shown = Board(id="bang-ho-so", zone=plan.zones[0].id, shows=["dossiers"])
    silent: Plan = replace(plan, devices=[], centre=Centre(brings=["dossiers"]))
    decode = msgspec.json.Decoder(list[Down]).decode

    def messages(name: str) -> Iterator[list[Any]]:
        """Line by line, those that come together."""
        with (folder / name).open("rb") as file:
            yield from map(decode, file)

    with closing(CentreSets(silent, folder, TODAY.isoformat)) as sets:
        before, began = memory_mb(), time.monotonic()
        for together in messages(FIRST):
            _hear(sets, together)
        first, peak = time.monotonic() - began, memory_mb(what="VmHWM")
        later = [_timed(lambda together=together: _hear(sets, together)) for together in messages(LATER)]
    size = (folder / COPIES).stat().st_size / 1e6
    chance = random.Random(2)
    with closing(Copies(folder / COPIES)) as copies, closing(connect(folder / COPIES)) as db:
        codes = [code for (code,) in db.execute("SELECT code FROM dossier")]
        wanted = chance.choices(codes, k=LOOKS)
        by_code = [_timed(lambda code=code: copies.dossier(code)) for code in wanted]
        one, some_of = (
            "SELECT body FROM dossier WHERE code = ?",
            "SELECT body FROM dossier WHERE owner != '' AND owner >= ? AND owner < ?",
        )
        bare_code = [_timed(lambda code=code: db.execute(one, (code,)).fetchone()) for code in wanted]
        digits = [f"{chance.randrange(256):02x}" for _ in range(LOOKS // 10)]
        by_owner = [_timed(lambda some=some: copies.bucket(some)) for some in digits]
        bare_owner = [_timed(lambda some=some: db.execute(some_of, (some, f"{some}g")).fetchall()) for some in digits]
        rules = rules_of(plan)
        boards = [_timed(lambda: keep_board(db, TODAY.isoformat(), rules)) for _ in range(BOARDS)]
        copies.changed()
        glances = [_timed(copies.changed) * 1_000 for _ in range(LOOKS)]
    offers = _offers(folder, replace(silent, devices=[shown]), messages(ALONE))
    return {
        "times": {
            "look-up by code": by_code,
            "look-up by owner": by_owner,
            "board made and kept": boards,
            f"{TOGETHER} changes kept": later,
            "change heard → new board on offer": offers,
        },
        "bare": {"look-up by code": bare_code, "look-up by owner": bare_owner},
        "glance_us": percentile(glances, 50),
        "first_s": first,
        "before_mb": before,
        "peak_mb": peak,
        "file_mb": size,
    }


def _offers(folder: Path, plan: Plan, changes: Iterator[list[Any]]) -> list[float]:
    """Milliseconds from each change until a hub that glances as often as it does has the edition with it."""
    seen: list[float] = []
    stop = threading.Event()

    def hub() -> None:
        edition = None
        with closing(Copies(folder / COPIES)) as copies:
            while not stop.wait(GLANCE_EVERY):
                if copies.changed() and (now := copies.board(rules_of(plan).text)) != edition:
                    edition = now
                    seen.append(time.monotonic())

    chance, offers = random.Random(3), list[float]()
    watching = threading.Thread(target=hub)
    watching.start()
    try:
        with closing(CentreSets(plan, folder, TODAY.isoformat)) as sets:
            sets.tend(time.monotonic())
            for number, change in enumerate(changes):
                time.sleep(APART + chance.random() * GLANCE_EVERY)
                seen.clear()
                began = time.monotonic()
                # Of another minute each, so that every board is another one.
                _hear(sets, change, AT + (number + 1) * 60_000)
                while not seen:
                    time.sleep(0.001)
                    if time.monotonic() - began > TEND_EVERY:
                        sets.tend(time.monotonic())  # it was resting
                offers.append((seen[0] - began) * 1_000)
    finally:
        stop.set()
        watching.join()
    return offers


def _hear(sets: CentreSets, together: list[Any], at: int = AT) -> None:
    for message in together:
        sets.hear(message, at)


def _timed(what: Callable[[], object]) -> float:
    """Milliseconds of the processor: other programs do not belong to it."""
    began = time.thread_time()
    what()
    return (time.thread_time() - began) * 1_000


if __name__ == "__main__":
    print(json.dumps(_hall(Path(sys.argv[1]))))
