"""A change at the centre → a pixel in the hall: a dossier told to the REST API → the first picture of a board with it.

Every program and every part between is the real one, all on this machine: ``motcua central api`` over PostgreSQL with
fsync, ``carry``, three NATS nodes (then one Mosquitto) with mutual TLS, the hall's stunnel and Mosquitto, courier, hub,
and a board of 1920 × 1080 off screen. The hall has 7,393 dossiers, as many as the largest one that anybody told of. One
of them becomes finished, and the next time is in hand again.

On the way it is heard where the hall's Mosquitto hears it (change, then the edition for boards), so that it shows who
takes the time. Beside it, in the same run: the same change said to the hall's Mosquitto alone, as the last hop of the
line would, while nobody carries.
"""

from __future__ import annotations

import http.client
import json
import random
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from benchmarks.central_province import Brokers, Centre, Kind, token_of
from benchmarks.now import now
from benchmarks.report import Figure, Goal, percentile
from benchmarks.start_memory import SCREENLESS
from broker_config.bridge import Pace
from broker_config.line import Line
from broker_config.run import start
from demo.centre.authority import Authority, at, enrol
from demo.hall_file import device, write_hall
from demo.programs import Program, start_courier, start_hub
from display_app.parts.dossiers.texts import figure, labels
from hall_core.contract.centre import packing
from hall_core.contract.centre.messages import Changes
from hall_core.contract.centre.sets import item
from hall_core.contract.codec import Sealer, encode
from hall_core.contract.dossier_edition import DOSSIER_BOARD
from hall_core.contract.ids import new_id
from hall_core.contract.topics import Topics
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.domain.business_day import HANOI
from hall_core.domain.dossier import Dossier
from hall_core.domain.dossier_board import MASK, TAIL
from hall_core.mqtt.link import Arrived, Link, Publication
from hall_core.ui.translate import Words
from hall_hub.courier.sets import COPIES
from hall_hub.courier.sets_store import SetsStore
from hall_hub.store.schema import connect

COUNT = 7_393
A_BATCH = 500
CHANGES, ALONE = 40, 25
"""Through the centre, and to the hall's Mosquitto."""
WARM_UP = 2
APART = 0.3
"""Seconds at least from a picture to the next change, and as much again by chance."""
GOAL_P50 = Goal(300, "ms")
HALL, SITE, BOARD = "thu", "thu-site", "bang-ho-so"
CODE = "H41.16-261101-9999"
"""That of the dossier that changes."""
SHOWN = MASK + CODE[-TAIL:]
TODAY, MONTH = (labels(Words().into("vi"))[band] for band in ("today", "month"))
KINDS: tuple[tuple[Kind, int], ...] = (("nats", 3), ("mosquitto", 1))
WORDS = {"nats": "three NATS nodes", "mosquitto": "one Mosquitto"}
SOON = Pace(restart=(1, 1))
LONG = 60.0
LEGS = (
    "asked → answered by the API (committed)",
    "asked → heard by the hall's Mosquitto",
    "from there → edition for boards announced",
    "from there → painted",
)
TOPICS = Topics(HALL)


class Way(Struct, frozen=True):
    """Of one change, milliseconds."""

    answered: float
    heard: float
    offered: float
    painted: float
    """Each since it was asked."""

    @property
    def legs(self) -> tuple[float, ...]:
        return self.answered, self.heard, self.offered - self.heard, self.painted - self.offered


def measure() -> list[Figure]:
    figures: list[Figure] = []
    for kind, nodes in KINDS:
        with tempfile.TemporaryDirectory(prefix="motcua-") as name:
            whole, alone = _measured(kind, nodes, Path(name))
        figures += _figures(f"change at the centre → painted, {WORDS[kind]}", whole, alone)
    return figures


def _figures(name: str, whole: list[Way], alone: list[float]) -> Iterator[Figure]:
    for percent in (50, 99):
        value = percentile([way.painted for way in whole], percent)
        yield Figure(
            name=f"{name}, p{percent}",
            value=value,
            unit="ms",
            beside=percentile(alone, percent),
            beside_name="said to the hall's Mosquitto",
            goal=GOAL_P50 if percent == 50 else None,
        )
    for place, leg in enumerate(LEGS):
        times = [way.legs[place] for way in whole]
        yield Figure(
            name=f"of this: {leg}, p50",
            value=percentile(times, 50),
            unit="ms",
            beside=percentile([way.painted for way in whole], 50),
            beside_name="all of it",
        )


