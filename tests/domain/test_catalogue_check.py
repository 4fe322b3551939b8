"""An exported catalogue: what is said about each mistake, and when the edition is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from hall_core.device.table import read_table
from hall_core.domain.catalogue_check import FILES, Checked, check
from hall_core.domain.procedure import Case, Channel, Paper, Text

GOOD: dict[str, str] = {
    "agencies.csv": "id,name_vi,name_en\nubnd,Ủy ban nhân dân,People's Committee\n",
    "fields.csv": "id,agency,name_vi,name_en\nho-tich,ubnd,Hộ tịch,Civil status\n",
    "procedures.csv": "code,name_vi,agency,field,status,valid_from,valid_to,service\n"
    + "".join(f"1.00{n:04},Thủ tục {n},ubnd,ho-tich,active,,,\n" for n in range(100)),
    "papers.csv": "code,case_vi,paper_vi,originals,copies\n1.000000,,Tờ khai,1,\n1.000000,,Giấy chứng sinh,0,2\n",
    "channels.csv": "code,channel,time_vi,fee_vi\n1.000000,in-person,Trong ngày,Miễn phí\n",
    "synonyms.csv": "words,codes\nsinh con,1.000000 1.000001\n",
    "edition.csv": "key,value\nedition,thử\ndate,20/11/2026\n",
}


def checked(folder: Path, changes: Mapping[str, str] = {}, before: int = 0, *, force: bool = False) -> Checked:
    """The good edition with some files written anew."""
    for name, text in {**GOOD, **changes}.items():
        (folder / name).write_text(text, "utf-8")
    return check({name: read_table(folder / name, *FILES[name]) for name in FILES}, before, force=force)


def findings(told: Checked) -> list[str]:
    return [str(finding) for finding in told.findings]


def test_a_good_edition_is_accepted_without_a_word(tmp_path: Path) -> None:
    told = checked(tmp_path)
    assert told.catalogue is not None
    assert (findings(told), told.good, told.count, told.refusal) == ([], 100, 100, "")
    assert (told.catalogue.edition, told.catalogue.date) == ("thử", "2026-11-20")
    first = told.catalogue.procedures[0]
    assert first.cases == [Case(Text(), [Paper(Text("Tờ khai"), 1, 0), Paper(Text("Giấy chứng sinh"), 0, 2)])]
    assert first.channels == [Channel("in-person", Text("Trong ngày"), Text("Miễn phí"))]
    assert told.catalogue.synonyms[0].codes == ["1.000000", "1.000001"]
    assert told.report == "accepted: 100 of 100 procedures are good\n"


LONG = "x" * 1_201
ROWS = [
    ("1.000001,Tên,ubnd,ho-tich,active", 'line 102: code "1.000001" is already that of line 3'),
    (
        "1.00119,Tên,ubnd,ho-tich,active",
        'line 102: code "1.00119" is not allowed; must be such as "1.001193", or of A-Z, 0-9, "." and "-"',
    ),
    (
        "noi-bo,Tên,ubnd,ho-tich,active",
        'line 102: code "noi-bo" is not allowed; must be such as "1.001193", or of A-Z, 0-9, "." and "-"',
    ),
    ("NB-1,,ubnd,ho-tich,active", 'line 102: "name_vi" is empty'),
    (f"NB-1,{LONG},ubnd,ho-tich,active", 'line 102: "name_vi" has 1201 characters, at most 1200 are allowed'),
    ("NB-1,Tên,ubdn,ho-tich,active", 'line 102: no agency is called "ubdn"; did you mean "ubnd"?'),
    ("NB-1,Tên,ubnd,hotich,active", 'line 102: no field is called "hotich"; did you mean "ho-tich"?'),
    (
        "NB-1,Tên,ubnd,ho-tich,activ",
        'line 102: status "activ" is not allowed; must be active or repealed or hidden; did you mean "active"?',
    ),
    (
        "NB-1,Tên,ubnd,ho-tich,active,31/04/2026",
        'line 102: valid_from "31/04/2026" is no date; write 2026-11-20 or 20/11/2026',
    ),
    (
        "NB-1,Tên,ubnd,ho-tich,active,,mai",
        'line 102: valid_to "mai" is no date; write 2026-11-20 or 20/11/2026',
    ),
    (
        "NB-1,Tên,ubnd,ho-tich,active,2026-02-01,2026-01-01",
        "line 102: valid_to 2026-01-01 comes before valid_from 2026-02-01",
    ),
    (
        "NB-1,Tên,ubnd,ho-tich,active,,,Khai sinh",
        'line 102: service "Khai sinh" is not allowed; must be the id of a service, or empty',
    ),
    ("NB-1,Tên<br>dài,ubnd,ho-tich,active", 'line 102: "name_vi" holds HTML: <br>; write plain text'),
]


@pytest.mark.parametrize(("row", "line"), ROWS)
def test_a_bad_procedure_is_reported_and_left_out(row: str, line: str, tmp_path: Path) -> None:
    told = checked(tmp_path, {"procedures.csv": f"{GOOD['procedures.csv']}{row}\n"})
    assert findings(told) == [f"procedures.csv: {line}"]
    assert told.catalogue is not None
    assert (len(told.catalogue.procedures), told.good, told.count) == (100, 100, 101)


@pytest.mark.parametrize("code", ["2.000815.000.00.00.H35", "NB-1", "TTHC.GIAY-01", "1.001193"])
def test_national_codes_with_a_tail_and_internal_ones_are_codes(code: str, tmp_path: Path) -> None:
    told = checked(tmp_path, {"procedures.csv": f"{GOOD['procedures.csv']}{code},Tên,ubnd,ho-tich,active\n"})
    assert findings(told) == []


def test_a_name_of_1094_characters_is_taken(tmp_path: Path) -> None:
    row = f"NB-1,{'Tên rất dài '.ljust(1094, 'à')},ubnd,ho-tich,active\n"
    assert findings(checked(tmp_path, {"procedures.csv": GOOD["procedures.csv"] + row})) == []


REST = [
    ("papers.csv", "1.000000,,Giấy,một,", 'papers.csv: line 4: originals "một" is not a number from 0 to 99'),
    ("papers.csv", "1.000000,,Giấy,1,-1", 'papers.csv: line 4: copies "-1" is not a number from 0 to 99'),
    ("papers.csv", "1.000000,,Giấy,1,100", 'papers.csv: line 4: copies "100" is not a number from 0 to 99'),
    (
        *("papers.csv", "1.000000,,Giấy,1,000000000100"),
        'papers.csv: line 4: copies "000000000100" is not a number from 0 to 99',
    ),
    ("papers.csv", "1.000000,,,1,1", 'papers.csv: line 4: "paper_vi" is empty'),
    ("papers.csv", "1.000000,,<b>Giấy</b>,1,1", 'papers.csv: line 4: "paper_vi" holds HTML: <b>; write plain text'),
    (
        "channels.csv",
        "1.000000,onlin,,",
        'channels.csv: line 3: channel "onlin" is not allowed; must be in-person or online or post; '
        'did you mean "online"?',
    ),
]


@pytest.mark.parametrize(("file", "row", "line"), REST)
def test_a_procedure_with_one_bad_row_about_it_is_left_out_as_a_whole(
    file: str, row: str, line: str, tmp_path: Path
) -> None:
    told = checked(tmp_path, {file: f"{GOOD[file]}{row}\n"})
    assert findings(told) == [line]
    assert told.catalogue is not None
    assert (told.good, "1.000000" in {one.code for one in told.catalogue.procedures}) == (99, False)
    assert told.catalogue.synonyms[0].codes == ["1.000001"]


ELSEWHERE = [
    ("papers.csv", "9.999999,,Giấy,1,1", 'papers.csv: line 4: no procedure is called "9.999999"'),
    ("channels.csv", "9.999999,post,,", 'channels.csv: line 3: no procedure is called "9.999999"'),
    ("synonyms.csv", "lấy vợ,9.999999", 'synonyms.csv: line 3: no procedure is called "9.999999"'),
    ("synonyms.csv", "lấy vợ,", "synonyms.csv: line 3: needs both words and codes"),
    (
        "agencies.csv",
        "Công an,Công an",
        'agencies.csv: line 3: id "Công an" is not allowed; must be a-z, 0-9 and "-", at most 32',
    ),
    ("agencies.csv", "ubnd,Công an", 'agencies.csv: line 3: id "ubnd" is already that of line 2'),
    ("fields.csv", "cu-tru,cong-an,Cư trú", 'fields.csv: line 3: no agency is called "cong-an"; known: "ubnd"'),
    ("edition.csv", "dat,1", 'edition.csv: line 4: no key is called "dat"; did you mean "date"?'),
]


@pytest.mark.parametrize(("file", "row", "line"), ELSEWHERE)
def test_a_bad_row_about_no_procedure_costs_none(file: str, row: str, line: str, tmp_path: Path) -> None:
    told = checked(tmp_path, {file: f"{GOOD[file]}{row}\n"})
    assert (findings(told), told.good, told.refusal) == ([line], 100, "")


def test_blame_falls_on_the_bad_agency_and_not_on_the_procedures_that_go_with_it(tmp_path: Path) -> None:
    told = checked(tmp_path, {"agencies.csv": "id,name_vi\nubnd,<p>Ủy ban\n"})
    assert findings(told) == ['agencies.csv: line 2: "name_vi" holds HTML: <p>; write plain text']
    assert told.refusal == "there is no good procedure in it"


def _with_bad(count: int) -> dict[str, str]:
    bad = "".join(f"NB-{n},,ubnd,ho-tich,active\n" for n in range(count))
    return {"procedures.csv": GOOD["procedures.csv"] + bad}


def test_98_percent_of_good_procedures_are_enough_and_less_are_not(tmp_path: Path) -> None:
    assert checked(tmp_path, _with_bad(2)).catalogue is not None
    exactly = GOOD["procedures.csv"].replace("Thủ tục 98,", ",").replace("Thủ tục 99,", ",")
    assert checked(tmp_path, {"procedures.csv": exactly}).good == 98
    assert checked(tmp_path, {"procedures.csv": exactly}).catalogue is not None
    told = checked(tmp_path, _with_bad(3))
    assert told.catalogue is None
    assert told.report.splitlines()[:2] == [
        "NOT ACCEPTED: only 100 of 103 procedures are good; at least 98% must be",
        'procedures.csv: line 102: "name_vi" is empty',
    ]


def test_an_edition_of_less_than_half_the_size_is_a_cut_off_export_unless_it_is_forced(tmp_path: Path) -> None:
    assert checked(tmp_path, before=200).catalogue is not None
    told = checked(tmp_path, before=201)
    assert (told.catalogue, told.may_force) == (None, True)
    assert told.refusal == "it has 100 procedures, the edition in use has 201; was the export cut off?"
    forced = checked(tmp_path, before=201, force=True)
    assert forced.catalogue is not None
    assert (forced.refusal, forced.report) == ("", "accepted: 100 of 100 procedures are good\n")


def test_bad_procedures_cannot_be_forced(tmp_path: Path) -> None:
    assert checked(tmp_path, _with_bad(3), force=True).catalogue is None


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("procedures.csv", "code,name_vi,agency,field\n", 'procedures.csv: line 1: column "status" is missing'),
        (
            "papers.csv",
            'code,paper_vi\n1.000000,"Giấy\n',
            "papers.csv: line 2: a double quote is opened here and never closed",
        ),
        ("synonyms.csv", "words;code\n", 'synonyms.csv: line 1: column "codes" is missing; is "code" meant for it?'),
    ],
)
def test_a_file_that_cannot_be_used_refuses_the_whole_edition(file: str, text: str, line: str, tmp_path: Path) -> None:
    told = checked(tmp_path, {file: text}, force=True)
    assert told.catalogue is None
    assert told.refusal == f"{file} cannot be used"
    assert findings(told)[0] == line
