"""The folder of the notices: what may be asked for, and what may be brought into it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hall_hub.console.notices import folder as notice_folder
from hall_hub.console.notices.folder import Changed, NoticeFolder, Unfit
from hall_hub.feeds.notice_rows import EDITION
from hall_hub.notices import STORE
from tests.conftest import make_plan

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 92
JPEG = b"\xff\xd8\xff\xe0" + b"x" * 96
FILM = b"\x00\x00\x00\x18ftypmp42" + b"x" * 88


def bring(folder: NoticeFolder, *pieces: bytes) -> tuple[str, int]:
    """The name it got, and how many of the pieces were taken from who sent them."""
    taken = 0

    async def sent() -> AsyncIterator[bytes]:
        nonlocal taken
        for piece in pieces:
            taken += 1
            yield piece

    async def all_of_it() -> str:
        try:
            return await folder.bring("a", sent())
        except Unfit as error:
            return error.why

    return asyncio.run(all_of_it()), taken


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NoticeFolder:
    """A folder in which a picture has 100 bytes, a video 200, and all files 300."""
    for name, most in (("PICTURE_MOST", 100), ("VIDEO_MOST", 200), ("FILES_MOST", 300)):
        monkeypatch.setattr(notice_folder, name, most)
    return NoticeFolder(make_plan(), tmp_path)


@pytest.mark.parametrize(
    ("data", "name"),
    [(PNG, "a.png"), (JPEG, "a.jpg"), (FILM, "a.mp4"), (b"\x1a\x45\xdf\xa3" + b"x" * 96, "a.webm")],
)
def test_a_file_is_called_after_what_it_is(small: NoticeFolder, data: bytes, name: str) -> None:
    assert bring(small, data) == (name, 1)


@pytest.mark.parametrize("cut", [1, 5, 11, 12, 99, 100])
def test_a_file_is_whole_however_it_comes(small: NoticeFolder, cut: int) -> None:
    assert bring(small, PNG[:cut], PNG[cut:]) == ("a.png", 2)
    assert [(file.name, file.size) for file in small.files()] == [("a.png", 100)]
    assert (small.folder / "a.png").read_bytes() == PNG


@pytest.mark.parametrize(
    ("data", "why"),
    [(PNG + b"x", "large"), (FILM + b"x" * 101, "large"), (b"GIF89a, no picture of ours", "kind"), (b"", "kind")],
    ids=["picture", "video", "other", "nothing"],
)
def test_what_is_too_large_is_taken_from_the_sender_and_not_kept(small: NoticeFolder, data: bytes, why: str) -> None:
    assert bring(small, data, b"x", b"") == (why, 3)
    assert list(small.folder.iterdir()) == []


def test_all_files_together_have_a_bound(small: NoticeFolder) -> None:
    assert [bring(small, data)[0] for data in (PNG, FILM, PNG, PNG)] == ["a.png", "a.mp4", "a-2.png", "full"]


def test_a_file_that_breaks_off_leaves_nothing(small: NoticeFolder) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield PNG
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        asyncio.run(small.bring("a", broken()))
    assert list(small.folder.iterdir()) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "feeds" / "notices"
    made.mkdir(parents=True)
    return made


def test_before_anything_was_brought_there_is_nothing_and_nothing_is_wrong(tmp_path: Path) -> None:
    fresh = NoticeFolder(make_plan(), tmp_path)
    assert (fresh.files(), fresh.shown(), fresh.told(), fresh.waiting) == ((), [], None, False)
    assert fresh.sheet().whole


def test_what_the_boards_have_is_nothing_where_it_cannot_be_read(
    tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / STORE).mkdir()
    (tmp_path / STORE / EDITION).write_bytes(b"no edition")
    assert NoticeFolder(make_plan(), tmp_path).shown() == []
    assert EDITION in caplog.text


def test_a_file_that_is_gone_already_may_be_removed(tmp_path: Path, folder: Path) -> None:
    (folder / "anh.jpg").write_bytes(JPEG)
    notices = NoticeFolder(make_plan(), tmp_path)
    for name in ("anh.jpg", "anh.jpg", "../notices/anh.jpg"):
        asyncio.run(notices.remove(name))
    assert list(folder.iterdir()) == []


def test_a_table_that_was_changed_unseen_is_not_overwritten_and_seen_then(tmp_path: Path, folder: Path) -> None:
    """Two programs write within one tick of the clock: neither time nor size of the file tells them apart."""
    table, notices = folder / "notices.csv", NoticeFolder(make_plan(), tmp_path)
    table.write_text("id,title_vi\na,Một\n", encoding="utf-8")
    mine, when = notices.sheet(), table.stat()
    theirs = b"id,title_vi\na,Hai\n"
    table.write_bytes(theirs.ljust(when.st_size))
    os.utime(table, ns=(when.st_atime_ns, when.st_mtime_ns))
    with pytest.raises(Changed):
        asyncio.run(notices.write(mine.added({"id": "b", "title_vi": "Của tôi"}), mine.digest))
    assert table.read_bytes().startswith(theirs)
    assert not (folder / "READY").exists()
    now = notices.sheet()
    asyncio.run(notices.write(now.added({"id": "b", "title_vi": "Của tôi"}), now.digest))
    assert [entry.values["title_vi"] for entry in notices.sheet().entries] == ["Hai", "Của tôi"]


@pytest.mark.parametrize("name", ["../ledger.sqlite", "notices.csv", "report.txt", "READY", ".brought", "", "no.png"])
def test_nothing_but_pictures_and_videos_can_be_asked_for(tmp_path: Path, folder: Path, name: str) -> None:
    for there in ("notices.csv", "report.txt", "READY", ".brought"):
        (folder / there).touch()
    (tmp_path / "ledger.sqlite").touch()
    assert NoticeFolder(make_plan(), tmp_path).medium(name) is None
