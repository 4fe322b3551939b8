"""A dossier by its code."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from central_gateway.adapters.face import AdapterError, TryLater
from central_gateway.adapters.igate import Igate
from central_gateway.adapters.kinds import open_finders
from central_gateway.config import Adapter as Entry
from demo.vendors.igate import Igate as Vendor
from demo.vendors.made import made
from tests.central_gateway.adapters.conftest import Rig, oauth

FIVE = [one.told(4) for one in made(5)]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor(dossiers=FIVE) as made_:
        yield made_


def igate(rig: Rig, vendor: Vendor, **more: Any) -> Igate:
    return rig.adapter("igate", {"line": oauth(rig, vendor.url), **more})


def tell_all(rig: Rig, adapter: Igate) -> None:
    rig.desk().commit(None, [found for one in FIVE if (found := adapter.find(one.code, 5))])


def test_a_dossier_that_nobody_told_of_is_found_for_who_asks(rig: Rig, vendor: Vendor) -> None:
    found = igate(rig, vendor).find(FIVE[0].code, 5)
    assert found is not None
    assert (found.code, found.state, found.site) == (FIVE[0].code, "processing", "thu-site")


def test_a_code_that_it_does_not_have_is_none(rig: Rig, vendor: Vendor) -> None:
    assert igate(rig, vendor).find("H41.16-9999", 5) is None


def test_another_dossier_in_the_answer_is_not_the_one_that_was_asked_for(rig: Rig, vendor: Vendor) -> None:
    vendor.raw = {"MaHoSo": "H41.16-0000-00009"}
    assert igate(rig, vendor).find(FIVE[0].code, 5) is None


def test_who_asks_does_not_wait_for_ever(rig: Rig, vendor: Vendor) -> None:
    adapter = igate(rig, vendor)
    adapter.find(FIVE[0].code, 5)
    vendor.faults.next("slow")
    with pytest.raises(TryLater, match=r"does not answer within 0\.3 s"):
        adapter.find(FIVE[0].code, 0.3)


def test_whoever_may_be_asked_is_found_in_the_configuration(rig: Rig, vendor: Vendor) -> None:
    settings = {"line": oauth(rig, vendor.url)}
    config = rig.config(
        Entry(id="hop-thu", kind="file-drop", settings={"folder": "x"}),
        Entry(id="tinh", kind="igate", settings=settings),
    )
    finders = open_finders(config, lambda: rig.now)
    assert list(finders) == ["tinh"]
    assert finders["tinh"].find(FIVE[0].code, 5) is not None


def test_open_ones_are_asked_for_again_all_round(rig: Rig, vendor: Vendor) -> None:
    adapter = igate(rig, vendor, again=2)
    tell_all(rig, adapter)
    vendor.put(*(one.told(9) for one in FIVE))
    for _ in range(3):
        adapter.round(rig.desk())
    assert set(rig.states().values()) == {"finished"}


def test_the_round_begins_again_at_its_end(rig: Rig, vendor: Vendor) -> None:
    adapter = igate(rig, vendor, again=2)
    tell_all(rig, adapter)
    for _ in range(3):
        adapter.round(rig.desk())
    vendor.put(FIVE[0].told(9))
    adapter.round(rig.desk())
    assert rig.states()[FIVE[0].code] == "finished"


def test_one_that_cannot_be_read_does_not_stop_those_behind_it(rig: Rig, vendor: Vendor) -> None:
    adapter = igate(rig, vendor)
    tell_all(rig, adapter)
    vendor.put(*(one.told(9) for one in FIVE))
    vendor.faults.next("error")
    with pytest.raises(AdapterError):
        adapter.round(rig.desk())
    adapter.round(rig.desk())
    assert sorted(rig.states().values()) == ["finished"] * 4 + ["processing"]
    adapter.round(rig.desk())
    assert set(rig.states().values()) == {"finished"}


def test_one_that_is_gone_there_stays_as_it_was_and_is_told(rig: Rig, vendor: Vendor) -> None:
    adapter = igate(rig, vendor)
    tell_all(rig, adapter)
    del vendor.dossiers[FIVE[1].code]
    adapter.round(rig.desk())
    assert rig.states()[FIVE[1].code] == "processing"
    assert rig.aside() == {f"dossier {FIVE[1].code}": "that system has it no more"}
