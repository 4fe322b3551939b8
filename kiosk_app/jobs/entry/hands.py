"""The scanner: what it reads goes to the rules, which say where it leads."""

from __future__ import annotations

import logging
from collections.abc import Callable

from hall_core.contract.messages import Problem
from hall_core.errors import MotcuaError
from kiosk_app.box import Box, Hands
from kiosk_app.messages import ProblemSeen, Scanned

log = logging.getLogger(__name__)


def hands(box: Box) -> Hands:
    return Hands(start=lambda: _start(box))


def _start(box: Box) -> Callable[[], None]:
    if not box.kiosk.scanner:
        return lambda: None
    from kiosk_app.devices.scanner import Scanner

    def problem(what: Problem, present: bool) -> None:
        box.post(ProblemSeen(what, present))

    try:
        return Scanner(box.kiosk.scanner, lambda text: box.post(Scanned(text)), problem).start()
    except MotcuaError as error:
        log.error("%s", error)  # noqa: TRY400 - the message says it all
        problem("scanner-missing", True)
        return lambda: None
