"""An edition's whole way: accepted at the centre with the gateway's own commands, over the line, through courier and
hub, to what a kiosk keeps on its disk. At each moment it is the one before or the new one, and nothing between."""

from __future__ import annotations

import queue
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path

import pytest

from broker_config.run import Broker, start
from demo.centre.gateway import Gateway
from demo.centre.proxy import Proxy
from demo.programs import SOON, start_courier
from hall_core.contract.edition import PROCEDURES, unpack
from hall_core.contract.messages import CatalogueHead
from hall_core.device.hall_file import load
from hall_core.mqtt.heard import StateHeard
from hall_hub.catalogue import EDITION
from kiosk_app.catalogue.keeping import catalogue_keeper
from kiosk_app.catalogue.store import Store
from tests.central_gateway.catalogue.tables import edition, procedure, write
from tests.central_gateway.line.conftest import Province
from tests.flows.conftest import RunningHall

pytestmark = pytest.mark.timeout(180)

MINUTE = 60.0
"""Seconds within which kiosks are to follow."""
LOOK_EVERY = 0.01
BRINGS = """
[centre]
brings = ["catalogue"]
"""
MANY = 1_000
"""Procedures: a change of all of them takes some ten messages and more than one window."""

Names = Mapping[str, str]
"""By code."""


class Hall(RunningHall):
    """With a line to the province, over these, and a courier."""

    def __init__(self, folder: Path, province: Province, through: list[Proxy]) -> None:
        self._line = province.line("thu", through)
        super().__init__(folder, 1, BRINGS)
        self.start_courier()
        self.kiosk = Kiosk(self, folder / "kiosk")

    def start_broker(self) -> Broker:
        return start(load(self.file), None, self.folder / "broker", line=self._line, pace=SOON)

    def start_courier(self) -> None:
        self.courier = start_courier(self.file, self.folder / "hub", self.folder / "courier", self.broker.address)

    def kill(self) -> None:
        """Hub and courier, as a power cut would."""
        self.courier.kill()
        self.hub.kill()

    def came(self) -> Names:
        """What the courier has of the catalogue, whole or not: the text of each piece."""
        with closing(sqlite3.connect(self.folder / "hub" / "copies.sqlite")) as db:
            rows = db.execute("SELECT key, body FROM item WHERE \"set\" = 'catalogue'").fetchall()
        return {key: bytes(body).decode() for key, body in rows}

    def close(self) -> None:
        self.kiosk.close()
        self.courier.stop()
        super().close()


class Kiosk:
    """Its own keeping of the catalogue, on the hall's broker. ``shown`` has what it has taken into use, in order;
    ``told`` the digests that the hub has named."""

    def __init__(self, hall: Hall, folder: Path) -> None:
        folder.mkdir()
        self.shown: list[Names] = []
        self.told: list[str] = []
        self._change = threading.Condition()
        device = hall.device("kiosk-1", ("catalogue", "+"))
        self._keeper = catalogue_keeper(folder, device.station.wonder, self._take, lambda _: None)
        self._stop_keeper = self._keeper.start()
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._hear, args=(device.expect,), daemon=True)
        self._thread.start()

    def expect(self, names: Names) -> None:
        """Until it shows these, a minute at most."""
        with self._change:
            assert self._change.wait_for(lambda: self.shown[-1:] == [names], MINUTE), len(self.shown)

    def close(self) -> None:
        self._ends.set()
        self._thread.join()
        self._stop_keeper()

    def _hear(self, expect: Callable[..., object]) -> None:
        while not self._ends.is_set():
            with suppress(queue.Empty):
                expect(object, self._heard, 0.2)

    def _heard(self, heard: object) -> bool:
        if isinstance(heard, StateHeard) and isinstance(heard.state, CatalogueHead) and heard.name == PROCEDURES:
            self.told.append(heard.state.digest)
        return self._keeper.hear(heard)  # type: ignore[arg-type]

    def _take(self, store: Store) -> None:
        bodies = [store.body(id) for id in store.by_name(None, None)]
        with self._change, closing(store):
            self.shown.append({each.code: each.name.vi for each in bodies})
            self._change.notify_all()


