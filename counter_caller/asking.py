"""Which command a key is, as the counter stands. Pure."""

from __future__ import annotations

from counter_caller.messages import Command, Wish
from hall_core.contract.messages import CounterState
from hall_core.domain import commands as c
from hall_core.domain.button_box import Action, Duty
from hall_core.domain.names import Slug

_PLAIN: dict[Action, tuple[type[Command], Wish]] = {
    "next": (c.CallNext, "next"),
    "recall": (c.Recall, "recall"),
    "came": (c.StartService, "start"),
    "done": (c.CompleteService, "complete"),
    "no-show": (c.MarkNoShow, "no-show"),
    "close": (c.CloseCounter, "close"),
    "park": (c.Park, "park"),
}


def command_of(duty: Duty, counter: Slug, heard: CounterState | None, officer: Slug) -> tuple[Command, Wish]:
    """``heard`` is what the officer saw of the counter when the key went down."""
    expects = None if heard is None else heard.revision
    match duty.action:
        case "pause":
            match heard and heard.status:
                case "open":
                    return c.PauseCounter(counter=counter, expects=expects), "pause"
                case "paused":
                    return c.ResumeCounter(counter=counter, expects=expects), "resume"
                case _:  # closed; when nothing was heard yet the hub corrects us
                    return c.OpenCounter(counter=counter, expects=expects, officer=officer), "open"
        case "transfer":
            command = c.Transfer(counter=counter, expects=expects, service=duty.service, to_counter=duty.counter)
            return command, "transfer"
        case "help":
            if heard is None or heard.help is None:
                return c.AskHelp(counter=counter, expects=expects), "ask-help"
            return c.EndHelp(counter=counter, expects=expects), "end-help"
        case action:
            kind, wish = _PLAIN[action]
            return kind(counter=counter, expects=expects), wish  # pyright: ignore[reportCallIssue] - none needs more
