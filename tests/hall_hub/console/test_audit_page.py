"""What the audit finds in ledger and diary, and that a year of it is walked by index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest

from hall_core.contract.ids import new_id
from hall_core.contract.messages import Reply
from hall_core.domain import commands as c
from hall_core.ui.translate import Words
from hall_hub.console.audit import commands as audit
from hall_hub.console.audit import page as audit_page
from hall_hub.console.audit.commands import Entry, Place, Search
from hall_hub.console.audit.page import AuditRow, Found, find, rows
from hall_hub.console.diary import acts as diary_acts
from hall_hub.console.diary.acts import ActEntry
from hall_hub.console.diary.store import DiaryStore
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench
from tests.hall_hub.desk_plan import HEAD, desk_plan

TODAY = "2026-11-21"
DAY = 86_400_000
PLAN = desk_plan()
VI = Words().into("vi")


@pytest.fixture
def bench(clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(PLAN, tmp_path / "ledger.sqlite", clock)
    yield bench
    bench.close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def diary(tmp_path: Path) -> Iterator[DiaryStore]:
    store = DiaryStore(tmp_path / "diary.sqlite")
    yield store
    store.close()


def look(bench: Bench, **query: str) -> Found:
    asked = audit_page.asked(query, TODAY)
    return find(bench.file, bench.file.with_name("diary.sqlite"), asked, PLAN)


def told(bench: Bench, **query: str) -> list[AuditRow]:
    return rows(look(bench, **query), PLAN, VI)


def some_work(bench: Bench) -> None:
    """A001 and A002 are issued, A001 is called and served, A002 called with it; a repetition at another counter is
    refused; the head stops a service."""
    clock = bench.clock
    for command in (
        c.OpenCounter(counter="quay-1", officer="can-bo-1", by="can-bo-1"),
        c.IssueTicket(service="khai-sinh", by="can-bo-2"),
        c.IssueTicket(service="khai-sinh", by="can-bo-2"),
        c.CallNext(counter="quay-1", by="can-bo-1"),
        c.StartService(counter="quay-1", by="can-bo-1"),
        c.CallNext(counter="quay-1", by="can-bo-1"),
        c.Recall(counter="quay-2", by=HEAD),
        c.StopService(service="sao-y", reason="mất mạng", by=HEAD),
    ):
        clock.wait(10_000)
        bench.ask("ban-dieu-hanh", command)


def test_it_tells_who_did_what_where_to_which_numbers_and_why(bench: Bench) -> None:
    some_work(bench)
    stop, refused, both, *_ = told(bench)
    assert (stop.who, stop.what, stop.where, stop.note) == ("Trưởng trung tâm", "Ngừng cấp số", "Sao y", "mất mạng")
    assert (refused.done, refused.result) == (False, "Quầy đang đóng. Mời mở quầy trước.")
    assert (both.where, both.result, both.when) == ("Quầy 1", "A001, A002", "21/11/2026 09:01:00")


def test_a_number_is_looked_for_with_all_that_was_done_to_it(bench: Bench) -> None:
    some_work(bench)
    assert [row.what for row in told(bench, number="a001")] == ["Mời tiếp", "Đã đến", "Mời tiếp", "Cấp số"]
    assert [row.what for row in told(bench, number="A002")] == ["Mời tiếp", "Cấp số"]


def test_a_number_means_that_of_one_day(bench: Bench, clock: HandClock) -> None:
    some_work(bench)
    clock.wait(DAY)
    bench.hub.tick()
    some_work(bench)
    assert len(told(bench, number="A002")) == 2
    assert {row.when[:10] for row in told(bench, number="A002")} == {"21/11/2026"}
    assert {row.when[:10] for row in told(bench, number="A002", day="2026-11-22")} == {"22/11/2026"}


def test_a_refusal_that_names_a_number_is_found_under_it(bench: Bench) -> None:
    some_work(bench)
    bench.ask("ban-dieu-hanh", c.CallNext(counter="quay-1", by="can-bo-1"))
    assert told(bench, number="A002")[0].done is False


@pytest.mark.parametrize("who", ["can-bo-2", "CAN-BO-2", "Cán bộ 2", "bo 2"])
def test_an_officer_is_found_by_code_or_name(bench: Bench, who: str) -> None:
    some_work(bench)
    assert [row.what for row in told(bench, who=who)] == ["Cấp số", "Cấp số"]


def test_who_left_the_hall_file_is_found_by_code_and_a_device_by_its_id(bench: Bench) -> None:
    some_work(bench)
    bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh"))
    with closing(sqlite3.connect(bench.file)) as db, db:
        db.execute("UPDATE answer SET officer = 'da-nghi' WHERE wish = 'start'")
    assert [row.who for row in told(bench, who="da-nghi")] == ["da-nghi"]
    assert [(row.device, row.who) for row in told(bench, who="kiosk-1")] == [("kiosk-1", "–")]


def test_kind_day_and_refusals_are_told_apart(bench: Bench, diary: DiaryStore) -> None:
    some_work(bench)
    diary.act(NINE, "?", "wrong-password", "10.0.0.7")
    diary.act(NINE + 1, "can-bo-1", "signed-in", "")
    assert [row.what for row in told(bench, kind="issue")] == ["Cấp số", "Cấp số"]
    assert [row.what for row in told(bench, kind="signed-in")] == ["Đăng nhập"]
    assert [row.what for row in told(bench, refused="1")] == ["Mời lại", "Sai mật khẩu"]
    assert [row.what for row in told(bench, refused="1", kind="wrong-password")] == ["Sai mật khẩu"]
    assert told(bench, refused="1", kind="signed-in") == [], "who came in was not refused"
    assert told(bench, day="2026-11-20") == []
    assert len(told(bench, day=TODAY)) == 10


def test_what_was_done_at_the_console_stands_among_the_commands(bench: Bench, diary: DiaryStore) -> None:
    some_work(bench)
    diary.act(NINE + 15_000, "can-bo-2", "signed-in", "")
    diary.act(NINE + 65_000, "?", "wrong-password", "10.0.0.7")
    diary.act(NINE + 66_000, "can-bo-1", "password-set", "2")
    found = told(bench)
    assert [row.what for row in found][2:4] == ["Đặt mật khẩu mới", "Sai mật khẩu"]
    assert [row.result for row in found][2:4] == ["kết thúc 2 phiên đang mở", "từ địa chỉ 10.0.0.7"]
    assert found[3].who == "mã không có thật"
    assert found[-2].what == "Đăng nhập"


def test_a_diary_that_cannot_be_read_is_said_and_hides_nothing_else(bench: Bench) -> None:
    some_work(bench)
    bench.file.with_name("diary.sqlite").write_bytes(b"garbled " * 1000)
    found = look(bench)
    assert found.diary_unread
    assert len(found.entries) == 8


def many(bench: Bench, diary: DiaryStore, count: int) -> list[str]:
    """Commands, three to a millisecond, with an act among each dozen; their keys, newest first."""
    with closing(sqlite3.connect(bench.file)) as db, db:
        for n in range(count):
            id = new_id()
            reply = msgspec.json.encode(Reply(to=id))
            row = (id, "goi-1", NINE + n // 3, reply, f"can-bo-{n % 3 + 1}", "next", None, "{}")
            db.execute("INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)", row)
    for n in range(count // 12):
        diary.act(NINE + n * 4, "can-bo-1", "signed-in", "")
    found = list[Entry | ActEntry]()
    with audit.opened(bench.file, "04:00") as ledger:
        found += ledger.entries(Search(), 10_000)
    found += diary_acts.acts(bench.file.with_name("diary.sqlite"), Search(), 10_000)
    return [entry.place.key for entry in sorted(found, key=lambda entry: entry.place, reverse=True)]


def turned(page: Found, **to: Place | None) -> Mapping[str, str]:
    """What the page's link asks for."""
    link = audit_page.Asked().link(**to)
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}


