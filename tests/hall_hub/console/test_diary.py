"""The diary beside a running loop, and what the real console writes into it."""

from __future__ import annotations

import asyncio
import itertools
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from demo.stations import station
from hall_core.domain.plan import Hours
from hall_hub.console.devices.watch import Known
from hall_hub.console.diary import diary, keeper
from hall_hub.console.diary.diary import Diary
from hall_hub.console.passwords import FOLDER
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.hall_hub.console.conftest import PATIENCE, Centre, Person, until

SET = "can-bo-2", "password-set"


def acts(folder: Path) -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(folder / diary.FILE)) as db:
        return db.execute("SELECT officer, what, about FROM act ORDER BY id").fetchall()


def _count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / diary.FILE)) as db:
        return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def noted(centre: Centre, *act: str) -> int:
    """How often."""
    return acts(centre.data / FOLDER).count(act)  # pyright: ignore[reportArgumentType]


def test_a_history_that_is_open_is_told_of_when_it_changes(tmp_path: Path) -> None:
    async def story() -> list[int]:
        told = asyncio.Event()
        kept = Diary(tmp_path / diary.FILE, Hours(), lambda: NINE, told.set)
        kept.watching(True)
        first = await kept.read("kiosk-1")
        assert first is not None
        seen = [len(first.events)]
        told.clear()
        kept.learn("kiosk-1", Known(online=True, since=NINE, boot=1), NINE)
        while (now := kept.history("kiosk-1")) is not None and len(now.events) == seen[0]:
            await asyncio.wait_for(told.wait(), PATIENCE)
            told.clear()
        assert now is not None
        seen.append(len(now.events))
        await asyncio.to_thread(kept.close)
        return seen

    assert asyncio.run(story()) == [1, 2]


def test_what_was_noted_last_is_written_before_the_end(tmp_path: Path) -> None:
    async def story() -> None:
        kept = Diary(tmp_path / diary.FILE, Hours(), lambda: NINE, lambda: None)
        for _ in range(100):
            kept.note(NINE, "lanh-dao", "report-downloaded", "Quý III/2026")
        await asyncio.to_thread(kept.close)

    asyncio.run(story())
    assert len(acts(tmp_path)) == 100


def test_what_a_device_says_again_is_no_news(tmp_path: Path) -> None:
    async def story() -> list[int]:
        kept = Diary(tmp_path / diary.FILE, Hours(), lambda: NINE, lambda: None)
        seen = list[int]()
        for _ in range(2):
            kept.learn("kiosk-1", Known(online=True, since=NINE, boot=1), NINE)
            history = await kept.read("kiosk-1")
            assert history is not None
            seen.append(len(history.events))
        await asyncio.to_thread(kept.close)
        return seen

    assert asyncio.run(story()) == [1, 1]


def test_a_page_does_not_wait_for_a_disk_that_is_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> tuple[bool, bool]:
        kept = Diary(tmp_path / diary.FILE, Hours(), lambda: NINE, lambda: None)
        other = sqlite3.connect(tmp_path / diary.FILE, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        kept.note(NINE, "lanh-dao", "signed-in")
        monkeypatch.setattr(diary, "PATIENCE", 0.1)
        while_busy = await kept.read("kiosk-1")
        other.execute("ROLLBACK")
        other.close()
        monkeypatch.setattr(diary, "PATIENCE", PATIENCE)
        later = await kept.read("kiosk-1")
        await asyncio.to_thread(kept.close)
        return while_busy is None, later is not None

    assert asyncio.run(story()) == (True, True)
    assert acts(tmp_path) == [("lanh-dao", "signed-in", "")], "and what was noted meanwhile is there"


def test_histories_are_kept_for_so_many_pages_those_read_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diary, "READ_MOST", 2)

    async def story() -> list[bool]:
        kept = Diary(tmp_path / diary.FILE, Hours(), lambda: NINE, lambda: None)
        for device in ("bang-1", "kiosk-1", "bang-1", "hub"):
            await kept.read(device)
        there = [kept.history(device) is not None for device in ("bang-1", "kiosk-1", "hub")]
        await asyncio.to_thread(kept.close)
        return there

    assert asyncio.run(story()) == [True, False, True]


