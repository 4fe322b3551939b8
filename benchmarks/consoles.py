"""Fifty officers' pages open at once: a change in the hall → each page is told; a page fetched; what a phone loads.

Real broker, hub and console, each a process of its own; the browsers are connections of one program on the same
machine, which read what is pushed and draw nothing. So many wait that each page has its list full: each call takes the
first one off it and brings the last one on, on all pages. A change begins with the command on its way to the hub, so
its time has in it what stands beside it: the durable answer to the same command.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import ExitStack, asynccontextmanager
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urljoin

from benchmarks.command_answer import Client
from benchmarks.report import Figure, Goal, percentile
from broker_config.run import start
from demo.hall_file import write_hall
from demo.programs import Program, start_hub
from hall_core.contract.ids import new_id
from hall_core.device.hall_file import load
from hall_core.domain.commands import CallNext, IssueTicket, MarkNoShow, OpenCounter
from hall_core.domain.names import Uid
from hall_core.domain.ticket_link import path_of
from hall_hub.console.accounts import Accounts
from hall_hub.console.counter_page import WAITING_SHOWN
from hall_hub.console.passwords import FILE, FOLDER, hash_of

CONSOLES = 50
CHANGES = 100
CALM = 0.5
"""Seconds at most from a change to the next, by chance: people press when they please, and now and then so soon that a
page is being told of the change before."""
PAGES = 100
SEEN_WITHIN = 20.0
GOAL_SEEN, GOAL_PHONE = Goal(200, "ms"), Goal(30, "kB")
HEAD, ASKER = "lanh-dao", "ban-2"
_HEAD = f'\n[[officers]]\nid = "{HEAD}"\nname = "Lãnh đạo trung tâm"\nrole = "head"\n'
_CONSOLES = "".join(
    f'\n[[devices]]\nrole = "console"\nid = "{id}"\nlisten = "127.0.0.1"\nport = {port}\n'
    for id, port in (("ban-1", 8080), (ASKER, 8081))
)
_NAMED = re.compile(r'<(?:link|script|img)[^>]*\s(?:href|src)="([^"]+)"')


class Seeing:
    """One open page: what is pushed to it, until a number is in it."""

    def __init__(self) -> None:
        self._wanted, self._heard = b"", b""
        self._seen: asyncio.Future[float] = asyncio.get_running_loop().create_future()

    def wait_for(self, number: str) -> asyncio.Future[float]:
        """When, by :func:`time.perf_counter`."""
        self._wanted, self._heard = number.encode(), b""
        self._seen = asyncio.get_running_loop().create_future()
        return self._seen

    async def read(self, reader: asyncio.StreamReader) -> None:
        while heard := await reader.read(1 << 16):
            at = time.perf_counter()
            self._heard += heard
            if self._wanted in self._heard and not self._seen.done():
                self._seen.set_result(at)


class Centre:
    """A hall in which all counters are open and people wait; its console, and a session for everybody."""

    def __init__(self, folder: Path, undo: ExitStack) -> None:
        hall = write_hall(folder / "hall.toml", counters=CONSOLES)
        hall.write_text(hall.read_text("utf-8") + _HEAD + _CONSOLES, "utf-8")
        plan = load(hall)
        broker = start(plan, None, folder / "broker")
        undo.callback(broker.stop)
        undo.callback(start_hub(hall, folder / "hub", broker.address, unlimited=True).stop)
        arguments = ["--hall", str(hall), "--data", str(folder / "hub"), "--broker", f"{broker.host}:{broker.port}"]
        arguments += ["--device", "ban-1", "--port", "0"]
        console = Program("console", "hall_hub.console", arguments, folder / "console.log")
        undo.callback(console.stop)
        self.host, port = console.wait_for(r"console at http://([\d.]+):(\d+)", 20).groups()
        self.port = int(port)
        console.wait_for("linked to the broker", 20)
        accounts, hash = Accounts(folder / "hub" / FOLDER / FILE), hash_of("một câu dễ nhớ")
        self.cookies: dict[str, str] = {}
        for officer in plan.officers:
            accounts.set_hash(officer.id, hash, 0)
            self.cookies[officer.id] = f"session={accounts.begin(officer.id, time.time_ns() // 1_000_000)}"
        accounts.close()
        self.client = Client(ASKER, broker.address)
        undo.callback(self.client.close)
        kiosk = Client("kiosk-1", broker.address)
        for _ in range(CHANGES + 2 * WAITING_SHOWN):
            kiosk.ask(IssueTicket(service="khai-sinh"))
        self.somebody: Uid = new_id()
        """A ticket that waits to the end; it has the id of the command."""
        kiosk.ask(IssueTicket(service="khai-sinh"), self.somebody)
        kiosk.close()
        for n in range(CONSOLES):
            self.client.ask(OpenCounter(counter=f"quay-{n + 1}", officer=f"can-bo-{n + 1}", by=HEAD))

    @asynccontextmanager
    async def open_pages(self) -> AsyncGenerator[list[Seeing]]:
        """Each officer's own."""
        pages: list[Seeing] = []
        reading: list[asyncio.Task[None]] = []
        writers: list[asyncio.StreamWriter] = []
        for n in range(CONSOLES):
            reader, writer = await asyncio.open_connection(self.host, self.port)
            cookie = self.cookies[f"can-bo-{n + 1}"]
            writer.write(f"GET /live/counter HTTP/1.1\r\nHost: {self.host}\r\nCookie: {cookie}\r\n\r\n".encode())
            page = Seeing()
            first = page.wait_for("event: parts")
            pages.append(page)
            writers.append(writer)
            reading.append(asyncio.create_task(page.read(reader)))
            await asyncio.wait_for(first, SEEN_WITHIN)
        try:
            yield pages
        finally:
            for writer in writers:
                writer.close()
            await asyncio.gather(*reading)

    def fetched(self, path: str, cookie: str = "") -> tuple[float, bytes]:
        """Seconds until it was here, over a connection of its own as a browser's first one; RuntimeError when it is
        not served."""
        begun = time.perf_counter()
        wire = HTTPConnection(self.host, self.port, timeout=SEEN_WITHIN)
        wire.request("GET", path, headers={"Cookie": cookie})
        answer = wire.getresponse()
        body = answer.read()
        wire.close()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return time.perf_counter() - begun, body


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name, ExitStack() as undo:
        centre = Centre(Path(name), undo)
        return [*asyncio.run(_measured(centre)), _phone(centre)]


