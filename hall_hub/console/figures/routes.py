"""``/figures``: reports for the head of the centre; for an officer those of himself alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Literal
from urllib.parse import urlencode

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from hall_core.domain.figures.roster import roster_of
from hall_core.ui.translate import Say
from hall_hub.console.console import Console
from hall_hub.console.door import keep_cookie
from hall_hub.console.figures import page as figures_page
from hall_hub.console.figures.maker import FiguresMaker, NotMadeError, Wanted
from hall_hub.console.figures.page import Chosen
from hall_hub.console.live import TEMPLATES, Writing, common
from hall_hub.console.pages import LISTS, notice
from hall_hub.console.visitor import LANGUAGE, Visitor

log = logging.getLogger(__name__)

KeptOut = Callable[[Request, Visitor, bool], Response | None]
Suffix = Literal[".html", ".csv", ".xlsx"]
FILES: dict[str, tuple[Suffix, str]] = {
    "print": (".html", "text/html; charset=utf-8"),
    "csv": (".csv", "text/csv; charset=utf-8"),
    "xlsx": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


class FiguresRoutes:
    def __init__(self, console: Console, kept_out: KeptOut) -> None:
        """``kept_out`` is the answer to who may not see a page, or not one of the head's."""
        self._console = console
        self._kept_out = kept_out
        self._roster = roster_of(console.plan)
        self._maker = FiguresMaker(console.follower.path.parent, self._roster)

    def routes(self) -> list[Route]:
        return [Route("/figures", self.page), Route("/figures/file", self.file)]

    async def page(self, request: Request) -> Response:
        console, visitor = self._console, self._console.visitor(request)
        kept_out = self._kept_out(request, visitor, False)
        if kept_out is not None:
            return kept_out
        say, asked = visitor.say, dict(request.query_params)
        today, why, status, report = figures_page.today_of(console.plan, console.now()), "", 200, ""
        try:
            chosen = figures_page.chosen(asked, today)
        except ValueError:
            chosen = figures_page.chosen({}, today)
            why, status = say("Không có kỳ báo cáo này. Mời chọn lại ngày: ngày đầu trước, ngày cuối sau."), 400
        if visitor.officer is not None and not visitor.head:
            chosen = replace(chosen, only=f"officer={visitor.officer.id}")
        if not why:
            part = "head" if visitor.head else "own"
            try:
                report = (await self._made(chosen, visitor.say, part=part)).decode()
            except NotMadeError as error:
                why, status = _why(error, say), 503
        wanted = urlencode({"period": chosen.words} | ({"only": chosen.only} if chosen.only else {}))
        html = TEMPLATES.get_template("figures.html").render(
            title=say("Số liệu") if visitor.head else say("Số liệu của tôi"),
            hall=console.plan.hall,
            tongues=console.words.offered(),
            here="/figures",
            about=figures_page.title(chosen, self._roster, say),
            chosen=chosen,
            periods=figures_page.periods(chosen, today, say),
            groups=figures_page.groups(console.plan, chosen, say) if visitor.head else (),
            narrow=urlencode({"only": chosen.only}) if visitor.head and chosen.only else "",
            wanted=wanted,
            kept=f"{wanted}&",
            report=report,
            why=why,
            notice=Writing(console, LISTS, {}).anew(visitor, {"notice": notice(console, visitor)})[0],
            **common(visitor),
        )
        answer = HTMLResponse(html, status)
        if "lang" in asked:
            keep_cookie(request, answer, LANGUAGE, say.language)
        return answer

    async def file(self, request: Request) -> Response:
        """CSV, XLSX, or the page for paper."""
        visitor = self._console.visitor(request)
        kept_out = self._kept_out(request, visitor, True)
        if kept_out is not None:
            return kept_out
        kind = request.query_params.get("as", "")
        today = figures_page.today_of(self._console.plan, self._console.now())
        try:
            suffix, media = FILES[kind]
            chosen = figures_page.chosen(request.query_params, today)
        except (KeyError, ValueError):
            return Response(status_code=404)
        try:
            made = await self._made(chosen, visitor.say, suffix=suffix)
        except NotMadeError as error:
            return Response(_why(error, visitor.say), 503, media_type="text/plain; charset=utf-8")
        assert visitor.officer is not None, "nobody else is let in"
        self._console.diary.note(self._console.now(), visitor.officer.id, "report-downloaded", f"{chosen.words} {kind}")
        name = f"motcua-{chosen.first}-{chosen.last}{suffix}"
        beside = {} if kind == "print" else {"content-disposition": f'attachment; filename="{name}"'}
        return Response(made, media_type=media, headers=beside)

    async def _made(
        self, chosen: Chosen, say: Say, *, suffix: Suffix = ".html", part: Literal["head", "own"] | None = None
    ) -> bytes:
        follower = self._console.follower
        self._console.look()
        # Of days that are over nothing that happens now changes anything.
        recorded = follower.recorded if chosen.last >= follower.hall.day else 0
        wanted = Wanted(chosen.words, say.language, suffix, part, chosen.only)
        return await self._maker.made(wanted, recorded)


def _why(error: NotMadeError, say: Say) -> str:
    match error.why:
        case "busy":
            return say("Đang có nhiều người xem số liệu. Mời đợi một lát rồi tải lại trang.")
        case "slow":
            return say("Tính số liệu quá lâu nên đã dừng. Mời chọn kỳ ngắn hơn, hoặc thử lại khi trung tâm vắng người.")
        case "failed":
            return say(
                "Chưa có số liệu của kỳ này. Nếu máy chủ vừa khởi động, mời thử lại sau ít phút; "
                "nếu vẫn thế, đề nghị báo kỹ thuật viên."
            )