def _measured(kind: Kind, nodes: int, folder: Path) -> tuple[list[Way], list[float]]:
    with ExitStack() as undo:
        authority = Authority(folder / "authority", time.time_ns() // 1_000_000)
        taken = enrol(authority, HALL, folder / "line")
        brokers = Brokers(kind, authority, authority.users, folder / "brokers", nodes)
        undo.callback(brokers.stop)
        centre = undo.enter_context(Centre(brokers, folder / "centre"))
        centre.do("halls", "add", HALL, "Trung tâm Thử", "--site", SITE)
        token = token_of(centre.do("clients", "add", "bench", "--name", "Bench", "--scope", "dossiers:write"))
        gateway = [centre.start("ingest"), centre.start("carry")]
        system = _System(centre.start_api(), token)
        undo.callback(system.close)
        hall = _Hall(folder / "hall", at(taken, brokers.addresses), undo)
        for first in range(0, COUNT, A_BATCH):
            system.tell([_told(n) for n in range(first, min(COUNT, first + A_BATCH))])
        hall.wait_until_all_shown()
        chance = random.Random(1)
        # The first ones wake everything up.
        whole = [_through(system, hall, finished=n % 2 == 0, chance=chance) for n in range(WARM_UP + CHANGES)]
        for program in gateway:
            program.stop()
        alone = [hall.said_alone(finished=n % 2 == 0, chance=chance) for n in range(WARM_UP + ALONE)]
        return whole[WARM_UP:], alone[WARM_UP:]


def _through(system: _System, hall: _Hall, *, finished: bool, chance: random.Random) -> Way:
    hall.rest(chance)
    asked, answered = system.tell([_told(COUNT - 1, finished=finished)])
    painted = hall.painted(finished=finished) - asked
    heard, offered = hall.heard_since(asked)
    return Way(answered - asked, heard - asked, offered - asked, painted)


def _code(n: int) -> str:
    return CODE if n == COUNT - 1 else f"H41.16-261101-{n:04}"


def _told(n: int, *, finished: bool = False) -> dict[str, Any]:
    today = datetime.now(HANOI)
    return {
        "code": _code(n),
        "site": SITE,
        "state": "finished" if finished else "processing",
        "told_at": f"{today:%Y-%m-%dT%H:%M:%S.%f+07:00}",
        "procedure_name": {"vi": f"Cấp lại giấy phép theo mẫu số {n % 300} cho hộ gia đình, cá nhân"},
        "agency": {"vi": f"Sở số {n % 21} của tỉnh, lĩnh vực đất đai"},
        "received": f"{today - timedelta(days=1 + n % 20):%Y-%m-%d}",
        "due": f"{today + timedelta(days=10 + n % 20):%Y-%m-%d}",
        **({"ended": f"{today:%Y-%m-%d}"} if finished else {}),
    }


class _System:
    """A dossier system, with one connection that it keeps."""

    def __init__(self, port: int, token: str) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def tell(self, dossiers: list[dict[str, Any]]) -> tuple[float, float]:
        """When it was asked, and when it was answered that all of them were taken."""
        body = json.dumps({"dossiers": dossiers}).encode()
        asked = now()
        self._http.request("POST", "/v1/dossiers", body, self._headers)
        answer = self._http.getresponse()
        told, answered = answer.read(), now()
        if answer.status != 200 or json.loads(told)["counts"] != {"taken": len(dossiers)}:
            raise RuntimeError(f"the API: {answer.status} {told[:500]!r}")
        return asked, answered

    def close(self) -> None:
        self._http.close()


class _Hall:
    """With its line, and somebody who hears what its Mosquitto hears."""

    def __init__(self, folder: Path, line: Line, undo: ExitStack) -> None:
        folder.mkdir()
        file = write_hall(folder / "hall.toml", counters=1, voice=False)
        board = device("board", BOARD, shows=["dossiers"], voice=False)
        more = f'{board}\n[centre]\nbrings = ["dossiers"]\n'
        file.write_text(file.read_text(encoding="utf-8") + more, encoding="utf-8")
        broker = start(load(file), None, folder / "broker", line=line, pace=SOON)
        undo.callback(broker.stop)
        self._copies = folder / "hub" / COPIES
        undo.callback(start_hub(file, folder / "hub", broker.address).stop)
        undo.callback(start_courier(file, folder / "hub", folder / "courier", broker.address).stop)
        (folder / BOARD).mkdir()
        arguments = ["--hall", str(file), "--broker", f"{broker.host}:{broker.port}", "--offscreen"]
        arguments += ["--device", BOARD, "--data", str(folder / BOARD)]
        log = folder / BOARD / "output.log"
        self._board = Program(BOARD, "benchmarks.centre_board", arguments, log, env=SCREENLESS)
        undo.callback(self._board.stop)
        self._board.wait_for("linked to the broker", LONG)
        self._ear = _Ear(broker.address)
        undo.callback(self._ear.close)

    def rest(self, chance: random.Random) -> None:
        time.sleep(APART + chance.random() * APART)
        self._ear.forget()

    def wait_until_all_shown(self) -> None:
        self._picture(finished=False)

    def painted(self, *, finished: bool) -> float:
        """When the board first showed the dossier so."""
        return self._picture(finished=finished)

    def heard_since(self, asked: float) -> tuple[float, float]:
        """When the change came, and when an edition with it was announced."""
        return self._ear.first(TOPICS.to("centre-down", "changes")), self._ear.last(
            TOPICS.to("catalogue", DOSSIER_BOARD)
        )

    def said_alone(self, *, finished: bool, chance: random.Random) -> float:
        """The same change by the next message of the line: until painted."""
        sealed = encode(Sealer(1, Clock()).seal(self._change(finished=finished), new_id()))
        self.rest(chance)
        began = now()
        self._ear.say(TOPICS.to("centre-down", "changes"), sealed)
        return self.painted(finished=finished) - began

    def _change(self, *, finished: bool) -> Changes:
        with closing(SetsStore(self._copies)) as store, closing(connect(self._copies)) as db:
            held = store.held("dossiers")
            (before,) = db.execute("SELECT body FROM dossier WHERE code = ?", (CODE,)).fetchone()
        made = msgspec.json.decode(before, type=Dossier)
        state, ended = ("finished", f"{datetime.now(HANOI):%Y-%m-%d}") if finished else ("processing", None)
        body = msgspec.json.encode(replace(made, state=state, ended=ended))
        held.digest.put(CODE, before, body)
        _, packed = next(packing.items.packed([item(CODE, body)]))
        seq = held.seq
        return Changes(
            set="dossiers", epoch=held.epoch, after=seq, upto=seq + 1, packed=packed, digest=held.digest.text
        )

    def _picture(self, *, finished: bool) -> float:
        deadline = time.monotonic() + LONG
        while True:
            found = self._board.wait_for(r"painted (\{.*\})$", max(0.1, deadline - time.monotonic()))
            picture = json.loads(found[1])
            if _says_finished(picture["words"]) == finished:
                return picture["at"]


def _says_finished(words: list[str]) -> bool | None:
    """What a picture says of the dossier, whichever page has its turn: as a row, as one less that is open, or as one
    more that ended before its day. None: nothing."""
    if SHOWN in words:
        return True
    for label, yes, no in ((TODAY[1], figure(COUNT - 1), figure(COUNT)), (MONTH[0], "1", "0")):
        if label in words:
            return {yes: True, no: False}.get(words[words.index(label) + 1])
    return None


class _Ear:
    """Hears on a thread of its own, so that it knows when."""

    def __init__(self, broker: tuple[str, int]) -> None:
        topics = (TOPICS.to("centre-down", "changes"), TOPICS.to("catalogue", DOSSIER_BOARD))
        self._link = Link("ear", broker, [(topic, 0) for topic in topics])
        self._heard: list[tuple[float, str]] = []
        self._says: list[Publication] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def say(self, topic: str, payload: bytes) -> None:
        self._link.publish(Publication(topic, payload))

    def forget(self) -> None:
        self._heard.clear()

    def first(self, topic: str) -> float:
        return next(at for at, where in self._heard if where == topic)

    def last(self, topic: str) -> float:
        return next(at for at, where in reversed(self._heard) if where == topic)

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._link.close()

    def _listen(self) -> None:
        while not self._stop.is_set():
            for heard in self._link.turn(0.1):
                if isinstance(heard, Arrived):
                    self._heard.append((now(), heard.topic))
