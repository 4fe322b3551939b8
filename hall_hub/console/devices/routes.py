"""``/devices/<id>``: one device, for the head of the centre, followed live."""

from __future__ import annotations

from collections.abc import Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from hall_core.contract.doctor import Wish
from hall_core.domain.names import HUB, Slug
from hall_core.domain.plan import Plan
from hall_hub.console.console import Console
from hall_hub.console.desk import Device
from hall_hub.console.devices import page as device_page
from hall_hub.console.devices.about import roles
from hall_hub.console.devices.doctor import doctor
from hall_hub.console.live import Page, Parts, Query, stream, whole
from hall_hub.console.pages import HEAD, notice
from hall_hub.console.trust import page as trust_page
from hall_hub.console.visitor import Visitor

KeptOut = Callable[[Request, Visitor, bool], Response | None]


class DeviceRoutes:
    def __init__(self, console: Console, kept_out: KeptOut) -> None:
        """``kept_out`` is the answer to who may not see the head's pages."""
        self._console = console
        self._kept_out = kept_out

    def routes(self) -> list[Route]:
        return [
            Route("/devices/{device}", self.page),
            Route("/devices/{device}/live", self.live),
            Route("/devices/{device}/screen", self.screen),
            Route("/devices/{device}/log", self.log),
        ]

    async def page(self, request: Request) -> Response:
        visitor = self._console.visitor(request)
        kept_out = self._kept_out(request, visitor, True)
        if kept_out is not None:
            return kept_out
        id = self._device(request, visitor)
        await self._console.diary.read(id, _before(request.query_params))
        return whole(self._console, visitor, _page(self._console.plan, id), request.query_params)

    async def live(self, request: Request) -> Response:
        visitor = self._console.visitor(request, pressed=False)
        if not visitor.head:
            return Response(status_code=404)
        return stream(
            self._console, request, _page(self._console.plan, self._device(request, visitor)), request.query_params
        )

    async def screen(self, request: Request) -> Response:
        """The picture that a head has just asked for; nowhere but here, and not for long."""
        return self._taken(request, "screen", "image/jpeg")

    async def log(self, request: Request) -> Response:
        return self._taken(request, "log", "text/plain; charset=utf-8")

    def _taken(self, request: Request, wish: Wish, kind: str) -> Response:
        visitor = self._console.visitor(request)
        kept_out = self._kept_out(request, visitor, True)
        if kept_out is not None:
            return kept_out
        taken = self._console.desk.looks.taken(self._device(request, visitor), wish)
        if taken is None:
            raise HTTPException(404)
        return Response(taken.content, media_type=kind)

    def _device(self, request: Request, visitor: Visitor) -> Slug:
        """HTTPException when the hall has none that is called so."""
        id: str = request.path_params["device"]
        if id not in roles(self._console.plan, visitor.say):
            raise HTTPException(404)
        return id


def _page(plan: Plan, id: Slug) -> Page:
    def parts(console: Console, visitor: Visitor, query: Query) -> Parts:
        say, heard, at = visitor.say, console.desk.devices, console.now()
        history = console.diary.history(id, _before(query))
        known = console.diary.known.get(id)
        lost, hub = device_page.line_lost(history), heard.get(HUB, Device())
        now = device_page.now(console.plan, id, heard.get(id, Device()), known, hub, say, at, lost)
        trust = trust_page.device(console.plan, id, console.desk.trust.get(id), say, at)
        looks, report = console.desk.looks, heard.get(id, Device()).report
        found = doctor(console.plan, id, report, looks.taken(id, "screen"), looks.taken(id, "log"), say, at)
        top: Parts = {"notice": notice(console, visitor), "now": now, "doctor": found, "trust": trust}
        if history is None:
            return {**top, "trends": None, "shares": None, "events": device_page.unread(id, say)}
        return {
            **top,
            "trends": device_page.trends(history, say),
            "shares": device_page.shares(history, say),
            "events": device_page.events(history, console.diary.trouble, say, at),
        }

    return Page(
        "device",
        HEAD.path,
        lambda say: f"{id} · {roles(plan, say)[id]}",
        parts,
        columns=(("notice",), ("now", "trust", "shares"), ("doctor", "trends", "events")),
        head_only=True,
        live=f"/devices/{id}/live",
    )


def _before(query: Query) -> int | None:
    before = query.get("before", "")
    return int(before) if before.isdecimal() and len(before) < 16 else None