def test_pages_of_older_ones_lead_through_everything_once_and_back(bench: Bench, diary: DiaryStore) -> None:
    keys = many(bench, diary, 1_000)
    seen, page = list[str](), look(bench)
    pages = [page]
    while page.older is not None:
        page = look(bench, **turned(page, before=page.older))
        pages.append(page)
    seen = [entry.place.key for page in pages for entry in page.entries]
    assert seen == keys
    for before in reversed(pages[:-1]):
        page = look(bench, **turned(page, after=page.newer))
        assert page.entries == before.entries
    assert page.newer is None, "the newest page is the end"


QUESTIONS = {
    "all": Search(),
    "a day": Search(since=NINE, until=NINE + DAY),
    "an officer": Search(by=("can-bo-1",)),
    "a kind": Search(kind="next"),
    "refusals": Search(refused=True),
    "an officer on a day": Search(by=("can-bo-1",), since=NINE, until=NINE + DAY),
}


@pytest.mark.parametrize("place", [None, Place(NINE, "f")], ids=["newest", "older"])
@pytest.mark.parametrize("search", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_every_question_walks_an_index_and_sorts_nothing(
    bench: Bench, diary: DiaryStore, search: Search, place: Place | None
) -> None:
    def plan(file: Path, query: str, values: list[Any]) -> str:
        with closing(sqlite3.connect(file)) as db:
            return " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {query} LIMIT 101", values))

    for file, question in (
        (bench.file, audit.question(search, place, None)),
        (bench.file.with_name("diary.sqlite"), diary_acts.question(search, place, None)),
    ):
        steps = plan(file, *question)
        assert steps.startswith("SEARCH"), steps
        assert "INDEX" in steps
        if not (search.refused and "act_what" in steps):  # two kinds of act, of which there are few
            assert "TEMP B-TREE" not in steps, steps


