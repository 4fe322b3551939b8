"""The catalogue's edition is ordered once for what may be shown, and again when the order came to nothing."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

from hall_hub.courier.sets_made import CatalogueMaking
from hall_hub.feeds.orders import Answer, Made, MakeCatalogue
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
