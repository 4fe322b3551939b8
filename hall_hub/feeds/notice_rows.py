"""A row of ``notices.csv`` to a notice without its file, or why not."""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec

from hall_core.domain.business_day import WEEKDAYS, minutes_of
from hall_core.domain.notice import SECONDS_LEAST, SECONDS_MOST, Notice, Span, Weekday
from hall_core.domain.plan_fault import suggest
from hall_core.domain.table import Row, whole
from hall_hub.feeds import cells
from hall_hub.feeds.drop import BadRow

TABLE = "notices.csv"
EDITION, FILES = "notices.edition", "notice-files"
"""Within the folder of what was taken. They stand here because the hub must know them, and reads no picture itself."""
REQUIRED = ("id", "title_vi")
OPTIONAL = (
    *("title_en", "text_vi", "text_en", "file", "from", "until", "days", "hours", "seconds", "zones", "boards"),
)
TEXTS = ("title_vi", "title_en", "text_vi", "text_en")
_DIVIDED = re.compile(r"[\s,;]+")
_TIME = r"(\d{1,2})(?:[:h](\d{2})|h)"
_HOURS = re.compile(rf"{_TIME}\s*[-–]\s*{_TIME}")
_DAYS = {**{day: n for n, day in enumerate(WEEKDAYS)}, **{f"t{n + 2}": n for n in range(6)}, "cn": 6}
"""mon … sun, or as a Vietnamese calendar has them: t2 … t7, cn."""


def notice(row: Row, zones: Collection[str], boards: Collection[str]) -> Notice:
    """BadRow when it cannot be used. ``zones`` and ``boards`` are the ids that the hall file has."""
    values = row.values
    begins, ends = cells.day(values["from"], "from"), cells.day(values["until"], "until")
    if begins and ends and ends < begins:
        raise BadRow('"until" lies before "from": it would never be shown')
    if not values["file"] and not any(values[text] for text in TEXTS):
        raise BadRow("has neither a title nor a text nor a file")
    made = Notice(
        id=values["id"],
        title_vi=_line(values["title_vi"]),
        title_en=_line(values["title_en"]),
        text_vi=_text(values["text_vi"]),
        text_en=_text(values["text_en"]),
        begins=begins,
        ends=ends,
        days=_days(values["days"]),
        hours=_hours(values["hours"]),
        seconds=_seconds(values["seconds"]),
        zones=_ids(values["zones"], "zones", zones),
        boards=_ids(values["boards"], "boards", boards),
    )
    try:
        return msgspec.convert(msgspec.to_builtins(made), Notice)  # the bounds that stand on the types
    except msgspec.ValidationError as error:
        raise BadRow(_plain(str(error))) from error


def _plain(error: str) -> str:
    """msgspec's words, with the column's name in front."""
    what, _, where = error.partition(" - at ")
    column = where.strip("`$. ")
    if column == "id":
        return '"id" must be a-z, 0-9 and "-", at most 32, such as "nghi-le-2026"'
    if "length" not in what:
        return f'"{column}": {what}'
    return f'"{column}" is too long: {what.rpartition(" ")[2]} characters at most'


def _line(text: str) -> str:
    return " ".join(text.split())


def _text(text: str) -> str:
    """Paragraphs stay; no more than one empty line divides them."""
    lines = [_line(line) for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _days(text: str) -> tuple[Weekday, ...]:
    found: set[int] = set()
    for word in filter(None, _DIVIDED.split(text.casefold().replace("–", "-"))):
        first, _, last = word.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            raise BadRow('"days" must be days such as "mon wed" or "mon-fri" (mon tue wed thu fri sat sun)')
        begin, end = _DAYS[first], _DAYS[last or first]
        found.update(day % 7 for day in range(begin, end + 1 + (7 if end < begin else 0)))
    return tuple(WEEKDAYS[day] for day in sorted(found)) if len(found) < 7 else ()


def _hours(text: str) -> tuple[Span, ...]:
    rest, spans = text, list[Span]()
    for found in _HOURS.finditer(text):
        begins, ends = (f"{int(hour):02d}:{minute or '00'}" for hour, minute in (found.group(1, 2), found.group(3, 4)))
        if any(int(minute or 0) > 59 for minute in found.group(2, 4)) or minutes_of(ends) > 24 * 60:
            raise BadRow('"hours": there is no such time of day')
        if begins >= ends:
            raise BadRow('"hours": a span must end after it begins, on the same day')
        spans.append(Span(begins, ends))
        rest = rest.replace(found[0], "", 1)
    if rest.strip(" ,;\n"):
        raise BadRow('"hours" must be spans of local time such as 07:30-11:30, 13:30-17:00')
    return tuple(sorted(spans, key=lambda span: span.begins))


def _seconds(text: str) -> int | None:
    if not text:
        return None
    seconds = whole(text)
    if seconds is None or not SECONDS_LEAST <= seconds <= SECONDS_MOST:
        raise BadRow(f'"seconds" must be {SECONDS_LEAST} to {SECONDS_MOST}, or empty: as long as it takes to read')
    return seconds


def _ids(text: str, column: str, known: Collection[str]) -> tuple[str, ...]:
    ids = tuple(dict.fromkeys(filter(None, _DIVIDED.split(text))))
    for id in ids:
        if id not in known:
            raise BadRow(f'"{column}": the hall file has none called "{id[:32]}"; {suggest(id, sorted(known))}')
    return ids