class Watch:
    """Reads again and again what the hub would tell kiosks, and keeps each edition that it sees, in order."""

    def __init__(self, file: Path) -> None:
        self.seen: list[Names] = []
        self._file = file
        self._last = b""
        self._trouble: BaseException | None = None
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def end(self) -> list[Names]:
        self._ends.set()
        self._thread.join()
        if self._trouble is not None:
            raise self._trouble
        return self.seen

    def _look(self) -> None:
        try:
            while not self._ends.wait(LOOK_EVERY):
                data = self._file.read_bytes() if self._file.exists() else b""
                if data != self._last:
                    self._last = data
                    self.seen.append({each.code: each.name.vi for each in unpack(data)[2]})
        except BaseException as error:
            self._trouble = error


class Whole:
    def __init__(self, province: Province, database: str, folder: Path) -> None:
        self.folder = folder
        self.line = province.proxies()
        self.gateway = Gateway(province.centre, database, folder / "gateway")
        self.gateway.start("ingest", "carry")
        self.hall = Hall(folder, province, self.line)
        self._watches: list[Watch] = []

    def accept(self, *what: str) -> None:
        """As whoever keeps the catalogue does: proposed, and accepted by its number."""
        said = self.gateway.run("catalogue", "propose", *what)
        found = re.search(r"this is edition (\d+)", said)
        assert found is not None, said
        self.gateway.run("catalogue", "accept", found[1], "--by", "trưởng phòng")

    def watch(self) -> Watch:
        self._watches.append(Watch(self.folder / "hub" / EDITION))
        return self._watches[-1]

    def close(self) -> None:
        for watch in self._watches:
            with suppress(Exception):
                watch.end()
        self.hall.close()
        self.gateway.close()


@pytest.fixture
def whole(nats_province: Province, database: str, tmp_path: Path) -> Iterator[Whole]:
    whole = Whole(nats_province, database, tmp_path)
    yield whole
    whole.close()


def names(rows: list[dict[str, str]]) -> Names:
    return {each["code"]: each["name_vi"] for each in rows if each["status"] == "active"}


def test_an_edition_that_adds_changes_and_repeals_comes_to_the_kiosk_as_a_whole(whole: Whole, tmp_path: Path) -> None:
    before = [procedure(n) for n in range(1, 31)]
    whole.accept(str(edition(tmp_path / "first", before)))
    whole.hall.kiosk.expect(names(before))
    watch = whole.watch()
    news = [procedure(1, name_vi="Tên mới"), procedure(31, name_vi="Thủ tục mới")]
    delta = edition(tmp_path / "delta", news, "2026-12")
    write(delta, {"repealed.csv": [{"code": "1.000002"}]})
    whole.accept("--delta", str(delta))
    after = {**names(before), **names(news)}
    del after["1.000002"]
    whole.hall.kiosk.expect(after)
    assert watch.end() == [names(before), after]
    assert whole.hall.kiosk.shown == [names(before), after]


def test_a_line_cut_and_a_power_cut_in_the_middle_of_an_edition_leave_the_one_before_until_it_is_whole(
    whole: Whole, tmp_path: Path
) -> None:
    before = [procedure(n) for n in range(1, MANY + 1)]
    whole.accept(str(edition(tmp_path / "first", before)))
    whole.hall.kiosk.expect(names(before))
    watch, old = whole.watch(), whole.hall.came()
    for proxy in whole.line:
        proxy.slow(0.1)
    after = [procedure(n, name_vi=f"Tên mới số {n}") for n in range(2, MANY + 2)]
    whole.accept(str(edition(tmp_path / "second", after, "2026-12")))
    deadline = time.monotonic() + MINUTE
    while whole.hall.came() == old:
        assert time.monotonic() < deadline, "nothing of it comes"
        time.sleep(LOOK_EVERY)
    for proxy in whole.line:
        proxy.cut()
    whole.hall.kill()
    half = whole.hall.came()
    changed = sum(half[key] != old.get(key) for key in half)
    assert 0 < changed < MANY, "it was cut in the middle"
    told = len(whole.hall.kiosk.told)
    whole.hall.start_hub()
    whole.hall.start_courier()
    deadline = time.monotonic() + MINUTE
    while len(whole.hall.kiosk.told) == told:
        assert time.monotonic() < deadline, "the hub says nothing"
        time.sleep(LOOK_EVERY)
    assert len(set(whole.hall.kiosk.told)) == 1, "what the hub starts with is the edition before"
    assert watch.seen == [names(before)]
    for proxy in whole.line:
        proxy.mend()
    whole.hall.kiosk.expect(names(after))
    assert watch.end() == [names(before), names(after)]
    assert whole.hall.kiosk.shown == [names(before), names(after)]
