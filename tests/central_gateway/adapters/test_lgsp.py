"""A day's sums, brought to a system that has three answers where we have four."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_gateway.adapters.face import TryLater
from central_gateway.adapters.http import Refused
from central_gateway.adapters.lgsp import Lgsp, buckets
from central_gateway.adapters.table import OutTable, read
from demo.vendors.lgsp import Lgsp as Vendor
from hall_core.domain.rating import LEVELS, Level
from tests.central_gateway.adapters.conftest import Rig
from tests.central_gateway.adapters.rows_of_ours import put_ratings, put_transactions
from tests.central_gateway.adapters.test_rest_push import session

ON = "21/11/2026"
FOUR = {1: "very-satisfied", 2: "satisfied", 3: "neutral", 4: "dissatisfied"}
TABLE = read("lgsp", files("central_gateway.adapters").joinpath("tables/lgsp.toml").read_text("utf-8"), OutTable)


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    with Vendor() as made:
        yield made


def bringer(rig: Rig, vendor: Vendor, **more: Any) -> Lgsp:
    return rig.adapter("lgsp", {"line": session(rig, vendor.url), **more})


@given(st.dictionaries(st.sampled_from(LEVELS), st.integers(0, 10_000)))
def test_no_vote_is_lost_between_four_answers_and_three(votes: dict[Level, int]) -> None:
    sums = buckets(TABLE, votes)
    assert sum(sums.values()) == sum(votes.values())
    assert sums["satisfied"] == votes.get("very-satisfied", 0) + votes.get("satisfied", 0)


def test_votes_arrive_as_sums_of_the_day(rig: Rig, vendor: Vendor) -> None:
    put_ratings(rig.db, FOUR)
    rig.rounds(bringer(rig, vendor))
    expected = {"MaDonVi": "thu", "Ngay": ON, "HaiLong": 2, "BinhThuong": 1, "KhongHaiLong": 1}
    assert vendor.votes == {("thu", ON): expected}


def test_figures_arrive_as_sums_of_the_day(rig: Rig, vendor: Vendor) -> None:
    put_transactions(rig.db, 1, 2)
    put_transactions(rig.db, 3, outcome="no_show", first=3)
    rig.rounds(bringer(rig, vendor))
    figures = vendor.figures["thu", ON]
    assert (figures["SoLuot"], figures["DaPhucVu"], figures["VangMat"], figures["Huy"]) == (3, 2, 1, 0)
    assert (figures["ThoiGianChoTrungViGiay"], figures["ThoiGianPhucVuTrungViGiay"]) == (60, 530)


def test_a_vote_more_sends_the_whole_day_again_and_nothing_is_added_twice(rig: Rig, vendor: Vendor) -> None:
    adapter = bringer(rig, vendor)
    put_ratings(rig.db, FOUR)
    rig.rounds(adapter)
    rig.rounds(adapter)
    assert len(vendor.got) == 1
    put_ratings(rig.db, {5: "satisfied"}, first=5)
    vendor.deaf = 1
    with pytest.raises(TryLater):
        rig.rounds(adapter)
    rig.rounds(adapter)
    assert vendor.votes["thu", ON]["HaiLong"] == 3


def test_only_the_halls_of_which_something_changed_are_sent(rig: Rig, vendor: Vendor) -> None:
    adapter = bringer(rig, vendor)
    put_ratings(rig.db, FOUR)
    rig.rounds(adapter)
    put_ratings(rig.db, {9: "neutral"}, hall="ha-giang")
    rig.rounds(adapter)
    assert [row["MaDonVi"] for row in vendor.got[-1].body] == ["ha-giang"]


def test_a_hall_that_it_does_not_know_stops_no_other(rig: Rig, vendor: Vendor) -> None:
    put_ratings(rig.db, FOUR)
    put_ratings(rig.db, {9: "neutral"}, hall="ha-giang")
    vendor.refuses = {"thu"}
    rig.rounds(bringer(rig, vendor))
    assert set(vendor.votes) == {("ha-giang", ON)}
    assert set(rig.aside()) == {"votes thu 2026-11-21"}


def test_who_refuses_everything_gets_it_all_later(rig: Rig, vendor: Vendor) -> None:
    put_ratings(rig.db, FOUR)
    vendor.refuses_all = True
    adapter = bringer(rig, vendor)
    with pytest.raises(Refused):
        rig.rounds(adapter)
    vendor.refuses_all = False
    rig.rounds(adapter)
    assert vendor.votes["thu", ON]["HaiLong"] == 2


def test_halls_go_out_by_the_codes_of_the_table(rig: Rig, vendor: Vendor) -> None:
    own = files("central_gateway.adapters").joinpath("tables/lgsp.toml").read_text("utf-8")
    (rig.folder / "lgsp-tinh.toml").write_text(f'{own}\n[sites]\nthu = "H41.16"\n', "utf-8")
    put_ratings(rig.db, FOUR)
    rig.rounds(bringer(rig, vendor, table="lgsp-tinh.toml"))
    assert set(vendor.votes) == {("H41.16", ON)}
