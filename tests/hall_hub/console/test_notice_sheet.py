"""The table of the notices as the head edits it: one row changes, everything else stays to the letter."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from hall_core.device.table import Table
from hall_core.domain.vietnamese import nfc
from hall_hub.console.notices import sheet as notice_sheet
from hall_hub.console.notices.form import fields_of_entry, new_id, values_of, written
from hall_hub.console.notices.sheet import COLUMNS, Sheet, read
from hall_hub.feeds.notices import read as feed_reads

HEAD = "id,title_vi,title_en,text_vi,text_en,file,from,until,days,hours,seconds,zones,boards\n"
CHAO = "chao,Xin chào,Welcome,Mời quý vị lấy số.,,,,,,,,,\n"
NGHI = 'nghi,Nghỉ lễ,,"Dòng một,\nhai","",,2026-11-20,30/11/2026,t2-t5 cn,"7:30-11:30, 13h30-17h",20,sanh,bang-1\n'
SAI = "sai,Sai ngày,,,,,2026-02-30,,,,,,\n"


def sheet(folder: Path, text: str, encoding: str = "utf-8") -> Sheet:
    folder.mkdir(exist_ok=True)
    (folder / "notices.csv").write_text(text, encoding=encoding, newline="")
    return again(folder)


def again(folder: Path) -> Sheet:
    return read(folder / "notices.csv", ["sanh"], ["bang-1"])


def ids(of: Sheet) -> list[str]:
    return [entry.values["id"] for entry in of.entries]


def test_a_table_that_is_not_there_yet_is_empty_and_gets_all_columns(tmp_path: Path) -> None:
    empty = again(tmp_path)
    assert (empty.digest, empty.entries, empty.whole) == ("", (), True)
    assert empty.text == HEAD
    assert sheet(tmp_path, empty.added({"id": "chao", "title_vi": "Xin chào"}).text).entries[0].fault == ""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_what_nobody_changes_stays_to_the_letter(tmp_path: Path, newline: str, encoding: str) -> None:
    text = (HEAD + CHAO + NGHI + SAI).replace("\n", newline)
    found = sheet(tmp_path, text, encoding)
    assert found.text.encode() == text.encode(encoding)
    after = found.changed(found.entries[0], {"title_vi": "Kính chào"})
    assert after.text.encode() == text.replace("Xin chào", "Kính chào").encode(encoding)


def test_a_column_that_nobody_knows_keeps_its_cells(tmp_path: Path) -> None:
    found = sheet(tmp_path, "ghi_chu;id;title_vi\nhỏi lại;a;Một\n;b;Hai\n")
    after = found.changed(found.entries[0], {"title_vi": "Ba", "text_vi": "Dài; hơn"})
    assert after.text == 'ghi_chu;id;title_vi;text_vi\nhỏi lại;a;Ba;"Dài; hơn"\n;b;Hai\n'
    assert [entry.fault for entry in sheet(tmp_path, after.text).entries] == ["", ""]


def test_rows_with_mistakes_are_kept_and_told(tmp_path: Path) -> None:
    others = "chao,Lần nữa,,,,,,,,,,,\nhtml,<b>x</b>,,,,,,,,,,,\n"
    found = sheet(tmp_path, HEAD + SAI + CHAO + others)
    assert [entry.fault for entry in found.entries] == [
        '"from": there is no such day',
        "",
        "chao stands in line 3 already",
        '"title_vi" holds HTML: <b>; write plain text',
    ]
    assert found.without(found.entries[1]).text == HEAD + SAI + others


@pytest.mark.parametrize(("by", "order"), [(1, "bacd"), (2, "bcad"), (9, "bcda"), (-1, "abcd"), (0, "abcd")])
def test_a_row_is_moved_as_far_as_there_are_others(tmp_path: Path, by: int, order: str) -> None:
    found = sheet(tmp_path, HEAD + "".join(f"{id},{id},,,,,,,,,,,\n" for id in "abcd")[:-1])
    assert ids(found.moved(found.entries[0], by)) == list(order)
    assert ids(sheet(tmp_path, found.moved(found.entries[0], by).text)) == list(order)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HEAD + CHAO, "utf-16"),
        (HEAD + 'a,"Không đóng,,,,,,,,,,,\n', "utf-8"),
        ("id,text_vi\na,b\n", "utf-8"),
        ("", "utf-8"),
    ],
)
def test_a_table_that_cannot_be_read_is_not_edited(tmp_path: Path, text: str, encoding: str) -> None:
    found = sheet(tmp_path, text, encoding)
    assert not found.whole
    assert found.findings


def test_a_table_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = HEAD + CHAO
    monkeypatch.setattr(notice_sheet, "LARGEST", len(text.encode()))
    assert sheet(tmp_path, text).whole
    found = sheet(tmp_path, text + "\n")
    assert (found.whole, found.entries, found.text) == (False, (), "")
    assert "larger than" in found.findings[0].reason


def test_a_table_that_is_written_in_this_very_moment_is_read_as_it_is_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never rows of the one beside a digest of the other."""
    theirs, reads = HEAD + NGHI, notice_sheet.read_table

    def read_table(path: Path, *columns: tuple[str, ...]) -> Table:
        found = reads(path, *columns)
        path.write_text(theirs, encoding="utf-8", newline="")
        return found

    monkeypatch.setattr(notice_sheet, "read_table", read_table)
    found = sheet(tmp_path, HEAD + CHAO)
    assert ids(found) == ["nghi"]
    assert (found.text, found.digest) == (theirs, sha256(theirs.encode()).hexdigest())


