"""What each column of an exported catalogue becomes, and which rows go with which."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from hall_core.domain.catalogue_check import FILES, check
from hall_core.domain.catalogue_rows import Rows
from hall_core.domain.procedure import (
    NAME_LONGEST,
    Agency,
    Case,
    Catalogue,
    Channel,
    Field,
    Paper,
    Procedure,
    Synonym,
    Text,
    Title,
)
from hall_core.domain.table import Finding, Row, Table
from tests.domain.test_catalogue_check import GOOD, checked, findings

BOTH = ["applicants", "result", "where", "responsible", "steps"]
PROCEDURE = {
    **{"code": "NB-1", "name_vi": "Tên", "agency": "ubnd", "field": "ho-tich", "status": "active", "name_en": "Name"},
    **{"short_vi": "Ngắn", "short_en": "Short", "level": "Xã", "legal": " Luật 1/2020 \n\n2/2021", "decision": "QĐ 7"},
    **{f"{name}_{tongue}": f"{name} {tongue}" for name in BOTH for tongue in ("vi", "en")},
    **{"valid_from": "1/2/2026", "valid_to": "2026-2-3", "service": "khai-sinh", "joint": "ca ubnd thue ca"},
}
EMPTY = dict.fromkeys([column for part in FILES["procedures.csv"] for column in part], "")
Files = Mapping[str, list[dict[str, str]]]
EVERY: Files = {
    "agencies.csv": [
        {"id": "ubnd", "name_vi": "Ủy ban", "name_en": "Committee"},
        {"id": "ca", "name_vi": "Công an", "name_en": ""},
        {"id": "thue", "name_vi": "Thuế", "name_en": ""},
    ],
    "fields.csv": [{"id": "ho-tich", "agency": "ubnd", "name_vi": "Hộ tịch", "name_en": "Civil status"}],
    "procedures.csv": [
        PROCEDURE,
        {**EMPTY, "code": "NB-2", "name_vi": "Hai", "agency": "ubnd", "field": "ho-tich", "status": "hidden"},
    ],
    "papers.csv": [
        {"code": "NB-1", "case_vi": case, "case_en": f"{case}!", "paper_vi": paper, "paper_en": f"{paper}!"}
        | {"originals": many, "copies": one}
        for case, paper, many, one in (("A", "a", "99", "0"), ("B", "b", "", "001"), ("A", "c", "0", "2"))
    ],
    "channels.csv": [
        {"code": "NB-1", "channel": kind, "time_vi": "ba", "time_en": "three", "fee_vi": "không", "fee_en": "none"}
        for kind in ("post", "in-person", "online")
    ],
    "synonyms.csv": [{"words": "sinh con", "codes": "NB-2 NB-1 NB-2"}],
    "edition.csv": [
        {"key": "edition", "value": "thử"},
        {"key": "date", "value": "20/11/2026"},
        {"key": "source", "value": "Cổng"},
    ],
}


def rows_of(files: Files, spoilt: Files = MappingProxyType({})) -> dict[str, Table]:
    """Each row on the line on which a file would have it, with the rows that could not be read behind."""

    def rows(of: list[dict[str, str]], first: int) -> list[Row]:
        return [Row(line, values) for line, values in enumerate(of, first)]

    return {name: Table(rows(of, 2), [], rows(spoilt.get(name, []), 2 + len(of))) for name, of in files.items()}


def test_every_column_has_its_place_in_the_catalogue() -> None:
    told = check(rows_of(EVERY), 0)
    assert (told.findings, told.count) == ([], 2)
    texts: dict[str, Any] = {name: Text(f"{name} vi", f"{name} en") for name in BOTH}
    first = Procedure(
        code="NB-1",
        name=Title("Tên", "Name"),
        short=Text("Ngắn", "Short"),
        agency="ubnd",
        field="ho-tich",
        level="Xã",
        legal=["Luật 1/2020", "2/2021"],
        decision="QĐ 7",
        valid_from="2026-02-01",
        valid_to="2026-02-03",
        service="khai-sinh",
        joint=["ca", "thue"],
        cases=[
            Case(Text("A", "A!"), [Paper(Text("a", "a!"), 99, 0), Paper(Text("c", "c!"), 0, 2)]),
            Case(Text("B", "B!"), [Paper(Text("b", "b!"), 0, 1)]),
        ],
        channels=[
            Channel(kind, Text("ba", "three"), Text("không", "none")) for kind in ("post", "in-person", "online")
        ],
        **texts,
    )
    second = Procedure(code="NB-2", name=Title("Hai"), agency="ubnd", field="ho-tich", status="hidden")
    assert told.catalogue == Catalogue(
        edition="thử",
        date="2026-11-20",
        source="Cổng",
        agencies=[
            Agency("ubnd", Title("Ủy ban", "Committee")),
            Agency("ca", Title("Công an")),
            Agency("thue", Title("Thuế")),
        ],
        fields=[Field("ho-tich", "ubnd", Title("Hộ tịch", "Civil status"))],
        synonyms=[Synonym("sinh con", ["NB-2", "NB-1"])],
        procedures=[first, second],
    )


def told_of(file: str, at: int, **cells: str) -> tuple[list[str], Catalogue]:
    """What is found, and what is left, with some cells of one row written anew."""
    changed = [{**row, **cells} if n == at else row for n, row in enumerate(EVERY[file])]
    rows = Rows(rows_of({**EVERY, file: changed}))
    catalogue = rows.catalogue()
    return [str(finding) for finding in rows.findings], catalogue


@pytest.mark.parametrize(
    ("file", "column", "of"),
    [
        *(("procedures.csv", column, f'"{column}"') for column in ("name_vi", "name_en", "short_vi", "short_en")),
        *(("procedures.csv", column, f'"{column}"') for column in ("level", "decision")),
        ("procedures.csv", "legal", 'a line of "legal"'),
        ("agencies.csv", "name_en", '"name_en"'),
        ("fields.csv", "name_vi", '"name_vi"'),
        ("edition.csv", "value", '"value"'),
        ("synonyms.csv", "words", '"words"'),
    ],
)
def test_a_text_as_long_as_the_longest_name_is_taken_and_a_longer_one_is_not(file: str, column: str, of: str) -> None:
    said, catalogue = told_of(file, 0, **{column: "x" * NAME_LONGEST})
    assert (said, len(catalogue.synonyms)) == ([], 1)
    said, catalogue = told_of(file, 0, **{column: "x" * (NAME_LONGEST + 1)})
    assert said == [f"{file}: line 2: {of} has 1201 characters, at most 1200 are allowed"]
    assert len(catalogue.edition) <= NAME_LONGEST
    assert all(len(synonym.words) <= NAME_LONGEST for synonym in catalogue.synonyms)


def test_a_source_that_is_too_long_is_cut() -> None:
    said, catalogue = told_of("edition.csv", 2, value="x" * (NAME_LONGEST + 1))
    assert (said, len(catalogue.source)) == (
        ['edition.csv: line 4: "value" has 1201 characters, at most 1200 are allowed'],
        NAME_LONGEST,
    )


LONG = "x" * 50
CUT = "x" * 40


@pytest.mark.parametrize(
    ("file", "at", "cells", "said"),
    [
        (
            "procedures.csv",
            0,
            {"code": f"1.{LONG}"},
            f'code "1.{CUT[2:]}" is not allowed; must be such as "1.001193", or of A-Z, 0-9, "." and "-"',
        ),
        ("procedures.csv", 0, {"agency": LONG}, f'no agency is called "{CUT}"; known: "ca", "thue", "ubnd"'),
        (
            "procedures.csv",
            0,
            {"joint": f"ca {LONG} ubdn"},
            f'no agency is called "{CUT}"; known: "ca", "thue", "ubnd"',
        ),
        ("procedures.csv", 0, {"status": LONG}, f'status "{CUT}" is not allowed; must be active or repealed or hidden'),
        ("procedures.csv", 0, {"valid_from": LONG}, f'valid_from "{CUT}" is no date; write 2026-11-20 or 20/11/2026'),
        (
            "procedures.csv",
            0,
            {"service": LONG},
            f'service "{CUT}" is not allowed; must be the id of a service, or empty',
        ),
        ("papers.csv", 0, {"originals": LONG}, f'originals "{CUT}" is not a number from 0 to 99'),
        ("papers.csv", 0, {"code": LONG}, f'no procedure is called "{CUT}"'),
        ("synonyms.csv", 0, {"codes": LONG}, f'no procedure is called "{CUT}"'),
        ("synonyms.csv", 0, {"words": ""}, "needs both words and codes"),
        ("fields.csv", 0, {"id": LONG}, f'id "{CUT}" is not allowed; must be a-z, 0-9 and "-", at most 32'),
        ("fields.csv", 0, {"agency": "tue"}, 'no agency is called "tue"; did you mean "thue"?'),
        ("fields.csv", 0, {"name_vi": ""}, '"name_vi" is empty'),
        ("agencies.csv", 2, {"id": "ca"}, 'id "ca" is already that of line 3'),
        ("edition.csv", 1, {"key": "datum"}, 'no key is called "datum"; did you mean "date"?'),
    ],
)
def test_what_is_wrong_in_a_cell_is_said_with_its_beginning(
    file: str, at: int, cells: dict[str, str], said: str
) -> None:
    assert told_of(file, at, **cells)[0][0] == f"{file}: line {at + 2}: {said}"


def test_every_agency_that_is_unknown_among_those_that_take_part_is_said() -> None:
    said, _ = told_of("procedures.csv", 0, joint="ubdn ca tue")
    assert said == [
        'procedures.csv: line 2: no agency is called "ubdn"; did you mean "ubnd"?',
        'procedures.csv: line 2: no agency is called "tue"; did you mean "thue"?',
    ]


@pytest.mark.parametrize("status", ["active", "repealed", "hidden"])
def test_a_procedure_has_the_status_that_the_row_says(status: str) -> None:
    said, catalogue = told_of("procedures.csv", 0, status=status)
    assert (said, catalogue.procedures[0].status) == ([], status)


@pytest.mark.parametrize("written", ["2026-11-02", "2026-11-2", "02/11/2026", "2/11/2026"])
def test_a_day_may_be_written_in_two_ways_with_or_without_noughts(written: str) -> None:
    assert told_of("procedures.csv", 0, valid_from="", valid_to=written)[1].procedures[0].valid_to == "2026-11-02"


@pytest.mark.parametrize("written", ["2026/11/02", "02-11-2026", "20261102", "2026-11-02 ", "31/4/2026", "2026-13-01"])
def test_what_is_no_day_is_said(written: str) -> None:
    said, _ = told_of("procedures.csv", 0, valid_to=written)
    assert said == [f'procedures.csv: line 2: valid_to "{written}" is no date; write 2026-11-20 or 20/11/2026']


def test_a_procedure_may_be_in_force_for_one_day() -> None:
    assert told_of("procedures.csv", 0, valid_from="2026-02-03", valid_to="2026-02-03")[0] == []


def test_the_first_of_two_that_have_one_code_is_taken_though_it_be_bad_and_the_line_of_the_first_is_named() -> None:
    three = [PROCEDURE, {**PROCEDURE, "name_vi": "Hai"}, {**PROCEDURE, "name_vi": "Ba"}]
    rows = Rows(rows_of({**EVERY, "procedures.csv": three, "synonyms.csv": []}))
    assert [x.name.vi for x in rows.catalogue().procedures] == ["Tên"]
    assert [finding.reason for finding in rows.findings] == ['code "NB-1" is already that of line 2'] * 2
    fields = [*EVERY["fields.csv"], *EVERY["fields.csv"]]
    rows = Rows(rows_of({**EVERY, "fields.csv": fields}))
    assert len(rows.catalogue().fields) == 1
    assert [finding.reason for finding in rows.findings] == ['id "ho-tich" is already that of line 2']


def test_what_leans_on_a_bad_agency_or_field_goes_without_a_word() -> None:
    _, no_agency = told_of("agencies.csv", 0, name_vi="")
    assert [x.id for x in no_agency.agencies] == ["ca", "thue"]
    assert (no_agency.fields, no_agency.procedures, no_agency.synonyms) == ([], [], [])
    said, no_field = told_of("fields.csv", 0, name_vi="")
    assert (no_field.fields, no_field.procedures, len(said)) == ([], [], 1)


@pytest.mark.parametrize("file", ["agencies.csv", "fields.csv"])
def test_what_leans_on_a_row_that_could_not_be_read_goes_without_a_word(file: str) -> None:
    kept = [row for row in EVERY[file] if row["id"] not in ("ubnd", "ho-tich")]
    rows = Rows(rows_of({**EVERY, file: kept}, {file: EVERY[file][:1]}))
    assert (rows.catalogue().procedures, rows.findings) == ([], [])


def test_words_and_papers_of_a_procedure_that_could_not_be_read_are_no_mistake() -> None:
    rows = Rows(rows_of({**EVERY, "procedures.csv": EVERY["procedures.csv"][1:]}, {"procedures.csv": [PROCEDURE]}))
    catalogue = rows.catalogue()
    assert ([x.code for x in catalogue.procedures], rows.findings, rows.count) == (["NB-2"], [], 2)
    assert catalogue.synonyms == [Synonym("sinh con", ["NB-2"])]


@pytest.mark.parametrize("file", ["papers.csv", "channels.csv"])
def test_a_procedure_with_a_row_that_could_not_be_read_is_left_out(file: str) -> None:
    rows = Rows(rows_of(EVERY, {file: EVERY[file][:1]}))
    assert [x.code for x in rows.catalogue().procedures] == ["NB-2"]


def test_what_was_found_before_is_told_too_and_all_in_the_order_of_the_files_and_lines() -> None:
    tables = rows_of({**EVERY, "papers.csv": [{**EVERY["papers.csv"][0], "paper_vi": "", "code": "NB-9"}]})
    found = {"channels.csv": 3, "agencies.csv": 9, "papers.csv": 1}
    for name, line in found.items():
        tables[name] = Table(tables[name].rows, [Finding(name, line, "before")])
    assert [(finding.file, finding.line) for finding in check(tables, 0).findings] == [
        ("agencies.csv", 9),
        ("papers.csv", 1),
        ("papers.csv", 2),
        ("papers.csv", 2),
        ("channels.csv", 3),
    ]


def test_a_centre_without_everyday_words_has_no_such_file() -> None:
    tables = rows_of({name: rows for name, rows in EVERY.items() if name != "synonyms.csv"})
    told = check(tables, 0)
    assert told.catalogue is not None
    assert (told.catalogue.synonyms, told.findings) == ([], [])


def test_an_edition_without_a_date_or_a_source_has_none() -> None:
    rows = Rows(rows_of({**EVERY, "edition.csv": []}))
    catalogue = rows.catalogue()
    assert (catalogue.edition, catalogue.date, catalogue.source) == ("", None, "")


def test_every_file_that_cannot_be_used_is_named_and_nothing_else_is_looked_at(tmp_path: Path) -> None:
    told = checked(
        tmp_path, {"papers.csv": "code\n", "fields.csv": "id\n", "channels.csv": f"{GOOD['channels.csv']}x\n"}
    )
    assert (told.refusal, told.good, told.count) == ("fields.csv, papers.csv cannot be used", 0, 0)
    assert (told.catalogue, told.may_force) == (None, False)
    assert findings(told) == [
        'fields.csv: line 1: column "agency" is missing',
        'fields.csv: line 1: column "name_vi" is missing',
        "fields.csv: cannot be used without agency, name_vi",
        'papers.csv: line 1: column "paper_vi" is missing',
        "papers.csv: cannot be used without paper_vi",
    ]


def test_an_edition_without_a_good_procedure_is_refused_and_cannot_be_forced() -> None:
    told = check(
        rows_of({**EVERY, "procedures.csv": [], "papers.csv": [], "channels.csv": [], "synonyms.csv": []}),
        0,
        force=True,
    )
    assert (told.catalogue, told.refusal, told.may_force) == (None, "there is no good procedure in it", False)
    assert told.report == "NOT ACCEPTED: there is no good procedure in it\n"


def test_a_report_has_the_verdict_and_a_line_for_each_mistake() -> None:
    told = check(rows_of({**EVERY, "edition.csv": [{"key": "edition", "value": "x" * 1_201}]}), 0)
    assert told.report == (
        "accepted: 2 of 2 procedures are good\n"
        'edition.csv: line 2: "value" has 1201 characters, at most 1200 are allowed\n'
    )
