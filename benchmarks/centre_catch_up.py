"""A week without a line: 20,000 records of a large hall come to the centre's PostgreSQL, while people take numbers.

Everything is real: the courier beside the hub, the hall's Mosquitto with its bridge and stunnel, three NATS nodes with
mutual TLS, one ``ingest``, PostgreSQL with fsync. The line is cut until the hall's week is whole; the time begins when
stunnel is there again.

Answers to commands are measured without telling, meanwhile, and without once more. Then the centre forgets how far it
was, is told the week again, and the courier is held every other second: answers while it tells, beside those of the
seconds in between. The same rows are put into another database of that PostgreSQL, too, without anything between.

In the world the centre and the kiosks are other machines. Here the hall's box (Mosquitto, stunnel, hub, courier) has
one processor of its own, less than any box of a hall has; all the rest shares the others, where the centre gives way to
the kiosks. They still share a disk.
"""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date, timedelta
from pathlib import Path

from benchmarks.central_province import Brokers, Centre
from benchmarks.command_answer import Client
from benchmarks.process import memory_mb, processor_time
from benchmarks.report import Figure, Goal, percentile
from broker_config import run_tunnel
from broker_config.bridge import Pace
from broker_config.run import start
from central_gateway.store import halls, heard, migrate, partitions
from central_gateway.store.connection import Db, open_
from central_gateway.store.records import Row, put
from central_gateway.store.run import Postgres
from demo.centre.authority import Authority, at, enrol
from demo.hall_file import write_hall
from demo.programs import start_courier, start_hub
from hall_core.contract.centre.messages import Mark
from hall_core.contract.centre.records import STREAM_OF, Stream
from hall_core.device.hall_file import load
from hall_core.domain.commands import IssueTicket
from hall_core.domain.figures.roster import roster_of
from hall_hub.courier.reading import BEGINNING, Reading
from hall_hub.courier.records import Names
from hall_hub.figures.raw import LEDGER
from hall_sim.days import write_days