def test_of_days_in_the_archive_it_says_so_and_names_the_last_number(bench: Bench, clock: HandClock) -> None:
    some_work(bench)
    clock.wait(2 * DAY)
    bench.hub.tick()
    bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh"))
    with closing(sqlite3.connect(bench.file)) as db, db:
        db.execute("DELETE FROM event WHERE seq < (SELECT max(first) FROM day)")
    found = look(bench)
    assert audit_page.reaches(found, VI)[0] == "Xem lại được từ 21/11/2026."
    assert audit_page.reaches(found, VI)[1].startswith("Sự kiện trước 23/11/2026 đã chuyển vào kho lưu trữ")
    assert [row.result for row in told(bench, kind="next", day=TODAY)] == ["A002", "A001"]
    assert len(told(bench, number="A002", day=TODAY)) == 2


@pytest.mark.parametrize(
    "query",
    [
        {"day": "2026-13-45"},
        {"day": "yesterday"},
        {"kind": "drop table"},
        {"before": "x.y"},
        {"before": "1.~x"},
        {"after": "99999999999999999999.f"},
        {"who": "'; --"},
    ],
)
def test_nonsense_in_the_address_breaks_nothing(bench: Bench, query: dict[str, str]) -> None:
    some_work(bench)
    assert len(told(bench, **query)) in (0, 8)


def test_the_ledger_is_not_written(bench: Bench) -> None:
    with audit.opened(bench.file, "04:00") as ledger, pytest.raises(sqlite3.OperationalError, match="readonly"):
        ledger._db.execute("DELETE FROM answer")


def test_every_act_has_its_words_in_both_languages() -> None:
    for language in ("vi", "en"):
        say = Words().into(language)
        words = [audit_page.act_words(say, what) for what in audit_page.ACTS]
        assert not set(words) & set(audit_page.ACTS)
        assert len(set(words)) == len(words)
