"""One notice as a form: from a row to fields, and from fields to what stands in the cells. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from hall_core.domain.business_day import WEEKDAYS
from hall_core.domain.vietnamese import fold, nfc
from hall_core.ui.translate import Say
from hall_hub.console.counter_page import Choice
from hall_hub.console.notices.sheet import COLUMNS, Entry
from hall_hub.console.visitor import Fields
from hall_hub.feeds import cells
from hall_hub.feeds.drop import BadRow

SEVERAL = ("days", "zones", "boards")
"""Columns that hold several words."""
ID_MOST = 28
"""Signs of an id that we make; a number may follow."""


def day_names(say: Say) -> tuple[Choice, ...]:
    names = (
        *(say("Thứ Hai"), say("Thứ Ba"), say("Thứ Tư"), say("Thứ Năm")),
        *(say("Thứ Sáu"), say("Thứ Bảy"), say("Chủ nhật")),
    )
    return tuple(Choice(day, name) for day, name in zip(WEEKDAYS, names, strict=True))


def fields_of_entry(entry: Entry | None) -> Fields:
    """What the form shows at first."""
    if entry is None:
        return {column: [] if column in SEVERAL else [""] for column in COLUMNS}
    fields = {column: [entry.values.get(column, "")] for column in COLUMNS}
    made = entry.notice
    fields |= {column: entry.values.get(column, "").split() for column in SEVERAL}
    fields |= {column: [_day(entry.values.get(column, ""))] for column in ("from", "until")}
    if made is not None:
        fields |= {"days": list(made.days), "zones": list(made.zones), "boards": list(made.boards)}
        fields["hours"] = [", ".join(f"{span.begins}-{span.ends}" for span in made.hours)]
    return fields


def values_of(fields: Fields) -> dict[str, str]:
    """What the fields put into the cells; all columns but the id."""
    values: dict[str, str] = {}
    for column in COLUMNS[1:]:
        given = [nfc(value.replace("\r\n", "\n")) for value in fields.get(column, [])]
        values[column] = " ".join(given) if column in SEVERAL else "".join(given[:1])
    return values


def written(entry: Entry | None, fields: Fields, taken: Collection[str]) -> dict[str, str]:
    """What is to be written: all of a new row or of one with a mistake; of another what has been changed, so that the
    rest stays as it was typed."""
    values = values_of(fields)
    if entry is None:
        return {"id": new_id(values["title_vi"] or values["file"], taken), **values}
    if entry.fault:
        good = {"id": new_id(values["title_vi"] or values["file"], taken)} if '"id"' in entry.fault else {}
        return {**good, **values}
    before = values_of(fields_of_entry(entry))
    return {column: value for column, value in values.items() if value != before[column]}


def new_id(title: str, taken: Collection[str]) -> str:
    """A name for a notice that none of ``taken`` has, after its title."""
    stem = re.sub(r"[^a-z0-9]+", "-", fold(title).lower())[:ID_MOST].strip("-") or "thong-bao"
    return next(name for n in range(1, len(taken) + 2) if (name := stem if n == 1 else f"{stem}-{n}") not in taken)


def _day(text: str) -> str:
    """As a browser's field for days takes it; nothing for what is no day."""
    try:
        return cells.day(text, "") or ""
    except BadRow:
        return ""
