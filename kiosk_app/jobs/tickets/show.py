"""What stands on the pages of taking a number. Pure."""

from __future__ import annotations

from hall_core.domain.plan import Plan
from hall_core.ui.translate import Say
from kiosk_app.drawing import Said, choose, draws, header, home_button, message
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.jobs.tickets.hall import agencies_of, blocked, fields_of, issuing, services_of
from kiosk_app.jobs.tickets.words import ahead_words, block_words, estimate_words, no_number_words, refusal_words
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.views import FactView, MessageView, Mood, TicketView, TileView, View
from kiosk_app.where import clock_text, counters_text, qr_text, zones_text


def _stopped(kiosk: Kiosk, say: Say, now: Now) -> MessageView | None:
    """The page that takes the place of a choice which leads nowhere any more."""
    block = blocked(kiosk, now)
    if block is None:
        return None
    return message(kiosk, block_words(block, kiosk, say, now), say, now, button=home_button(say), switch=True)


@draws(p.Agencies)
def _agencies(kiosk: Kiosk, page: p.Agencies, say: Say, now: Now) -> View:
    plan, language = kiosk.setup.plan, kiosk.language
    tiles = [
        TileView(agency.name.into(language), tap=p.ChooseAgency(agency.id))
        for agency in plan.agencies
        if agency.id in agencies_of(plan)
    ]
    title = say("Quý vị cần gặp cơ quan nào?")
    return _stopped(kiosk, say, now) or choose(kiosk, say, now, title=title, tiles=tiles, page=page.page)


@draws(p.Fields)
def _fields(kiosk: Kiosk, page: p.Fields, say: Say, now: Now) -> View:
    """The agency is named where there are two."""
    plan, language = kiosk.setup.plan, kiosk.language
    names = {agency.id: agency.name.into(language) for agency in plan.agencies}
    several = page.agency is None and len(agencies_of(plan)) > 1
    tiles: list[TileView] = []
    for id in fields_of(plan, page.agency):
        field = plan.field(id)
        if field is not None:
            detail = names.get(field.agency, "") if several else ""
            tiles.append(TileView(field.name.into(language), detail, tap=p.ChooseField(id)))
    title = say("Quý vị cần lĩnh vực nào?")
    return _stopped(kiosk, say, now) or choose(kiosk, say, now, title=title, tiles=tiles, page=page.page)


@draws(p.Services)
def _services(kiosk: Kiosk, page: p.Services, say: Say, now: Now) -> View:
    services = services_of(kiosk.setup.plan, page.field)
    tiles = [service_tile(kiosk, service.id, service.name.into(kiosk.language), say, now) for service in services]
    title = say("Quý vị cần dịch vụ nào?")
    return _stopped(kiosk, say, now) or choose(kiosk, say, now, title=title, tiles=tiles, page=page.page)


def service_tile(kiosk: Kiosk, service: str, name: str, say: Say, now: Now) -> TileView:
    """How a service stands, and the tap that takes a number for it when there is one."""
    state = kiosk.services.get(service)
    take = p.ChooseService(service)
    whether = issuing(kiosk, service, now)
    if whether != "open":
        why = {
            "hall-closed": say("Ngoài giờ làm việc"),
            "service-stopped": say("Tạm ngừng nhận số"),
            "too-late": say("Đã qua giờ nhận số"),
            "numbers-spent": say("Đã phát hết số hôm nay"),
            "daily-cap": say("Đã đủ số lượt nhận trong ngày"),
            "no-reserve": say("Mời hỏi nhân viên hướng dẫn"),
        }
        because = state.reason.strip() if state is not None and whether == "service-stopped" else ""
        return TileView(name, f"{why[whether]}: {because}" if because else why[whether], "warning")
    if state is None or not kiosk.online:
        return TileView(name, tap=take)
    if not state.staffed:
        closed, waiting = say("Chưa mở quầy"), say.many("{count} người", state.waiting)
        return TileView(name, f"{closed} · {waiting}" if state.waiting else closed, "people", take)
    return TileView(name, say.many("{count} người đang chờ", state.waiting), "people", take)


@draws(p.Priority)
def _priority(kiosk: Kiosk, page: p.Priority, say: Say, now: Now) -> View:
    plan = kiosk.setup.plan
    chosen = plan.service(page.service)
    groups = [group for group in plan.priority_groups if chosen and group.id in chosen.priority]
    none = TileView(say("Không thuộc nhóm ưu tiên"), tap=p.ChoosePriority(None))
    tiles = [none, *(TileView(g.name.into(kiosk.language), tap=p.ChoosePriority(g.id)) for g in groups)]
    title = say("Quý vị có được ưu tiên không?")
    return _stopped(kiosk, say, now) or choose(kiosk, say, now, title=title, tiles=tiles, page=page.page)