def test_while_nothing_happens_the_file_says_all_the_same_that_the_console_lives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diary, "EVERY", 10)
    monkeypatch.setattr(keeper, "EVERY", 10)
    at = itertools.count(NINE)

    def alive() -> list[tuple[str]]:
        with closing(sqlite3.connect(tmp_path / diary.FILE)) as db:
            return db.execute("SELECT value FROM note WHERE key = 'alive'").fetchall()

    async def story() -> None:
        kept = Diary(tmp_path / diary.FILE, Hours(), lambda: next(at), lambda: None)
        kept.watching(True)
        await kept.read("kiosk-1")
        first = alive()
        await asyncio.to_thread(until, lambda: alive() != first)
        await asyncio.to_thread(kept.close)

    asyncio.run(story())


def test_what_is_noted_when_no_page_is_open_any_more_is_written_too(tmp_path: Path) -> None:
    async def story() -> Diary:
        return Diary(tmp_path / diary.FILE, Hours(), lambda: NINE, lambda: None)

    kept = asyncio.run(story())
    kept.watching(True)
    until(lambda: _count(tmp_path, "event") == 1)
    kept.note(NINE, "lanh-dao", "signed-out")
    kept.close()
    assert acts(tmp_path) == [("lanh-dao", "signed-out", "")]


def test_another_program_may_note_beside_it(tmp_path: Path) -> None:
    assert diary.note(tmp_path, "can-bo-1", "password-set", "2") == ""
    assert acts(tmp_path) == [("can-bo-1", "password-set", "2")]


def test_where_it_cannot_be_noted_the_other_program_is_told_why(tmp_path: Path) -> None:
    assert diary.note(tmp_path / "no-folder", "can-bo-1", "password-set")


def test_signing_in_and_out_and_wrong_passwords_stand_in_the_audit(centre: Centre, head: Person) -> None:
    other = Person(centre.address)
    other.sign_in("can-bo-2", "sai mật khẩu")
    other.sign_in("can-bo-2")
    other.send("/sign-out")
    other.close()
    until(lambda: ("can-bo-2", "signed-out", "") in acts(centre.data / FOLDER))
    page = head.see("/audit?who=can-bo-2")
    told = re.findall(r"<strong>([^<]+)</strong>", page[page.index("<tbody") :])
    assert [words for words in told if words in ("Đăng xuất", "Đăng nhập", "Sai mật khẩu")][:3] == [
        "Đăng xuất",
        "Đăng nhập",
        "Sai mật khẩu",
    ]


def test_a_name_that_no_officer_has_is_written_nowhere(centre: Centre, head: Person) -> None:
    other, before = Person(centre.address), noted(centre, "?", "wrong-password", "127.0.0.1")
    other.sign_in("matkhau-cua-toi", "x")
    other.close()
    until(lambda: noted(centre, "?", "wrong-password", "127.0.0.1") > before)
    for file in (centre.data / FOLDER).glob("*"):
        if file.name.startswith(("diary", "console.log")):
            assert b"matkhau-cua-toi" not in file.read_bytes(), file


def test_a_lock_out_is_noted_once(centre: Centre) -> None:
    other = Person(centre.address)
    before, later = noted(centre, "can-bo-1", "locked-out", ""), noted(centre, "can-bo-1", "signed-in", "")
    for _ in range(7):
        other.sign_in("can-bo-1", "sai mật khẩu")
    centre.let_everybody_in()
    other.sign_in("can-bo-1")
    other.close()
    until(lambda: noted(centre, "can-bo-1", "signed-in", "") > later, "what came after it")
    assert noted(centre, "can-bo-1", "locked-out", "") == before + 1


