"""The head's forms for a message to the boards and for a block of a paper roll: from what is typed to a command."""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import datetime, timedelta

import pytest

from hall_core.domain import commands as c
from hall_core.domain.business_day import local, moment_of
from hall_core.ui.translate import Words
from hall_hub.console import messages, rolls
from hall_hub.console.day_times import moment_today
from hall_hub.console.visitor import Fields
from tests.domain.a_day import HEAD, Day, centre_plan
from tests.hall_hub.console.conftest import Centre, Person

SAY = Words().into("vi")
NIGHT = moment_of(local(0).replace(year=2026, month=11, day=22, hour=1, minute=30, tzinfo=None))
"""Half past one at night: the day that began on the 21st at four in the morning."""


def filled(day: Day, **typed: str) -> tuple[str, Fields]:
    fields = {name: [value] for name, value in typed.items()}
    return messages.fill_in(fields, day.hall, day.at, SAY), fields


@pytest.mark.parametrize(
    ("time", "day", "clock"),
    [
        ("8:30", 21, "08:30"),
        ("23h15", 21, "23:15"),
        ("15", 21, "15:00"),
        ("00:05", 22, "00:05"),
        ("03:59", 22, "03:59"),
    ],
)
def test_a_time_is_meant_within_the_business_day_that_runs(time: str, day: int, clock: str) -> None:
    moment = moment_today(Day(centre_plan()).hall, NIGHT, time)
    assert moment is not None
    assert f"{local(moment):%d %H:%M}" == f"{day} {clock}"


@pytest.mark.parametrize("time", ["", "24:00", "8:60", "sáng", "08:30:99:1", "-1"])
def test_what_is_no_time_is_none(time: str) -> None:
    assert moment_today(Day(centre_plan()).hall, NIGHT, time) is None


def test_a_message_lasts_as_long_as_was_chosen() -> None:
    day = Day(centre_plan())
    assert filled(day, vi="Tạm nghỉ", lasts="60")[1]["until"] == [str(day.at + 3_600_000)]
    assert "until" not in filled(day, vi="Tạm nghỉ", lasts="")[1], "to the end of the day"
    later = f"{local(day.at) + timedelta(minutes=45):%H:%M}"
    assert filled(day, vi="Tạm nghỉ", lasts="60", time=later)[1]["until"] == [str(day.at + 2_700_000)], "the time wins"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"vi": "  "}, "Mời ghi nội dung bằng tiếng Việt."),
        ({"vi": "ă" * 161}, "Câu tiếng Việt có 161 ký tự, tối đa 160. Mời rút ngắn rồi đăng lại."),
        ({"vi": "Tạm nghỉ", "en": "x" * 170}, "Câu tiếng Anh có 170 ký tự, tối đa 160. Mời rút ngắn rồi đăng lại."),
        ({"vi": "Tạm nghỉ", "time": "chiều"}, "Giờ phải ghi như 15:30."),
        ({"vi": "Tạm nghỉ", "time": "08:15"}, "08:15 hôm nay đã qua. Mời chọn giờ sau 09:00."),
    ],
)
def test_a_message_that_cannot_be_posted_says_what_is_to_be_put_right(typed: dict[str, str], words: str) -> None:
    assert filled(Day(centre_plan()), **typed)[0] == words


def test_letters_are_counted_as_people_see_them() -> None:
    why, fields = filled(Day(centre_plan()), vi=unicodedata.normalize("NFD", "ế" * 160))
    assert why == ""
    assert len(fields["vi"][0]) == 160


def test_lines_and_spaces_of_a_message_become_one_row() -> None:
    assert filled(Day(centre_plan()), vi="Tạm  nghỉ\r\n\r\nđến 14 giờ")[1]["vi"] == ["Tạm nghỉ đến 14 giờ"]


def test_the_list_of_messages_says_where_and_until_when() -> None:
    day = Day(centre_plan())
    day.done(day.at_console(c.PostMessage(vi="Một", until=day.at + 3_600_000), HEAD))
    day.done(day.at_console(c.PostMessage(vi="Hai", en="Two", zones=["sanh"]), HEAD))
    newest, oldest = messages.messages(day.hall, SAY).rows
    assert (newest.vi, newest.en, newest.until, newest.zones) == ("Hai", "Two", "", "Tất cả khu vực")
    assert (oldest.vi, oldest.until) == ("Một", "10:00")


def test_when_the_boards_have_all_they_take_no_form_is_offered() -> None:
    day = Day(centre_plan())
    for _ in range(5):
        assert messages.messages(day.hall, SAY).room
        day.done(day.at_console(c.PostMessage(vi="Tạm nghỉ"), HEAD))
    assert messages.messages(day.hall, SAY).room == 0


ROLL = {"service": "khai-sinh", "counter": "quay-1", "officer": "can-bo-1", "first": "1", "last": "40"}
TIMES = {"from": "08:00", "to": "08:50"}


def block(**typed: str) -> tuple[str, Fields]:
    day, fields = Day(centre_plan()), {name: [value] for name, value in {**ROLL, **TIMES, **typed}.items()}
    return rolls.fill_in(fields, day.hall, day.at, SAY), fields


