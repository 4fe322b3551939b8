"""From a form to a command, and from the hub's reply to what stands beside the button."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
from msgspec import Struct

from hall_core.domain import commands as c
from hall_core.domain.plan import Officer, Plan
from hall_core.ui.translate import Say
from hall_hub.console import sentences
from hall_hub.console.desk import Desk
from hall_hub.console.link import link_of
from hall_hub.console.refusals import refused
from hall_hub.console.visitor import Fields

LISTS = ("then", "exclude")
"""Fields that may be given several times."""
OR_NOTHING = ("priority", "cap")
"""Fields in which nothing is a value."""
_KINDS = {str(kind.__struct_config__.tag) for kind in get_args(c.Command)}


class Said(Struct, frozen=True):
    """What came of the last thing that was pressed on a page, for the place where it was pressed."""

    where: str
    ok: bool
    words: str
    link: str = ""
    """To the page of a ticket that was issued."""


def command_of(fields: Fields, officer: Officer) -> c.Command | None:
    """What the form wants, in the name of who is signed in; None when it makes no command."""
    wish: dict[str, Any] = {}
    for field, values in fields.items():
        name = "where" if field == "where_to" else field  # "where" is the form itself
        if name in LISTS:
            wish[name] = [value for value in values if value]
        elif values[0] or name in OR_NOTHING:
            wish[name] = values[0] or None
    if wish.get("type") not in _KINDS:
        return None
    if wish["type"] == "open":
        wish.setdefault("officer", officer.id)
    wish["by"] = officer.id
    try:
        return msgspec.convert(wish, c.Command, strict=False)
    except msgspec.ValidationError:
        return None


async def act(desk: Desk, plan: Plan, say: Say, officer: Officer, where: str, fields: Fields) -> Said:
    """Asks the hub, and says what came of it. ``where``: the form's name on its page."""
    command = command_of(fields, officer)
    if command is None:
        return Said(where, False, sentences.malformed(say))
    reply = await desk.ask(command)
    if reply is None:
        return Said(where, False, sentences.unanswered(say))
    if reply.refusal is not None:
        return Said(where, False, refused(say, reply.refusal, plan))
    link = "" if reply.ticket is None else link_of(reply.ticket.id)
    return Said(where, True, sentences.done(say, command, reply), link)
