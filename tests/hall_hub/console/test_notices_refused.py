"""What the page of the notices says where bounds, disk, network or somebody else are in the way. Nothing is lost."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from hall_core.contract.notice_edition import FILES_MOST, NOTICES_MOST, PICTURE_MOST
from tests.hall_hub.console.conftest import Centre, Person, until
from tests.hall_hub.console.test_notices_page import digest, emptied, lies, picture, press, save, send_file, titles

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def feed(centre: Centre) -> Path:
    return emptied(centre)


def dark(feed: Path, name: str, size: int) -> None:
    """A file of that size which takes no room on the disk."""
    with (feed / name).open("wb") as file:
        file.truncate(size)


def test_what_is_too_large_or_too_much_with_the_others_is_told_with_the_bound(head: Person, feed: Path) -> None:
    send_file(head, picture() + bytes(PICTURE_MOST))
    assert head.said == "Tệp lớn hơn 40 MB. Mời giảm dung lượng rồi gửi lại."
    for n in range(2):
        dark(feed, f"phim-{n}.mp4", FILES_MOST // 2)
    send_file(head, picture())
    assert head.said == "Các tệp cộng lại vượt 200 MB. Mời xoá tệp không dùng rồi gửi lại."
    assert sorted(file.name for file in feed.iterdir()) == ["phim-0.mp4", "phim-1.mp4"]


def test_a_file_whose_sender_goes_away_is_not_kept(centre: Centre, head: Person, feed: Path) -> None:
    head.see("/notices")
    begun = (
        f"POST /notices/file HTTP/1.1\r\nhost: {head.wire.base_url.netloc.decode()}\r\nx-token: {head.token}\r\n"
        f"x-name: a.png\r\ncookie: session={head.wire.cookies['session']}\r\ncontent-length: 9000\r\n\r\n"
    )
    log = centre.data.parent / "console.log"
    before = log.read_text("utf-8")
    with socket.create_connection((head.wire.base_url.host, head.wire.base_url.port or 80), timeout=20) as wire:
        wire.sendall(begun.encode() + picture()[:2000])
        until((feed / ".brought").exists, "the beginning of the file")
    until(lambda: not (feed / ".brought").exists(), "its end")
    assert list(feed.iterdir()) == []
    assert "Traceback" not in log.read_text("utf-8").removeprefix(before)
    send_file(head, picture())
    assert head.said.startswith("Đã nhận tệp"), "and the next one is taken"


def test_more_notices_than_the_boards_take_are_not_added(head: Person, feed: Path) -> None:
    lies(feed, *(f"n-{n},Thông báo {n},,,,,,,,,,,\n" for n in range(NOTICES_MOST)))
    before = (feed / "notices.csv").read_text("utf-8")
    assert save(head, title_vi="Một cái nữa").status_code == 409
    assert f"Đã có {NOTICES_MOST} thông báo. Mời gỡ bớt" in head.page
    assert (feed / "notices.csv").read_text("utf-8") == before
    save(head, "/notices/edit?row=2", title_vi="Đổi được")
    assert titles(head)[0] == "Đổi được"


@pytest.mark.parametrize("what", ["publish", "remove", "down", "add", "file"])
def test_a_disk_that_refuses_is_told_and_nothing_is_lost(centre: Centre, head: Person, feed: Path, what: str) -> None:
    lies(feed, "chao,Xin chào,,,,,,,,,,,\n", "nghi,Nghỉ lễ,,,,,,,,,,,\n")
    before = (feed / "notices.csv").read_bytes()
    in_the_way = [feed / name for name in ("READY.new", "notices.csv.new", ".brought")]
    for folder in in_the_way:
        folder.mkdir()
    try:
        match what:
            case "add":
                assert save(head, title_vi="Nghỉ sửa điện").status_code == 409
                assert "Nghỉ sửa điện" in head.page, "nothing typed is lost"
            case "file":
                send_file(head, picture())
            case _:
                press(head, what, 2)
    finally:
        for folder in in_the_way:
            folder.rmdir()
    assert "Máy chủ không ghi được tệp. Chưa ghi gì; đề nghị báo kỹ thuật viên." in head.page
    assert [file.name for file in feed.iterdir()] == ["notices.csv"]
    assert (feed / "notices.csv").read_bytes() == before


def test_a_table_that_the_disk_does_not_give_is_told_on_every_way_to_it(head: Person, feed: Path) -> None:
    (feed / "notices.csv").mkdir()
    words = "Không đọc được thư mục thông báo. Đề nghị báo kỹ thuật viên."
    try:
        assert words in head.see("/notices")
        for path in ("/notices/edit", "/notices/edit?row=2"):
            answer = head.wire.get(path)
            assert (answer.status_code, answer.url.path) == (200, "/notices")
            assert answer.text.count(words) == 1
        assert "Đang hiện" not in head.see("/notices"), "what boards show is not known there"
        for path in ("/notices/edit", "/notices/do"):
            answer = head.send(path, title_vi="A", what="remove", row="2")
            assert (answer.status_code, answer.url.path) == (200, "/notices")
            assert words in head.said
    finally:
        (feed / "notices.csv").rmdir()


@pytest.mark.parametrize("way", ["remove", "change"])
def test_a_table_that_was_changed_unseen_is_not_overwritten(head: Person, feed: Path, way: str) -> None:
    """Within one tick of the clock: neither time nor size of the file tells it."""
    lies(feed, "chao,Xin chào,,,,,,,,,,,\n")
    table = feed / "notices.csv"
    head.see("/notices/edit?row=2" if way == "change" else "/notices")
    when, theirs = table.stat(), table.read_bytes().replace(b"chao,", b"moi-,")
    table.write_bytes(theirs)
    os.utime(table, ns=(when.st_atime_ns, when.st_mtime_ns))
    if way == "change":
        answer = head.send("/notices/edit?row=2", digest=digest(head), id="chao", title_vi="Của lãnh đạo")
        assert answer.status_code == 409
        assert "Của lãnh đạo" in head.page
        assert "vừa bị gỡ ở nơi khác" in head.page
    else:
        head.send("/notices/do", what="remove", row="2", digest=digest(head))
        assert head.said.startswith("Danh sách vừa được sửa ở nơi khác")
    assert table.read_bytes() == theirs
    press(head, "remove", 2)
    assert titles(head) == []


@pytest.mark.parametrize("what", ["remove", "up", "down", "explode"])
def test_what_is_pressed_on_a_notice_that_is_gone_does_nothing_to_another(head: Person, feed: Path, what: str) -> None:
    lies(feed, "chao,Xin chào,,,,,,,,,,,\n")
    before = (feed / "notices.csv").read_bytes()
    press(head, what, 2 if what == "explode" else 3)
    assert head.said == "Thông báo này không còn trong danh sách. Chưa làm gì."
    assert (feed / "notices.csv").read_bytes() == before
    assert not (feed / "READY").exists()