@draws(p.Stay)
def _stay(kiosk: Kiosk, page: p.Stay, say: Say, now: Now) -> View:
    service = kiosk.setup.plan.service(page.wish.service)
    state = kiosk.services.get(page.wish.service)
    lines: list[str] = []
    if state is not None:
        lines.append(say("Phía trước: {ahead}").format(ahead=ahead_words(state.waiting, say)))
        estimate = estimate_words(state.estimate_minutes, say)
        lines.append(say("Ước tính chờ: {estimate}").format(estimate=estimate))
    lines += [service.name.into(kiosk.language)] if service else []
    said = Said("people", say("Quý vị có muốn chờ không?"), tuple(lines))
    stay, other = (say("Tôi sẽ chờ"), p.Wait()), home_button(say)
    return _stopped(kiosk, say, now) or message(kiosk, said, say, now, button=stay, second=other, switch=True)


@draws(p.Asking)
def _asking(kiosk: Kiosk, page: p.Asking, say: Say, now: Now) -> View:
    said = Said("clock", say("Đang lấy số…"), (say("Mời quý vị chờ trong giây lát."),))
    return message(kiosk, said, say, now)


@draws(p.Refused)
def _refused(kiosk: Kiosk, page: p.Refused, say: Say, now: Now) -> View:
    return message(kiosk, refusal_words(page.refusal, say, now.at), say, now, button=home_button(say))


@draws(p.NoAnswer)
def _no_answer(kiosk: Kiosk, page: p.NoAnswer, say: Say, now: Now) -> View:
    return message(kiosk, no_number_words(page.why, say), say, now, button=home_button(say))


@draws(p.Issued)
def _issued(kiosk: Kiosk, page: p.Issued, say: Say, now: Now) -> TicketView:
    plan, ticket = kiosk.setup.plan, page.ticket
    service = plan.service(ticket.service)
    zones = zones_text(plan, ticket.service, kiosk.language)
    counters = counters_text(plan, ticket.service, say)
    ahead = "" if ticket.ahead is None else ahead_words(ticket.ahead, say)
    # Who has an appointment waits for its time; of a number of the kiosk's own nobody knows yet who is before it.
    when, estimate = "", "" if ticket.ahead is None else estimate_words(ticket.estimate_minutes, say)
    if ticket.appointment is not None:
        when, estimate = clock_text(ticket.appointment), ""
    facts = [
        FactView("calendar", say("Giờ hẹn"), when),
        FactView("people", say("Phía trước"), ahead),
        FactView("clock", say("Ước tính chờ"), estimate),
        FactView("desk", say("Nơi phục vụ"), counters),
        FactView("place", say("Khu vực chờ"), zones),
    ]
    status, short, mood = _paper_words(kiosk, page, say)
    return TicketView(
        header=header(kiosk, say, now, switch=False),
        label=say("Số của quý vị"),
        number=ticket.number,
        priority=_priority_words(kiosk, page, say),
        service=service.name.into(kiosk.language) if service else "",
        where=" · ".join(filter(None, [counters, zones])),
        facts=tuple(fact for fact in facts if fact.text),
        status=status,
        status_short=short,
        mood=mood,
        qr=qr_text(plan, ticket),
        qr_hint=_code_words(plan, say),
        done=say("Xong"),
        again=(say("In lại"), p.PrintAgain()) if page.paper == "failed" and kiosk.setup.printer else None,
    )


def _code_words(plan: Plan, say: Say) -> str:
    if plan.hall.phone_pages:
        return say("Quét mã để xem còn bao nhiêu người phía trước")
    return say("Chụp mã này để giữ số")


def _priority_words(kiosk: Kiosk, page: p.Issued, say: Say) -> str:
    groups = kiosk.setup.plan.priority_groups
    group = next((group for group in groups if group.id == page.ticket.priority), None)
    return say("Ưu tiên: {group}").format(group=group.name.into(kiosk.language)) if group else ""


def _paper_words(kiosk: Kiosk, page: p.Issued, say: Say) -> tuple[str, str, Mood]:
    """What became of the paper: in full, for a small panel, and how that is."""
    match page.paper:
        case "printing":
            return say("Đang in phiếu…"), say("Đang in phiếu…"), "wait"
        case "printed":
            if page.at is not None:
                there = say("Phiếu đã in tại {place}. Mời quý vị đến lấy.").format(place=page.at.into(kiosk.language))
                return there, there, "good"
            done = say("Đã in xong. Mời quý vị lấy phiếu.")
            return done, done, "good"
        case "failed":
            long = say("Không in được phiếu. Số vẫn dùng được: mời ghi nhớ hoặc chụp mã QR.")
            return long, say("Không in được. Số vẫn dùng được."), "trouble"
