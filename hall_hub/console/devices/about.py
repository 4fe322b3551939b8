"""What the hall file says of a device: where it stands, what it shows or serves. Pure."""

from __future__ import annotations

from hall_core.contract.access import AUTHORITY, COURIER
from hall_core.domain import plan_devices as d
from hall_core.domain.names import HUB, Slug
from hall_core.domain.plan import Plan
from hall_core.ui.roles import role_words
from hall_core.ui.translate import Say

Fact = tuple[str, str]
"""A name and what it is."""


def roles(plan: Plan, say: Say) -> dict[Slug, str]:
    """Of what runs on the hub's box, which the hall file does not name, and of every device that it does."""
    tags = {device.id: str(type(device).__struct_config__.tag) for device in plan.devices}
    own = (HUB, AUTHORITY) if plan.centre is None else (HUB, AUTHORITY, COURIER)
    return {id: role_words(say, id) for id in own} | {id: role_words(say, tag) for id, tag in tags.items()}


def about(plan: Plan, id: Slug, say: Say) -> list[Fact]:
    """Nothing of the hub, and nothing that a picture of the box would not tell."""
    match plan.device(id):
        case d.Kiosk() as kiosk:
            return _kiosk(kiosk, say)
        case d.Pad(counter=counter):
            return [_counters(plan, [counter], say)]
        case d.Board() as board:
            shows = [_part(say, part) for part in board.shows]
            voice = say("có đọc") if board.speaks else say("không đọc")
            facts = [_zone(plan, board.zone, say), (say("Nội dung"), ", ".join(shows)), (say("Đọc loa"), voice)]
            return facts if board.counter is None else [*facts, _counters(plan, [board.counter], say)]
        case d.Led(zone=zone, counter=counter):
            facts = [_zone(plan, zone, say)]
            return facts if counter is None else [*facts, _counters(plan, [counter], say)]
        case d.Sign(zone=zone, displays=displays):
            return [_zone(plan, zone, say), _counters(plan, [display.counter for display in displays], say)]
        case d.Caller(counters=counters):
            return [_counters(plan, counters, say)]
        case d.Console(port=port):
            return [(say("Cổng mạng"), str(port))]
        case None:
            return []


def _kiosk(kiosk: d.Kiosk, say: Say) -> list[Fact]:
    none = say("không có")
    spare = none if kiosk.spare is None else kiosk.spare.at.into(say.language)
    return [
        (say("Máy in"), kiosk.printer or none),
        (say("Máy in dự phòng"), spare),
        (say("Máy quét"), kiosk.scanner or none),
    ]


def _zone(plan: Plan, id: Slug, say: Say) -> Fact:
    names = [zone.name.into(say.language) for zone in plan.zones if zone.id == id]
    return say("Thuộc khu vực"), names[0] if names else id


def _counters(plan: Plan, ids: list[Slug], say: Say) -> Fact:
    numbers = [str(counter.number) for counter in plan.counters if counter.id in ids]
    return say("Quầy"), ", ".join(numbers) or ", ".join(ids)


def _part(say: Say, part: d.BoardPart) -> str:
    return {
        "calls": say("gọi số"),
        "waiting": say("người đang chờ"),
        "counter": say("một quầy"),
        "dossiers": say("hồ sơ"),
        "notices": say("thông báo"),
    }[part]
