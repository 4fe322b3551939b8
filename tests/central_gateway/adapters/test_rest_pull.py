"""A list read over REST: nothing lost, nothing twice, whatever the vendor does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from central_gateway.adapters.face import AdapterError, TryLater
from central_gateway.adapters.rest_pull import SHORT_MOST, RestPull
from central_gateway.store import adapters
from demo.vendors.faults import Fault, Faults
from demo.vendors.igate import Igate
from demo.vendors.made import Made, made
from tests.central_gateway.adapters.conftest import MINUTE, Rig, oauth

STATES = {2: "received", 4: "processing", 5: "needs-papers", 9: "finished"}


@pytest.fixture
def igate() -> Iterator[Igate]:
    with Igate(dossiers=made(45)) as vendor:
        yield vendor


def puller(rig: Rig, igate: Igate, **more: Any) -> RestPull:
    settings = {
        "line": oauth(rig, igate.url),
        "table": "igate",
        "list": "/ho-so/danh-sach",
        "items": "data.items",
        "total": "data.total",
        "since": "tuNgay",
        "since_format": "yyyyMMddHHmmss",
        "count": 10,
    }
    return rig.adapter("rest-pull", {key: value for key, value in (settings | more).items() if value is not None})


def states(dossiers: dict[str, Made]) -> dict[str, str]:
    return {one.code: STATES[one.state] for one in dossiers.values()}


def read_until_well(rig: Rig, adapter: RestPull, tries: int = 60) -> None:
    for _ in range(tries):
        try:
            rig.rounds(adapter)
        except AdapterError:
            continue
        return
    pytest.fail("it never went well")


def test_all_that_is_on_the_pages_comes_in_once(rig: Rig, igate: Igate) -> None:
    [done] = rig.rounds(puller(rig, igate))
    assert rig.states() == states(igate.dossiers)
    assert (done.taken, rig.changes()) == (45, 45)


def test_then_only_what_has_changed_is_asked_for_and_nothing_changes_twice(rig: Rig, igate: Igate) -> None:
    adapter = puller(rig, igate)
    rig.rounds(adapter)
    changed = [one.told(9) for one in made(45)[-3:]]
    igate.put(*changed)
    igate.got.clear()
    rig.rounds(adapter)
    assert {rig.states()[one.code] for one in changed} == {"finished"}
    # The overlap of ten minutes brings some again; they change nothing.
    assert len(igate.got) <= 3
    assert rig.changes() == 48


def test_another_process_goes_on_where_the_one_before_was(rig: Rig, igate: Igate) -> None:
    rig.rounds(puller(rig, igate))
    igate.got.clear()
    rig.rounds(puller(rig, igate))
    assert "tuNgay" in igate.got[0].params
    assert rig.changes() == 45


@pytest.mark.parametrize("fault", ["error", "busy", "broken-off", "cut", "mangled", "excuse"])
def test_a_page_that_goes_wrong_costs_nothing_and_is_asked_for_again(rig: Rig, igate: Igate, fault: Fault) -> None:
    adapter = puller(rig, igate)
    igate.faults.next(None, None, fault)
    with pytest.raises(TryLater):
        rig.rounds(adapter)
    assert len(rig.states()) == 20
    rig.rounds(adapter)
    assert [got.params["page"] for got in igate.got] == ["1", "2", "3", "3", "4", "5", "6"]
    assert rig.states() == states(igate.dossiers)


def test_a_session_that_ends_between_two_pages_is_nothing(rig: Rig, igate: Igate) -> None:
    igate.faults.next(None, None, "session-over")
    rig.rounds(puller(rig, igate))
    assert rig.states() == states(igate.dossiers)


def test_a_process_killed_between_two_pages_loses_none(rig: Rig, igate: Igate) -> None:
    igate.faults.next(None, None, "error")
    with pytest.raises(TryLater):
        rig.rounds(puller(rig, igate))
    rig.rounds(puller(rig, igate))
    assert rig.states() == states(igate.dossiers)


def test_a_page_that_came_twice_is_noticed_by_the_count_and_all_is_read_again(rig: Rig, igate: Igate) -> None:
    adapter = puller(rig, igate)
    igate.faults.next(None, "repeated")
    with pytest.raises(TryLater, match="of 45 dossiers only 35"):
        rig.rounds(adapter)
    rig.rounds(adapter)
    assert rig.states() == states(igate.dossiers)
    assert rig.changes() == 45


def test_pages_in_another_order_are_as_good(rig: Rig, igate: Igate) -> None:
    igate.faults.next("reordered", "reordered", None, "reordered")
    rig.rounds(puller(rig, igate))
    assert rig.states() == states(igate.dossiers)


def test_a_row_that_moves_between_pages_while_they_are_read_is_found_by_the_count(rig: Rig, igate: Igate) -> None:
    # The first one changes: it moves to the end, and each page after it loses the row that moved up.
    igate.between = [made(45)[0].code]
    adapter = puller(rig, igate)
    with pytest.raises(TryLater, match="of 45 dossiers only 44"):
        rig.rounds(adapter)
    rig.rounds(adapter)
    assert rig.states() == states(igate.dossiers)


def test_without_a_count_such_a_row_is_found_when_everything_is_read_the_next_day(rig: Rig, igate: Igate) -> None:
    igate.between = [made(45)[0].code]
    igate.counts = False
    adapter = puller(rig, igate, total=None, overlap_s=0)
    rig.rounds(adapter)
    assert len(rig.states()) == 44
    rig.now += 24 * 60 * MINUTE
    rig.rounds(adapter)
    assert rig.states() == states(igate.dossiers)


def test_a_count_that_is_always_too_high_is_not_believed_for_ever(rig: Rig, igate: Igate) -> None:
    igate.raw = {"MaHoSo": made(1)[0].code}  # all rows are of one dossier
    adapter = puller(rig, igate)
    for _ in range(SHORT_MOST - 1):
        with pytest.raises(TryLater):
            rig.rounds(adapter)
    assert "of 45 dossiers only 1" in rig.rounds(adapter)[-1].remark


@pytest.mark.parametrize("counts", [True, False])
def test_a_vendor_that_repeats_its_last_page_for_ever_is_read_to_its_end(rig: Rig, igate: Igate, counts: bool) -> None:
    igate.last_again, igate.counts = True, counts
    rig.rounds(puller(rig, igate, total="data.total" if counts else None))
    assert rig.states() == states(igate.dossiers)
    assert len(igate.got) < 10


def test_a_vendor_that_gives_the_same_full_page_always_is_told(rig: Rig, igate: Igate) -> None:
    igate.last_again, igate.counts = True, False
    igate.dossiers = {one.code: one for one in made(10)}
    with pytest.raises(TryLater, match="the same full page"):
        rig.rounds(puller(rig, igate, total=None))


def test_smaller_pages_than_were_asked_for_are_not_the_end(rig: Rig, igate: Igate) -> None:
    igate.most = 7
    rig.rounds(puller(rig, igate))
    assert rig.states() == states(igate.dossiers)


@pytest.mark.parametrize("skew", [-180, 180])
def test_a_clock_three_hours_off_over_there_hides_nothing(rig: Rig, igate: Igate, skew: int) -> None:
    begin = made(45)[-1]
    rig.now = int(begin.changed.timestamp() * 1000) + 5 * MINUTE
    igate.skew_ms = skew * MINUTE
    adapter = puller(rig, igate)
    rig.rounds(adapter)
    for n in range(1, 6):
        rig.now += 20 * MINUTE
        igate.put(begin.told((2, 4, 5)[n % 3], timedelta(minutes=5 + 20 * n - 1)))
        rig.rounds(adapter)
        assert rig.states() == states(igate.dossiers)


def test_a_clock_over_there_that_is_set_right_hides_nothing(rig: Rig, igate: Igate) -> None:
    begin = made(45)[-1]
    rig.now = int(begin.changed.timestamp() * 1000) + 5 * MINUTE
    igate.skew_ms = 180 * MINUTE
    adapter = puller(rig, igate)
    rig.rounds(adapter)
    rig.now += 20 * MINUTE
    igate.skew_ms = 0
    igate.put(begin.told(5, timedelta(minutes=24)))
    rig.rounds(adapter)
    assert rig.states() == states(igate.dossiers)


def test_a_row_that_says_nothing_of_use_is_set_aside_and_stops_nobody(rig: Rig, igate: Igate) -> None:
    bad = made(45)[4]
    igate.dossiers[bad.code] = Made(**{**vars(bad), "code": "001199000001"})
    adapter = puller(rig, igate)
    rig.rounds(adapter)
    assert len(rig.states()) == 44
    [(item, why)] = rig.aside().items()
    assert item.startswith("row ")
    assert why == 'page 1, row 5: code: must be 6 to 40 of A-Z, 0-9, ".", "/" and "-", with digits among them'


def test_a_state_that_is_in_no_table_is_kept_and_shown_to_be_unknown(rig: Rig, igate: Igate) -> None:
    igate.codes = {4: "Chờ ký số"}
    rig.rounds(puller(rig, igate))
    assert len(rig.states()) == 45
    assert ("state", "Chờ ký số") in rig.unknown()


def test_nothing_of_a_person_gets_into_a_table(rig: Rig, igate: Igate) -> None:
    igate.raw = {"SoDinhDanh": "001199000001"}
    rig.rounds(puller(rig, igate))
    tables = ("dossier_source", "shelf_item", "shelf_change", "unknown_code", "set_aside", "adapter_place")
    for table in tables:
        dump = str(rig.db.execute(f"SELECT * FROM {table}".encode()).fetchall())
        assert "001199000001" not in dump
        assert "NGUYỄN" not in dump


@pytest.mark.parametrize("seed", [1, 2, 5, 6])
def test_through_any_faults_the_halls_end_with_what_the_vendor_has(rig: Rig, seed: int) -> None:
    of: tuple[Fault, ...] = (
        *("error", "busy", "broken-off", "cut", "mangled", "old-encoding"),
        *("excuse", "session-over", "reordered", "repeated"),
    )
    with Igate(Faults(0.3, seed, of), dossiers=made(45)) as igate:
        adapter = puller(rig, igate)
        read_until_well(rig, adapter)
        igate.put(*(one.told(9, timedelta(hours=2)) for one in made(45)[::5]))
        read_until_well(rig, adapter)
        assert rig.states() == states(igate.dossiers)
        assert rig.changes() == 45 + sum(one.state != 9 for one in made(45)[::5])
        assert igate.faults.happened


def test_what_the_store_did_not_take_is_asked_for_again(rig: Rig, igate: Igate) -> None:
    adapter = puller(rig, igate)
    pages = 0

    def fails(*args: Any) -> Any:
        nonlocal pages
        pages += 1
        if pages == 3:
            raise RuntimeError("cắt điện")
        return rig.take(*args)

    desk = rig.desk()
    desk._sink = fails  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(RuntimeError):
        adapter.round(desk)
    assert len(rig.states()) == 20
    adapter.round(desk)
    assert rig.states() == states(igate.dossiers)
    assert [got.params["page"] for got in igate.got] == ["1", "2", "3", "3", "4", "5", "6"]


def test_the_time_moves_on_only_with_the_last_page(rig: Rig, igate: Igate) -> None:
    igate.faults.next(None, None, None, "error")
    with pytest.raises(TryLater):
        rig.rounds(puller(rig, igate))
    assert adapters.place(rig.db, "nguon") == {"since": None, "whole_at": 0}
    rig.rounds(puller(rig, igate))
    newest = made(45)[-1].changed.replace(microsecond=0)
    assert adapters.place(rig.db, "nguon") == {"since": int(newest.timestamp() * 1000), "whole_at": rig.now}


@pytest.mark.parametrize("fault", [None, "error", "session-over"])
def test_a_list_whose_pages_name_the_next_one_is_read_to_its_end(rig: Rig, igate: Igate, fault: Fault | None) -> None:
    igate.faults.next(None, None, fault)
    read_until_well(rig, puller(rig, igate, next="data.next"))
    assert rig.states() == states(igate.dossiers)
    assert "page" not in igate.got[0].params


def test_a_page_that_is_not_known_any_more_begins_the_reading_anew(rig: Rig, igate: Igate) -> None:
    igate.forgets = "3"
    adapter = puller(rig, igate, next="data.next")
    with pytest.raises(AdapterError):
        rig.rounds(adapter)
    rig.rounds(adapter)
    assert rig.states() == states(igate.dossiers)
