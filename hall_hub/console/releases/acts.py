"""From a form of the head's to an order about releases, and what came of it: seen in what the hub then says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from hall_core.contract.release import InHours, Offer, ReleaseWish, RolloutState, Sooner, Stopped
from hall_core.domain.plan import Officer
from hall_core.ui.translate import Say
from hall_hub.console.acts import Said
from hall_hub.console.desk import Desk
from hall_hub.console.diary.diary import What
from hall_hub.console.sentences import malformed
from hall_hub.console.visitor import Fields

DONE: dict[str, What] = {
    "offer-release": "release-offered",
    "stop-release": "release-stopped",
    "hurry-release": "release-hurried",
    "release-now": "release-now",
}
"""Kinds of order, and what the diary calls them."""


async def act(
    desk: Desk, say: Say, officer: Officer, where: str, fields: Fields
) -> tuple[Said, tuple[What, str] | None]:
    """What to say beside the button; and for the diary what was done, when it was, with which version."""
    if officer.role != "head":
        return Said(where, False, say("Việc này chỉ dành cho lãnh đạo trung tâm.")), None
    wish = wish_of(fields, officer)
    if wish is None:
        return Said(where, False, malformed(say)), None
    if not await desk.order(wish, settled(wish, desk.rollout)):
        return Said(where, False, say("Máy chủ chưa nhận yêu cầu này nên chưa có gì thay đổi. Mời thử lại.")), None
    version = wish.version if isinstance(wish, Offer) else (desk.rollout and desk.rollout.version) or ""
    return Said(where, True, _done(wish, say)), (DONE[fields["type"][0]], version)


def wish_of(fields: Fields, officer: Officer) -> ReleaseWish | None:
    """None when the form makes none."""
    told: dict[str, Any] = {name: values[0] for name, values in fields.items() if values}
    if told.get("type") == "release-now" and told.pop("sure", "") != "yes":
        return None
    told["by"] = officer.id
    try:
        return msgspec.convert(told, ReleaseWish)
    except msgspec.ValidationError:
        return None


def settled(wish: ReleaseWish, before: RolloutState | None) -> Callable[[RolloutState | None], bool]:
    """Whether the hub does what was ordered."""
    now_until = 0 if before is None else before.now_until
    offered = None if before is None else before.offer

    def look(rollout: RolloutState | None) -> bool:
        if rollout is None:
            return False
        match wish:
            case Offer(version=version):
                return rollout.version == version and rollout.offer != offered
            case Stopped():
                return rollout.stop is not None
            case Sooner():
                return rollout.haste
            case InHours():
                return rollout.now_until > now_until

    return look


def _done(wish: ReleaseWish, say: Say) -> str:
    match wish:
        case Offer(version=version, first=first):
            words = say("Sẽ cập nhật lên {version}: {device} trước, khi trung tâm đóng cửa.")
            return words.format(version=version, device=first)
        case Stopped():
            return say("Đã dừng cập nhật.")
        case Sooner():
            return say("Các máy khác cập nhật khi máy đầu tiên chạy tốt nửa giờ.")
        case InHours():
            return say("Trong hai giờ tới, các máy được cập nhật cả khi trung tâm mở cửa.")
