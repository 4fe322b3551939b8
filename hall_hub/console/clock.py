"""While no server tells the hub's box what time it is the head says so, by the clock of whoever sits there."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.contract.box import CLOCK_STANDING, CLOCK_UNSURE, CLOCK_WISH, ClockStanding, ClockWish
from hall_core.device.clock import Clock
from hall_core.domain.business_day import MINUTE, local, typed
from hall_core.domain.names import HUB, Millis
from hall_core.ui.translate import Say
from hall_hub.console.acts import Said
from hall_hub.console.desk import Desk, Device
from hall_hub.console.diary.diary import What
from hall_hub.console.sentences import malformed
from hall_hub.console.visitor import Fields, Visitor

DONE: dict[str, What] = {"set-clock": "clock-set"}
"""The form's kind, and what the diary calls it."""
DAY = 86_400_000
FAR = 31 * DAY
"""Milliseconds from what the box takes the time to be: a year or a month that was mistyped moves all days of a hall, so
that date is asked for once more."""


class ClockCard(Struct, frozen=True):
    unsure: bool
    says: str
    """What time the hub's box takes it to be, and on whose word."""
    settable: bool
    """The box is one whose clock can be set from here."""


def card(desk: Desk, box: Path | None, say: Say) -> ClockCard | None:
    """None where there is nothing to set right: the hub knows the time by a server. ``box``: the console's own folder
    among the run-time files of its box."""
    unsure, stands = not desk.devices.get(HUB, Device()).clock_trusted, standing(box)
    if not unsure and (stands is None or stands.by in ("nobody", "server")):
        return None
    at, _, _ = Clock()()
    words = say("Máy chủ đang tính là {time}, {source}.")
    return ClockCard(
        unsure, words.format(time=_told(at), source=_source(stands, say)), stands is not None or _is_unsure(box)
    )


def standing(box: Path | None) -> ClockStanding | None:
    """On what the clock of this box stands; None: root has not said."""
    try:
        said = None if box is None else (box.parent / CLOCK_STANDING.name).read_bytes()
        return None if said is None else msgspec.json.decode(said, type=ClockStanding)
    except (OSError, msgspec.DecodeError):
        return None


def act(box: Path | None, visitor: Visitor, where: str, fields: Fields) -> tuple[Said, tuple[What, str] | None]:
    """What to say beside the button; and for the diary what was said, when root was told."""
    say = visitor.say
    if not visitor.head:
        return Said(where, False, say("Việc này chỉ dành cho lãnh đạo trung tâm.")), None
    wished, stands = _moment(fields), standing(box)
    filled_in = {name: fields[name] for name in ("date", "time") if name in fields}
    now, since_start, _ = Clock()()
    if wished is None:
        return Said(where, False, malformed(say), typed=filled_in), None
    if box is None or not (_is_unsure(box) or (stands is not None and stands.by != "server")):
        return Said(where, False, say("Máy chủ đã biết giờ, không cần chỉnh.")), None
    # Not by this box's clock, which may be wrong: root has said what can be.
    if stands is not None and not stands.earliest <= wished <= stands.latest:
        words = say("Giờ này không thể đúng: chỉ nhận từ {earliest} đến {latest}. Mời xem lại ngày và giờ.")
        words = words.format(earliest=_told(stands.earliest), latest=_told(stands.latest))
        return Said(where, False, words, typed=filled_in), None
    if abs(wished - now) > FAR and fields.get("sure") != fields.get("date"):
        words = say("Chưa chỉnh: ngày này cách ngày của máy chủ {days} ngày. Nếu đúng, đánh dấu xác nhận rồi bấm lại.")
        asked = {**filled_in, "sure": [f"{local(wished):%d/%m/%Y}"]}
        days = abs(local(wished).date() - local(now).date()).days
        return Said(where, False, words.format(days=days), typed=asked), None
    # In the minute of now nothing goes back to its beginning.
    at = now if wished <= now < wished + MINUTE else wished
    wish = ClockWish(at=at, since_start=since_start)
    try:
        (box / CLOCK_WISH.name).write_bytes(msgspec.json.encode(wish))
    except OSError:
        return Said(where, False, say("Máy chủ chưa nhận yêu cầu này nên chưa có gì thay đổi. Mời thử lại.")), None
    words = say("Máy chủ đang chỉnh đồng hồ. Có thể phải đăng nhập lại.")
    return Said(where, True, words), (DONE["set-clock"], f"{local(wished):%Y-%m-%d %H:%M}")


def _source(stands: ClockStanding | None, say: Say) -> str:
    match "nobody" if stands is None else stands.by:
        case "battery":
            return say("theo pin đồng hồ của máy, chưa ai kiểm tra")
        case "person":
            return say("theo lần người chỉnh sau cùng")
        case _:
            return say("do lần chạy trước để lại")


def _told(at: Millis) -> str:
    return f"{local(at):%H:%M %d/%m/%Y}"


def _moment(fields: Fields) -> Millis | None:
    """Of a date and a time as browsers send them. None: no such moment."""
    date, time = (fields.get(name, [""])[0] for name in ("date", "time"))
    return typed(f"{date} {time[:5]}")


def _is_unsure(box: Path | None) -> bool:
    return box is not None and (box.parent / CLOCK_UNSURE.name).exists()
