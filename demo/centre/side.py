"""All that a province has in the demo: three NATS nodes, PostgreSQL, the gateway, a dossier system; and the hall's line
to it, which can be cut."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from broker_config.line import Line
from central_gateway.store.connection import open_, store_errors
from central_gateway.store.run import Postgres
from demo.centre.authority import HOST, Authority, at, enrol
from demo.centre.brokers import NatsCentre, Process
from demo.centre.dossier_system import SITE, DossierSystem, adapter_of, write_secret
from demo.centre.gateway import Gateway
from demo.centre.proxy import Proxy
from demo.programs import ProgramFailed

NODES = 3
HANOI = {"PGTZ": "Asia/Ho_Chi_Minh"}
READER = "so-lieu"
"""A client of the API that reads what halls told."""
SECRET_FILE = "igate.secret"
IN_WITHIN = 20.0
"""Seconds for a broker to let a line in that it sees for the first time."""
TOLD_WITHIN = 60.0
"""Seconds for the gateway to have done something, on a slow machine."""
LOOK_EVERY = 0.02


class CentreSide:
    """Use as a context manager. Once that is entered there is a ``line``; the rest begins meanwhile: :meth:`wait`."""

    def __init__(self, folder: Path, hall: str, name: str, say: Callable[[str], None]) -> None:
        """``folder`` takes what the programs write. ``hall``: the id of the one that has a line; ``name``: for
        people."""
        self.folder = folder
        self.say = say
        self._hall, self._name = hall, name
        self._undo = ExitStack()
        self._apart = ThreadPoolExecutor(1)

    def __enter__(self) -> CentreSide:
        try:
            authority = Authority(self.folder / "keys" / "authority", time.time_ns() // 1_000_000)
            taken = enrol(authority, self._hall, self.folder / "keys" / "line")
            self.brokers = NatsCentre(authority, self.folder / "nats", NODES)
            self._undo.callback(self.brokers.close)
            self._proxies: list[Proxy] = []
            for address in self.brokers.addresses:
                self._proxies.append(Proxy(address))
                self._undo.callback(self._proxies[-1].close)
        except BaseException:
            self._undo.close()
            raise
        self.say(f"province: {NODES} nodes of NATS JetStream, as they ship, which its authority has signed")
        self.line = at(taken, [(HOST, proxy.port) for proxy in self._proxies])
        self._begun = self._apart.submit(self._begin, at(taken, self.brokers.addresses))
        return self

    def __exit__(self, *_: object) -> None:
        # What has begun is there to be ended only once it has come to an end of that.
        self._apart.shutdown()
        self._undo.close()

    def wait(self) -> None:
        """Until all of it runs."""
        self._begun.result()

    def _begin(self, straight: Line) -> None:
        """``straight``: the line, without what can cut it."""
        # PostgreSQL does not run as root, and its own account need not get into this folder.
        place = Path(tempfile.mkdtemp(prefix="motcua-store-"))
        self._undo.callback(shutil.rmtree, place, ignore_errors=True)
        postgres = Postgres(place, durable=True)
        self._undo.callback(postgres.stop)
        self._url = postgres.create("motcua")
        self.dossiers = self._undo.enter_context(DossierSystem())
        adapters = adapter_of(self.dossiers, SECRET_FILE)
        self.gateway = Gateway(self.brokers, self._url, self.folder / "gateway", adapters)
        self._undo.callback(self.gateway.close)
        write_secret(self.gateway.folder / SECRET_FILE)
        self.gateway.run("init")
        self.gateway.run("halls", "add", self._hall, self._name, "--site", SITE)
        self.token = self.gateway.run("clients", "add", READER, "--name", "Số liệu", "--scope", "records:read").strip()
        self._db = self._undo.enter_context(open_(self._url, "demo"))
        _visit(straight)
        self.gateway.start("ingest", "carry", "adapters", "api")
        self.say("province: PostgreSQL; ingest, carry, adapters and api run; a dossier system is asked each second")

    @property
    def api(self) -> str:
        return self.gateway.said("api")[1]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with store_errors():
            return self._db.execute(query.encode()).fetchall()

    def wait_for_rows(self, query: str, such_that: Callable[[list[tuple[Any, ...]]], bool], what: str) -> None:
        """ProgramFailed says what was found instead."""
        deadline = time.monotonic() + TOLD_WITHIN
        while not such_that(found := self.rows(query)):
            if time.monotonic() > deadline:
                raise ProgramFailed(f"the centre's tables do not say that {what}, but {found}")
            time.sleep(LOOK_EVERY)

    def read(self, query: str) -> str:
        """The same as a person reads it, by psql."""
        program = shutil.which("psql")
        if program is None:
            raise ProgramFailed("there is no psql on this machine: sudo apt install postgresql")
        argv = [program, "-X", "-q", "-P", "pager=off", "-d", self._url, "-c", query]
        done = subprocess.run(argv, env={**os.environ, **HANOI}, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ProgramFailed(f"psql: {done.stderr}")
        return done.stdout

    def cut(self) -> None:
        """Connections end, and new ones are refused, as when somebody has pulled the cable."""
        for proxy in self._proxies:
            proxy.cut()

    def mend(self) -> None:
        for proxy in self._proxies:
            proxy.mend()

    @property
    def hall_is_on(self) -> Process | None:
        """The broker to which its line leads now."""
        there = [n for n, proxy in enumerate(self._proxies) if proxy.connections]
        return self.brokers.processes[there[0]] if there else None


def _visit(line: Line) -> None:
    """The line was once on each broker, as in a province where halls are on all of them. Else the first one to come to
    a node needs all three: docs/centre/line.md."""
    for place in line.told.addresses:
        host, _, port = place.rpartition(":")
        answers: queue.Queue[bool] = queue.Queue()
        visitor = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="visitor", protocol=mqtt.MQTTv311)
        visitor.username_pw_set(line.told.hall, line.secret.password)
        visitor.tls_set(str(line.folder.ca), str(line.folder.own), str(line.folder.own))
        visitor.on_connect = lambda _c, _u, _f, reason, _p, put=answers.put: put(not reason.is_failure)
        visitor.connect_async(host, int(port))
        visitor.loop_start()
        try:
            if not answers.get(timeout=IN_WITHIN):
                raise ProgramFailed(f"the broker at {place} does not let the hall in")
        except queue.Empty as error:
            raise ProgramFailed(f"the broker at {place} does not answer the hall") from error
        finally:
            visitor.disconnect()
            visitor.loop_stop()
