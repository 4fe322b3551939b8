"""What stands on a box's label, from the hall file. Pure."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.names import HUB, Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board, Caller, Console, Device, Led, Pad, Sign
from hall_core.domain.runs import runs
from hall_core.ui.roles import role_words
from hall_core.ui.translate import Say

TAG = "motcua:"


class Label(Struct, frozen=True, kw_only=True):
    id: Slug
    role: str
    """``kiosk``, as in the hall file; ``hub`` for the hub's box."""
    hall: Slug
    what: str
    """The role in Vietnamese."""
    what_en: str
    where: str
    """Counter or zone in Vietnamese; empty for a box that stands at neither."""
    centre: str
    """The hall's name in Vietnamese."""
    version: str

    @property
    def code(self) -> str:
        """What a scanner or a phone reads: ``motcua:p01/kiosk-1``. It opens nothing and is no secret."""
        return f"{TAG}{self.hall}/{self.id}"

    @property
    def called(self) -> str:
        """For prompts: ``goi-1 (Bàn phím gọi số, Quầy 1)``."""
        return f"{self.id} ({', '.join(filter(None, (self.what, self.where)))})"


def labels(plan: Plan, version: str, vi: Say, en: Say) -> list[Label]:
    """One for each box with an image of ours, the hub's last. A console has none: it runs on the hub's box."""
    found = [_of(plan, device.id, _role(device), _where(plan, device, vi), version, vi, en) for device in _boxes(plan)]
    return [*found, _of(plan, HUB, HUB, "", version, vi, en)]


def _boxes(plan: Plan) -> list[Device]:
    return [device for device in plan.devices if not isinstance(device, Console)]


def _role(device: Device) -> str:
    return str(type(device).__struct_config__.tag)


def _of(plan: Plan, id: Slug, role: str, where: str, version: str, vi: Say, en: Say) -> Label:
    return Label(
        id=id,
        role=role,
        hall=plan.hall.id,
        what=role_words(vi, role),
        what_en=role_words(en, role),
        where=where,
        centre=plan.hall.name.vi,
        version=version,
    )


def _where(plan: Plan, device: Device, say: Say) -> str:
    match device:
        case Pad(counter=counter) | Board(counter=str(counter)) | Led(counter=str(counter)):
            counters = [counter]
        case Caller():
            counters = device.counters
        case Sign(displays=displays):
            counters = [display.counter for display in displays]
        case Board(zone=zone) | Led(zone=zone):
            return next(each.name.vi for each in plan.zones if each.id == zone)
        case _:
            return ""
    numbers = sorted({each.number for each in plan.counters if each.id in counters})
    return say("Quầy {number}").format(number=runs(numbers, least=2))
