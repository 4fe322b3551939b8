"""Notices in a real window: drawn as long as they stand there, and not one frame longer."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from display_app.board import BoardNotice, LookAt, NoticesHeard, Woke
from display_app.parts.notices.pictures import UnshowableError, decoded
from hall_core.domain.notice import Notice, NoticeFile
from hall_core.mqtt.heard import CallHeard
from tests.display_app.clip import make_clip
from tests.display_app.conftest import call
from tests.display_app.test_app import Running
from tests.screens_support import Glass

pytestmark = [pytest.mark.screens, pytest.mark.timeout(30)]


def picture_of(file: Path, size: tuple[int, int] = (160, 90)) -> NoticeFile:
    Image.new("RGB", size, (250, 20, 30)).save(file)
    return NoticeFile(
        digest=hashlib.sha256(file.read_bytes()).hexdigest(),
        kind="picture",
        size=file.stat().st_size,
        width=size[0],
        height=size[1],
    )


def film_of(file: Path) -> NoticeFile:
    make_clip(file, seconds=1.0)
    return NoticeFile(digest="0" * 64, kind="video", size=file.stat().st_size, width=320, height=180)


@contextmanager
def showing(glass: Glass, file: NoticeFile, path: Path) -> Iterator[tuple[Running, Any]]:
    """A board that shows calls and this notice; the notice is on the glass. Gives its picture's place, too."""
    from display_app.parts.notices.screen import NoticePicture

    board = Running(glass, "calls", "notices")
    notice = Notice(id="a", title_vi="Thông báo", file=file)
    board.hear(NoticesHeard((BoardNotice(notice, str(path)),)))
    while "notices" not in standing(board):
        board.now += 1_000
        board.app._draw()
    place = next(widget for widget in board.app.screen.walk() if isinstance(widget, NoticePicture))
    until(glass, lambda: place.drawn)
    try:
        yield board, place
    finally:
        place.show(None)
        board.stop()


def standing(board: Running) -> set[str]:
    return set(dict(board.app.screen.view.parts))


def until(glass: Glass, such_that: Callable[[], object]) -> None:
    deadline = time.monotonic() + 15
    while not such_that():
        assert time.monotonic() < deadline
        glass.frames(1)
        time.sleep(0.001)


def interrupted(board: Running) -> None:
    board.app.hear(CallHeard(call(1), 0.0))
    board.glass.frames(1)


def test_a_call_takes_the_picture_off_in_the_very_next_frame_and_gives_its_memory_back(glass: Glass, tmp_path: Path):
    file = picture_of(tmp_path / "a.png")
    with showing(glass, file, tmp_path / "a.png") as (board, place):
        interrupted(board)
        assert standing(board) == {"calls"}
        assert not place.drawn
        board.now += 60_000
        board.hear(lambda: None)
        board.app._take(Woke())
        board.glass.frames(2)
        until(glass, lambda: standing(board) == {"notices"} and place.drawn)


def test_a_call_stops_a_video_and_its_thread(glass: Glass, tmp_path: Path):
    pytest.importorskip("av")
    path = tmp_path / "a.mp4"
    with showing(glass, film_of(path), path) as (board, place):
        film = place.film
        assert film.running
        interrupted(board)
        assert standing(board) == {"calls"}
        assert place.film is None
        until(glass, lambda: not film.running)


def test_a_video_begins_anew_when_it_is_over(glass: Glass, tmp_path: Path):
    from display_app.parts.notices.film import Film

    pytest.importorskip("av")
    given: list[bytes] = []
    film = Film(
        str(make_clip(tmp_path / "a.mp4", seconds=0.2)),
        (64, 64),
        lambda *g: given.append(g[0]),
        lambda: True,
        pytest.fail,
    )
    film.start()
    until(glass, lambda: len(given) > 12)
    film.stop()
    until(glass, lambda: not film.running)
    assert {len(pixels) for pixels in given} == {64 * 36 * 3}


@pytest.mark.parametrize("kind", ["picture", "video"])
def test_a_file_that_cannot_be_drawn_is_told_and_nothing_breaks(glass: Glass, tmp_path: Path, kind: str):
    board = Running(glass, "notices")
    path = tmp_path / "hong"
    path.write_bytes(b"hong" * 100)
    file = NoticeFile(digest="1" * 64, kind=kind, size=400, width=160, height=90)  # pyright: ignore[reportArgumentType]
    board.hear(NoticesHeard((BoardNotice(Notice(id="a", title_vi="A", file=file), str(path)),)))
    until(glass, lambda: LookAt("1" * 64) in board.told)
    board.stop()


def test_a_picture_is_decoded_to_the_size_of_its_place_and_refused_when_the_disk_has_spoilt_it(tmp_path: Path):
    file = picture_of(tmp_path / "a.png", (1_600, 900))
    pixels = decoded(str(tmp_path / "a.png"), file.digest, (160, 90))
    assert pixels == bytes((250, 20, 30)) * (160 * 90)
    (tmp_path / "a.png").write_bytes((tmp_path / "a.png").read_bytes()[:-5])
    with pytest.raises(UnshowableError):
        decoded(str(tmp_path / "a.png"), file.digest, (160, 90))


@pytest.mark.timeout(90)
def test_two_hundred_pictures_one_after_another_leave_no_memory(glass: Glass, tmp_path: Path):
    file = picture_of(tmp_path / "a.png", (640, 360))
    with showing(glass, file, tmp_path / "a.png") as (_, place):
        shown = place.picture

        def show_anew(times: int) -> int:
            for _ in range(times):
                place.show(None)
                place.show(shown)
                until(glass, lambda: place.drawn)
            return resident()

        before = show_anew(100)
        one = shown.box.width * shown.box.height * 3
        # The graphics driver takes its memory in steps of some 40 MB; two hundred pictures would be far more.
        assert show_anew(200) - before < 200 * one * 2 / 3


def resident() -> int:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise AssertionError
