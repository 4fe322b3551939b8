"""The power of a whole box is cut: of its disk nothing is left but what was flushed, and what got there by chance."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from tests.faults.after_the_cut import cut, rest
from tests.faults.chain import Chain
from tests.faults.checker import judge
from tests.faults.dying import Points, hub_that_dies
from tests.faults.hall import FaultHall
from tests.faults.long import mostly
from tests.faults.shim import Machine
from tests.faults.weak import UNFLUSHED, weakened

ROUNDS = mostly(20, 3)
POINTS = ("COMMIT#1", "committed#1", "committed#3", "publish dev/goi-1/down/reply#1", "publish dev/bang-1/down/ack#1")
"""In the midst of a visit: before and after its commits, before and after its answers."""


def chances() -> Iterator[random.Random | None]:
    """Nothing but what was flushed; then this and that besides."""
    yield None
    for seed in range(1, ROUNDS):
        yield random.Random(seed)


@pytest.fixture
def box(tmp_path: Path) -> Machine:
    """The hub's."""
    data = tmp_path / "hall-0" / "hub"
    data.mkdir(parents=True)
    return Machine(tmp_path / "machine", data)


@pytest.fixture
def hub_hall(make_hall: Callable[..., FaultHall], box: Machine) -> FaultHall:
    return make_hall(hub_env=box.env(cut=True))


@pytest.fixture
def chain(hub_hall: FaultHall, hurry: None) -> Iterator[Chain]:
    chain = Chain(hub_hall.folder, hub_hall.address, hub_hall.witness)
    chain.open()
    yield chain
    chain.close()


@pytest.mark.timeout(300)
def test_a_hub_s_box_whose_power_is_cut_has_all_that_it_has_answered(
    hub_hall: FaultHall, box: Machine, chain: Chain
) -> None:
    for chance in chances():
        chain.visit()
        hub_hall.hub.kill()
        cut(box, chance)
        hub_hall.start_hub()
    chain.visit()
    chain.close()
    hub_hall.settle()
    assert hub_hall.faults() == []


@pytest.mark.timeout(300)
def test_a_visit_comes_to_its_end_once_though_the_power_was_cut_in_its_midst(
    hub_hall: FaultHall, box: Machine, chain: Chain, tmp_path: Path
) -> None:
    points, died = Points(tmp_path / "points"), list[bool]()
    struck = POINTS[: mostly(len(POINTS), 3)]
    for point, chance in product(struck, mostly([*chances()], [random.Random(1)])):
        hub_hall.hub.kill()
        with hub_that_dies(hub_hall, points.until_(point), lambda chance=chance: cut(box, chance)) as has_died:
            chain.visit()
            died.append(has_died())
    assert all(died)
    hub_hall.start_hub()
    chain.close()
    hub_hall.settle()
    assert hub_hall.faults() == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("level", ["NORMAL", "OFF"])
def test_a_hub_that_would_save_the_flush_of_its_ledger_is_found_out(
    hub_hall: FaultHall, box: Machine, chain: Chain, level: str
) -> None:
    chain.visit()
    hub_hall.hub.kill()
    rest(box)
    hub_hall.start_hub(wrap=weakened(level))
    chain.visit()
    hub_hall.hub.kill()
    cut(box)
    broken = judge(hub_hall.plan, hub_hall.ledger, hub_hall.witness, {})
    assert [fault for fault in broken if "the ledger knows nothing of it" in fault]


class KioskBox:
    """A kiosk that is alone, and whose power is cut whenever somebody has seen a number."""

    def __init__(self, make_hall: Callable[..., FaultHall], folder: Path) -> None:
        self.hall = make_hall(pause=0.0, wait=0.0)
        self.hall.hub.kill()
        self.hall.broker.kill()
        data = self.hall.folder / "kiosk-1"
        data.mkdir()
        self.machine = Machine(folder / "machine", data)
        self.hall.env["kiosk-1"] = self.machine.env(cut=True)

    def cut(self, chance: random.Random | None, wrap: Callable[[list[str]], list[str]] | None = None) -> None:
        seen = self.hall.count("seen", "kiosk-1")
        kiosk = self.hall.start_device("kiosk-1", wrap=wrap)
        self.hall.until(lambda: self.hall.count("seen", "kiosk-1") >= seen + 3, "three more numbers seen")
        kiosk.kill()
        cut(self.machine, chance)

    def end(self) -> list[str]:
        self.hall.start_broker()
        self.hall.start_hub()
        self.hall.settle()
        return self.hall.faults()


@pytest.fixture
def kiosk(make_hall: Callable[..., FaultHall], tmp_path: Path) -> KioskBox:
    return KioskBox(make_hall, tmp_path)


@pytest.mark.timeout(300)
def test_a_kiosk_whose_power_is_cut_gives_no_number_twice_and_tells_of_each(kiosk: KioskBox) -> None:
    for chance in chances():
        kiosk.cut(chance)
    assert kiosk.end() == []


@pytest.mark.timeout(300)
@pytest.mark.parametrize("level", ["NORMAL", "OFF"])
def test_a_kiosk_that_would_save_the_flush_of_its_outbox_is_found_out(kiosk: KioskBox, level: str) -> None:
    kiosk.cut(None)
    kiosk.cut(None, weakened(level))
    kiosk.cut(None)
    assert [fault for fault in kiosk.end() if "was seen by 2 people" in fault]


@pytest.mark.timeout(300)
def test_a_box_that_would_save_the_flush_of_its_count_of_starts_is_found_out(kiosk: KioskBox) -> None:
    for _ in range(2):
        kiosk.cut(None, weakened(UNFLUSHED))
    assert [fault for fault in kiosk.end() if fault.startswith("the starts of kiosk-1")]
