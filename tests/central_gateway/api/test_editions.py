"""Editions of the catalogue: proposed, looked at, decided upon as a whole."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from central_gateway.store.connection import Db
from tests.central_gateway.api.conftest import Wire

PATH = "/v1/catalogue/editions"
ZIP = {"content-type": "application/zip"}


def catalogue(edition: str = "Quý 4", *names: str, **more: Any) -> dict[str, Any]:
    procedures = [
        {"code": f"1.00119{n}", "name": {"vi": name}, "agency": "tu-phap", "field": "ho-tich"}
        for n, name in enumerate(names or ("Đăng ký khai sinh",))
    ]
    return {
        "edition": edition,
        "agencies": [{"id": "tu-phap", "name": {"vi": "Sở Tư pháp"}}],
        "fields": [{"id": "ho-tich", "agency": "tu-phap", "name": {"vi": "Hộ tịch"}}],
        "procedures": procedures,
        **more,
    }


def propose(wire: Wire, **more: Any) -> dict[str, Any]:
    return wire.post(PATH, catalogue(**more))


def shown(db: Db) -> int:
    row = db.execute(
        "SELECT count(*) FROM shelf_item JOIN shelf ON shelf.id = shelf WHERE set = 'catalogue'"
    ).fetchone()
    assert row is not None
    return row[0]


def test_a_proposal_says_what_it_would_change_and_changes_nothing(wire: Wire, db: Db) -> None:
    edition = propose(wire)
    assert (edition["state"], edition["source"], edition["in_use"]) == ("proposed", "igate", False)
    assert edition["counts"]["added"] == 1
    assert "Đăng ký khai sinh" in edition["report"]
    assert shown(db) == 0
    assert wire.get(f"{PATH}/{edition['id']}") == edition


def test_the_same_edition_again_is_the_same_proposal(wire: Wire) -> None:
    assert propose(wire)["id"] == propose(wire)["id"]
    assert len(wire.get(PATH)["items"]) == 1


def test_what_is_accepted_is_in_use_and_accepting_again_changes_nothing(wire: Wire, db: Db) -> None:
    id = propose(wire)["id"]
    for _ in range(2):
        edition = wire.post(f"{PATH}/{id}/accept")
        assert (edition["state"], edition["in_use"], edition["decided_by"]) == ("accepted", True, "igate")
    assert shown(db) > 0
    assert wire.post(PATH, catalogue(), 409)["type"] == "urn:motcua:problem:conflict"


def test_what_is_refused_is_not_in_use_and_refusing_again_changes_nothing(wire: Wire, db: Db) -> None:
    id = propose(wire)["id"]
    for _ in range(2):
        edition = wire.post(f"{PATH}/{id}/refuse", {"why": "Thiếu quyết định"})
        assert (edition["state"], edition["why"]) == ("refused", "Thiếu quyết định")
    wire.post(f"{PATH}/{id}/accept", status=409)
    assert shown(db) == 0


def test_a_refusal_has_a_reason(wire: Wire) -> None:
    id = propose(wire)["id"]
    assert wire.post(f"{PATH}/{id}/refuse", {}, 422)["faults"][0]["where"] == "why"


def test_what_was_compared_with_another_edition_is_not_accepted(wire: Wire) -> None:
    first, second = (propose(wire, edition=name)["id"] for name in ("một", "hai"))
    wire.post(f"{PATH}/{first}/accept")
    assert "propose it again" in wire.post(f"{PATH}/{second}/accept", status=409)["detail"]
    wire.post(f"{PATH}/{first}/refuse", {"why": "x"}, 409)


def test_the_newest_is_listed_first_and_the_one_in_use_is_marked(wire: Wire) -> None:
    first = propose(wire, edition="một")["id"]
    wire.post(f"{PATH}/{first}/accept")
    second = wire.post(PATH, catalogue("hai", "Đăng ký khai tử"))["id"]
    assert [(item["id"], item["in_use"]) for item in wire.get(PATH)["items"]] == [(second, False), (first, True)]


@pytest.mark.parametrize("id", ["700000", "x", "-1", "1" * 30, "１"])
def test_an_edition_that_is_not_there_cannot_be_decided_upon(id: str, wire: Wire) -> None:
    wire.get(f"{PATH}/{id}", 404)
    wire.post(f"{PATH}/{id}/accept", status=404)
    wire.post(f"{PATH}/{id}/refuse", {"why": "x"}, 404)


def test_tables_in_a_zip_are_an_edition(wire: Wire, tmp_path: Path) -> None:
    edition = wire.ask("POST", PATH, content=zipped(TABLES), headers=ZIP).json()
    assert (edition["name"], edition["counts"]["added"]) == ("Quý 4", 1)
    wire.post(f"{PATH}/{edition['id']}/accept")
    more = {"procedures.csv": TABLES["procedures.csv"].replace("1.001193,Đăng ký khai sinh", "1.001194,Khai tử")}
    changed = wire.ask("POST", f"{PATH}?delta=true", content=zipped(more), headers=ZIP).json()
    assert (changed["base"], changed["counts"]["added"]) == (edition["id"], 1)


def test_what_is_wrong_in_the_tables_is_told_line_by_line(wire: Wire) -> None:
    broken = {**TABLES, "procedures.csv": TABLES["procedures.csv"].replace("active", "aktiv")}
    answer = wire.ask("POST", PATH, content=zipped(broken), headers=ZIP)
    assert answer.status_code == 422
    assert any("procedures.csv" in fault["wrong"] for fault in answer.json()["faults"])


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"x" * 1_000])
def test_what_is_no_zip_of_tables_is_refused(data: bytes, wire: Wire) -> None:
    assert wire.ask("POST", PATH, content=data, headers=ZIP).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"edition": 5},
        {"procedures": []},
        {"agencies": []},
        {"edition": "x\0y"},
        {"more": [[[[]]]], "procedures": None},
    ],
)
def test_what_is_no_catalogue_is_refused(wrong: dict[str, Any], wire: Wire) -> None:
    wire.post(PATH, {**catalogue(), **wrong}, 422)
    wire.post(f"{PATH}?delta=true", catalogue(), 422)


def zipped(files: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as bundle:
        for name, content in files.items():
            bundle.writestr(f"export/{name}", content)
    return data.getvalue()


TABLES = {
    "procedures.csv": "code,name_vi,agency,field,status\n1.001193,Đăng ký khai sinh,tu-phap,ho-tich,active\n",
    "papers.csv": "code,paper_vi\n",
    "channels.csv": "code,channel\n",
    "agencies.csv": "id,name_vi\ntu-phap,Sở Tư pháp\n",
    "fields.csv": "id,agency,name_vi\nho-tich,tu-phap,Hộ tịch\n",
    "edition.csv": "key,value\nedition,Quý 4\n",
}