def test_a_new_password_is_noted_with_the_sessions_it_ended(centre: Centre) -> None:
    other = Person(centre.address)
    other.sign_in("can-bo-2")
    command = [sys.executable, "-m", "motcua", "officer", "--hall", centre.file, "--data", centre.data]
    done = subprocess.run(
        [*map(str, command), "password", "can-bo-2"], input="một câu khác hẳn\n".encode(), check=False, timeout=PATIENCE
    )
    assert done.returncode == 0
    assert "/sign-in" in str(other.wire.get("/lists").url)
    other.close()
    centre.let_everybody_in()
    [*_, ended] = [about for who, what, about in acts(centre.data / FOLDER) if (who, what) == SET]
    assert int(ended) >= 1


def test_the_page_of_a_device_tells_how_it_came_and_went(centre: Centre, head: Person, tmp_path: Path) -> None:
    one = station("bang-1", tmp_path, centre.broker.address, lambda heard: None)
    stop = one.start()
    until(lambda: "Đang chạy từ" in head.see("/devices/bang-1"))
    one.report("sound", True, "card hdmi:0: bận")
    until(lambda: "card hdmi:0: bận" in head.see("/devices/bang-1"))
    assert "thiết bị cần chú ý" in head.see("/head")
    assert '<a href="/devices/bang-1">bang-1</a>: Lỗi âm thanh' in head.page
    stop()
    until(lambda: "Mất kết nối từ" in head.see("/devices/bang-1"))
    history = head.page[head.page.index("Lịch sử</h2>") :]
    for words in ("Mất kết nối", "Lỗi âm thanh", "Thấy lần đầu", "Bắt đầu theo dõi"):
        assert words in history


def test_a_device_that_the_hall_does_not_have_has_no_page(head: Person) -> None:
    for path in ("/devices/kiosk-99", "/devices/kiosk-99/live", "/devices/%3Cb%3E", "/devices/bang-1%27"):
        assert head.wire.get(path).status_code == 404


def test_pages_of_devices_are_the_heads(officer: Person, stranger: Person) -> None:
    assert officer.wire.get("/devices/bang-1").status_code == 403
    assert officer.wire.get("/devices/bang-1/live").status_code == 404


def test_who_is_not_signed_in_sees_no_device(stranger: Person) -> None:
    assert "<h1>Đăng nhập</h1>" in stranger.see("/devices/bang-1")
    assert stranger.wire.get("/devices/bang-1/live").status_code == 404


@pytest.mark.parametrize("before", ["", "1", "0", "-5", "x", "9" * 40])
def test_whatever_the_address_asks_for_the_page_comes(head: Person, before: str) -> None:
    assert head.wire.get(f"/devices/bang-1?before={before}").status_code == 200


def test_the_history_goes_on_over_a_restart_and_shows_the_gap(tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    centre.let_everybody_in()
    try:
        assert centre.console.stop() == 0
        centre.start_console()
        again = Person(centre.address)
        again.sign_in("lanh-dao")
        until(lambda: "trang điều hành đã tắt" in again.see("/devices/hub"))
        centre.console.kill()
        centre.start_console()
        again.close()
        again = Person(centre.address)
        again.sign_in("lanh-dao")
        until(lambda: "bị ngắt đột ngột" in again.see("/devices/hub"))
        assert again.page.count("Thấy lần đầu") == 1
        again.close()
    finally:
        centre.close()


def test_a_console_whose_diary_cannot_be_written_works_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "hub" / FOLDER / diary.FILE
    folder.mkdir(parents=True)  # a folder where the file should be
    centre = Centre(tmp_path)
    centre.let_everybody_in()
    head = Person(centre.address)
    try:
        head.sign_in("lanh-dao")
        assert head.do("issue", back="/lists", service="khai-sinh").startswith("Đã cấp số")
        assert "Không đọc được sổ theo dõi" in head.see("/devices/hub")
        assert "Không dùng được sổ của trang điều hành" in head.see("/audit")
        assert "cannot keep the diary" in (tmp_path / "console.log").read_text("utf-8")
    finally:
        head.close()
        centre.close()
