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
from hall_hub.console.cookies import LANGUAGE, keep
from hall_hub.console.figures import page as figures_page
from hall_hub.console.figures.maker import FiguresMaker, NotMadeError, Wanted
from hall_hub.console.figures.page import Chosen
from hall_hub.console.live import TEMPLATES, Writing, common
from hall_hub.console.pages import LISTS, notice
from hall_hub.console.visitor import Visitor

log = logging.getLogger(__name__)

KeptOut = Callable[[Request, Visitor, bool], Response | None]
Suffix = Literal[".html", ".csv", ".xlsx"]
FILES: dict[str, tuple[Suffix, str]] = {
    "print": (".html", "text/html; charset=utf-8"),
    "csv": (".csv", "text/csv; charset=utf-8"),
    "xlsx": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
LATE_FILES = frozenset({"print", "csv"})
"""Of these, those that the list of late dossiers comes as; the workbook of the figures has it too."""
Listing = Literal["late"]
LISTINGS: dict[str, Listing | None] = {"": None, "late": "late"}
"""As an address asks for them."""
ALL, LATE = "/figures", "/figures/late"


class FiguresRoutes:
    def __init__(self, console: Console, kept_out: KeptOut) -> None:
        """``kept_out`` is the answer to who may not see a page, or not one of the head's."""
        self._console = console
        self._kept_out = kept_out
        self._roster = roster_of(console.plan)
        self._maker = FiguresMaker(console.follower.path.parent, self._roster)

    def routes(self) -> list[Route]:
        return [Route(ALL, self.page), Route(LATE, self.late), Route(f"{ALL}/file", self.file)]

    async def page(self, request: Request) -> Response:
        """All figures; an officer's own."""
        visitor = self._console.visitor(request)
        return self._kept_out(request, visitor, False) or await self._page(request, visitor, None)

    async def late(self, request: Request) -> Response:
        """Late dossiers and apologies, one by one."""
        visitor = self._console.visitor(request)
        return self._kept_out(request, visitor, True) or await self._page(request, visitor, "late")

    async def _page(self, request: Request, visitor: Visitor, listing: Listing | None) -> Response:
        console = self._console
        say, asked = visitor.say, dict(request.query_params)
        today, why, status, report = figures_page.today_of(console.plan, console.now()), "", 200, ""
        try:
            chosen = figures_page.chosen(asked, today)
        except ValueError:
            chosen = figures_page.chosen({}, today)
            why, status = say("Không có kỳ báo cáo này. Mời chọn lại ngày: ngày đầu trước, ngày cuối sau."), 400
        if listing is not None:
            chosen = replace(chosen, only=None)
        elif visitor.officer is not None and not visitor.head:
            chosen = replace(chosen, only=f"officer={visitor.officer.id}")
        if not why:
            part = "head" if visitor.head else "own"
            try:
                report = (await self._made(chosen, visitor.say, part=part, listing=listing)).decode()
            except NotMadeError as error:
                why, status = _why(error, say), 503
        wanted = urlencode({"period": chosen.words} | ({"only": chosen.only} if chosen.only else {}))
        html = TEMPLATES.get_template("figures.html").render(
            title=_title(visitor, listing),
            hall=console.plan.hall,
            tongues=console.words.offered(),
            here=ALL,
            path=ALL if listing is None else LATE,
            listing=listing,
            listed="" if listing is None else f"&list={listing}",
            about=figures_page.title(chosen, self._roster, say),
            chosen=chosen,
            periods=figures_page.periods(chosen, today, say),
            groups=figures_page.groups(console.plan, chosen, say) if visitor.head and listing is None else (),
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
            keep(request, answer, LANGUAGE, say.language)
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
            listing = LISTINGS[request.query_params.get("list", "")]
            suffix, media = FILES[kind if listing is None or kind in LATE_FILES else ""]
            chosen = figures_page.chosen(request.query_params, today)
            chosen = chosen if listing is None else replace(chosen, only=None)
        except (KeyError, ValueError):
            return Response(status_code=404)
        try:
            made = await self._made(chosen, visitor.say, suffix=suffix, listing=listing)
        except NotMadeError as error:
            return Response(_why(error, visitor.say), 503, media_type="text/plain; charset=utf-8")
        assert visitor.officer is not None, "nobody else is let in"
        what = " ".join(filter(None, (chosen.words, listing, kind)))
        self._console.diary.note(self._console.now(), visitor.officer.id, "report-downloaded", what)
        name = "-".join(filter(None, ("motcua", listing, chosen.first, chosen.last))) + suffix
        beside = {} if kind == "print" else {"content-disposition": f'attachment; filename="{name}"'}
        return Response(made, media_type=media, headers=beside)

    async def _made(
        self,
        chosen: Chosen,
        say: Say,
        *,
        suffix: Suffix = ".html",
        part: Literal["head", "own"] | None = None,
        listing: Listing | None = None,
    ) -> bytes:
        follower = self._console.follower
        self._console.look()
        # Of days that are over nothing that happens now changes anything, but for when an apology was shown last.
        now = listing is not None or chosen.last >= follower.hall.day
        recorded = follower.recorded if now else 0
        wanted = Wanted(chosen.words, say.language, suffix, part, chosen.only, listing)
        return await self._maker.made(wanted, recorded)


def _title(visitor: Visitor, listing: Listing | None) -> str:
    say = visitor.say
    if listing is not None:
        return say("Hồ sơ trễ hạn và lời xin lỗi")
    return say("Số liệu") if visitor.head else say("Số liệu của tôi")


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
