"""The head's page of the notices: what the table says, what the boards show now, what the hub had to say. Pure but for
what the folder reads."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from hall_core.contract.notice_edition import FILES_MOST
from hall_core.domain.business_day import WEEKDAYS
from hall_core.domain.names import Day, Millis
from hall_core.domain.notice import Notice, changes, due
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_core.ui.translate import Say
from hall_hub.console.notices import words as notice_words
from hall_hub.console.notices.folder import NoticeFolder, Told
from hall_hub.console.notices.form import day_names
from hall_hub.console.notices.sheet import Entry, Sheet
from hall_hub.console.sentences import clock_and_day
from hall_hub.feeds.folder import REFUSED

log = logging.getLogger(__name__)

EXCERPT = 160
"""Signs of a text that stand in the list."""
FINDINGS_SHOWN = 20
_FINDING = re.compile(r"[^:]+: (?:line (\d+): )?(.+)")


class NoticeRow(Struct, frozen=True, kw_only=True):
    line: int
    key: str
    """Of the page's own, as long as the notice is there."""
    id: str
    title: str
    text: str
    file: str
    when: str
    where: str
    state: str
    """shown, later, off, bad."""
    state_words: str
    fault: str
    own_words: str
    """The feed's, of a fault."""


class Noticeboard(Struct, frozen=True, kw_only=True):
    rows: tuple[NoticeRow, ...]
    digest: str
    shown: int
    trouble: str
    own_words: str
    nowhere: bool
    """No board of the hall shows notices."""


class Finding(Struct, frozen=True):
    line: str
    words: str
    own_words: str


class Feed(Struct, frozen=True, kw_only=True):
    """What became of what was brought last."""

    waiting: bool
    unread: bool
    """The table says something else than the boards, and nobody has told the hub to read it."""
    at: str
    ok: bool
    words: str
    own_words: str
    findings: tuple[Finding, ...]
    more: int


class MediumRow(Struct, frozen=True, kw_only=True):
    name: str
    size: str
    picture: bool
    used: str
    """By which notices; empty: by none."""


class Media(Struct, frozen=True, kw_only=True):
    rows: tuple[MediumRow, ...]
    size: str
    most: str


def parts(folder: NoticeFolder, plan: Plan, at: Millis, say: Say) -> dict[str, Struct | None]:
    try:
        sheet, shown, told = folder.sheet(), folder.shown(), folder.told()
        waiting, files = folder.waiting, folder.files()
    except OSError as error:
        log.error("the folder of the notices: %s", error)  # noqa: TRY400
        why = notice_words.unreadable(say)
        board = Noticeboard(rows=(), digest="", shown=0, trouble=why, own_words=str(error), nowhere=False)
        return {"board": board, "feed": None, "media": None}
    rows = tuple(_row(entry, plan, {notice.id: notice for notice in shown}, at, say) for entry in sheet.entries)
    on_boards = [replace(notice, file=None) for notice in shown]
    unread = not waiting and sheet.whole and on_boards != [x.notice for x in sheet.entries if x.notice is not None]
    why, own_words = _trouble(sheet, say)
    board = Noticeboard(
        rows=rows,
        digest=sheet.digest,
        shown=sum(row.state == "shown" for row in rows),
        trouble=why,
        own_words=own_words,
        nowhere=not any(isinstance(device, Board) and "notices" in device.shows for device in plan.devices),
    )
    media = Media(
        rows=tuple(
            MediumRow(
                name=file.name,
                size=_megabytes(file.size),
                picture=file.name.lower().endswith(("png", "jpg", "jpeg")),
                used=", ".join(entry.values["id"] for entry in sheet.entries if entry.values["file"] == file.name),
            )
            for file in files
        ),
        size=_megabytes(sum(file.size for file in files)),
        most=f"{FILES_MOST // 1_000_000} MB",
    )
    return {"feed": _feed(told, waiting, unread, say), "board": board, "media": media}


def _trouble(sheet: Sheet, say: Say) -> tuple[str, str]:
    if sheet.whole:
        return "", ""
    own_words = sheet.findings[0].reason if sheet.findings else ""
    why = say("Không đọc được bảng notices.csv nên không sửa được ở đây. Mời sửa tệp rồi đưa lại.")
    return f"{why} {notice_words.fault(say, own_words)}".strip(), own_words


