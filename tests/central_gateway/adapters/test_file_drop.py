"""Files that are dropped into a folder: whole, half, in old letters, twice."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from central_gateway.adapters.face import AdapterError
from central_gateway.adapters.file_drop import PATIENCE, FileDrop, Settings
from central_gateway.store import dossiers
from central_gateway.store.connection import StoreAway
from demo.vendors.file_drop import Encoding
from demo.vendors.file_drop import FileDrop as Vendor
from demo.vendors.made import made
from tests.central_gateway.adapters.conftest import Rig
from tests.central_gateway.adapters.test_rest_pull import STATES

REST = Settings(folder="x").rest_s
TEN = made(10)
EXPECTED = {one.code: STATES[one.state] for one in TEN}


class Drop:
    def __init__(self, rig: Rig, **more: Any) -> None:
        self.rig = rig
        self.folder = rig.folder / "ho-so"
        self.folder.mkdir(exist_ok=True)
        self.vendor = Vendor(self.folder)
        self.adapter: FileDrop = rig.adapter("file-drop", {"folder": "ho-so"} | more)
        self.at = 0.0
        self.adapter._now = lambda: self.at  # pyright: ignore[reportPrivateUsage]

    def look(self, after: float = 0.0) -> int:
        self.at += after
        return self.adapter.round(self.rig.desk()).taken

    def settle(self) -> int:
        """Looks, and once more when what is there has come to rest for good."""
        return self.look() + self.look(REST * PATIENCE)

    def receipt(self, name: str, where: str = "done") -> dict[str, Any]:
        return json.loads((self.folder / where / f"{name}.receipt.json").read_text("utf-8"))

    def there(self, where: str = "") -> set[str]:
        return {file.name for file in (self.folder / where).iterdir() if file.is_file()}


@pytest.fixture
def drop(rig: Rig) -> Drop:
    return Drop(rig)


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_a_file_is_taken_put_away_and_has_its_receipt(rig: Rig, drop: Drop, kind: str) -> None:
    getattr(drop.vendor, kind)(f"a.{kind}", TEN)
    drop.settle()
    assert rig.states() == EXPECTED
    assert drop.there() == set()
    assert drop.there("done") == {f"a.{kind}", f"a.{kind}.receipt.json"}
    receipt = drop.receipt(f"a.{kind}")
    assert (receipt["rows"], receipt["taken"], receipt["left_out"], receipt["refused"]) == (10, 10, [], "")


def test_a_file_counts_only_when_it_has_come_to_rest(rig: Rig, drop: Drop) -> None:
    rest = drop.vendor.half("a.csv", TEN)
    drop.look()
    drop.look(REST - 1)
    assert rig.states() == {}
    with (drop.folder / "a.csv").open("ab") as file:
        file.write(rest)
    drop.look(2)
    assert rig.states() == {}
    drop.look(REST)
    assert rig.states() == EXPECTED


def test_a_file_whose_end_is_missing_is_waited_for_longer(rig: Rig, drop: Drop) -> None:
    rest = drop.vendor.half("a.csv", TEN)
    drop.look()
    drop.look(REST * 3)
    assert rig.states() == {}
    with (drop.folder / "a.csv").open("ab") as file:
        file.write(rest)
    drop.settle()
    assert rig.states() == EXPECTED
    assert drop.receipt("a.csv")["left_out"] == []


def test_a_file_that_stays_half_tells_of_its_last_line(rig: Rig, drop: Drop) -> None:
    drop.vendor.half("a.csv", TEN)
    drop.settle()
    receipt = drop.receipt("a.csv")
    assert 0 < receipt["taken"] < 10
    assert "does the file end in the middle?" in receipt["left_out"][-1]["why"]
    assert rig.states().items() <= EXPECTED.items()


def test_half_a_json_file_is_refused_as_a_whole(rig: Rig, drop: Drop) -> None:
    file = drop.vendor.json("a.json", TEN)
    file.write_bytes(file.read_bytes()[:-40])
    drop.settle()
    assert rig.states() == {}
    assert "ends in the middle" in drop.receipt("a.json", "refused")["refused"]


@pytest.mark.parametrize("digest", [True, False])
def test_a_file_that_is_marked_is_taken_at_once(rig: Rig, digest: bool) -> None:
    drop = Drop(rig, ready="mark")
    file = drop.vendor.csv("a.csv", TEN)
    assert drop.look(REST * PATIENCE * 10) == 0
    drop.vendor.mark(file, digest=digest)
    assert drop.look() == 10
    assert drop.there() == set()


def test_ready_marks_all_that_is_there(rig: Rig) -> None:
    drop = Drop(rig, ready="mark")
    drop.vendor.csv("a.csv", TEN[:5])
    drop.vendor.json("b.json", TEN[5:])
    (drop.folder / "READY").touch()
    drop.look()
    assert rig.states() == EXPECTED
    assert drop.there() == set()


def test_a_file_that_is_not_the_one_its_mark_is_of_is_refused(rig: Rig, drop: Drop) -> None:
    file = drop.vendor.csv("a.csv", TEN)
    drop.vendor.mark(file)
    file.write_bytes(file.read_bytes()[:-1])
    drop.look()
    assert rig.states() == {}
    assert "SHA-256 is another" in drop.receipt("a.csv", "refused")["refused"]


@pytest.mark.parametrize(
    ("encoding", "remark"),
    [
        ("utf-8-sig", None),
        ("utf-16", "is UTF-16, not UTF-8; read as that"),
        ("nfd", "letters and marks stood apart (NFD); put together"),
        ("windows-1258", "is windows-1258, not UTF-8; read as that"),
        ("tcvn3", "is TCVN3, not UTF-8; read as that"),
    ],
)
def test_letters_of_all_kinds_are_read_and_the_receipt_says_so(
    rig: Rig, drop: Drop, encoding: Encoding, remark: str | None
) -> None:
    drop.vendor.csv("a.csv", TEN, encoding)
    drop.settle()
    names = {code: dossier.procedure.vi for code, dossier in rig.has().items()}
    assert names == {one.code: one.name for one in TEN}
    assert drop.receipt("a.csv")["remarks"] == ([] if remark is None else [remark])


def test_letters_that_nobody_knows_are_refused_with_the_line(rig: Rig, drop: Drop) -> None:
    drop.vendor.csv("a.csv", TEN, "unknown")
    drop.settle()
    assert rig.states() == {}
    assert drop.receipt("a.csv", "refused")["refused"] == "line 2: is neither UTF-8, UTF-16, windows-1258 nor TCVN3"


def test_the_same_file_again_changes_nothing(rig: Rig, drop: Drop) -> None:
    drop.vendor.csv("a.csv", TEN)
    drop.settle()
    drop.vendor.csv("b.csv", [one.told(9) for one in TEN])
    drop.settle()
    before = rig.changes()
    drop.vendor.csv("a.csv", TEN)
    assert drop.settle() == 0
    assert set(rig.states().values()) == {"finished"}
    assert rig.changes() == before
    [again] = [name for name in drop.there("done") if name.startswith("a.") and name.count(".receipt") and "-" in name]
    assert json.loads((drop.folder / "done" / again).read_text())["again"] is True


def test_an_older_file_after_a_newer_one_changes_nothing_and_says_so(rig: Rig, drop: Drop) -> None:
    drop.vendor.csv("moi.csv", [one.told(9) for one in TEN])
    drop.settle()
    drop.vendor.csv("cu.csv", TEN)
    drop.settle()
    assert set(rig.states().values()) == {"finished"}
    why = {left["why"] for left in drop.receipt("cu.csv")["left_out"]}
    assert why == {"something newer was told of this dossier before"}


def test_each_line_that_is_not_taken_stands_in_the_receipt_with_its_reason(rig: Rig, drop: Drop) -> None:
    lines = [
        "code;site;state;told_at",
        "H41.16-1-1;thu-site;4;20/11/2026",
        ";thu-site;4;20/11/2026",
        "H41.16-1-2;thu-site;Lạ;20/11/2026",
        "H41.16-1-1;thu-site;5;20/11/2026",
        "H41.16-1-3;thu-site",
        "H41.16-1-4;khong-ai;4;20/11/2026",
        "001199000001;thu-site;4;20/11/2026",
    ]
    drop.vendor.put("a.csv", "\n".join([*lines, ""]).encode())
    drop.settle()
    receipt = drop.receipt("a.csv")
    shape = 'code: must be 6 to 40 of A-Z, 0-9, ".", "/" and "-", with digits among them'
    assert {left["line"]: left["why"] for left in receipt["left_out"]} == {
        3: "code: is empty",
        5: "is of the same dossier as line 2",
        6: "has 2 cells, the head has 4 (does the file end in the middle?)",
        8: shape,
    }
    assert {left["line"]: left["why"] for left in receipt["flagged"]} == {
        4: 'state: "Lạ" is unknown',
        7: "site: belongs to no hall; kept until somebody says to which",
    }
    assert receipt["rows"] == receipt["taken"] + len(receipt["left_out"]) == 7
    assert rig.states() == {"H41.16-1-1": "processing", "H41.16-1-2": "processing"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("ma;trang thai\n", 'its head has no column "code"'),
        ("code,state,state\nA,1,1\n", 'column "state" stands 2 times'),
        ('code,state\n"H41.16-1-1,4\n', "never closed"),
        ("PK\x03\x04", "is an Excel workbook"),
    ],
)
def test_a_file_that_is_no_list_of_dossiers_is_refused_and_says_why(drop: Drop, text: str, why: str) -> None:
    drop.vendor.put("a.csv", text.encode("latin-1"))
    drop.settle()
    assert why in drop.receipt("a.csv", "refused")["refused"]


def test_of_when_a_file_is_it_says_itself(rig: Rig, drop: Drop) -> None:
    drop.vendor.put("a.csv", b"# as_of = 2026-11-20T17:00:00+07:00\ncode,site,state\nH41.16-1-1,thu-site,9\n")
    drop.vendor.put("b_20261120160000.csv", b"code,site,state\nH41.16-1-1,thu-site,4\n")
    drop.settle()
    assert rig.states() == {"H41.16-1-1": "finished"}
    assert drop.receipt("b_20261120160000.csv")["left_out"][0]["why"].startswith("something newer")


def test_a_power_cut_before_the_file_is_put_away_doubles_nothing(
    rig: Rig, drop: Drop, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop.vendor.csv("a.csv", TEN)
    with monkeypatch.context() as cut:
        cut.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("cắt điện")))
        with pytest.raises(AdapterError):
            drop.settle()
    assert drop.there() == {"a.csv"}
    before = rig.changes()
    drop = Drop(rig)
    drop.settle()
    assert rig.states() == EXPECTED
    assert rig.changes() == before
    assert drop.receipt("a.csv")["again"] is True


def test_a_file_stays_until_it_is_committed(rig: Rig, drop: Drop) -> None:
    def away(*_: object) -> dossiers.Taken:
        raise StoreAway("PostgreSQL: đi vắng")

    drop.vendor.csv("a.csv", TEN)
    drop.look()
    drop.at += REST
    desk = rig.desk()
    desk._sink = away  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(StoreAway):
        drop.adapter.round(desk)
    assert drop.there() == {"a.csv"}
    drop.look()
    assert rig.states() == EXPECTED


def test_an_identity_number_is_in_no_receipt_and_no_table(rig: Rig, drop: Drop) -> None:
    drop.vendor.csv("a.csv", TEN, id_card="001199000001", note_vi="gọi 001199000002")
    drop.settle()
    rows = rig.db.execute("SELECT code, site, state_told FROM dossier_source").fetchall()
    said = (drop.folder / "done/a.csv.receipt.json").read_text() + str(rows) + str(rig.has()) + str(rig.unknown())
    assert "001199000001" not in said
    assert "001199000002" not in said


def test_a_folder_that_is_not_there_is_told(rig: Rig) -> None:
    drop = Drop(rig, folder="khong-co")
    with pytest.raises(AdapterError, match="look at the folder"):
        drop.look()


def test_what_is_none_of_its_files_is_left_alone(drop: Drop) -> None:
    for name in ("ghi-chu.txt", ".a.csv.swp", "a.csv.part"):
        drop.vendor.put(name, b"x")
    drop.settle()
    assert drop.there() == {"ghi-chu.txt", ".a.csv.swp", "a.csv.part"}


def test_a_name_in_old_letters_stops_no_other_file(rig: Rig, drop: Drop) -> None:
    """As an old Windows names it: bytes that are no UTF-8."""
    whole = drop.vendor.csv("b.csv", TEN)
    old = drop.folder / os.fsdecode("hồ-sơ.csv".encode("cp1258", "replace"))
    old.write_bytes(drop.vendor.csv("a.csv", TEN[:1]).read_bytes())
    drop.settle()
    assert rig.states() == EXPECTED
    assert whole.name in drop.there("done")
    assert len(drop.there("done")) == 6


def test_a_mark_that_goes_on_for_ever_is_read_to_where_a_digest_ends(rig: Rig, drop: Drop) -> None:
    file = drop.vendor.csv("a.csv", TEN)
    file.with_name("a.csv.done").write_text(f"{'0' * 64}{' x' * 1_000_000}")
    drop.settle()
    assert "its SHA-256 is another" in drop.receipt("a.csv", "refused")["refused"]
