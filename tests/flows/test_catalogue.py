"""The catalogue's whole way: a folder of tables, the hub, the broker, a kiosk's file, a search."""

from __future__ import annotations

import queue
from pathlib import Path

import pytest

from benchmarks.catalogue_of import KNOWN, write_catalogue
from hall_core.mqtt.heard import StateHeard
from hall_hub.feeds.__main__ import main
from kiosk_app.catalogue.keeping import catalogue_keeper
from kiosk_app.catalogue.search import Search
from kiosk_app.catalogue.store import Store
from tests.flows.conftest import RunningHall


@pytest.mark.timeout(40)
def test_what_the_centre_imports_is_what_a_citizen_finds(hall: RunningHall, tmp_path: Path) -> None:
    kiosk = hall.device("kiosk-1", ("catalogue", "+"))
    (tmp_path / "kiosk").mkdir()
    changed: queue.Queue[Store] = queue.Queue()
    keeper = catalogue_keeper(tmp_path / "kiosk", kiosk.station.wonder, changed.put, lambda _: None)
    stop = keeper.start()
    assert main(["import", str(write_catalogue(tmp_path / "export", 60)), "--data", str(tmp_path / "hub")]) == 0
    kiosk.expect(StateHeard, keeper.hear, seconds=20)
    while keeper.missing != 0:
        kiosk.expect(object, keeper.hear)
    store = changed.get(timeout=10)
    search = Search(store, "2026-11-20")
    assert store.count == 60
    assert [search.find(words).rows[0].code for *_, words in KNOWN] == [code for code, *_ in KNOWN]
    store.close()
    stop()