def _row(entry: Entry, plan: Plan, shown: Mapping[str, Notice], at: Millis, say: Say) -> NoticeRow:
    values, made = entry.values, entry.notice
    title, text = values["title_vi"], values["text_vi"]
    if say.language == "en":
        title, text = values["title_en"] or title, values["text_en"] or text
    state, words = _state(entry, shown, at, say)
    return NoticeRow(
        line=entry.line,
        key=str(entry.line) if made is None else made.id,
        id=values["id"],
        title=title or values["file"] or values["id"],
        text=text if len(text) <= EXCERPT else f"{text[:EXCERPT]} …",
        file=values["file"],
        when=when(made, say) if made is not None else "",
        where=where(made, plan, say) if made is not None else "",
        state=state,
        state_words=words,
        fault=(notice_words.fault(say, entry.fault) or say("Dòng {line} có lỗi.").format(line=entry.line))
        if entry.fault
        else "",
        own_words=entry.fault,
    )


def _state(entry: Entry, shown: Mapping[str, Notice], at: Millis, say: Say) -> tuple[str, str]:
    made = entry.notice
    if made is None:
        return "bad", say("Có lỗi, bị bỏ qua")
    on = shown.get(made.id)
    if on is None or replace(on, file=None) != made:
        return "off", say("Chưa lên bảng") if on is None else say("Trên bảng là bản trước")
    turn = changes(on, at)
    moment = clock_and_day(turn)
    if due(on, at):
        return "shown", say("Đang hiện, đến {time}").format(time=moment) if moment else say("Đang hiện")
    return "later", say("Hiện lại lúc {time}").format(time=moment) if moment else say("Đã hết hạn")


def when(notice: Notice, say: Say) -> str:
    """Its days and hours in words."""
    told: list[str] = []
    if notice.begins and notice.ends:
        told.append(f"{_date(notice.begins)} – {_date(notice.ends)}")
    elif notice.begins:
        told.append(say("từ {day}").format(day=_date(notice.begins)))
    elif notice.ends:
        told.append(say("đến {day}").format(day=_date(notice.ends)))
    if notice.days:
        told.append(_days(notice, say))
    told += [f"{span.begins}–{span.ends}" for span in notice.hours]
    return ", ".join(told) or say("Mọi ngày, cả ngày")


def where(notice: Notice, plan: Plan, say: Say) -> str:
    zones = [zone.name.into(say.language) for zone in plan.zones if zone.id in notice.zones]
    return ", ".join([*zones, *notice.boards]) or say("Mọi bảng")


def _days(notice: Notice, say: Say) -> str:
    """Days that follow one another as a span."""
    names = {choice.id: choice.name for choice in day_names(say)}
    spans: list[list[str]] = []
    for day in notice.days:
        if spans and WEEKDAYS.index(spans[-1][-1]) + 1 == WEEKDAYS.index(day):
            spans[-1].append(day)
        else:
            spans.append([day])
    return ", ".join(
        f"{names[span[0]]}–{names[span[-1]]}" if len(span) > 2 else ", ".join(names[day] for day in span)
        for span in spans
    )


def _feed(told: Told | None, waiting: bool, unread: bool, say: Say) -> Feed:
    first, *others = told.lines if told is not None and told.lines else ("",)
    ok, words, own_words = notice_words.verdict(say, first, REFUSED) if first else (True, "", "")
    findings = [_finding(say, line) for line in others if line]
    return Feed(
        waiting=waiting,
        unread=unread,
        at=clock_and_day(None if told is None else told.at),
        ok=ok,
        words=words,
        own_words=own_words,
        findings=tuple(findings[:FINDINGS_SHOWN]),
        more=max(0, len(findings) - FINDINGS_SHOWN),
    )


def _finding(say: Say, line: str) -> Finding:
    found = _FINDING.fullmatch(line)
    if found is None:
        return Finding("", "", line)
    return Finding(found[1] or "", notice_words.fault(say, found[2]), found[2])


def _date(day: Day) -> str:
    year, month, date = day.split("-")
    return f"{date}/{month}/{year}"


def _megabytes(size: int) -> str:
    return f"{max(size, 50_000) / 1_000_000:.1f} MB"
