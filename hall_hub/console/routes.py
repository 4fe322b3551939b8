"""The addresses of the console, and who may come to them."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from hall_hub.console import clock, statics
from hall_hub.console.acts import act
from hall_hub.console.audit.routes import AuditRoutes
from hall_hub.console.console import Console
from hall_hub.console.cookies import DOOR, LANGUAGE, keep
from hall_hub.console.devices import doctor, looking
from hall_hub.console.devices.routes import DeviceRoutes
from hall_hub.console.door import sign_in, sign_out
from hall_hub.console.figures.routes import FiguresRoutes
from hall_hub.console.live import TEMPLATES, Page, common, stream, whole
from hall_hub.console.notices.routes import NoticeRoutes
from hall_hub.console.pages import COUNTER, PAGES
from hall_hub.console.phones.routes import Phones
from hall_hub.console.releases import acts as releases
from hall_hub.console.releases.giving import Giving
from hall_hub.console.trust import acts as trust
from hall_hub.console.visitor import FormError, Visitor, way_back

log = logging.getLogger(__name__)

Answer = Callable[[Request], Awaitable[Response]]


def application(console: Console, living: Callable[[Starlette], AbstractAsyncContextManager[None]]) -> Starlette:
    """``living`` begins and ends what runs beside the pages."""
    routes, phones = Routes(console), Phones(console)
    app = Starlette(
        routes=[
            Route("/sign-in", routes.sign_in, methods=["GET", "POST"]),
            Route("/sign-out", routes.sign_out, methods=["POST"]),
            Route("/do", routes.do, methods=["POST"]),
            Route("/t/{ticket}", phones.page),
            Route("/t/{ticket}/live", phones.live),
            Route("/live/{page}", routes.live),
            Route("/static/{name}", statics.serve),
            *Giving(console.follower.path.parent).routes(),
            *NoticeRoutes(console, routes.kept_out).routes(),
            *DeviceRoutes(console, routes.kept_out).routes(),
            *AuditRoutes(console, routes.kept_out, routes.problem).routes(),
            *FiguresRoutes(console, routes.kept_out).routes(),
            *(Route(page.path, routes.page(page)) for page in PAGES),
        ],
        exception_handlers={
            404: routes.nothing,
            500: routes.broken,
            FormError: routes.wrong_form,
            ClientDisconnect: routes.gone,
        },
        lifespan=living,
    )
    # Nobody is led from "/lists/" to "/lists": it would be to wherever the request says that it stands.
    app.router.redirect_slashes = False
    return app


class Routes:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._pages = {page.name: page for page in PAGES}

    def page(self, page: Page) -> Answer:
        async def answer(request: Request) -> Response:
            visitor = self._console.visitor(request)
            self._console.look()
            return self.kept_out(request, visitor, page.head_only) or self._shown(request, visitor, page)

        return answer

    async def live(self, request: Request) -> Response:
        page = self._pages.get(request.path_params["page"])
        visitor = self._console.visitor(request, pressed=False)
        if page is None or visitor.officer is None or (page.head_only and not visitor.head):
            return Response(status_code=404)
        return stream(self._console, request, page, request.query_params)

    async def do(self, request: Request) -> Response:
        """An act of an officer; leads back to the page, which says what came of it."""
        visitor = self._console.visitor(request)
        if visitor.officer is None:
            return RedirectResponse("/sign-in", 303)
        fields = await self._console.fields(request, visitor)
        [where], [back] = fields.pop("where", [""])[:1], fields.pop("back", ["/"])[:1]
        console = self._console
        hall, at = console.follower.hall, console.now()
        if fields.get("type", [""])[0] in doctor.DONE:
            said, done = await looking.act(console.desk, console.plan, visitor, where, fields)
            if done is not None:
                console.diary.note(at, visitor.officer.id, *done)
        elif fields.get("type", [""])[0] in releases.DONE:
            said, done = await releases.act(console.desk, visitor.say, visitor.officer, where, fields)
            if done is not None:
                console.diary.note(at, visitor.officer.id, *done)
        elif fields.get("type", [""])[0] in clock.DONE:
            said, done = clock.act(console.box, visitor, where, fields)
            if done is not None:
                console.diary.note(at, visitor.officer.id, *done)
        elif fields.get("type", [""])[0] in trust.DONE:
            said, wish = await trust.act(console.desk, visitor.say, visitor.officer, where, fields)
            if wish is not None:
                console.diary.note(at, visitor.officer.id, trust.DONE[trust.kind_of(wish)], wish.device)
        else:
            said = await act(console.desk, hall, at, visitor.say, visitor.officer, where, fields)
        console.keep_said(visitor, said)
        console.look()
        console.changes.tell()
        return RedirectResponse(way_back(back), 303)

    async def sign_in(self, request: Request) -> Response:
        console, visitor = self._console, self._console.visitor(request)
        if visitor.officer is not None:
            return RedirectResponse("/", 303)
        if request.method == "POST":
            answer, why = await sign_in(console, request, visitor)
            return answer or self._door(request, visitor, why, 403)
        return self._door(request, visitor, "")

    async def sign_out(self, request: Request) -> Response:
        visitor = self._console.visitor(request)
        await self._console.fields(request, visitor)
        return sign_out(self._console, request, visitor)

    async def nothing(self, request: Request, error: Exception) -> Response:
        visitor = self._console.visitor(request, pressed=False)
        return self.problem(visitor, visitor.say("Không có trang này. Mời quay lại trang chính."), 404)

    async def wrong_form(self, request: Request, error: Exception) -> Response:
        log.warning("refused a form on %s: %s", request.url.path, error)
        visitor = self._console.visitor(request, pressed=False)
        why = visitor.say("Trang đã cũ nên chưa làm gì. Mời tải lại trang rồi thử lại.")
        return self.problem(visitor, why, 403)

    async def broken(self, request: Request, error: Exception) -> Response:
        """What we had not thought of: the log has it, the page says no more than that."""
        visitor = self._console.visitor(request, pressed=False)
        return self.problem(
            visitor, visitor.say("Máy chủ gặp lỗi. Mời thử lại; nếu vẫn thế, đề nghị báo kỹ thuật viên."), 500
        )

    async def gone(self, request: Request, error: Exception) -> Response:
        """Nobody is there any more to read it."""
        return Response(status_code=400)

    def _shown(self, request: Request, visitor: Visitor, page: Page) -> Response:
        answer = whole(self._console, visitor, page, request.query_params)
        return self._with_language(request, visitor, answer)

    def kept_out(self, request: Request, visitor: Visitor, head_only: bool) -> Response | None:
        if visitor.officer is None:
            return RedirectResponse("/sign-in", 303)
        if head_only and not visitor.head:
            why = visitor.say("Trang này chỉ dành cho lãnh đạo trung tâm. Mời quay lại Quầy của tôi.")
            return self.problem(visitor, why, 403)
        return None

    def _door(self, request: Request, visitor: Visitor, why: str, status: int = 200) -> Response:
        """The page to sign in on; a browser that is new here gets what binds its form to it."""
        door = ""
        if not visitor.token:
            door = secrets.token_urlsafe(24)
            visitor = self._console.stranger(visitor.say, door)
        first = self._console.accounts.nobody()
        html = TEMPLATES.get_template("sign_in.html").render(
            title=visitor.say("Đăng nhập"), why=why, first=first, **self._outside(visitor)
        )
        answer = HTMLResponse(html, status)
        if door:
            keep(request, answer, DOOR, door)
        return self._with_language(request, visitor, answer)

    def problem(self, visitor: Visitor, why: str, status: int) -> Response:
        html = TEMPLATES.get_template("problem.html").render(title=why, why=why, **self._outside(visitor))
        return HTMLResponse(html, status)

    def _outside(self, visitor: Visitor) -> dict[str, object]:
        console = self._console
        return {"hall": console.plan.hall, "tongues": console.words.offered(), "here": COUNTER.path, **common(visitor)}

    def _with_language(self, request: Request, visitor: Visitor, answer: Response) -> Response:
        if "lang" in request.query_params:
            keep(request, answer, LANGUAGE, visitor.say.language)
        return answer