VISITORS, DAYS = 2_300, 7
RECORDS = 20_000
AT_ONCE = 1_000
"""Records that are read, and put bare, at once."""
COUNTERS = 48
CLIENTS = 4
ALONE = 8.0
"""Seconds of commands before and after, without anything being told."""
IDLE = 15.0
WITHIN = 60.0
BEGUN = Mark(0, 0, 1)
"""Behind nothing, and before everything."""
TURN, UNDER_WAY = 0.8, 0.2
"""Seconds of a turn that are counted, and before these: until what is under way has come, or begins to come."""
SOON = Pace(restart=(1, 1))
HALL = "thu"
Rows = dict[Stream, list[Row]]
PROCESSORS = sorted(os.sched_getaffinity(0))
OF_THE_HALL = PROCESSORS[:1]
ELSEWHERE = PROCESSORS[1:] or PROCESSORS


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name, ExitStack() as undo:
        folder = Path(name)
        file = write_hall(folder / "hall.toml", kiosks=CLIENTS, counters=COUNTERS, digits=5)
        with file.open("a", encoding="utf-8") as more:
            more.write("\n[centre]\nbrings = []\n")
        events = _week(folder / "hub", file)
        rows, ends = _rows(folder / "hub", file)
        records = sum(map(len, rows.values()))
        assert records >= RECORDS, f"{records} records are no week of a large hall"
        authority = Authority(folder / "authority", time.time_ns() // 1_000_000)
        taken = enrol(authority, HALL, folder / "line")
        with _on(ELSEWHERE):
            brokers = Brokers("nats", authority, authority.users, folder / "brokers", 3)
            undo.callback(brokers.stop)
            centre = undo.enter_context(Centre(brokers, folder / "centre"))
            centre.do("halls", "add", HALL, "Trung tâm Thử")
            ingest = centre.start("ingest")
            _stand_back([*brokers.pids, *centre.postgres_pids, ingest.process.pid])
        db = undo.enter_context(open_(centre.url, "bench"))
        line = at(taken, brokers.addresses)
        with _on(OF_THE_HALL):
            broker = start(load(file), None, folder / "broker", line=line, pace=SOON)
            undo.callback(broker.stop)
            assert broker.tunnel is not None
            ports = broker.tunnel.ports
            broker.tunnel.kill()
            undo.callback(start_hub(file, folder / "hub", broker.address, unlimited=True).stop)
            courier = start_courier(file, folder / "hub", folder / "courier", broker.address)
            undo.callback(courier.stop)
        with _on(ELSEWHERE), _Askers(broker.address) as askers:
            alone = askers.take_for(lambda: time.sleep(ALONE))
            used, begun = processor_time(courier.process.pid), time.monotonic()
            with _on(OF_THE_HALL):
                broker.tunnel = run_tunnel.start(line, folder / "broker", lambda: ports)
            meanwhile = askers.take_for(lambda: _wait_for(db, ends))
            took, used = time.monotonic() - begun, processor_time(courier.process.pid) - used
            alone += askers.take_for(lambda: time.sleep(ALONE))
            broker.tunnel.kill()
            db.execute("DELETE FROM heard")
            with _on(OF_THE_HALL):
                broker.tunnel = run_tunnel.start(line, folder / "broker", lambda: ports)
            _wait_for(db, {"transactions": BEGUN})
            told, held = _by_turns(askers, courier.process.pid, lambda: _all_there(db, ends))
        most = memory_mb(courier.process.pid, "VmHWM")
        before = processor_time(courier.process.pid)
        time.sleep(IDLE)
        idle = (processor_time(courier.process.pid) - before) / IDLE * 100
        with _on(ELSEWHERE):
            bare = put_bare(centre.postgres, rows)
    name = f"{records:,} records, {events:,} events"
    return [
        Figure(
            name=f"in PostgreSQL: {name}",
            value=took,
            unit="s",
            beside=bare,
            beside_name="the same rows put there without hall, line and brokers",
            goal=Goal(WITHIN, "s"),
        ),
        Figure(
            name="processor of the courier for it", value=used, unit="s", beside=took, beside_name="until all is there"
        ),
        *(_answers("meanwhile", meanwhile, "nothing told, before and after", alone, percent) for percent in (50, 99)),
        *(_answers("by turns: telling", told, "held in between", held, percent) for percent in (50, 99)),
        Figure(name="courier's memory at most", value=most, unit="MB"),
        Figure(
            name="courier idle, of one core",
            value=idle,
            unit="%",
            beside=used / took * 100,
            beside_name="while it tells",
        ),
    ]


def _by_turns(askers: _Askers, courier: int, is_over: Callable[[], bool]) -> tuple[list[float], list[float]]:
    """Answers while the courier tells, and while it is held, in turn until it has told all."""
    told, held = list[float](), list[float]()
    deadline = time.monotonic() + 2 * WITHIN
    try:
        while time.monotonic() < deadline:
            turns: list[list[float]] = []
            for signal_ in (signal.SIGCONT, signal.SIGSTOP):
                os.kill(courier, signal_)
                time.sleep(UNDER_WAY)
                turns.append(askers.take_for(lambda: time.sleep(TURN)))
            if is_over():
                return told, held
            told += turns[0]
            held += turns[1]
    finally:
        os.kill(courier, signal.SIGCONT)
    raise RuntimeError("the centre never had all of it")


def _answers(name: str, took: list[float], beside: str, without: list[float], percent: int) -> Figure:
    value, other = (percentile(each, percent) * 1e3 for each in (took, without))
    name = f"answer, {name}, p{percent}"
    return Figure(name=name, value=value, unit="ms", beside=other, beside_name=beside)


@contextmanager
def _on(processors: list[int]) -> Iterator[None]:
    """What is started here, and this thread."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, processors)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _stand_back(pids: Iterable[int]) -> None:
    """They run when nobody else there wants to, and with all their threads: they share processors with the kiosks in
    this measurement alone."""
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setscheduler(int(thread.name), os.SCHED_IDLE, os.sched_param(0))


class _Askers:
    """People at ``CLIENTS`` kiosks who take numbers without a rest."""

    def __init__(self, broker: tuple[str, int]) -> None:
        self._took: list[float] = []
        self._stopping = threading.Event()
        self._clients = [Client(f"kiosk-{n + 1}", broker) for n in range(CLIENTS)]
        self._threads = [threading.Thread(target=self._ask, args=(client,)) for client in self._clients]

    def __enter__(self) -> _Askers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join()
        for client in self._clients:
            client.close()

    def take_for(self, so_long: Callable[[], object]) -> list[float]:
        begun = len(self._took)
        so_long()
        return self._took[begun:]

    def _ask(self, client: Client) -> None:
        while not self._stopping.wait(0.02):
            self._took.append(client.ask(IssueTicket(service="khai-sinh")))


def _wait_for(db: Db, ends: dict[Stream, Mark]) -> None:
    deadline = time.monotonic() + 2 * WITHIN
    while not _all_there(db, ends):
        assert time.monotonic() < deadline, "the centre never had all of it"
        time.sleep(0.05)


def _all_there(db: Db, ends: dict[Stream, Mark]) -> bool:
    """Whether each stream is at its end."""
    there = heard.of(db, [HALL])[HALL]
    return all(there[stream] >= mark for stream, mark in ends.items())


def _week(hub: Path, hall: Path) -> int:
    hub.mkdir()
    first = date.today() - timedelta(days=DAYS + 1)
    days = [first + timedelta(days=n) for n in range(DAYS)]
    return write_days(hub / LEDGER, load(hall), days, VISITORS)


def put_bare(postgres: Postgres, rows: Rows) -> float:
    """Seconds, in a database of their own."""
    with open_(postgres.create("bare"), "bench") as db:
        migrate.migrate(db)
        partitions.make(db, sorted({date.fromisoformat(row.record.day) for each in rows.values() for row in each}))
        halls.add(db, HALL, "Trung tâm Thử")
        begun = time.monotonic()
        for stream, each in rows.items():
            for first in range(0, len(each), AT_ONCE):
                with db.transaction():
                    put(db, stream, each[first : first + AT_ONCE])
        return time.monotonic() - begun


def _rows(hub: Path, hall: Path) -> tuple[Rows, dict[Stream, Mark]]:
    """What the week makes, and the last mark of each stream."""
    with closing(Reading(hub, Names(roster_of(load(hall)), officers=False))) as reading:
        reading.look()
        reading.begin(BEGINNING, None)
        rows, ends = dict[Stream, list[Row]](), dict[Stream, Mark]()
        while not reading.at_end:
            for mark, record in reading.more(AT_ONCE):
                stream = STREAM_OF[type(record.body)]
                rows.setdefault(stream, []).append(Row(HALL, mark.epoch, record))
                ends[stream] = mark
        return rows, ends
