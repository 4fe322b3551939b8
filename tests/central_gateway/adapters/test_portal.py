"""The portal: found there, and brought there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from central_gateway.adapters.face import TryLater
from central_gateway.adapters.http import Refused
from central_gateway.adapters.portal import LOT, NAMES_EVERY, Portal
from central_gateway.store.told import ToldDossier
from demo.vendors.faults import Fault
from demo.vendors.made import made
from demo.vendors.portal import LOGIN, OFFICE, PASSWORD, USER
from demo.vendors.portal import Portal as Vendor
from hall_core.domain.names import Name
from tests.central_gateway.adapters.conftest import NOW, Rig

ONE = made(1, OFFICE, 2)[0]


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made_:
        yield made_


def portal(rig: Rig, vendor: Vendor, **more: Any) -> Portal:
    secret = rig.secret("mat-khau", PASSWORD)
    auth = {"kind": "session", "login": LOGIN, "user": USER, "password_file": secret, "header": ""}
    settings: dict[str, Any] = {"line": {"url": vendor.url, "auth": auth}, "office": OFFICE, "sync": True}
    return rig.adapter("portal", settings | more, "cong")


def tell(rig: Rig, *codes: str, state: Any = "processing", at: int = NOW) -> None:
    """Another source tells of them."""
    name = Name(vi="Đăng ký khai sinh", en="Birth registration")
    told = [
        ToldDossier(
            code=code, site="thu-site", state=state, state_told="x", told_at=at, procedure_name=name, due="2026-11-30"
        )
        for code in codes
    ]
    rig.take(rig.db, told, "igate")


def codes(count: int) -> list[str]:
    return [f"H41.16-{n:04}" for n in range(count)]


def test_a_dossier_is_found_by_its_code_and_only_known_fields_are_taken(rig: Rig, vendor: Vendor) -> None:
    found = portal(rig, vendor).find(ONE.code, 5)
    assert found is not None
    assert (found.code, found.site, found.due) == (ONE.code, OFFICE, f"{ONE.due:%Y-%m-%d}")
    assert found.told_at == int(ONE.changed.timestamp() * 1000)
    assert "THỬ" not in repr(found)


def test_a_code_that_it_does_not_have_is_none(rig: Rig, vendor: Vendor) -> None:
    assert portal(rig, vendor).find("H41.16-9999", 5) is None


def test_who_only_finds_knows_the_names_of_procedures_too(rig: Rig, vendor: Vendor) -> None:
    adapter = portal(rig, vendor)
    found = [adapter.find(ONE.code, 5) for _ in range(2)]
    assert [one and one.procedure_name for one in found] == [Name(vi=ONE.name, en=ONE.name)] * 2
    assert [got.body["service"] for got in vendor.got].count("LayDanhSachTTHC") == 1


def test_a_list_of_names_that_cannot_be_had_keeps_no_dossier_back(rig: Rig, vendor: Vendor) -> None:
    vendor.faults.next(None, "error")
    found = portal(rig, vendor).find(ONE.code, 5)
    assert found is not None
    assert found.procedure_name is None


def test_an_excuse_is_not_taken_for_a_no(rig: Rig, vendor: Vendor) -> None:
    vendor.faults.next("excuse")
    with pytest.raises(TryLater, match="nothing else"):
        portal(rig, vendor).find(ONE.code, 5)
    vendor.faults.next(None, "excuse")  # its names, and then whether a dossier is there
    tell(rig, ONE.code)
    adapter = portal(rig, vendor)
    with pytest.raises(TryLater):
        adapter.round(rig.desk("cong"))
    assert vendor.created == []


def test_the_names_of_procedures_come_from_its_list(rig: Rig, vendor: Vendor) -> None:
    adapter = portal(rig, vendor)
    adapter.round(rig.desk("cong"))
    found = adapter.find(ONE.code, 5)
    assert found is not None
    assert found.procedure_name == Name(vi=ONE.name, en=ONE.name)


def test_a_session_that_ends_mid_way_is_begun_anew(rig: Rig, vendor: Vendor) -> None:
    tell(rig, *codes(3))
    vendor.faults.next(None, None, "session-over", None, None, "session-over")
    rig.rounds(portal(rig, vendor), "cong")
    assert set(vendor.synced) == set(codes(3))
    assert vendor.sessions == 3


def test_sessions_that_are_over_at_once_are_told_and_not_begun_for_ever(rig: Rig, vendor: Vendor) -> None:
    vendor.faults.next("session-over", "session-over")
    with pytest.raises(TryLater, match="as soon as they have begun"):
        portal(rig, vendor).find(ONE.code, 5)
    assert vendor.sessions == 2


def test_an_answer_that_takes_too_long_has_an_end(rig: Rig, vendor: Vendor) -> None:
    adapter = portal(rig, vendor)
    adapter.find(ONE.code, 5)
    vendor.faults.next("slow")
    with pytest.raises(TryLater, match="does not answer"):
        adapter.find(ONE.code, 0.3)


def test_what_others_told_is_brought_there_with_how_far_it_is(rig: Rig, vendor: Vendor) -> None:
    tell(rig, *codes(3))
    rig.rounds(portal(rig, vendor), "cong")
    assert sorted(vendor.created) == codes(3)
    row = vendor.synced[codes(1)[0]]
    assert (row["TrangThaiHoSo"], row["NgayHenTra"], row["MaDonVi"]) == ("4", "20261130", "thu-site")
    assert vendor.progress[codes(1)[0]] == [("4", "20261121120000")]


def test_only_what_has_changed_is_brought_again_and_as_an_update(rig: Rig, vendor: Vendor) -> None:
    adapter = portal(rig, vendor)
    tell(rig, *codes(3))
    rig.rounds(adapter, "cong")
    tell(rig, *codes(3), at=NOW + 1_000)  # the same again, later
    before = len(vendor.got)
    rig.rounds(adapter, "cong")
    assert len(vendor.got) == before
    tell(rig, codes(1)[0], state="finished", at=NOW + 2_000)
    rig.rounds(adapter, "cong")
    assert len(vendor.created) == 3
    assert [state for state, _ in vendor.progress[codes(1)[0]]] == ["4", "9"]


def test_what_the_portal_itself_told_is_not_brought_back(rig: Rig, vendor: Vendor) -> None:
    adapter = portal(rig, vendor)
    found = adapter.find(ONE.code, 5)
    rig.desk("cong").commit({}, [found])
    rig.rounds(adapter, "cong")
    assert vendor.synced == {}


@pytest.mark.parametrize("fault", ["error", "broken-off", "cut", "busy"])
@pytest.mark.parametrize("at", [1, 4, 5])
def test_what_breaks_off_is_brought_again_and_is_there_once(rig: Rig, vendor: Vendor, fault: Fault, at: int) -> None:
    tell(rig, *codes(3))
    adapter = portal(rig, vendor)
    vendor.faults.next(*[None] * at, fault)
    with pytest.raises(TryLater):
        rig.rounds(adapter, "cong")
    rig.rounds(adapter, "cong")
    assert sorted(vendor.created) == codes(3)
    assert all(len(steps) == 1 for steps in vendor.progress.values())
    assert set(vendor.progress) == set(codes(3))


def test_one_that_it_will_not_take_is_set_aside_until_it_changes(rig: Rig, vendor: Vendor) -> None:
    tell(rig, *codes(4))
    vendor.refuses = {codes(4)[2]}
    adapter = portal(rig, vendor)
    rig.rounds(adapter, "cong")
    assert len(vendor.created) == 3
    assert set(rig.aside("cong")) == {f"dossier {codes(4)[2]}"}
    vendor.refuses = set()
    tell(rig, codes(4)[2], state="finished", at=NOW + 1_000)
    rig.rounds(adapter, "cong")
    assert len(vendor.created) == 4


def test_what_is_here_no_more_is_not_remembered(rig: Rig, vendor: Vendor) -> None:
    adapter = portal(rig, vendor)
    tell(rig, *codes(2))
    rig.rounds(adapter, "cong")
    rig.db.execute("DELETE FROM dossier_source WHERE code = %s", (codes(1)[0],))
    rig.now += NAMES_EVERY + 1
    rig.rounds(adapter, "cong")
    assert rig.db.execute("SELECT item FROM given").fetchall() == [(codes(2)[1],)]


def test_many_are_brought_lot_by_lot(rig: Rig, vendor: Vendor) -> None:
    many = codes(LOT + 5)
    tell(rig, *many)
    rig.rounds(portal(rig, vendor), "cong")
    assert sorted(vendor.created) == many


def test_who_is_not_this_office_is_refused(rig: Rig, vendor: Vendor) -> None:
    with pytest.raises(Refused, match="error_code 400"):
        portal(rig, vendor, office="H99").find(ONE.code, 5)