async def _measured(centre: Centre) -> list[Figure]:
    async with centre.open_pages() as pages:
        seen: list[float] = []
        last: list[float] = []
        answered: list[float] = []
        random = Random(CONSOLES)
        for n in range(CHANGES):
            took, answer = await _change(centre, pages, n, random)
            seen += took
            last.append(max(took))
            answered.append(answer)
        figures = [
            _change_figure(f"seen by each of {CONSOLES} consoles", seen, 50, answered),
            _change_figure(f"seen by each of {CONSOLES} consoles", seen, 99, answered, GOAL_SEEN),
            _change_figure("seen by the last of them", last, 50, answered),
        ]
        return figures + await asyncio.to_thread(_pages, centre)


def _change_figure(
    what: str, took: list[float], percent: int, answered: list[float], goal: Goal | None = None
) -> Figure:
    value = percentile(took, percent)
    return _ms(
        f"change → {what}, p{percent}",
        value,
        beside=percentile(answered, percent) * 1e3,
        beside_name="durable answer to the same command",
        goal=goal,
    )


async def _change(centre: Centre, pages: list[Seeing], n: int, random: Random) -> tuple[list[float], float]:
    """Seconds until each page was told of the n-th call, and until its answer; then nobody has come."""
    counter = f"quay-{n % CONSOLES + 1}"
    shown = f"A{n + 1 + WAITING_SHOWN:03d}"
    seeing = [page.wait_for(shown) for page in pages]
    begun = time.perf_counter()
    answer = await asyncio.to_thread(centre.client.ask, CallNext(counter=counter, by=HEAD))
    at = await asyncio.wait_for(asyncio.gather(*seeing), SEEN_WITHIN)
    await asyncio.to_thread(centre.client.ask, MarkNoShow(counter=counter, by=HEAD))
    await asyncio.sleep(random.uniform(0, CALM))
    return [moment - begun for moment in at], answer


def _pages(centre: Centre) -> list[Figure]:
    """While all consoles are open."""
    officer, head = centre.cookies["can-bo-1"], centre.cookies[HEAD]
    bare = [centre.fetched("/static/icon.svg")[0] for _ in range(PAGES)]
    figures: list[Figure] = []
    for path, cookie, whose in (("/", officer, "my counter"), ("/lists", officer, "lists"), ("/head", head, "centre")):
        took = [centre.fetched(path, cookie)[0] for _ in range(PAGES)]
        for percent in (50, 99):
            beside = percentile(bare, percent) * 1e3
            value = percentile(took, percent)
            figures.append(_ms(f"the page “{whose}”, p{percent}", value, beside=beside, beside_name="a small file"))
    return figures


def _phone(centre: Centre) -> Figure:
    """All that a phone that comes for the first time loads, headers and what is pushed later left out."""
    page = path_of(centre.somebody)
    loaded = [centre.fetched(page)[1]]
    for named in _NAMED.findall(loaded[0].decode()):
        loaded.append(centre.fetched(urljoin(page, named))[1])
    size = sum(map(len, loaded)) / 1e3
    name = f"a phone's page with its {len(loaded) - 1} files"
    return Figure(name=name, value=size, unit="kB", goal=GOAL_PHONE)


def _ms(name: str, seconds: float, **more: Any) -> Figure:
    return Figure(name=name, value=seconds * 1e3, unit="ms", **more)
