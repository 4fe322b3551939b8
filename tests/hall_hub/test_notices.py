"""The notices' feed: what is taken, what is refused and why, and how boards get it."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from demo.hall_file import write_hall
from hall_core.contract.notice_edition import unpack
from hall_core.contract.questions import PART_BYTES, AskPart, CannotTell, Part
from hall_core.device.hall_file import load
from hall_hub.editions import Editions
from hall_hub.feeds import notice_media, notices
from hall_hub.feeds.folder import READY, REPORT, WORKING
from hall_hub.feeds.notice_rows import EDITION, FILES
from hall_hub.feeds.notices import make_edition, read
from hall_hub.notices import FEED, STORE, Notices

HEAD = "id,title_vi,title_en,text_vi,text_en,file,from,until,days,hours,seconds,zones,boards\n"


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "notices.csv").write_text(head + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return folder


def judged(folder: Path) -> notices.Read:
    return read(folder, ["sanh"], ["bang-1"])


def image(file: Path, size: tuple[int, int] = (640, 360), mode: str = "RGB") -> Path:
    Image.effect_noise(size, 40).convert(mode).save(file)
    return file


GOOD = "chao,Xin chào,Welcome,Mời quý vị lấy số.,,,,,,,,,"


def test_a_row_is_a_notice_with_all_it_says(tmp_path: Path):
    row = 'nghi,Nghỉ lễ,,Dòng một,,,2026-11-20,30/11/2026,t2-t5 cn,"7:30-11:30, 13h30-17h",20,sanh,bang-1'
    (found,) = judged(table(tmp_path, row)).judged.good
    assert (found.begins, found.ends, found.seconds) == ("2026-11-20", "2026-11-30", 20)
    assert found.days == ("mon", "tue", "wed", "thu", "sun")
    assert [(span.begins, span.ends) for span in found.hours] == [("07:30", "11:30"), ("13:30", "17:00")]
    assert (found.zones, found.boards) == (("sanh",), ("bang-1",))


REFUSED = [
    ("sai,A,,,,,2026-02-30,,,,,,", "there is no such day"),
    ("sai,A,,,,,2026-11-30,2026-11-01,,,,,", 'lies before "from"'),
    ("sai,A,,,,khong-co.png,,,,,,,", 'there is no "khong-co.png"'),
    ("sai,A,,,,notices.csv,,,,,,,", 'there is no "notices.csv"'),
    ("sai,A,,,,../x.png,,,,,,,", 'there is no "../x.png"'),
    ("sai,A,,,,gia.png,,,,,,,", "is neither PNG, JPEG, MP4 nor WebM"),
    ("sai,A,,,,hong.jpg,,,,,,,", "cannot be read to its end"),
    ("sai,A,,<b>x</b>,,,,,,,,,", "holds HTML"),
    ("sai,,,,,,,,,,,,", "has neither a title nor a text nor a file"),
    ("Sai sót,A,,,,,,,,,,,", '"id" must be'),
    ("sai,A,,,,,,,thu hai,,,,", '"days" must be days'),
    ("sai,A,,,,,,,,sáng,,,", '"hours" must be spans'),
    ("sai,A,,,,,,,,17:00-07:30,,,", "must end after it begins"),
    ("sai,A,,,,,,,,,3,,", '"seconds" must be'),
    (f"sai,A,,,,,,,,,{'9' * 5_000},,", '"seconds" must be'),
    ("sai,A,,,,,,,,07:75-09:00,,,", '"hours": there is no such time of day'),
    ("sai,A,,,,,,,,23:00-24:30,,,", '"hours": there is no such time of day'),
    ("sai,A,,,,,,,,,,khac,", '"zones": the hall file has none called "khac"'),
    (f"sai,{'A' * 200},,,,,,,,,,,", '"title_vi" is too long: 160'),
    ("chao,A,,,,,,,,,,,", "stands in line 2 already"),
]


@pytest.mark.parametrize(("row", "reason"), REFUSED)
def test_a_bad_row_is_left_out_and_told_with_its_line(tmp_path: Path, row: str, reason: str):
    image(tmp_path / "anh.jpg")
    (tmp_path / "hong.jpg").write_bytes((tmp_path / "anh.jpg").read_bytes()[:3_000])
    (tmp_path / "gia.png").write_text("không phải ảnh")
    found = judged(table(tmp_path, GOOD, row))
    assert found.accepted
    assert [notice.id for notice in found.judged.good] == ["chao"]
    (finding,) = found.judged.findings
    assert finding.line == 3
    assert reason in finding.reason


def test_a_file_that_the_disk_does_not_give_costs_its_own_notice_alone(tmp_path: Path):
    (tmp_path / "anh.png").symlink_to("/proc/self/mem")  # whose first byte nobody can read
    found = judged(table(tmp_path, GOOD, "anh,A,,,,anh.png,,,,,,,"))
    assert [notice.id for notice in found.judged.good] == ["chao"]
    assert "line 3" in found.report
    assert '"file": anh.png cannot be read: Input/output error' in found.report


def test_more_notices_than_boards_take_are_left_out_from_there_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(notices, "NOTICES_MOST", 2)
    found = judged(table(tmp_path, *(f"tin-{n},A,,,,,,,,,,," for n in range(4))))
    assert [notice.id for notice in found.judged.good] == ["tin-0", "tin-1"]
    assert [finding.line for finding in found.judged.findings] == [4, 5]
    assert "is one too many: 2 notices stand above it" in found.report


def test_a_table_of_which_most_rows_are_bad_is_not_used(tmp_path: Path):
    found = judged(table(tmp_path, GOOD, *(row for row, _ in REFUSED[:2])))
    assert not found.accepted
    assert found.report.startswith("NOT ACCEPTED: 2 of 3 rows are bad")


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_a_table_in_another_encoding_is_not_used(tmp_path: Path, encoding: str):
    (tmp_path / "notices.csv").write_text(
        HEAD + "a,Thông báo nghi lê,,Nghi,,,,,,,,,\n", encoding=encoding, errors="replace"
    )
    found = judged(tmp_path)
    assert not found.accepted
    assert "not UTF-8" in found.report


def test_a_table_without_its_columns_is_not_used(tmp_path: Path):
    assert "cannot be used without title_vi" in judged(table(tmp_path, head="id,text_vi\n")).report


def test_an_empty_table_takes_all_notices_down(tmp_path: Path):
    found = judged(table(tmp_path))
    assert found.accepted
    assert found.judged.good == []


def test_a_file_that_is_there_already_is_not_written_anew_unless_the_disk_has_spoilt_it(tmp_path: Path):
    feed = table(tmp_path / "feed", "anh,,,,,a.png,,,,,,,")
    image(feed / "a.png")
    make_edition(feed, tmp_path, ["sanh"], ["bang-1"])
    (file,) = (tmp_path / FILES).iterdir()
    content, written = file.read_bytes(), file.stat().st_ino
    make_edition(feed, tmp_path, ["sanh"], ["bang-1"])
    assert file.stat().st_ino == written
    file.write_bytes(b"spoilt")
    make_edition(feed, tmp_path, ["sanh"], ["bang-1"])
    assert file.read_bytes() == content


def test_files_that_are_too_large_together_are_told_from_the_first_one_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("a.png", "b.png"):
        image(tmp_path / name)
    monkeypatch.setattr(notices, "FILES_MOST", notice_media.look_into(tmp_path / "a.png").file.size * 3 // 2)
    found = judged(table(tmp_path, "a,,,,,a.png,,,,,,,", "b,,,,,b.png,,,,,,,", "c,,,,,a.png,,,,,,,"))
    assert [notice.id for notice in found.judged.good] == ["a", "c"]
    assert "line 3" in found.report


# --- the hub ----------------------------------------------------------------------------------------------------


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Notices]:
    found = Notices(load(write_hall(tmp_path / "hall.toml", counters=1)), tmp_path)
    yield found
    found.close()


def settled(hub: Notices, data: Path) -> None:
    feed = data / FEED
    (feed / READY).touch()
    deadline = time.monotonic() + 9
    while (feed / READY).exists() or (feed / WORKING).exists():
        assert time.monotonic() < deadline
        hub.look()
        time.sleep(0.01)


def fetched(editions: Editions, catalogue: str, digest: str) -> bytes:
    """All parts of it."""
    data, index, count = b"", 0, 1
    while index < count:
        part = editions.part(AskPart(catalogue=catalogue, digest=digest, index=index))
        assert isinstance(part, Part)
        data, index, count = data + base64.b64decode(part.data), index + 1, part.count
    return data


@pytest.mark.timeout(30)
def test_a_board_gets_the_list_and_each_file_by_its_digest(hub: Notices, tmp_path: Path):
    image(table(tmp_path / FEED, GOOD, "anh,Ảnh,,,,anh.png,,,,,,,") / "anh.png")
    settled(hub, tmp_path)
    editions = Editions({"notices": hub, "notice-file": hub.files})
    assert editions.heads() == {"notices": hub.digest}
    assert hub.digest is not None
    listed = unpack(fetched(editions, "notices", hub.digest))
    assert [notice.id for notice in listed] == ["chao", "anh"]
    file = listed[1].file
    assert file is not None
    assert file.size > PART_BYTES
    assert hashlib.sha256(fetched(editions, "notice-file", file.digest)).hexdigest() == file.digest
    assert editions.part(AskPart(catalogue="notice-file", digest="0" * 64, index=0)) == CannotTell(
        reason="other-edition"
    )


@pytest.mark.timeout(30)
def test_what_is_refused_changes_nothing_and_what_is_taken_next_removes_the_old_files(hub: Notices, tmp_path: Path):
    feed = table(tmp_path / FEED, "anh,Ảnh,,,,anh.png,,,,,,,")
    image(feed / "anh.png")
    settled(hub, tmp_path)
    before, files = hub.digest, list((tmp_path / STORE / FILES).iterdir())
    table(feed, "Sai,A,,,,,,,,,,,")
    settled(hub, tmp_path)
    assert (hub.digest, hub.words) == (before, "1 of 1 rows are bad, more than half")
    assert (feed / REPORT).read_text("utf-8").startswith("NOT ACCEPTED")
    assert list((tmp_path / STORE / FILES).iterdir()) == files
    table(feed, GOOD)
    settled(hub, tmp_path)
    assert hub.digest != before
    assert hub.words == ""
    assert list((tmp_path / STORE / FILES).iterdir()) == []


@pytest.mark.timeout(30)
def test_notices_stay_over_a_restart(hub: Notices, tmp_path: Path):
    table(tmp_path / FEED, GOOD)
    settled(hub, tmp_path)
    again = Notices(load(tmp_path / "hall.toml"), tmp_path)
    assert again.digest == hub.digest
    assert (tmp_path / STORE / EDITION).exists()
