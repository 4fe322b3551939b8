"""The head's messages to everybody on the boards: which stand there, and the form for a new one. Pure."""

from __future__ import annotations

from msgspec import Struct

from hall_core.contract.ids import made_at
from hall_core.domain.decide_centre import MESSAGES_MOST
from hall_core.domain.hall_state import Hall
from hall_core.domain.names import NOT_IN_LINE, SAYING_MOST, Millis, Slug, Uid
from hall_core.domain.vietnamese import nfc
from hall_core.ui.translate import Say
from hall_hub.console.counter_page import Choice
from hall_hub.console.day_times import moment_today
from hall_hub.console.sentences import clock
from hall_hub.console.visitor import Fields

MINUTE = 60_000
QUICK = ("30", "60", "120")
"""Minutes that one choice gives; beside them any time of the day, and the end of it."""


class MessageRow(Struct, frozen=True, kw_only=True):
    id: Uid
    vi: str
    en: str
    zones: str
    posted: str
    until: str


class Messages(Struct, frozen=True, kw_only=True):
    rows: tuple[MessageRow, ...]
    """Newest first, as boards show them."""
    zones: tuple[Choice, ...]
    """To choose from; none in a hall of one zone."""
    lasts: tuple[Choice, ...]
    longest: int
    room: int
    """For how many more there is room."""


def messages(hall: Hall, say: Say) -> Messages:
    names = {zone.id: zone.name.into(say.language) for zone in hall.plan.zones}

    def where(zones: list[Slug]) -> str:
        return (
            say("Tất cả khu vực") if set(zones) == set(names) else ", ".join(names[id] for id in names if id in zones)
        )

    rows = (
        MessageRow(
            id=message.message,
            vi=message.vi,
            en=message.en,
            zones=where(message.zones),
            posted=clock(made_at(message.message)),
            until=clock(message.until),
        )
        for message in reversed(hall.messages.values())
    )
    return Messages(
        rows=tuple(rows),
        zones=tuple(Choice(id, name) for id, name in names.items()) if len(names) > 1 else (),
        lasts=(
            Choice("", say("Đến hết ngày")),
            Choice("30", say("30 phút")),
            Choice("60", say("1 giờ")),
            Choice("120", say("2 giờ")),
        ),
        longest=SAYING_MOST,
        room=max(0, MESSAGES_MOST - len(hall.messages)),
    )


def fill_in(fields: Fields, hall: Hall, at: Millis, say: Say) -> str:
    """Makes of what the form says what the command says; why that cannot be, and then it may have changed half."""
    for language, name in (("vi", say("Câu tiếng Việt")), ("en", say("Câu tiếng Anh"))):
        # What was pasted may hold what no board can draw.
        words = nfc(" ".join(NOT_IN_LINE.sub(" ", " ".join(fields.get(language, []))).split()))
        if len(words) > SAYING_MOST:
            why = say("{name} có {count} ký tự, tối đa {most}. Mời rút ngắn rồi đăng lại.")
            return why.format(name=name, count=len(words), most=SAYING_MOST)
        fields[language] = [words]
    if not fields["vi"][0]:
        return say("Mời ghi nội dung bằng tiếng Việt.")
    lasts, time = fields.pop("lasts", [""])[0], fields.pop("time", [""])[0]
    if time:
        until = moment_today(hall, at, time)
        if until is None:
            return say("Giờ phải ghi như 15:30.")
        if until <= at:
            return say("{time} hôm nay đã qua. Mời chọn giờ sau {now}.").format(time=clock(until), now=clock(at))
        fields["until"] = [str(until)]
    elif lasts in QUICK:
        fields["until"] = [str(at + int(lasts) * MINUTE)]
    return ""
