"""While the hub's box does not know what time it is the head says so, by the clock of whoever sits there."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.contract.box import CLOCK_UNSURE, CLOCK_WISH, ClockWish
from hall_core.device.clock import Clock
from hall_core.domain.business_day import HANOI, local
from hall_core.domain.names import HUB, Millis
from hall_core.ui.translate import Say
from hall_hub.console.acts import Said
from hall_hub.console.desk import Desk, Device
from hall_hub.console.diary.diary import What
from hall_hub.console.sentences import malformed
from hall_hub.console.visitor import Fields, Visitor

DONE: dict[str, What] = {"set-clock": "clock-set"}
"""The form's kind, and what the diary calls it."""


class UnsureClock(Struct, frozen=True):
    settable: bool
    """The box is one whose clock can be set from here."""


def unsure(desk: Desk, box: Path | None) -> UnsureClock | None:
    """None while the hub knows the time. ``box``: the console's own folder among the run-time files of its box."""
    if desk.devices.get(HUB, Device()).clock_trusted:
        return None
    return UnsureClock(box is not None and _file(box).exists())


def act(box: Path | None, visitor: Visitor, where: str, fields: Fields) -> tuple[Said, tuple[What, str] | None]:
    """What to say beside the button; and for the diary what was said, when root was told."""
    say = visitor.say
    if not visitor.head:
        return Said(where, False, say("Việc này chỉ dành cho lãnh đạo trung tâm.")), None
    wished = _moment(fields)
    now, since_start, _ = Clock()()
    if wished is None:
        return Said(where, False, malformed(say)), None
    if box is None or not _file(box).exists():
        return Said(where, False, say("Máy chủ đã biết giờ, không cần chỉnh.")), None
    if wished < now - now % 60_000:
        words = say("Giờ này trước giờ máy chủ đã chạy ({time}). Mời xem lại ngày và giờ.")
        return Said(where, False, words.format(time=f"{local(now):%H:%M %d/%m/%Y}")), None
    wish = ClockWish(at=max(wished, now), since_start=since_start)
    try:
        (box / CLOCK_WISH.name).write_bytes(msgspec.json.encode(wish))
    except OSError:
        return Said(where, False, say("Máy chủ chưa nhận yêu cầu này nên chưa có gì thay đổi. Mời thử lại.")), None
    return Said(where, True, _told(say)), (DONE["set-clock"], f"{local(wished):%Y-%m-%d %H:%M}")


def _told(say: Say) -> str:
    return say("Máy chủ đang chỉnh đồng hồ. Có thể phải đăng nhập lại.")


def _moment(fields: Fields) -> Millis | None:
    """Of a date and a time as browsers send them. None: no such moment."""
    date, time = (fields.get(name, [""])[0] for name in ("date", "time"))
    try:
        return int(datetime.strptime(f"{date} {time[:5]}", "%Y-%m-%d %H:%M").replace(tzinfo=HANOI).timestamp()) * 1000
    except (ValueError, OverflowError):
        return None


def _file(box: Path) -> Path:
    return box.parent / CLOCK_UNSURE.name
