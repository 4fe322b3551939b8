"""The catalogue's edition: ordered once for what may be shown, and again when the order came to nothing; and made."""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.contract.centre.catalogue_items import items_of
from hall_core.contract.edition import pack
from hall_core.domain.procedure import Catalogue
from hall_hub.courier.sets_made import CatalogueMaking
from hall_hub.feeds.items import REPORTED, of_items
from hall_hub.feeds.orders import Answer, Failed, Made, MakeCatalogue
from hall_hub.feeds.worker import AGAIN
from hall_hub.store.copies import Copies
from hall_hub.store.schema import connect
from tests.catalogues import catalogue, procedure
from tests.conftest import make_plan

ONE, OTHER = "1" * 32, "2" * 32


class Worker:
    def __init__(self) -> None:
        self.orders: list[Future[Answer]] = []

    def do(self, _order: MakeCatalogue) -> Future[Answer]:
        self.orders.append(Future())
        return self.orders[-1]


def test_a_set_that_was_no_more_when_its_edition_was_to_be_made_is_made_when_it_is_there_again() -> None:
    worker = Worker()
    making = CatalogueMaking(make_plan(), Path("data"), Path("copies"), worker.do)
    making.agreed(ONE)
    making.tend(0.0)
    worker.orders[0].set_result(Made())
    for now in (1.0, 2.0):
        making.tend(now)
    assert len(worker.orders) == 1, "nothing is made of what may not be shown"
    making.agreed(ONE)
    making.tend(3.0)
    assert len(worker.orders) == 2
    worker.orders[1].set_result(Made("accepted"))
    making.agreed(ONE)
    making.tend(4.0)
    making.tend(5.0)
    assert len(worker.orders) == 2, "it is there"


def test_what_changed_while_an_edition_was_made_is_made_after_it() -> None:
    worker = Worker()
    making = CatalogueMaking(make_plan(), Path("data"), Path("copies"), worker.do)
    making.agreed(ONE)
    making.tend(0.0)
    making.agreed(OTHER)
    worker.orders[0].set_result(Made())
    making.tend(1.0)
    assert len(worker.orders) == 2


class Box:
    """A folder of a hub with what came over the line, and the edition and the report that are made of it."""

    def __init__(self, data: Path) -> None:
        self.copies, self.edition, self.report = data / "copies.sqlite", data / "c" / "edition", data / "f" / "report"
        Copies(self.copies).close()

    def made(self, of: Catalogue, *, whole: bool = True) -> Made:
        with closing(connect(self.copies)) as db:
            db.execute("DELETE FROM item")
            db.executemany("INSERT INTO item VALUES ('catalogue', ?, 0, ?)", items_of(of))
            db.execute("INSERT OR REPLACE INTO position VALUES ('catalogue', 1, 1, ?, '')", (whole,))
        return of_items(self.copies, self.edition, self.report, ["khai-sinh"])

    def told(self) -> list[str]:
        return self.report.read_text("utf-8").splitlines()


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_of_a_set_that_is_not_whole_nothing_is_made_and_nothing_is_said(box: Box) -> None:
    assert box.made(catalogue(), whole=False) == Made()
    assert not box.edition.exists()
    assert not box.report.exists()


def test_a_catalogue_without_procedures_is_refused_and_the_edition_before_stays(box: Box) -> None:
    box.made(catalogue())
    words = "NOT ACCEPTED: there is no procedure in what came from the centre"
    assert box.made(replace(catalogue(), procedures=[])) == Made(words)
    assert box.told() == [words]
    assert box.edition.read_bytes() == pack(catalogue())


def test_procedures_of_a_service_that_the_hall_does_not_have_are_shown_all_the_same_and_named(box: Box) -> None:
    more = [procedure(f"NB-{n:04}", "Một", service="no-such") for n in range(REPORTED + 5)]
    made = catalogue(procedure("NB-A", "Hai", service="khai-sinh"), *more)
    count = len(made.procedures)
    assert box.made(made).words.startswith(f'accepted: edition "thử" from the centre, {count} procedures; ')
    assert box.edition.read_bytes() == pack(made)
    verdict, *named, others = box.told()
    assert verdict.endswith(f"{REPORTED + 5} of them name a service that the hall does not have")
    assert (named[0], len(named)) == ('procedure NB-0000: no service is called "no-such"', REPORTED)
    assert others == "… and 5 more"


def test_an_edition_that_could_not_be_made_is_tried_again_after_a_while(caplog: pytest.LogCaptureFixture) -> None:
    worker = Worker()
    making = CatalogueMaking(make_plan(), Path("data"), Path("copies"), worker.do)
    making.agreed(ONE)
    making.tend(0.0)
    worker.orders[0].set_result(Failed("no room"))
    for now in range(int(AGAIN)):
        making.tend(float(now))
    assert len(worker.orders) == 1, "not without end"
    assert [line for line in caplog.messages if line.endswith("no room")] == caplog.messages[-1:]
    making.tend(AGAIN + 0.0)
    assert len(worker.orders) == 2
