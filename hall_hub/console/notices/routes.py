"""What the head does to the notices: the addresses below ``/notices``. The list itself is a page like the others."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from hall_core.contract.notice_edition import NOTICES_MOST
from hall_core.domain.notice import SECONDS_LEAST, SECONDS_MOST, TEXT_MOST, TITLE_MOST
from hall_core.ui.translate import Say
from hall_hub.console.acts import Said
from hall_hub.console.console import Console
from hall_hub.console.counter_page import Choice
from hall_hub.console.diary.diary import What
from hall_hub.console.live import TEMPLATES, common
from hall_hub.console.notices import words as notice_words
from hall_hub.console.notices.folder import KINDS, Changed, Unfit
from hall_hub.console.notices.form import day_names, fields_of_entry, written
from hall_hub.console.notices.sheet import Entry, Sheet
from hall_hub.console.visitor import Fields, Visitor, known_to_be_ours

log = logging.getLogger(__name__)

PATH = "/notices"
FORM_MOST = 100_000
"""Bytes of a form: two texts of two thousand letters, each up to nine signs on the way, and all else."""

KeptOut = Callable[[Request, Visitor, bool], Response | None]


class NoticeRoutes:
    """``kept_out`` answers whoever is not the head."""

    def __init__(self, console: Console, kept_out: KeptOut) -> None:
        self._console = console
        self._folder = console.notices
        self._kept_out = kept_out

    def routes(self) -> list[Route]:
        return [
            Route(f"{PATH}/edit", self.edit, methods=["GET", "POST"]),
            Route(f"{PATH}/do", self.do, methods=["POST"]),
            Route(f"{PATH}/file", self.bring, methods=["POST"]),
            Route(f"{PATH}/file/{{name}}", self.picture),
        ]

    async def edit(self, request: Request) -> Response:
        """The form for one notice: a new one, or the row whose line stands in the address."""
        visitor = self._console.visitor(request)
        out = self._kept_out(request, visitor, True)
        if out is not None:
            return out
        say, sheet = visitor.say, self._sheet()
        if sheet is None:
            if request.method == "GET":
                return RedirectResponse(PATH, 303)  # the page says it itself
            return self._back(visitor, Said("board", False, notice_words.unreadable(say)))
        row = request.query_params.get("row", "")
        entry = sheet.at(row) if row else None
        if request.method == "GET":
            if not sheet.whole or (row and entry is None):
                return self._back(visitor, Said("board", False, _gone(say)))
            return self._form(visitor, sheet, entry, fields_of_entry(entry), "")
        fields = await self._console.fields(request, visitor, FORM_MOST)
        [id], [digest] = fields.pop("id", [""])[:1], fields.pop("digest", [""])[:1]
        if digest != sheet.digest or not sheet.whole:
            return self._overtaken(visitor, sheet, id, fields)
        values = written(entry, fields, {one.values["id"] for one in sheet.entries})
        try:
            why = await self._kept(say, sheet, entry, values)
        except Changed:
            return self._overtaken(visitor, self._folder.sheet(), id, fields)
        if why:
            return self._form(visitor, sheet, entry, fields, why, 409)
        words = say("Đã ghi. Máy chủ đang đọc, các bảng sẽ đổi theo trong ít phút.")
        what: What = "notice-added" if entry is None else "notice-changed"
        return self._done(visitor, words, what, values.get("id", id))

    async def do(self, request: Request) -> Response:
        """What the buttons of the list do."""
        visitor = self._console.visitor(request)
        out = self._kept_out(request, visitor, True)
        if out is not None:
            return out
        fields = await self._console.fields(request, visitor)
        what, name, digest, row = (fields.get(field, [""])[0] for field in ("what", "name", "digest", "row"))
        say, sheet = visitor.say, self._sheet()
        if sheet is None:
            return self._back(visitor, Said("board", False, notice_words.unreadable(say)))
        entry = sheet.at(row)
        if entry is not None and digest != sheet.digest:
            return self._back(visitor, Said("board", False, _changed(say)))
        try:
            match what:
                case "publish":
                    await self._folder.publish()
                    return self._done(visitor, say("Máy chủ đang đọc lại bảng."), "notice-changed", where="publish")
                case "remove-file":
                    await self._folder.remove(name)
                    words = say("Đã xoá tệp {name}.").format(name=name)
                    return self._done(visitor, words, "notice-removed", name, where="media")
                case "remove" if entry is not None:
                    await self._folder.write(sheet.without(entry), digest)
                    return self._done(visitor, say("Đã gỡ khỏi danh sách."), "notice-removed", entry.values["id"])
                case "up" | "down" if entry is not None:
                    await self._folder.write(sheet.moved(entry, -1 if what == "up" else 1), digest)
                    return self._done(visitor, say("Đã đổi thứ tự."), "notice-changed", entry.values["id"])
                case _:
                    return self._back(visitor, Said("board", False, _gone(say)))
        except Changed:
            return self._back(visitor, Said("board", False, _changed(say)))
        except OSError as error:
            return self._back(visitor, Said("board", False, _no_disk(say, error)))

    async def bring(self, request: Request) -> Response:
        """A picture or video, as it is: its name and the form's token stand in the head of the request."""
        visitor = self._console.visitor(request)
        out = self._kept_out(request, visitor, True)
        if out is not None:
            return out
        known_to_be_ours(request, visitor, request.headers.get("x-token", ""))
        name, say = unquote(request.headers.get("x-name", "")), visitor.say
        try:
            kept = await self._folder.bring(name, request.stream())
        except Unfit as error:
            return self._back(visitor, Said("file", False, _unfit(say, error)))
        except ClientDisconnect:
            return Response(status_code=400)
        except OSError as error:
            return self._back(visitor, Said("file", False, _no_disk(say, error)))
        self._note(visitor, "notice-added", kept)
        words = say("Đã nhận tệp {name}. Giờ có thể chọn tệp này trong một thông báo.").format(name=kept)
        return self._back(visitor, Said("file", True, words))

    async def picture(self, request: Request) -> Response:
        visitor = self._console.visitor(request, pressed=False)
        name: str = request.path_params["name"]
        path = self._folder.medium(name)
        if not visitor.head or path is None:
            return Response(status_code=404)
        return FileResponse(path, media_type=KINDS.get(name.rpartition(".")[2].lower(), "image/jpeg"))

    def _sheet(self) -> Sheet | None:
        """None when it cannot be read."""
        try:
            return self._folder.sheet()
        except OSError as error:
            log.error("the folder of the notices: %s", error)  # noqa: TRY400
            return None

    async def _kept(self, say: Say, sheet: Sheet, entry: Entry | None, values: dict[str, str]) -> str:
        """Writes the notice; or why not. Changed when somebody else was quicker."""
        if entry is None and len(sheet.entries) >= NOTICES_MOST:
            return say("Đã có {most} thông báo. Mời gỡ bớt trước khi thêm.").format(most=NOTICES_MOST)
        after = sheet.added(values) if entry is None else sheet.changed(entry, values)
        at = len(after.entries) - 1 if entry is None else sheet.entries.index(entry)
        judged = self._folder.judged(after).entries
        fault = judged[at].fault if len(judged) == len(after.entries) else "encoding"
        if fault:
            return f"{say('Chưa ghi gì.')} {notice_words.fault(say, fault) or fault}"
        try:
            await self._folder.write(after, sheet.digest)
        except OSError as error:
            return _no_disk(say, error)
        return ""

    def _overtaken(self, visitor: Visitor, sheet: Sheet, id: str, fields: Fields) -> Response:
        """The form once more, with what was typed, for the table as it is by now."""
        say, entry = visitor.say, sheet.entry(id) if id else None
        if not sheet.whole:
            return self._back(visitor, Said("board", False, _changed(say)))
        why = _changed(say)
        if id and entry is None:
            why = say("Thông báo này vừa bị gỡ ở nơi khác. Ghi lần nữa thì nó được thêm lại ở cuối danh sách.")
        return self._form(visitor, sheet, entry, fields, why, 409)

    def _form(
        self, visitor: Visitor, sheet: Sheet, entry: Entry | None, fields: Fields, why: str, status: int = 200
    ) -> Response:
        say, plan = visitor.say, self._console.plan
        html = TEMPLATES.get_template("notice_form.html").render(
            title=say("Sửa thông báo") if entry is not None else say("Thêm thông báo"),
            hall=plan.hall,
            tongues=[],
            here=PATH,
            action=f"{PATH}/edit" + (f"?row={entry.line}" if entry is not None else ""),
            digest=sheet.digest,
            id="" if entry is None else entry.values["id"],
            why=why,
            fault="" if entry is None or why else notice_words.fault(say, entry.fault) or entry.fault,
            values=fields,
            files=[Choice(file.name, file.name) for file in self._folder.files()],
            days=day_names(say),
            zones=[Choice(zone.id, zone.name.into(say.language)) for zone in plan.zones],
            boards=[Choice(id, id) for id in self._folder.boards],
            title_most=TITLE_MOST,
            text_most=TEXT_MOST,
            least=SECONDS_LEAST,
            most=SECONDS_MOST,
            **common(visitor),
        )
        return HTMLResponse(html, status)

    def _done(self, visitor: Visitor, words: str, what: What, about: str = "", where: str = "board") -> Response:
        self._note(visitor, what, about)
        self._folder.look_for_answer(self._console.changes.tell)
        return self._back(visitor, Said(where, True, words))

    def _note(self, visitor: Visitor, what: What, about: str) -> None:
        assert visitor.officer is not None, "only the head comes here"
        self._console.diary.note(self._console.now(), visitor.officer.id, what, about)

    def _back(self, visitor: Visitor, said: Said) -> Response:
        self._console.keep_said(visitor, said)
        self._console.changes.tell()
        return RedirectResponse(PATH, 303)


def _gone(say: Say) -> str:
    return say("Thông báo này không còn trong danh sách. Chưa làm gì.")


def _changed(say: Say) -> str:
    return say("Danh sách vừa được sửa ở nơi khác nên chưa ghi gì. Mời xem lại rồi bấm lần nữa.")


def _no_disk(say: Say, error: OSError) -> str:
    log.error("the folder of the notices: %s", error)
    return say("Máy chủ không ghi được tệp. Chưa ghi gì; đề nghị báo kỹ thuật viên.")


def _unfit(say: Say, error: Unfit) -> str:
    most = error.most // 1_000_000
    match error.why:
        case "kind":
            return say("Tệp này không phải ảnh PNG, JPEG hay video MP4, WebM. Mời chọn tệp khác.")
        case "large":
            return say("Tệp lớn hơn {most} MB. Mời giảm dung lượng rồi gửi lại.").format(most=most)
        case "full":
            return say("Các tệp cộng lại vượt {most} MB. Mời xoá tệp không dùng rồi gửi lại.").format(most=most)
