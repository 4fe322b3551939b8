from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from central_gateway.catalogue import bundle, offer
from central_gateway.catalogue.bundle import BundleError
from central_gateway.catalogue.difference import Difference, Entry, Field
from central_gateway.catalogue.report import Report
from hall_core.domain.procedure import Catalogue
from tests.central_gateway.catalogue.tables import edition, procedure, write

TEN = [procedure(n) for n in range(1, 11)]


def whole(folder: Path, procedures: list[dict[str, str]] = TEN) -> Catalogue:
    found = offer.whole(edition(folder, procedures), None)
    assert found.catalogue is not None
    return found.catalogue


def changed(found: offer.Offer) -> Difference:
    assert found.difference is not None, found.refusal
    return found.difference


def test_each_procedure_is_told_with_what_becomes_of_it(tmp_path: Path) -> None:
    before = whole(tmp_path / "before")
    after = [
        procedure(1, name_vi="Tên mới"),
        procedure(2, status="repealed"),
        procedure(3, status="hidden"),
        *TEN[4:],
        procedure(11, agency="cong-an", field="cu-tru"),
        procedure(12, status="hidden"),
    ]
    found = changed(offer.whole(edition(tmp_path / "after", after), before))
    assert [(entry.what, entry.code, entry.agency) for entry in found.entries] == [
        ("changed", "1.000001", "Ủy ban nhân dân"),
        ("repealed", "1.000002", "Ủy ban nhân dân"),
        ("hidden", "1.000003", "Ủy ban nhân dân"),
        ("gone", "1.000004", "Ủy ban nhân dân"),
        ("added", "1.000011", "Công an"),
    ]
    assert found.entries[0].fields == [Field("name", "Thủ tục số 1", "Tên mới")]
    assert (found.unseen, found.procedures, found.public) == (1, 11, 8)


def test_what_changed_in_a_procedure_is_told_field_by_field_and_shortly(tmp_path: Path) -> None:
    before = whole(tmp_path / "before")
    one = before.procedures[0]
    channel = replace(one.channels[0], time=replace(one.channels[0].time, vi="1 ngày " + "rất dài " * 20))
    paper = replace(one.cases[0].papers[0], copies=2)
    after = replace(
        before,
        procedures=[
            replace(one, channels=[channel], cases=[replace(one.cases[0], papers=[paper])], legal=["1/2026/NĐ-CP"]),
            *before.procedures[1:],
        ],
    )
    [entry] = changed(offer.given(after, before)).entries
    assert [(field.name, field.old) for field in entry.fields] == [
        ("legal", ""),
        ("papers", "Tờ khai (1+0)"),
        ("papers, English", "Tờ khai (1+0)"),
        ("time in-person", "3 ngày"),
    ]
    assert all(len(field.new) <= 60 for field in entry.fields)


def test_of_a_long_list_only_the_lines_that_differ_are_told(tmp_path: Path) -> None:
    before = whole(tmp_path / "before", [procedure(1, steps_vi="một\nhai\nba"), *TEN[1:]])
    after = edition(tmp_path / "after", [procedure(1, steps_vi="một\nhai rưỡi\nba\nbốn"), *TEN[1:]])
    [entry] = changed(offer.whole(after, before)).entries
    assert entry.fields == [Field("steps", "hai", "hai rưỡi | bốn")]


def test_joint_procedures_are_counted_and_must_name_agencies_that_there_are(tmp_path: Path) -> None:
    joint = [procedure(1, joint="cong-an ubnd"), *TEN[1:]]
    found = offer.whole(edition(tmp_path / "a", joint), None)
    assert changed(found).joint == 1
    assert found.catalogue is not None
    assert found.catalogue.procedures[0].joint == ["cong-an"]
    wrong = offer.whole(edition(tmp_path / "b", [procedure(1, joint="thue"), *TEN[1:]]), None)
    assert wrong.catalogue is None
    assert any('no agency is called "thue"' in finding for finding in wrong.findings)


def test_an_edition_that_was_cut_off_is_refused_unless_it_is_forced(tmp_path: Path) -> None:
    before, few = whole(tmp_path / "before"), edition(tmp_path / "few", TEN[:4])
    refused = offer.whole(few, before)
    assert (refused.catalogue, refused.may_force) == (None, True)
    assert len(changed(offer.whole(few, before, force=True)).entries) == 6


def test_changes_alone_are_laid_upon_the_edition_in_use(tmp_path: Path) -> None:
    before = whole(tmp_path / "before")
    delta = write(
        tmp_path / "delta",
        {
            "procedures.csv": [procedure(2, name_vi="Tên mới"), procedure(11, agency="thue", field="thue-dat")],
            "agencies.csv": [{"id": "thue", "name_vi": "Thuế"}],
            "fields.csv": [{"id": "thue-dat", "agency": "thue", "name_vi": "Đất"}],
            "repealed.csv": [{"code": "1.000003", "decision": "12/QĐ"}],
            "synonyms.csv": [{"words": "sổ đỏ", "codes": "1.000005 1.000011"}],
        },
    )
    found = offer.changes(delta, before)
    assert [(entry.what, entry.code) for entry in changed(found).entries] == [
        ("changed", "1.000002"),
        ("repealed", "1.000003"),
        ("added", "1.000011"),
    ]
    assert changed(found).beside == [
        "agencies: 1 added, 0 changed, 0 gone",
        "fields: 1 added, 0 changed, 0 gone",
        "everyday words: 1 added, 0 changed, 0 gone",
    ]
    assert found.catalogue is not None
    assert [each.id for each in found.catalogue.agencies] == ["ubnd", "cong-an", "thue"]
    assert found.catalogue.procedures[2].decision == "12/QĐ"
    assert found.findings == []


