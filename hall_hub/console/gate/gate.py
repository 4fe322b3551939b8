"""Before all pages: the name under which somebody came, and how much is asked for from there."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from starlette.datastructures import Headers as Given
from starlette.datastructures import MutableHeaders
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from hall_core.domain.bucket import Rates
from hall_core.domain.plan import Plan
from hall_core.domain.plan_check_phones import host_of
from hall_core.domain.plan_devices import Console
from hall_core.ui.translate import Words
from hall_hub.console.gate.addresses import counted, is_here
from hall_hub.console.gate.doors import Asked, Doors, for_phones
from hall_hub.console.gate.rates import OF_ONE_ADDRESS
from hall_hub.console.live import TEMPLATES

log = logging.getLogger(__name__)

BY_PROXY = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
"""What proxies add to a request, and no browser."""
HSTS = "max-age=2592000"
"""30 days, for this host alone: docs/decisions/0021-console-tls.md."""
AGAIN = 10
"""Seconds after which it is worth while to ask again."""
TOLD_EVERY = 60.0
"""Seconds from one line in the log about addresses that ask too much to the next."""


class Gate:
    def __init__(
        self, app: ASGIApp, plan: Plan, console: Console, words: Words, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._app = app
        self._doors = Doors(console.names, host_of(plan.hall.phone_pages))
        self._rates = Rates(OF_ONE_ADDRESS)
        self._now = now
        self._told = float("-inf")
        # Written once: what keeps a flood away must not cost what a page does.
        self._busy = in_both(words, "/", "console.css")
        self._busy_phone = in_both(words, "../", "phone.css")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        asked, path = _asked(scope), str(scope["path"])
        reach = self._doors.reach(asked)
        if not self._enough(scope, asked):
            page = self._busy if reach == "all" else self._busy_phone
            answer: Response = HTMLResponse(page, 429, headers={"retry-after": str(AGAIN)})
            return await answer(scope, receive, send)
        if reach == "none":
            return await _plain(421, "Không có trang nào ở địa chỉ này. / Nothing is called that here.")(
                scope, receive, send
            )
        if reach == "phones" and not for_phones(path):
            return await _plain(404, "Không có trang này. / There is no such page.")(scope, receive, send)
        safely = reach == "all" and scope["scheme"] == "https"
        return await self._app(scope, receive, _with_hsts(send) if safely else send)

    def _enough(self, scope: Scope, asked: Asked) -> bool:
        """Whether this one may be answered. Who sits at this box is not counted: a proxy says for whom it asks."""
        client: tuple[str, int] | None = scope["client"]
        where, at = "" if client is None else client[0], self._now()
        if is_here(where) and not asked.proxied:
            return True
        if self._rates.one_more(counted(where), at):
            return True
        if at - self._told >= TOLD_EVERY:
            self._told = at
            log.warning("%s asks for more than is answered", counted(where))
        return False


def _asked(scope: Scope) -> Asked:
    headers, client, server = Given(scope=scope), scope["client"], scope["server"]
    proxied = scope["http_version"] == "1.0" or any(name in headers for name in BY_PROXY)
    own = "" if server is None else str(server[0])
    inside = client is not None and is_here(client[0]) and is_here(own)
    safe = scope["scheme"] == "https" or (inside and not proxied)
    return Asked(headers.get("host", ""), own, proxied, safe)


def _with_hsts(send: Send) -> Send:
    async def say(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["strict-transport-security"] = HSTS
        await send(message)

    return say


def _plain(status: int, words: str) -> Response:
    return PlainTextResponse(words, status)


def in_both(words: Words, root: str, style: str) -> str:
    says = [words.into("vi"), words.into("en")]
    return TEMPLATES.get_template("busy.html").render(says=says, root=root, style=style, seconds=AGAIN)
