"""The folder of the notices: what may be asked for, and what may be brought into it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hall_hub.console.notices import folder as notice_folder
from hall_hub.console.notices.folder import NoticeFolder, Unfit
from tests.conftest import make_plan

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 92
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


@pytest.mark.parametrize("name", ["../ledger.sqlite", "notices.csv", "report.txt", "READY", ".brought", "", "no.png"])
def test_nothing_but_pictures_and_videos_can_be_asked_for(tmp_path: Path, folder: Path, name: str) -> None:
    for there in ("notices.csv", "report.txt", "READY", ".brought"):
        (folder / there).touch()
    (tmp_path / "ledger.sqlite").touch()
    assert NoticeFolder(make_plan(), tmp_path).medium(name) is None
