"""What stands on the pages of one procedure. Pure."""

from __future__ import annotations

from hall_core.domain.procedure import Case
from hall_core.ui.translate import Say
from kiosk_app.drawing import choose, draws, header
from kiosk_app.jobs.procedures import pages as p
from kiosk_app.jobs.procedures.phone import phone_text
from kiosk_app.jobs.procedures.rules import NO_PAPER, can_print
from kiosk_app.jobs.procedures.sections import blocks
from kiosk_app.jobs.procedures.views import PhoneView, ProcedureView
from kiosk_app.jobs.procedures.words import joint_mark, level_words, name_words, part_words, updated_words
from kiosk_app.jobs.tickets.hall import blocked
from kiosk_app.jobs.tickets.show import service_tile
from kiosk_app.jobs.tickets.words import block_words
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.messages import Tap
from kiosk_app.views import ChooseView, Mood, TileView

MOODS: dict[str, Mood | None] = {"": None, "printing": "wait", "printed": "good", "failed": "trouble"}


@draws(p.OneProcedure)
def _procedure(kiosk: Kiosk, page: p.OneProcedure, say: Say, now: Now) -> ProcedureView:
    procedure = page.procedure
    name, full = name_words(procedure.title, say.language), name_words(procedure.name, say.language)
    level, joint = level_words(procedure.level, say), joint_mark(say) if page.opened.joint else ""
    tabs = tuple((*part_words(part, say), p.ChoosePart(part)) for part in p.PARTS)
    return ProcedureView(
        header=header(kiosk, say, now),
        name=name,
        full=full if full != name else "",
        code=procedure.code,
        about=" · ".join(filter(None, (procedure.code, level, joint, updated_words(page.opened.as_of, say)))),
        tabs=tabs,
        chosen=p.ChoosePart(page.part),
        blocks=blocks(page, say),
        page=page.page,
        pages=say("Trang {page}/{pages}"),
        previous=say("Trước"),
        next=say("Sau"),
        back=say("Quay lại"),
        case=_case(page, say),
        offers=_offers(kiosk, page, say, now),
        part=(part_words(page.part, say)[1], p.AskPart()),
        offer=(_paper_words(page, say) or say("Mang về"), p.AskOffer()),
        mood=MOODS[page.paper],
    )


def _case(page: p.OneProcedure, say: Say) -> tuple[str, str, Tap] | None:
    """Only beside the papers: all else is the same for every case."""
    cases = page.procedure.cases
    if len(cases) < 2 or page.part != "papers":
        return None
    if page.case is None:
        return say.many("Thủ tục này có {count} trường hợp", len(cases)), say("Chọn trường hợp"), p.AskCase()
    return cases[page.case].name.into(say.language), say("Đổi"), p.AskCase()


def _offers(kiosk: Kiosk, page: p.OneProcedure, say: Say, now: Now) -> tuple[TileView, ...]:
    offers = [_print(kiosk, page, say)]
    offers.append(TileView(say("Lấy bằng mã QR"), say("Quét bằng điện thoại"), tap=p.TakePhone(), icon="qr"))
    service = kiosk.setup.plan.service(page.procedure.service or "")
    if service is not None:
        offers.append(_number(kiosk, service.id, say, now))
    return tuple(offers)


def _print(kiosk: Kiosk, page: p.OneProcedure, say: Say) -> TileView:
    title = say("In danh sách giấy tờ")
    if said := _paper_words(page, say):
        icons = {"printing": "clock", "printed": "check", "failed": "warning"}
        again = None if page.paper == "printing" or not can_print(kiosk) else p.PrintPapers()
        return TileView(title, said, icons[page.paper], again, "printer")
    if not can_print(kiosk):
        out = kiosk.setup.printer and "paper-out" in kiosk.problems & NO_PAPER
        return TileView(title, say("Máy in hết giấy") if out else say("Hiện không in được"), "warning", None, "printer")
    return TileView(title, say("Miễn phí"), tap=p.PrintPapers(), icon="printer")


def _paper_words(page: p.OneProcedure, say: Say) -> str:
    match page.paper:
        case "":
            return ""
        case "printing":
            return say("Đang in…")
        case "printed":
            return say("Đã in, mời lấy giấy")
        case "failed":
            return say("Chưa in được")


def _number(kiosk: Kiosk, service: str, say: Say, now: Now) -> TileView:
    name = say("Lấy số thứ tự")
    block = blocked(kiosk, now)
    if block is not None:
        return TileView(name, block_words(block, kiosk, say, now).title, "warning", None, "ticket")
    tile = service_tile(kiosk, service, name, say, now)
    # What has no room here is said where the number is asked for.
    return TileView(tile.title, tile.detail.partition(" · ")[0], tile.detail_icon, tile.tap, "ticket")


@draws(p.Cases)
def _cases(kiosk: Kiosk, page: p.Cases, say: Say, now: Now) -> ChooseView:
    cases = enumerate(page.one.procedure.cases)
    tiles = [_case_tile(case, number, say) for number, case in cases]
    title = say("Quý vị thuộc trường hợp nào?")
    return choose(kiosk, say, now, title=title, tiles=tiles, page=page.page)


def _case_tile(case: Case, number: int, say: Say) -> TileView:
    count = say.many("{count} loại giấy tờ", len(case.papers))
    return TileView(case.name.into(say.language), count, tap=p.ChooseCase(number))


@draws(p.Parts)
def _parts(kiosk: Kiosk, page: p.Parts, say: Say, now: Now) -> ChooseView:
    words = [(part_words(part, say), p.ChoosePart(part)) for part in p.PARTS]
    tiles = [TileView(word, tap=tap, icon=icon) for (icon, word), tap in words]
    return choose(kiosk, say, now, title=say("Quý vị muốn xem phần nào?"), tiles=tiles, page=page.page)


@draws(p.Offers)
def _offers_page(kiosk: Kiosk, page: p.Offers, say: Say, now: Now) -> ChooseView:
    tiles = _offers(kiosk, page.one, say, now)
    return choose(kiosk, say, now, title=say("Quý vị muốn mang gì về?"), tiles=tiles, page=page.page)


@draws(p.Phone)
def _phone(kiosk: Kiosk, page: p.Phone, say: Say, now: Now) -> PhoneView:
    procedure = page.one.procedure
    case = page.one.case or 0
    hall = kiosk.setup.plan.hall.name.into(say.language)
    return PhoneView(
        header=header(kiosk, say, now),
        title=say("Quét mã này bằng điện thoại"),
        lines=(
            say("Điện thoại hiện danh sách giấy tờ dưới dạng chữ, không cần mạng."),
            name_words(procedure.title, say.language),
        ),
        qr=phone_text(hall, page.one.opened, case, say),
        back=say("Quay lại"),
    )
