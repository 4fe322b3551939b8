"""The page of the audit: what was looked for, what was found in the ledger and in the diary, and in which words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import get_args
from urllib.parse import urlencode

from msgspec import Struct

from hall_core.domain import commands as c
from hall_core.domain.business_day import business_day, local
from hall_core.domain.names import HUB, Day, Millis
from hall_core.domain.plan import Plan
from hall_core.domain.vietnamese import fold
from hall_core.ui.translate import Say
from hall_hub.console.audit.commands import Entry, Place, Search, UnreadableError, opened, span_of
from hall_hub.console.devices.words import believed
from hall_hub.console.diary.acts import REFUSED, ActEntry, acts
from hall_hub.console.diary.diary import STRANGER, What
from hall_hub.console.refusals import refused
from hall_hub.console.sentences import wish_words

PAGE = 100
"""Rows of a page."""
WISHES: tuple[str, ...] = tuple(sorted(str(kind.__struct_config__.tag) for kind in get_args(c.Command)))
ACTS: tuple[str, ...] = get_args(What)
_PLACE = re.compile(r"(\d{1,15})\.([~0-9a-f-]{1,40})")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
FIELDS = ("day", "who", "kind", "number", "refused")


class Asked(Struct, frozen=True, kw_only=True):
    """What the form says, as far as it makes sense."""

    day: Day = ""
    who: str = ""
    kind: str = ""
    number: str = ""
    refused: bool = False
    before: Place | None = None
    after: Place | None = None

    def link(self, **other: object) -> str:
        """To the same search, at another place or on another day."""
        said = {name: getattr(self, name) for name in FIELDS} | other
        asked = {name: "1" if value is True else _written(value) for name, value in said.items() if value}
        return f"/audit?{urlencode(asked)}"


class Found(Struct, frozen=True, kw_only=True):
    entries: tuple[Entry | ActEntry, ...]
    """Newest first."""
    older: Place | None
    newer: Place | None
    first: Millis | None
    """The oldest command that is there."""
    first_event: Millis | None
    diary_unread: bool


class AuditRow(Struct, frozen=True, kw_only=True):
    when: str
    device: str
    who: str
    what: str
    where: str
    done: bool | None
    """None: of some acts it is not to be said."""
    result: str
    note: str


def asked(query: Mapping[str, str], today: Day) -> Asked:
    """A number is looked for within a day; if none is given, within this one."""
    day, number = query.get("day", ""), query.get("number", "").strip().upper()[:8]
    kind = query.get("kind", "")
    return Asked(
        day=day if _is_day(day) else today if number else "",
        who=query.get("who", "").strip()[:80],
        kind=kind if kind in WISHES or kind in ACTS else "",
        number=number,
        refused="refused" in query,
        before=_place(query.get("before", "")),
        after=_place(query.get("after", "")),
    )


def search_of(asked: Asked, plan: Plan) -> Search:
    by, device = _whom(asked.who, plan)
    since, until = span_of(asked.day, plan.hall.day_turn) if asked.day else (0, 1 << 60)
    return Search(
        by=by,
        device=device,
        kind=asked.kind,
        refused=asked.refused,
        since=since,
        until=until,
        number=asked.number,
        day=asked.day,
    )


def find(ledger: Path, diary: Path, asked: Asked, plan: Plan) -> Found:
    """Blocks. UnreadableError when the ledger cannot be read."""
    search = search_of(asked, plan)
    newer = asked.after if asked.before is None else None
    found, first, first_event, unread = _both(ledger, diary, search, plan, asked.before, newer)
    if newer is not None and len(found) <= PAGE:
        # The newest page is shown whole.
        newer = None
        found, first, first_event, unread = _both(ledger, diary, search, plan, None, None)
    shown = found[:PAGE]
    if newer is not None:
        shown.reverse()
    goes_on = len(found) > PAGE
    return Found(
        entries=tuple(shown),
        older=shown[-1].place if shown and (goes_on or newer is not None) else None,
        newer=shown[0].place if shown and (asked.before is not None or newer is not None) else None,
        first=first,
        first_event=first_event,
        diary_unread=unread,
    )


def _both(
    ledger: Path, diary: Path, search: Search, plan: Plan, before: Place | None, after: Place | None
) -> tuple[list[Entry | ActEntry], Millis | None, Millis | None, bool]:
    found, unread = list[Entry | ActEntry](), False
    with opened(ledger, plan.hall.day_turn) as audit:
        first, first_event = audit.reaches()
        if search.kind not in ACTS:
            found += audit.entries(search, PAGE + 1, before=before, after=after)
    try:
        if search.kind not in WISHES:
            found += acts(diary, search, PAGE + 1, before=before, after=after)
    except UnreadableError:
        unread = True
    found.sort(key=lambda entry: entry.place, reverse=after is None)
    return found[: PAGE + 1], first, first_event, unread


def rows(found: Found, plan: Plan, say: Say) -> list[AuditRow]:
    officers = {officer.id: officer.name for officer in plan.officers}
    places = {counter.id: say("Quầy {number}").format(number=counter.number) for counter in plan.counters}
    places |= {service.id: service.name.into(say.language) for service in plan.services}
    return [
        _act(entry, officers, say) if isinstance(entry, ActEntry) else _entry(entry, officers, places, plan, say)
        for entry in found.entries
    ]


def _entry(entry: Entry, officers: Mapping[str, str], places: Mapping[str, str], plan: Plan, say: Say) -> AuditRow:
    return AuditRow(
        when=_when(entry.at),
        device=entry.device,
        who=officers.get(entry.by, entry.by) or "–",
        what=wish_words(say, entry.wish),
        where=places.get(entry.where, entry.where),
        done=entry.refusal is None,
        result=entry.numbers if entry.refusal is None else refused(say, entry.refusal, plan, entry.wish),
        note=entry.reason,
    )


def _act(entry: ActEntry, officers: Mapping[str, str], say: Say) -> AuditRow:
    who = say("mã không có thật") if entry.officer == STRANGER else officers.get(entry.officer, entry.officer)
    return AuditRow(
        when=_when(entry.at),
        device=say("Trang điều hành"),
        who=who,
        what=act_words(say, entry.what),
        where="",
        done=False if entry.what in REFUSED else None,
        result=_about(entry, say),
        note="",
    )


def _about(entry: ActEntry, say: Say) -> str:
    match entry.what:
        case "wrong-password":
            return say("từ địa chỉ {address}").format(address=entry.about) if entry.about else ""
        case "password-set" if entry.about.isdecimal():
            return say.many("kết thúc {count} phiên đang mở", int(entry.about))
        case _:
            return entry.about


def act_words(say: Say, what: str) -> str:
    return {
        "signed-in": say("Đăng nhập"),
        "signed-out": say("Đăng xuất"),
        "wrong-password": say("Sai mật khẩu"),
        "locked-out": say("Tạm khoá đăng nhập"),
        "password-set": say("Đặt mật khẩu mới"),
        "report-downloaded": say("Tải báo cáo"),
        "notice-added": say("Thêm thông báo"),
        "notice-changed": say("Sửa thông báo"),
        "notice-removed": say("Xoá thông báo"),
        "device-approved": say("Nhận thiết bị vào trung tâm"),
        "device-refused": say("Từ chối thiết bị"),
        "device-shut-out": say("Loại thiết bị khỏi trung tâm"),
        "device-looked": say("Cho thiết bị tự kiểm tra"),
        "device-screen": say("Chụp màn hình thiết bị"),
        "device-log": say("Xem nhật ký thiết bị"),
        "release-offered": say("Cập nhật các máy"),
        "release-stopped": say("Dừng cập nhật"),
        "release-hurried": say("Cập nhật không chờ trọn một buổi"),
        "release-now": say("Cập nhật khi đang mở cửa"),
        "clock-set": say("Chỉnh đồng hồ máy chủ"),
    }.get(what, what)


def kinds(say: Say) -> list[tuple[str, list[tuple[str, str]]]]:
    """What may be chosen, in two groups."""
    wishes = sorted(((tag, wish_words(say, tag)) for tag in WISHES), key=lambda kind: fold(kind[1]).lower())
    return [
        (say("Yêu cầu gửi máy chủ"), wishes),
        (say("Việc ở trang điều hành"), [(what, act_words(say, what)) for what in ACTS]),
    ]


def reaches(found: Found, say: Say) -> list[str]:
    """From when on one can look back."""
    told = list[str]()
    if found.first is not None:
        told.append(say("Xem lại được từ {day}.").format(day=_day(found.first)))
    if found.first is not None and found.first_event is not None and found.first_event - found.first > 86_400_000:
        words = say(
            "Sự kiện trước {day} đã chuyển vào kho lưu trữ: những ngày đó chỉ còn yêu cầu, câu trả lời và số cuối cùng."
        )
        told.append(words.format(day=_day(found.first_event)))
    return told


def beside(day: Day, days: int) -> Day:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def today(plan: Plan, at: Millis) -> Day:
    return business_day(at, plan.hall.day_turn)


def _when(at: Millis) -> str:
    mark = "" if believed(at) else " ?"
    return f"{local(at):%d/%m/%Y %H:%M:%S}{mark}"


def _day(at: Millis) -> str:
    return f"{local(at):%d/%m/%Y}"


def _whom(who: str, plan: Plan) -> tuple[tuple[str, ...], str]:
    """Officers by id or by a part of their name, or a device. Who is in no hall file any more is found by the id."""
    id = who.lower()
    if not who or plan.officer(id) is not None:
        return ((id,) if who else ()), ""
    if plan.device(id) is not None or id == HUB:
        return (), id
    called = tuple(officer.id for officer in plan.officers if fold(who).lower() in fold(officer.name).lower())
    return called or (id,), ""


def _is_day(day: str) -> bool:
    if not _DAY.fullmatch(day):
        return False
    try:
        return date.fromisoformat(day).year > 1970
    except ValueError:
        return False


def _place(text: str) -> Place | None:
    found = _PLACE.fullmatch(text)
    if found is None or (found[2].startswith("~") and not found[2][1:].isdecimal()):
        return None
    return Place(int(found[1]), found[2])


def _written(value: object) -> str:
    return f"{value.at}.{value.key}" if isinstance(value, Place) else str(value)