def test_a_block_lies_between_two_times_of_today() -> None:
    why, fields = block()
    assert why == ""
    assert [f"{local(int(fields[name][0])):%d %H:%M}" for name in ("from_at", "until")] == ["21 08:00", "21 08:50"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"service": ""}, "Mời chọn dịch vụ, quầy và cán bộ."),
        ({"officer": ""}, "Mời chọn dịch vụ, quầy và cán bộ."),
        ({"first": "A1"}, "Mời ghi số đầu và số cuối trên cuộn bằng chữ số, ví dụ 1 và 40."),
        ({"to": ""}, "Mời ghi giờ bắt đầu và giờ kết thúc, ví dụ 08:00 và 09:30."),
    ],
)
def test_a_block_that_lacks_something_says_what(typed: dict[str, str], words: str) -> None:
    assert block(**typed)[0] == words


# --- Before a real hub ----------------------------------------------------------------------------------------------


@pytest.fixture
def clean(head: Person) -> Person:
    """The head, with nothing on the boards."""
    for id in re.findall(r'name="message" value="([^"]+)"', head.see("/head")):
        head.do("take-down", back="/head", message=id)
    return head


def ago(centre: Centre, minutes: int) -> str:
    """A time of today, as the console's clock has it."""
    return f"{local(int(datetime.now().timestamp() * 1_000)) - timedelta(minutes=minutes):%H:%M}"


def test_the_head_posts_a_message_and_takes_it_down(clean: Person) -> None:
    assert clean.do("post-message", back="/head", vi="Quầy 2 nghỉ trưa", en="Lunch", lasts="30").startswith("Đã đăng")
    assert "Quầy 2 nghỉ trưa" in clean.page
    [id] = re.findall(r'name="message" value="([^"]+)"', clean.page)
    assert clean.do("take-down", back="/head", message=id) == "Đã gỡ khỏi các bảng."
    assert "Quầy 2 nghỉ trưa" not in clean.page
    assert clean.do("take-down", back="/head", message=id) == "Thông báo này không còn trên bảng nữa."


def test_a_refused_message_comes_back_as_it_was_typed(clean: Person) -> None:
    long = "Trung tâm <nghỉ> " * 12
    said = clean.do("post-message", back="/head", vi=long, en="Closed & gone", lasts="120", time="")
    assert "tối đa 160" in said
    page = html.unescape(clean.page)
    assert long.strip() in page
    assert "Closed & gone" in page
    assert '<option value="120" selected>' in page
    assert '<details id="d-post" open>' in page
    assert "<nghỉ>" not in clean.page, "what was typed stands there as text"


def test_a_message_that_was_posted_leaves_an_empty_form(clean: Person) -> None:
    clean.do("post-message", back="/head", vi="", en="Closed")
    clean.do("post-message", back="/head", vi="Nghỉ", en="Closed", lasts="30")
    form = clean.page[clean.page.index('id="d-post"') :]
    assert "Closed" not in form
    assert " open" not in form[:20]


def test_an_officer_posts_nothing(officer: Person) -> None:
    assert officer.do("post-message", vi="Nghỉ") == "Việc này chỉ lãnh đạo trung tâm làm được."


def test_a_block_is_entered_once_and_listed(head: Person, centre: Centre) -> None:
    times = {"from": ago(centre, 90), "to": ago(centre, 30)}
    typed = {"service": "sao-y", "counter": "quay-1", "officer": "can-bo-1", "missed": "2", "note": "mất điện", **times}
    assert head.do("enter-roll", back="/head", first="1", last="40", **typed) == "Đã ghi khối 1–40."
    assert "1–40" in head.page
    assert f"{times['from']}–{times['to']}" in head.page
    said = head.do("enter-roll", back="/head", first="30", last="60", **typed)
    assert said == "Khối 1-40 của dịch vụ này đã nhập rồi. Mời chỉ nhập những số chưa có."
    assert 'value="60"' in head.page, "and nothing typed is lost"
    said = head.do("enter-roll", back="/head", first="90", last="60", **typed)
    assert said.startswith("Số cuối phải từ số đầu trở lên")
    said = head.do("enter-roll", back="/head", first="61", last="62", **typed | {"to": ago(centre, -90)})
    assert said.startswith("Giờ bắt đầu phải trước giờ kết thúc")


def test_the_head_opens_a_counter_for_an_officer(head: Person) -> None:
    head.do("close", back="/head", counter="quay-2", leave="true")
    assert head.do("open", back="/head", counter="quay-2", officer="can-bo-2") == "Quầy đã mở."
    assert "Cán bộ 2" in head.page
    head.do("close", back="/head", counter="quay-2", leave="true")


def test_the_head_is_warned_of_those_whom_nobody_calls(head: Person) -> None:
    for n in (1, 2):
        head.do("close", back="/head", counter=f"quay-{n}", leave="true")
    head.do("issue", back="/lists", service="khai-sinh")
    assert "mà chưa ai mời được" in head.see("/head")
    assert "Khai sinh: không có quầy nào đang mở làm dịch vụ này." in head.page
    assert "Mở một trong các quầy: 1, 2." in head.see("/lists?list=left")
