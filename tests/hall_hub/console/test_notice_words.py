"""The feed's words against a notice have plainer ones beside them, whatever it finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from hall_core.ui.translate import Words
from hall_hub.console.notices.words import fault, verdict
from hall_hub.feeds.folder import REFUSED
from hall_hub.feeds.notices import read
from tests.hall_hub.test_notices import GOOD, HEAD, image, table
from tests.hall_hub.test_notices import REFUSED as REFUSED_ROWS

SAY = Words().into("vi")


@pytest.mark.parametrize(("row", "reason"), REFUSED_ROWS)
def test_every_row_that_the_feed_leaves_out_has_a_plain_sentence(tmp_path: Path, row: str, reason: str) -> None:
    image(tmp_path / "anh.jpg")
    (tmp_path / "hong.jpg").write_bytes((tmp_path / "anh.jpg").read_bytes()[:3_000])
    (tmp_path / "gia.png").write_text("không phải ảnh")
    [finding] = read(table(tmp_path, GOOD, row), ["sanh"], ["bang-1"]).judged.findings
    assert reason in finding.reason
    assert fault(SAY, finding.reason)


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("has 19 cells, the head has 13; put texts in double quotes", "Dòng có nhiều ô hơn dòng đầu."),
        ("is windows-1258 (Vietnamese Windows), not UTF-8; save it", "Bảng không phải CSV UTF-8."),
        ('column "title_vi" is missing', "Thiếu cột bắt buộc"),
        ('column "ghi chú" is not known; it is passed over', "Có cột lạ"),
        ("a double quote is opened here and never closed", "Dấu ngoặc kép mở mà không đóng"),
        ('"text_vi" holds the control character U+0007; take it out', "Có chữ bị hỏng"),
        ('"file": anh.jpg has 41 MB, a picture may have 40', "Tệp vượt giới hạn"),
        ('"file": phim.mp4 lasts 180 seconds, a video may last 120', "Tệp vượt giới hạn"),
        ("is one too many: 200 notices stand above it", "Quá 200 thông báo"),
    ],
)
def test_each_mistake_is_said_for_what_it_is(reason: str, words: str) -> None:
    assert fault(SAY, reason).startswith(words)


def test_what_has_no_plain_sentence_is_left_to_the_feeds_own_words() -> None:
    assert fault(SAY, "something new") == ""


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([GOOD], (True, "Đã nhận 1 trong 1 thông báo, tệp 0.0 MB.")),
        ([GOOD, *(row for row, _ in REFUSED_ROWS[:2])], (False, "Không nhận: 2 trong 3 dòng có lỗi, quá một nửa.")),
    ],
)
def test_the_report_of_the_feed_is_said_in_plain_words(tmp_path: Path, rows: list[str], told: tuple[bool, str]) -> None:
    line = read(table(tmp_path, *rows), ["sanh"], ["bang-1"]).report.splitlines()[0]
    ok, words, _ = verdict(SAY, line, REFUSED)
    assert (ok, words.startswith(told[1])) == (told[0], True)


def test_a_table_that_cannot_be_read_is_said_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "notices.csv").write_text(HEAD, encoding="utf-16")
    line = read(tmp_path, [], []).report.splitlines()[0]
    ok, words, own = verdict(SAY, line, REFUSED)
    assert not ok
    assert "Bảng không phải CSV UTF-8. Trong Excel" in words
    assert "UTF-16" in own
