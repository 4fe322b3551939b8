"""What stands on the screen: immutable view data, made from the state, drawn by the screens. Pure."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from hall_core.domain.business_day import WEEKDAYS, local
from hall_core.domain.names import Language
from hall_core.ui.translate import Say
from kiosk_app import messages as m
from kiosk_app.messages import Now, Tap
from kiosk_app.pages import (
    Asking,
    Fields,
    Home,
    Issued,
    Kiosk,
    NoAnswer,
    Priority,
    Refused,
    Services,
    blocked,
    issues,
    services_of,
)
from kiosk_app.where import clock_text, counters_text, qr_text, zones_text
from kiosk_app.words import Said, ask_staff, block_words, printer_words, refusal_words

OTHER: dict[Language, tuple[Language, str]] = {"vi": ("en", "English"), "en": ("vi", "Tiếng Việt")}
"""Language to the one that the button in the header offers, under its own name."""


class HeaderView(Struct, frozen=True):
    hall: str
    clock: str
    """Empty when nobody knows the time for sure."""
    language: str
    """What the language button says; empty when there is none."""
    speak: Tap | None
    code: str = ""
    """The language button on a panel that has no room for the word."""


class TileView(Struct, frozen=True):
    title: str
    detail: str = ""
    detail_icon: str = ""
    tap: Tap | None = None
    """None: it can not be chosen, and ``detail`` says why."""
    icon: str = ""


class FactView(Struct, frozen=True):
    icon: str
    label: str
    text: str


class HomeView(Struct, frozen=True):
    header: HeaderView
    title: str
    jobs: tuple[TileView, ...]
    facts: tuple[FactView, ...]
    notice: str = ""


class ChooseView(Struct, frozen=True):
    header: HeaderView
    title: str
    tiles: tuple[TileView, ...]
    back: str
    page: str = ""
    """Such as ``Trang 2/3``; empty when there is but one."""
    next: tuple[str, Tap] | None = None


class TicketView(Struct, frozen=True):
    header: HeaderView
    label: str
    number: str
    priority: str
    service: str
    where: str
    """The counters, then the zone: what a small panel says of the way."""
    facts: tuple[FactView, ...]
    status: str
    """What became of the paper."""
    status_short: str
    mood: Literal["wait", "good", "trouble"]
    qr: str
    qr_hint: str
    done: str


class MessageView(Struct, frozen=True):
    header: HeaderView
    icon: str
    mood: Literal["calm", "trouble"]
    title: str
    lines: tuple[str, ...]
    code: str = ""
    button: str = ""
    tap: Tap | None = None


View = HomeView | ChooseView | TicketView | MessageView


def view(kiosk: Kiosk, say: Say, now: Now) -> View:
    """The screen as it must be now, in the words of ``say``."""
    page = kiosk.page
    if not kiosk.there:
        return _still_there(kiosk, say, now)
    if isinstance(page, Home | Fields | Services | Priority) and (block := blocked(kiosk)):
        said = block_words(block, kiosk, say, now.at)
        return _message(kiosk, said, say, now, button="" if isinstance(page, Home) else say("Về trang đầu"))
    match page:
        case Home():
            return _home(kiosk, say, now)
        case Fields() | Services() | Priority():
            return _choose(kiosk, page, say, now)
        case Asking():
            said = Said("clock", say("Đang lấy số…"), (say("Mời quý vị chờ trong giây lát."),))
            return _message(kiosk, said, say, now)
        case Issued():
            return _ticket(kiosk, page, say, now)
        case Refused(refusal=refusal):
            said = refusal_words(refusal, say, now.at)
            return _message(kiosk, said, say, now, button=say("Về trang đầu"))
        case NoAnswer():
            lines = (say("Mời quý vị thử lại, hoặc báo nhân viên hướng dẫn."), say("Quý vị chưa lấy số nào."))
            said = Said("no-link", say("Chưa lấy được số"), lines, "no-answer")
            return _message(kiosk, said, say, now, button=say("Về trang đầu"))


def _header(kiosk: Kiosk, say: Say, now: Now, *, switch: bool = True) -> HeaderView:
    other, name = OTHER[kiosk.language]
    return HeaderView(
        hall=kiosk.setup.plan.hall.name.into(kiosk.language),
        clock=clock_text(now.at) if now.trusted else "",
        language=name if switch else "",
        speak=m.Speak(other) if switch else None,
        code=other.upper() if switch else "",
    )


def _home(kiosk: Kiosk, say: Say, now: Now) -> HomeView:
    plan = kiosk.setup.plan
    waiting = sum(state.waiting for state in kiosk.services.values())
    facts = [FactView("people", say("Đang chờ"), say.many("{count} người", waiting))]
    if now.trusted:
        spans = getattr(plan.hours, WEEKDAYS[local(now.at).weekday()])
        hours = ", ".join(span.replace("-", "–") for span in spans)
        facts.append(FactView("clock", say("Giờ làm việc hôm nay"), hours or say("Không làm việc")))
    if plan.hall.hotline:
        facts.append(FactView("phone", say("Đường dây nóng"), plan.hall.hotline))
    take = TileView(say("Lấy số thứ tự"), say("Chạm vào đây để bắt đầu"), "", m.Begin(), "ticket")
    return HomeView(
        header=_header(kiosk, say, now),
        title=say("Xin kính chào quý vị"),
        jobs=(take,),
        facts=tuple(facts),
        notice=printer_words(kiosk, say),
    )


def _choose(kiosk: Kiosk, page: Fields | Services | Priority, say: Say, now: Now) -> ChooseView:
    match page:
        case Fields():
            title, tiles = say("Quý vị cần lĩnh vực nào?"), _field_tiles(kiosk, say)
        case Services(field):
            title, tiles = say("Quý vị cần dịch vụ nào?"), _service_tiles(kiosk, field, say)
        case Priority(service):
            title, tiles = say("Quý vị có thuộc nhóm ưu tiên?"), _priority_tiles(kiosk, service, say)
    size = kiosk.setup.tiles
    pages = max(1, -(-len(tiles) // size))
    at = min(page.page, pages - 1)
    return ChooseView(
        header=_header(kiosk, say, now),
        title=title,
        tiles=tuple(tiles[at * size : (at + 1) * size]),
        back=say("Quay lại"),
        page=say("Trang {page}/{pages}").format(page=at + 1, pages=pages) if pages > 1 else "",
        next=(say("Sau"), m.TurnTo(at + 1)) if at < pages - 1 else None,
    )


def _field_tiles(kiosk: Kiosk, say: Say) -> list[TileView]:
    """Fields of one agency stand together, in the order of the hall file; the agency is named where there are two."""
    plan, language = kiosk.setup.plan, kiosk.language
    several = len(plan.agencies) > 1
    return [
        TileView(
            title=field.name.into(language),
            detail=agency.name.into(language) if several else "",
            tap=m.ChooseField(field.id),
        )
        for agency in plan.agencies
        for field in plan.fields
        if field.agency == agency.id and services_of(plan, field.id)
    ]


def _service_tiles(kiosk: Kiosk, field: str, say: Say) -> list[TileView]:
    tiles: list[TileView] = []
    for service in services_of(kiosk.setup.plan, field):
        state = kiosk.services.get(service.id)
        name = service.name.into(kiosk.language)
        if state is None:
            tiles.append(TileView(name, tap=m.ChooseService(service.id)))
        elif issues(kiosk, service.id):
            waiting = say.many("{count} người đang chờ", state.waiting)
            tiles.append(TileView(name, waiting, "people", m.ChooseService(service.id)))
        else:
            why = {
                "hall-closed": say("Ngoài giờ làm việc"),
                "numbers-spent": say("Đã phát hết số hôm nay"),
                "daily-cap": say("Đã đủ số lượt nhận trong ngày"),
            }
            tiles.append(TileView(name, why.get(state.issuing, say("Tạm ngừng phát số")), "warning"))
    return tiles


def _priority_tiles(kiosk: Kiosk, service: str, say: Say) -> list[TileView]:
    plan = kiosk.setup.plan
    chosen = plan.service(service)
    groups = [group for group in plan.priority_groups if chosen and group.id in chosen.priority]
    none = TileView(say("Không thuộc nhóm ưu tiên"), tap=m.ChoosePriority(None))
    return [none, *(TileView(g.name.into(kiosk.language), tap=m.ChoosePriority(g.id)) for g in groups)]


def _ticket(kiosk: Kiosk, page: Issued, say: Say, now: Now) -> TicketView:
    plan, ticket = kiosk.setup.plan, page.ticket
    service = plan.service(ticket.service)
    group = next((group for group in plan.priority_groups if group.id == ticket.priority), None)
    ahead = say.many("{count} người", ticket.ahead) if ticket.ahead else say("Không có ai")
    if ticket.estimate_minutes is None:
        estimate = say("Chưa ước tính được")
    elif ticket.estimate_minutes == 0:
        estimate = say("Được mời ngay")
    else:
        estimate = say.many("khoảng {count} phút", ticket.estimate_minutes)
    zones = zones_text(plan, ticket.service, kiosk.language)
    counters = counters_text(plan, ticket.service, say)
    paper: dict[str, tuple[str, Literal["wait", "good", "trouble"]]] = {
        "printing": (say("Đang in phiếu…"), "wait"),
        "printed": (say("Đã in xong. Mời quý vị lấy phiếu."), "good"),
        "failed": (say("Không in được phiếu. Số vẫn dùng được: mời ghi nhớ hoặc chụp mã QR."), "trouble"),
    }
    status, mood = paper[page.paper]
    short = say("Không in được. Số vẫn dùng được, mời chụp mã.") if page.paper == "failed" else status
    return TicketView(
        header=_header(kiosk, say, now, switch=False),
        label=say("Số của quý vị"),
        number=ticket.number,
        priority=say("Ưu tiên: {group}").format(group=group.name.into(kiosk.language)) if group else "",
        service=service.name.into(kiosk.language) if service else "",
        where=" · ".join(filter(None, [counters, zones])),
        facts=(
            FactView("people", say("Phía trước"), ahead),
            FactView("clock", say("Thời gian chờ (ước tính)"), estimate),
            FactView("desk", say("Nơi phục vụ"), counters),
            FactView("place", say("Khu vực chờ"), zones),
        ),
        status=status,
        status_short=short,
        mood=mood,
        qr=qr_text(plan, ticket),
        qr_hint=say("Chụp mã này để giữ số"),
        done=say("Xong"),
    )


def _still_there(kiosk: Kiosk, say: Say, now: Now) -> MessageView:
    left = max(0, -(-((kiosk.deadline or now.mono) - now.mono) // 1000))
    return MessageView(
        header=_header(kiosk, say, now, switch=False),
        icon="clock",
        mood="calm",
        title=say("Quý vị cần thêm thời gian?"),
        lines=(say.many("Màn hình sẽ về trang đầu sau {count} giây.", left),),
        button=say("Tôi vẫn ở đây"),
        tap=m.StillHere(),
    )


def _message(kiosk: Kiosk, said: Said, say: Say, now: Now, *, button: str = "") -> MessageView:
    hotline = kiosk.setup.plan.hall.hotline
    lines = said.lines
    if hotline and ask_staff(say) in lines:
        lines = (*lines, say("Đường dây nóng: {number}").format(number=hotline))
    return MessageView(
        header=_header(kiosk, say, now, switch=not isinstance(kiosk.page, Asking | Refused | NoAnswer)),
        icon=said.icon,
        mood="trouble" if said.icon in ("warning", "no-link") else "calm",
        title=said.title,
        lines=lines,
        code=say("Mã cho nhân viên: {code}").format(code=said.code) if said.code else "",
        button=button,
        tap=m.GoHome() if button else None,
    )
