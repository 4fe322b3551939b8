"""A table that somebody exported: its rows, or its mistakes line by line."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.device.table import Table, read_table

NEEDS = ("code", "name_vi")
MAY = ("field", "status")


def read(folder: Path, data: bytes | str, required: tuple[str, ...] = NEEDS) -> Table:
    file = folder / "t.csv"
    file.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_table(file, required, MAY)


def lines(table: Table) -> list[str]:
    return [str(finding) for finding in table.findings]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_separator_is_found_with_or_without_a_byte_order_mark(separator: str, mark: str, tmp_path: Path) -> None:
    table = read(tmp_path, f"{mark}code,name_vi,field\n1,Khai sinh,ho-tich\n".replace(",", separator))
    assert [row.values for row in table.rows] == [
        {"code": "1", "name_vi": "Khai sinh", "field": "ho-tich", "status": ""}
    ]
    assert (table.findings, table.whole) == ([], True)


def test_a_quoted_head_is_read_with_its_own_separator(tmp_path: Path) -> None:
    table = read(tmp_path, '"code";"name_vi"\n"1";"a, b"\n')
    assert table.rows[0].values["name_vi"] == "a, b"


def test_a_cell_may_hold_line_breaks_and_rows_are_counted_as_an_editor_counts(tmp_path: Path) -> None:
    table = read(tmp_path, 'code,name_vi\r\n1,"một\r\nhai"\r\n\r\n2,ba\r\n')
    assert [(row.line, row.values["name_vi"]) for row in table.rows] == [(2, "một\nhai"), (5, "ba")]


def test_texts_are_composed_stripped_and_free_of_invisible_signs(tmp_path: Path) -> None:
    table = read(tmp_path, "Code , NAME_VI\n 1 ,\u200b Đă\u00adng ký\u00a0\n".replace("ă", "a\u0306"))
    assert table.rows[0].values["name_vi"] == unicodedata.normalize("NFC", "Đăng ký")


def test_missing_cells_at_the_end_of_a_row_are_empty(tmp_path: Path) -> None:
    assert read(tmp_path, "code,name_vi\n1\n").rows[0].values["name_vi"] == ""


BAD_ROWS = [
    ("1,a,b", "t.csv: line 2: has 3 cells, the head has 2; put texts in double quotes"),
    ("1,a<br>b", 't.csv: line 2: "name_vi" holds HTML: <br>; write plain text'),
    ("1,a&nbsp;b", 't.csv: line 2: "name_vi" holds HTML: &nbsp;; write plain text'),
    ("1,a\0b", 't.csv: line 2: "name_vi" holds the control character U+0000; take it out'),
    ("1,a\x1bb", 't.csv: line 2: "name_vi" holds the control character U+001B; take it out'),
    (
        "1," + "a" * 20_001,
        't.csv: line 2: "name_vi" has 20001 characters, at most 20000 are allowed; is a closing quote missing?',
    ),
    (
        "1,Thñ tôc ®¨ng ký",
        't.csv: line 2: "name_vi" has letters that another encoding has mangled: Thñ tôc ®¨ng ký; export it anew',
    ),
    (
        "1,Ä‘Äƒng kÃ½",
        't.csv: line 2: "name_vi" has letters that another encoding has mangled: Ä‘Äƒng kÃ½; export it anew',
    ),
]


@pytest.mark.parametrize(("row", "line"), BAD_ROWS)
def test_a_bad_row_is_named_and_kept_apart_from_the_good_ones(row: str, line: str, tmp_path: Path) -> None:
    table = read(tmp_path, f"code,name_vi\n{row}\n2,tốt\n")
    assert lines(table) == [line]
    assert [row.values["code"] for row in table.rows] == ["2"]
    assert [row.values["code"] for row in table.spoilt] == ["1"]
    assert table.whole


@pytest.mark.parametrize("text", ["từ 2 < 3 và 5 > 4", "<đường>", "x <b", "Văn bản & tài liệu", "«ba», 20 © 30"])
def test_plain_text_with_signs_is_no_html(text: str, tmp_path: Path) -> None:
    assert read(tmp_path, f'code,name_vi\n1,"{text}"\n').rows[0].values["name_vi"] == text


WHOLE = "Thủ tục đăng ký khai sinh, kết hôn và đổi hộ khẩu"


def _cp1258(text: str) -> bytes:
    """As Vietnamese Windows does: the hat stays on its vowel, the tone follows it."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    spelt = ""
    for letter in text:
        apart = unicodedata.normalize("NFD", letter)
        spelt += unicodedata.normalize("NFC", "".join(sign for sign in apart if sign not in tones))
        spelt += "".join(sign for sign in apart if sign in tones)
    return spelt.encode("cp1258")