def test_changes_may_be_nothing_but_repealed_codes(tmp_path: Path) -> None:
    before = whole(tmp_path / "before")
    delta = write(tmp_path / "delta", {"repealed.csv": [{"code": "1.000003"}, {"code": "9.999999"}]})
    found = offer.changes(delta, before)
    assert changed(found).counts()["repealed"] == 1
    assert found.findings == ['repealed.csv: line 3: no procedure is called "9.999999"']


def test_bad_changes_are_refused_as_a_whole(tmp_path: Path) -> None:
    before = whole(tmp_path / "before")
    bad = write(tmp_path / "bad", {"procedures.csv": [procedure(2), procedure(3, status="?")]})
    assert offer.changes(bad, before).catalogue is None
    broken = write(tmp_path / "broken", {"procedures.csv": [procedure(2)], "repealed.csv": [{"cod": "1"}]})
    assert offer.changes(broken, before).refusal == "repealed.csv cannot be used"
    assert offer.changes(bad, None).refusal == "there is no edition in use that could be changed"


def test_one_that_came_as_values_is_looked_through(tmp_path: Path) -> None:
    good = whole(tmp_path / "good")
    twice = replace(good, procedures=[*good.procedures, good.procedures[0]])
    lost = replace(good, agencies=good.agencies[1:])
    assert offer.given(good, None).catalogue == good
    assert "stands 2 times" in offer.given(twice, None).refusal
    assert 'no agency is called "ubnd"' in offer.given(lost, None).refusal
    assert offer.given(replace(good, procedures=[]), None).catalogue is None


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x08", "\x85"])
def test_signs_that_nobody_can_read_are_refused(tmp_path: Path, sign: str) -> None:
    good = whole(tmp_path)
    one = good.procedures[0]
    spoilt = replace(good, procedures=[replace(one, name=replace(one.name, vi=f"a{sign}b")), *good.procedures[1:]])
    assert offer.given(spoilt, None).refusal == "procedure 1.000001: has signs in it that nobody can read"
    head = replace(good, edition=f"2026{sign}")
    assert "has signs in it that nobody can read" in offer.given(head, None).refusal
    fine = replace(good, procedures=[replace(one, name=replace(one.name, vi="a\tb\n\\u0000")), *good.procedures[1:]])
    assert offer.given(fine, None).catalogue == fine


def test_a_zip_holds_the_tables_wherever_they_lie_in_it(tmp_path: Path) -> None:
    import shutil

    edition(tmp_path / "made" / "export", TEN)
    packed = Path(shutil.make_archive(str(tmp_path / "made"), "zip", tmp_path / "made"))
    with bundle.unpacked(packed.read_bytes()) as folder:
        assert offer.whole(folder, None).catalogue == whole(tmp_path / "again")
    with pytest.raises(BundleError), bundle.unpacked(b"nothing"):
        pass
    with pytest.raises(BundleError):
        bundle.read_json(b"{}")


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_is_spoilt_within_is_told_as_such(method: int) -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as bundled:
        bundled.writestr("procedures.csv", "code,name_vi\n" * 500)
    data = bytearray(made.getvalue())
    data[60:70] = bytes(10)
    with pytest.raises(BundleError), bundle.unpacked(bytes(data)):
        pass


def test_the_report_says_it_so_that_somebody_can_decide() -> None:
    report = Report(
        edition="2026-11",
        base=3,
        delta=True,
        difference=Difference(
            entries=[
                Entry("changed", "1.000001", "Khai sinh", "UBND", [Field(f"f{n}", "a", "") for n in range(8)]),
                Entry("repealed", "1.000002", "Khai tử", "UBND"),
            ],
            unseen=2,
            beside=["agencies: 1 added, 0 changed, 0 gone"],
            procedures=12,
            public=10,
            joint=3,
        ),
        left_out=["procedures.csv: line 3: …"],
    )
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report
    assert report.text == (
        'edition "2026-11", compared with edition 3: changes to it\n'
        "12 procedures, 10 of them public (7 single, 3 joint), 2 not public\n"
        "0 added, 1 changed, 1 repealed, 0 hidden, 0 gone\n"
        "  UBND: 1 changed, 1 repealed\n\n"
        "CHANGED\n  1.000001  Khai sinh  [UBND]\n"
        + "".join(f"      f{n}: a -> -\n" for n in range(6))
        + "      … and 2 more fields\n\n"
        "REPEALED\n  1.000002  Khai tử  [UBND]\n\n"
        "BESIDE\n  agencies: 1 added, 0 changed, 0 gone\n  2 procedures differ that are not public\n\n"
        "LEFT OUT, for something is wrong with it\n  procedures.csv: line 3: …\n"
    )
