"""A small catalogue in a real file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hall_core.contract.edition import pack
from kiosk_app.catalogue.building import build
from kiosk_app.catalogue.search import Search
from kiosk_app.catalogue.store import Store
from tests.catalogues import catalogue, procedure

DAY = "2026-11-20"
MORE = [
    procedure("9.000001", "Thủ tục kỹ thuật ươm giống lươn", status="hidden"),
    procedure("9.000002", "Thủ tục kỹ thuật ươm giống lươn", status="repealed"),
    procedure("9.000003", "Thủ tục kỹ thuật ươm giống lươn", valid_from="2026-11-21"),
    procedure("9.000004", "Thủ tục kỹ thuật ươm giống lươn", valid_to="2026-11-19"),
    procedure("9.000005", "Thủ tục ươm tằm", valid_from="2026-11-20", valid_to="2026-11-20"),
]


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    file = tmp_path_factory.mktemp("catalogue") / "catalogue.sqlite"
    build(pack(catalogue(*MORE)), file)
    store = Store(file)
    yield store
    store.close()


@pytest.fixture
def search(store: Store) -> Search:
    return Search(store, DAY)