BAD_FILES = [
    (
        _cp1258(f"code,name_vi\n1,{WHOLE}\n"),
        't.csv: line 2: is windows-1258 (Vietnamese Windows), not UTF-8; save it as "CSV UTF-8"',
    ),
    (
        "code,name_vi\n1,Thñ tôc ®¨ng ký khai sinh, kÕt h«n vµ ®æi hé khÈu\n".encode("latin-1"),
        't.csv: line 2: is TCVN3 (the old .VnTime fonts), not UTF-8; save it as "CSV UTF-8"',
    ),
    (
        b"code,name_vi\n1,\xff\xff\xff\n",
        't.csv: line 2: is in an unknown encoding, not UTF-8; save it as "CSV UTF-8"',
    ),
    (
        f"code,name_vi\n1,{WHOLE}\n".encode("utf-16"),
        't.csv: is UTF-16 (Excel calls it Unicode Text), not UTF-8; save it as "CSV UTF-8"',
    ),
    (
        f"code,name_vi\n1,{WHOLE}\n".encode("utf-16-le"),
        't.csv: is UTF-16 (Excel calls it Unicode Text), not UTF-8; save it as "CSV UTF-8"',
    ),
    (b"PK\x03\x04xyz", 't.csv: is an Excel workbook, not a CSV file; save it as "CSV UTF-8"'),
    (b"", "t.csv: is empty; its first line must name the columns code, name_vi"),
    (
        b"code,name_vi,code\n1,a,2\n",
        't.csv: line 1: column "code" stands 2 times; keep one of them',
    ),
    (
        b'code,name_vi\n1,a\n2,"b\n3,c\n',
        "t.csv: line 3: a double quote is opened here and never closed",
    ),
    (
        b'code,name_vi\n1,"a "b" c"\n',
        't.csv: line 2: a double quote within a quoted text must be doubled: ""',
    ),
]


@pytest.mark.parametrize(("data", "line"), BAD_FILES)
def test_a_file_that_cannot_be_read_to_its_end_says_what_it_is_and_gives_no_row(
    data: bytes, line: str, tmp_path: Path
) -> None:
    table = read(tmp_path, data)
    assert lines(table) == [line]
    assert (table.rows, table.whole) == ([], False)


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    assert lines(read_table(tmp_path / "t.csv", NEEDS)) == ["t.csv: is missing"]


def test_a_missing_column_is_told_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    table = read(tmp_path, "code,name_v,status\n1,a,b\n")
    assert lines(table) == [
        't.csv: line 1: column "name_vi" is missing; is "name_v" meant for it?',
        't.csv: line 1: column "name_v" is not known; did you mean "name_vi"?',
        "t.csv: cannot be used without name_vi",
    ]
    assert not table.whole


def test_an_unknown_column_is_told_and_passed_over(tmp_path: Path) -> None:
    table = read(tmp_path, "code,name_vi,statsu,zzz\n1,a,b,c\n")
    assert lines(table) == [
        't.csv: line 1: column "statsu" is not known; did you mean "status"?',
        't.csv: line 1: column "zzz" is not known; it is passed over',
    ]
    assert (len(table.rows), table.whole) == (1, True)


@given(st.binary(max_size=200))
def test_no_file_whatever_is_in_it_raises(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    table = read(tmp_path_factory.mktemp("any"), b"code,name_vi\n" + data)
    assert all(finding.line >= 0 and finding.reason for finding in table.findings)
