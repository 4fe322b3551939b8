"""From a form to a command, and from the hub's reply to what stands beside the button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import msgspec
from msgspec import Struct

from hall_core.domain import commands as c
from hall_core.domain.hall_state import Hall
from hall_core.domain.names import Millis
from hall_core.domain.plan import Officer
from hall_core.domain.ticket_link import path_of
from hall_core.ui.translate import Say
from hall_hub.console import messages, rolls, sentences
from hall_hub.console.desk import Desk
from hall_hub.console.refusals import refused
from hall_hub.console.visitor import Fields

LISTS = ("then", "exclude", "zones")
"""Fields that may be given several times."""
OR_NOTHING = ("priority", "cap")
"""Fields in which nothing is a value."""
FILLED_IN: dict[str, Callable[[Fields, Hall, Millis, Say], str]] = {
    "post-message": messages.fill_in,
    "enter-roll": rolls.fill_in,
}
"""Forms that are more than a button and a reason: what makes command fields of theirs, or says what is wrong. When they
are refused they come back as they were filled in."""
_KINDS = {str(kind.__struct_config__.tag) for kind in (*get_args(c.Act), c.SkipDevice)}


class Said(Struct, frozen=True):
    """What came of the last thing that was pressed on a page, for the place where it was pressed."""

    where: str
    ok: bool
    words: str
    link: str = ""
    """To the page of a ticket that was issued."""
    typed: Fields = {}
    """What a refused form of :data:`FILLED_IN` held."""


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


async def act(desk: Desk, hall: Hall, at: Millis, say: Say, officer: Officer, where: str, fields: Fields) -> Said:
    """Asks the hub, and says what came of it. ``where``: the form's name on its page; ``at``: now."""
    wish = fields.get("type", [""])[0]
    fill_in, typed = FILLED_IN.get(wish), Fields()
    if fill_in is not None:
        typed = {name: list(values) for name, values in fields.items()}
        why = fill_in(fields, hall, at, say)
        if why:
            return Said(where, False, why, typed=typed)
    command = command_of(fields, officer)
    if command is None:
        return Said(where, False, sentences.malformed(say), typed=typed)
    reply = await desk.ask(command)
    if reply is None:
        return Said(where, False, sentences.unanswered(say), typed=typed)
    if reply.refusal is not None:
        return Said(where, False, refused(say, reply.refusal, hall.plan, wish), typed=typed)
    link = "" if reply.ticket is None else path_of(reply.ticket.id)
    return Said(where, True, sentences.done(say, command, reply), link)
