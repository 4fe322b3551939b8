"""Which pages there are, and what each shows."""

from __future__ import annotations

from msgspec import Struct

from hall_core.ui.translate import Say
from hall_hub.console import clock, counter_page, head_page, left_over, lists_page, messages, recovering, rolls
from hall_hub.console.console import Console
from hall_hub.console.counter_page import Colleague
from hall_hub.console.devices import overview as devices_page
from hall_hub.console.live import Page, Parts, Query
from hall_hub.console.notices import page as notices_page
from hall_hub.console.releases import page as releases_page
from hall_hub.console.trust import page as trust_page
from hall_hub.console.visitor import Visitor


class Notice(Struct, frozen=True):
    """Above everything else: what is wrong with the line, and who asks for help."""

    trouble: str
    colleagues: tuple[Colleague, ...]


def notice(console: Console, visitor: Visitor) -> Notice:
    say, hall = visitor.say, console.follower.hall
    here = None if visitor.officer is None else counter_page.counter_of(hall, visitor.officer)
    return Notice(_trouble(console, say), counter_page.colleagues(hall, None if here is None else here.id))


def _trouble(console: Console, say: Say) -> str:
    if console.follower.trouble:
        return say("Không đọc được dữ liệu của máy chủ. Đề nghị báo kỹ thuật viên.")
    match console.desk.line:
        case "up":
            return ""
        case "quiet":
            return say("Máy chủ xếp hàng không trả lời. Những gì hiển thị có thể đã cũ.")
        case "no-link" | "unknown":
            return say("Mất kết nối với máy chủ xếp hàng. Các nút tạm thời chưa dùng được.")


def _counter(console: Console, visitor: Visitor, query: Query) -> Parts:
    hall, say, officer = console.follower.hall, visitor.say, visitor.officer
    assert officer is not None, "only who is signed in is shown it"
    now = counter_page.counter_of(hall, officer)
    top: Parts = {"notice": notice(console, visitor)}
    if now is None:
        return {**top, "hand": counter_page.doors(hall, say), "more": None, "waiting": None, "aside": None}
    return {
        **top,
        "hand": counter_page.hand(hall, now, say),
        "more": counter_page.more(hall, now, say),
        "waiting": counter_page.waiting(hall, now, say),
        "aside": counter_page.aside(hall, now, officer, say),
    }


def _lists(console: Console, visitor: Visitor, query: Query) -> Parts:
    hall, say = console.follower.hall, visitor.say
    now = None if visitor.officer is None else counter_page.counter_of(hall, visitor.officer)
    return {
        "notice": notice(console, visitor),
        "issue": lists_page.issue(hall, say),
        "listed": lists_page.listed(hall, query.get("list", ""), query.get("q", ""), now, say),
    }


def _head(console: Console, visitor: Visitor, query: Query) -> Parts:
    hall, say, desk = console.follower.hall, visitor.say, console.desk
    devices = devices_page.devices(console.plan, desk.devices, console.diary.known, console.device, say, console.now())
    return {
        "notice": notice(console, visitor),
        "services": head_page.services(hall, say),
        "sorry": head_page.sorry(hall, say),
        "left": left_over.left(hall, say),
        "clock": clock.card(desk, console.box, say),
        "recovering": recovering.recovering(hall, say),
        "messages": messages.messages(hall, say),
        "counters": head_page.counters(hall, say),
        "devices": devices,
        "attention": devices_page.attention(devices, say),
        "boxes": trust_page.boxes(console.plan, desk.trust, say, console.now()),
        "rolls": rolls.rolls(hall, say),
        "releases": releases_page.releases(console.plan, desk.boxes, desk.rollout, say, console.now()),
    }


def _notices(console: Console, visitor: Visitor, query: Query) -> Parts:
    top: Parts = {"notice": notice(console, visitor)}
    return {**top, **notices_page.parts(console.notices, console.plan, console.now(), visitor.say)}


COUNTER = Page(
    "counter",
    "/",
    lambda say: say("Quầy của tôi"),
    _counter,
    columns=(("notice",), ("hand", "more"), ("waiting", "aside")),
)
LISTS = Page(
    "lists",
    "/lists",
    lambda say: say("Danh sách"),
    _lists,
    columns=(("notice",), ("issue", "listed")),
)
HEAD = Page(
    "head",
    "/head",
    lambda say: say("Trung tâm"),
    _head,
    columns=(
        ("notice", "clock", "recovering", "attention", "boxes", "left"),
        ("services", "sorry"),
        ("messages", "counters", "devices", "releases", "rolls"),
    ),
    head_only=True,
)
NOTICES = Page(
    "notices",
    "/notices",
    lambda say: say("Thông báo"),
    _notices,
    columns=(("notice",), ("board",), ("feed", "media")),
    head_only=True,
)
PAGES = (COUNTER, LISTS, HEAD, NOTICES)
