from __future__ import annotations

from importlib.resources import files

import pytest

from central_gateway.adapters import table
from central_gateway.adapters.table import OutTable, Table, need_levels, read
from central_gateway.config import ConfigError
from hall_core.domain.rating import LEVELS
from tests.central_gateway.adapters.conftest import Rig

INWARDS = ("file", "igate", "shifted", "portal")
OUTWARDS = ("rest-out", "lgsp", "portal-out")


def text(name: str) -> str:
    return files("central_gateway.adapters").joinpath(f"tables/{name}.toml").read_text("utf-8")


@pytest.mark.parametrize("name", INWARDS)
def test_each_table_that_is_shipped_names_all_ten_states(name: str) -> None:
    shipped = read(name, text(name), Table)
    assert {str(n) for n in range(1, 11)} <= set(shipped.states)
    assert set(shipped.channels.values()) == {"in-person", "online", "post"}


@pytest.mark.parametrize("name", OUTWARDS)
def test_each_table_for_what_goes_out_can_be_read(name: str) -> None:
    assert read(name, text(name), OutTable).name == name


def test_no_table_is_shipped_that_these_tests_do_not_know() -> None:
    names = {
        entry.name.removesuffix(".toml") for entry in files("central_gateway.adapters").joinpath("tables").iterdir()
    }
    assert names == {*INWARDS, *OUTWARDS}


def test_six_and_eight_are_not_the_same_at_every_vendor() -> None:
    usual, shifted = (read(name, text(name), Table).states for name in ("igate", "shifted"))
    assert (usual["6"], usual["8"]) == ("fee-due", "stopped")
    assert (shifted["6"], shifted["8"]) == ("finished", "fee-due")


def test_a_misspelt_key_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(ConfigError, match=r'fields\.proceduer: .* did you mean "procedure"\?'):
        read("x", text("igate").replace("procedure =", "proceduer ="), Table)


def test_a_state_that_is_none_of_ours_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(ConfigError, match=r'states\.4: "procesing" is not allowed.*did you mean "processing"'):
        read("x", text("igate").replace('"processing"', '"procesing"'), Table)


def test_all_mistakes_of_a_table_are_told_at_once() -> None:
    with pytest.raises(ConfigError) as told:
        read("x", text("igate").replace('"processing"', '"wird"').replace('"post"', '"poste"'), Table)
    assert len(told.value.lines) == 2


def test_a_word_that_stands_twice_in_two_cases_is_told() -> None:
    with pytest.raises(ConfigError, match='"xong" stands twice'):
        read("x", text("igate").replace("[states]", '[states]\nXong = "finished"\nxong = "returned"'), Table)


def test_a_level_without_a_bucket_is_told() -> None:
    with pytest.raises(ConfigError, match="buckets: neutral is missing"):
        need_levels(read("x", text("lgsp").replace('neutral = "neutral"\n', ""), OutTable), "buckets")


def test_each_of_our_levels_goes_into_a_bucket() -> None:
    assert set(read("lgsp", text("lgsp"), OutTable).buckets) == set(LEVELS)


@pytest.mark.parametrize("kind", ["rest-pull", "file-drop", "igate"])
def test_rows_that_name_no_site_need_one_in_the_settings(rig: Rig, kind: str) -> None:
    (rig.folder / "khong-noi.toml").write_text(text("igate").replace('site = "MaDonVi"\n', ""), "utf-8")
    line = {"folder": "."} if kind == "file-drop" else {"line": {"url": "https://igate.example"}}
    with pytest.raises(ConfigError, match=r"fields\.site is missing"):
        rig.adapter(kind, {"table": "khong-noi.toml", **line})
    rig.adapter(kind, {"table": "khong-noi.toml", "site": "thu-site", **line})


def test_a_sites_own_table_lies_beside_the_configuration(rig: Rig) -> None:
    (rig.folder / "cua-toi.toml").write_text(text("igate").replace('"igate"', '"cua-toi"'), "utf-8")
    assert table.load(rig.config(), "cua-toi.toml", Table).name == "cua-toi"


@pytest.mark.parametrize(("name", "hint"), [("igat", 'did you mean "igate"'), ("khac.toml", "give its path")])
def test_a_table_that_is_not_there_is_told(rig: Rig, name: str, hint: str) -> None:
    with pytest.raises(ConfigError, match=hint):
        table.load(rig.config(), name, Table)
