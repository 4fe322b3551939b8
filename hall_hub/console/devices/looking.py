"""From a form of the head's to a box that is looked at, and what is said beside the button."""

from __future__ import annotations

from hall_core.contract.doctor import Wish
from hall_core.domain.names import HUB, Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console
from hall_hub.console.acts import Said
from hall_hub.console.desk import Desk
from hall_hub.console.devices.doctor import DONE, outcome_words
from hall_hub.console.diary.diary import What
from hall_hub.console.sentences import malformed
from hall_hub.console.visitor import Fields, Visitor


async def act(
    desk: Desk, plan: Plan, visitor: Visitor, where: str, fields: Fields
) -> tuple[Said, tuple[What, Slug] | None]:
    """What to say beside the button; and what the diary is to hold: that it was asked, whatever came of it."""
    say, wish = visitor.say, _wish(fields)
    device = fields.get("device", [""])[0]
    if visitor.officer is None or not visitor.head:
        return Said(where, False, say("Việc này chỉ dành cho lãnh đạo trung tâm.")), None
    if wish is None or not _is_box(plan, device):
        return Said(where, False, malformed(say)), None
    kind, what = wish
    outcome = await desk.looks.look(None if desk.asker is None else desk.asker.look, device, kind, visitor.officer.id)
    return Said(where, outcome == "done", outcome_words(kind, outcome, say)), (what, device)


def _wish(fields: Fields) -> tuple[Wish, What] | None:
    return DONE.get(fields.get("type", [""])[0])


def _is_box(plan: Plan, device: str) -> bool:
    known = plan.device(device)
    return device == HUB or (known is not None and not isinstance(known, Console))
