"""A table read in portions is the same table, wherever it is cut."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hall_core.device.table import LARGEST, read_table
from hall_core.domain.table import Finding, Row
from hall_hub.feeds import portions as module
from hall_hub.feeds.portions import portions

KNOWN, OTHER = ("code", "name"), ("note",)
cell = st.text('ab"\n\r,;ụ <b>\x00\ufeff', max_size=6)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PORTION", 20)


def in_portions(path: Path, remark: int = 0) -> tuple[list[Row], list[Row], list[Finding], bool]:
    tables = list(portions(path, KNOWN, OTHER, remark))
    assert all(table.whole for table in tables[:-1])
    return (
        [row for table in tables for row in table.rows],
        [row for table in tables for row in table.spoilt],
        [finding for table in tables for finding in table.findings],
        tables[-1].whole,
    )


@given(
    rows=st.lists(st.lists(cell, min_size=2, max_size=4), max_size=12),
    separator=st.sampled_from(",;\t"),
    end=st.sampled_from(["\n", "\r\n"]),
    above=st.sampled_from(["", "\n", "\ufeff", " \n\n"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_rows_findings_and_lines_are_those_of_the_whole_file(
    rows: list[list[str]], separator: str, end: str, above: str, tmp_path: Path
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerow(["code", "name", "other", "note"])
    writer.writerows(rows)
    file = tmp_path / "table.csv"
    file.write_bytes((above + text.getvalue()).encode())
    whole = read_table(file, KNOWN, OTHER)
    assert in_portions(file) == (whole.rows, whole.spoilt, whole.findings, whole.whole)


@given(data=st.text('ab"\n\r,;ụ', max_size=80).map(str.encode) | st.binary(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_cannot_be_read_to_its_end_is_refused_in_portions_as_well(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(b"code,name,note\n" + data)
    whole = read_table(file, KNOWN, OTHER)
    rows, spoilt, findings, readable = in_portions(file)
    assert readable == whole.whole
    if readable:
        assert (rows, spoilt, findings) == (whole.rows, whole.spoilt, whole.findings)
    else:
        assert findings[-1].line == whole.findings[-1].line


@pytest.mark.parametrize(
    "data", [b"", b"\n \n", b"PK\x03\x04...", "code,name".encode("utf-16"), b"name,note\nb,c\n", b"code,name", None]
)
def test_a_file_without_rows_says_why_as_a_whole_file_does(data: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    if data is not None:
        file.write_bytes(data)
    whole = read_table(file, KNOWN, OTHER)
    assert in_portions(file) == ([], [], whole.findings, whole.whole)


def test_a_remark_is_no_part_of_the_table_but_is_counted_as_a_line(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("# as_of=2026\ncode,name\n" + "".join(f"H{n},x\n" for n in range(9)))
    assert [row.line for row in in_portions(file, remark=13)[0]] == list(range(3, 12))


def test_a_file_larger_than_any_list_is_refused_without_being_read(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    with file.open("wb") as out:
        out.truncate(LARGEST + 1)
    [table] = portions(file, KNOWN, OTHER)
    assert (table.rows, table.whole) == ([], False)
    assert table.findings == read_table(file, KNOWN, OTHER).findings
    assert "MB" in table.findings[0].reason
