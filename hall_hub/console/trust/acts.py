"""From a form of the head's to a wish to the authority, and what came of it: seen in how the device then stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from hall_core.contract import trust as t
from hall_core.contract.trust import Standing
from hall_core.domain.plan import Officer
from hall_core.ui.translate import Say
from hall_hub.console.acts import Said
from hall_hub.console.desk import Desk
from hall_hub.console.diary.diary import What
from hall_hub.console.sentences import malformed
from hall_hub.console.visitor import Fields

DONE: dict[str, What] = {
    "approve": "device-approved",
    "refuse": "device-refused",
    "shut-out": "device-shut-out",
}
"""Kinds of wish, and what the diary calls them."""


async def act(desk: Desk, say: Say, officer: Officer, where: str, fields: Fields) -> tuple[Said, t.TrustWish | None]:
    """What to say beside the button, and the wish when it was granted."""
    wish = wish_of(fields, officer)
    if officer.role != "head":
        return Said(where, False, say("Việc này chỉ dành cho lãnh đạo trung tâm.")), None
    if wish is None:
        return Said(where, False, malformed(say)), None
    if not await desk.wish(wish, settled(wish, desk.trust.get(wish.device))):
        words = say("Máy cấp chứng thư chưa trả lời nên chưa có gì thay đổi. Mời thử lại, hoặc báo kỹ thuật viên.")
        return Said(where, False, words), None
    return Said(where, True, _done(wish, say)), wish


def kind_of(wish: t.TrustWish) -> str:
    return str(type(wish).__struct_config__.tag)


def wish_of(fields: Fields, officer: Officer) -> t.TrustWish | None:
    """None when the form makes none."""
    told: dict[str, Any] = {name: values[0] for name, values in fields.items() if values}
    told["by"] = officer.id
    try:
        return msgspec.convert(told, t.TrustWish)
    except msgspec.ValidationError:
        return None


def settled(wish: t.TrustWish, before: Standing | None) -> Callable[[Standing | None], bool]:
    """Whether a device stands as the wish wants it."""

    def look(standing: Standing | None) -> bool:
        if standing is None:
            return False
        match wish:
            case t.Approve(fingerprint=fingerprint):
                return standing.fingerprint == fingerprint and not standing.shut_out
            case t.Refuse(fingerprint=fingerprint):
                return before is not None and (standing.asking is None or standing.asking.fingerprint != fingerprint)
            case t.ShutOut():
                return standing.shut_out

    return look


def _done(wish: t.TrustWish, say: Say) -> str:
    match wish:
        case t.Approve(device=device):
            return say("Đã nhận {device} vào trung tâm. Máy tự chạy trong vài giây.").format(device=device)
        case t.Refuse(device=device):
            return say("Đã từ chối máy xin làm {device}.").format(device=device)
        case t.ShutOut(device=device):
            return say("Đã loại {device} khỏi trung tâm.").format(device=device)