def test_the_digest_tells_one_state_of_the_file_from_another(tmp_path: Path) -> None:
    first = sheet(tmp_path, HEAD + CHAO)
    assert sheet(tmp_path, HEAD + CHAO).digest == first.digest
    assert sheet(tmp_path, HEAD + NGHI).digest != first.digest


CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")), max_size=30
)
ROWS = st.lists(st.tuples(CELLS, CELLS), max_size=5)


@given(rows=ROWS, title=CELLS, text=st.text("a,;\"'\n\t ế", max_size=40), separator=st.sampled_from(",;\t"))
def test_whatever_is_written_the_feed_reads_as_it_was_meant(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]], title: str, text: str, separator: str
) -> None:
    folder = tmp_path_factory.mktemp("feed")
    found = sheet(folder, HEAD.replace(",", separator))
    for n, (one, other) in enumerate(rows):
        found = found.added({"id": f"n-{n}", "title_vi": one, "text_vi": other})
    found = found.added({"id": "moi", "title_vi": title, "text_vi": text})
    after = sheet(folder, found.text)
    assert ids(after) == ids(found)
    last = after.entries[-1]
    if not last.fault:
        assert last.values["title_vi"] == nfc(title).strip()
        assert last.values["text_vi"] == text.replace("\t", " ").strip()
    judged = feed_reads(folder, ["sanh"], ["bang-1"]).judged
    assert judged.good == [entry.notice for entry in after.entries if entry.notice is not None]


# --- One row as a form ----------------------------------------------------------------------------------------


def test_a_row_that_is_sent_back_as_it_was_shown_is_not_touched(tmp_path: Path) -> None:
    found = sheet(tmp_path, HEAD + NGHI + CHAO)
    for entry in found.entries:
        assert written(entry, fields_of_entry(entry), ids(found)) == {}


def test_only_what_was_changed_is_written_anew(tmp_path: Path) -> None:
    [entry] = sheet(tmp_path, HEAD + NGHI).entries
    fields = fields_of_entry(entry)
    assert fields["days"] == ["mon", "tue", "wed", "thu", "sun"]
    assert (fields["from"], fields["until"]) == (["2026-11-20"], ["2026-11-30"])
    assert fields["hours"] == ["07:30-11:30, 13:30-17:00"]
    changed = {**fields, "days": ["mon"], "text_vi": ["Một\r\nhai"]}
    assert written(entry, changed, []) == {"days": "mon", "text_vi": "Một\nhai"}


def test_a_row_with_a_mistake_is_written_whole(tmp_path: Path) -> None:
    found = sheet(tmp_path, HEAD + SAI)
    [entry] = found.entries
    values = written(entry, fields_of_entry(entry), ["sai"])
    assert values == {**values_of(fields_of_entry(entry)), "from": ""}
    assert sheet(tmp_path, found.changed(entry, values).text).entries[0].fault == ""


def test_a_row_with_too_many_cells_is_mended_when_it_is_saved(tmp_path: Path) -> None:
    found = sheet(tmp_path, HEAD + "a,Một,hai, ba,,,,,,,,,,,,bốn\n")
    [entry] = found.entries
    assert "cells" in entry.fault
    values = {**written(entry, fields_of_entry(entry), ["a"]), "title_vi": "Một, hai, ba"}
    [mended] = sheet(tmp_path, found.changed(entry, values).text).entries
    assert (mended.fault, mended.values["title_vi"]) == ("", "Một, hai, ba")


def test_a_row_whose_id_is_none_gets_one(tmp_path: Path) -> None:
    [entry] = sheet(tmp_path, HEAD + "Sai Mã,Nghỉ lễ,,,,,,,,,,,\n").entries
    assert written(entry, fields_of_entry(entry), ["Sai Mã"])["id"] == "nghi-le"


@pytest.mark.parametrize(
    ("title", "taken", "id"),
    [
        ("Nghỉ lễ Đại đoàn kết", [], "nghi-le-dai-doan-ket"),
        ("Nghỉ lễ", ["nghi-le", "nghi-le-2"], "nghi-le-3"),
        ("!!!", [], "thong-bao"),
        ("A" * 90, [], "a" * 28),
    ],
)
def test_a_new_notice_is_called_after_its_title(title: str, taken: list[str], id: str) -> None:
    assert new_id(title, taken) == id


def test_all_columns_of_the_feed_have_a_field() -> None:
    assert set(fields_of_entry(None)) == set(COLUMNS)
