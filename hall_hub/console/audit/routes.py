"""``/audit``: who did what, for the head of the centre."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from hall_hub.console.audit import page as audit_page
from hall_hub.console.audit.commands import UnreadableError
from hall_hub.console.console import Console
from hall_hub.console.devices.routes import KeptOut
from hall_hub.console.live import TEMPLATES, Writing, common
from hall_hub.console.pages import LISTS, notice
from hall_hub.console.visitor import Visitor

log = logging.getLogger(__name__)

PATH = "/audit"


class AuditRoutes:
    def __init__(self, console: Console, kept_out: KeptOut, problem: Callable[[Visitor, str, int], Response]) -> None:
        """``kept_out``: the answer to who may not see the head's pages. ``problem``: the page that says so."""
        self._console = console
        self._kept_out = kept_out
        self._problem = problem

    def routes(self) -> list[Route]:
        return [Route(PATH, self.page)]

    async def page(self, request: Request) -> Response:
        console, visitor = self._console, self._console.visitor(request)
        kept_out = self._kept_out(request, visitor, True)
        if kept_out is not None:
            return kept_out
        say, plan = visitor.say, console.plan
        today = audit_page.today(plan, console.now())
        asked = audit_page.asked(request.query_params, today)
        try:
            # Not on the loop: a disk may take its time, and pages of officers wait for nobody.
            found = await asyncio.to_thread(audit_page.find, console.follower.path, console.diary.path, asked, plan)
        except UnreadableError:
            log.exception("cannot read the answers")
            return self._problem(visitor, say("Không đọc được nhật ký. Đề nghị báo kỹ thuật viên."), 503)
        html = TEMPLATES.get_template("audit.html").render(
            title=say("Nhật ký"),
            hall=plan.hall,
            tongues=console.words.offered(),
            here=PATH,
            asked=asked,
            found=found,
            rows=audit_page.rows(found, plan, say),
            kinds=audit_page.kinds(say),
            reaches=audit_page.reaches(found, say),
            unwritten=bool(console.diary.trouble) or found.diary_unread,
            officers=plan.officers,
            beside=audit_page.beside,
            today=today,
            notice=Writing(console, LISTS, {}).anew(visitor, {"notice": notice(console, visitor)})[0],
            **common(visitor),
        )
        return HTMLResponse(html)
