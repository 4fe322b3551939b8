"""What stands on the pages of looking a dossier up. Pure."""

from __future__ import annotations

from hall_core.domain.dossier import Dossier
from hall_core.domain.dossier_days import Reckoned
from hall_core.ui.translate import Say
from kiosk_app.drawing import Said, ask_staff, choose, draws, header, home_button, message
from kiosk_app.jobs.dossiers import pages as p
from kiosk_app.jobs.dossiers.fee import amount_words, payable, payment_text
from kiosk_app.jobs.dossiers.views import DossierView, PayView, TextView
from kiosk_app.jobs.dossiers.words import (
    ANSWERED,
    aged,
    apology,
    day_words,
    expected_words,
    lateness,
    state_words,
    updated_words,
)
from kiosk_app.jobs.entry.show import entry
from kiosk_app.jobs.entry.views import EntryView
from kiosk_app.jobs.tickets.hall import blocked
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.messages import GoBack, Tap
from kiosk_app.views import ChooseView, FactView, MessageView, TileView

EXAMPLE = "H41.16-261005-0007"
"""What such a code looks like."""
TAIL = 4
"""Last signs of a code, by which people tell their dossiers from one another."""


@draws(p.Lookup)
def _lookup(kiosk: Kiosk, page: p.Lookup, say: Say, now: Now) -> EntryView:
    cards = kiosk.setup.plan.policy.id_card
    return entry(
        kiosk,
        page,
        say,
        now,
        title=say("Mã hồ sơ của quý vị?"),
        placeholder=say("Mã in trên giấy biên nhận"),
        scan=say("Hoặc quét mã hay thẻ căn cước.") if cards else say("Hoặc đưa mã vào máy quét."),
        example=say("Ví dụ: {code}").format(code=EXAMPLE),
        button=say("Tra cứu"),
    )


@draws(p.Looking)
def _looking(kiosk: Kiosk, page: p.Looking, say: Say, now: Now) -> MessageView:
    wait = say("Mời quý vị chờ trong giây lát.")
    if asks_the_centre(kiosk):
        wait = say("Nếu hồ sơ chưa có ở đây, ki-ốt hỏi hệ thống một cửa. Mời quý vị chờ vài giây.")
    said = Said("search", say("Đang tra cứu…"), (wait,))
    return message(kiosk, said, say, now)


@draws(p.Recognising)
def _recognising(kiosk: Kiosk, page: p.Recognising, say: Say, now: Now) -> MessageView:
    said = Said("search", say("Đang tra cứu…"), (_kept_nothing(say),))
    return message(kiosk, said, say, now)


@draws(p.Found)
def _found(kiosk: Kiosk, page: p.Found, say: Say, now: Now) -> DossierView:
    dossier, words = page.dossier, state_words(page.dossier.state, say)
    late = lateness(dossier, page.as_of) == "late"
    fee = payable(dossier)
    return DossierView(
        header=header(kiosk, say, now),
        icon=words.icon,
        state=say("{state}, chậm hẹn").format(state=words.title) if late else words.title,
        kind="caution" if late else words.kind,
        code=dossier.code,
        procedure=dossier.procedure.into(kiosk.language),
        agency=dossier.agency.into(kiosk.language),
        dates=_dates(dossier, page.reckoned, say),
        texts=_texts(page, words.next, say, now),
        part=page.page,
        parts=say("Trang {page}/{pages}"),
        updated=updated_words(page.as_of, say, asked=page.asked),
        back=say("Quay lại"),
        next=say("Sau"),
        done=say("Xong"),
        pay=(say("Nộp {amount}").format(amount=amount_words(fee, say)), p.OpenPayment()) if fee else None,
        pay_short=say("Nộp tiền"),
    )


def _dates(dossier: Dossier, reckoned: Reckoned | None, say: Say) -> tuple[FactView, ...]:
    ended = say("Ngày có kết quả") if dossier.state in ANSWERED else say("Ngày kết thúc")
    dates = (
        ("document", say("Ngày nhận"), dossier.received),
        ("calendar", say("Hẹn trả"), dossier.due),
        ("calendar", say("Hẹn lại"), dossier.new_due),
        ("check", ended, dossier.ended),
    )
    facts = tuple(FactView(icon, label, day_words(day)) for icon, label, day in dates if day)
    may = expected_words(reckoned)
    return facts if may is None else (*facts, FactView("calendar", say("Hẹn trả dự kiến"), may))


def _texts(page: p.Found, next: str, say: Say, now: Now) -> tuple[TextView, ...]:
    dossier = page.dossier
    sorry = apology(dossier, page.as_of, page.reckoned, say)
    texts = [] if sorry is None else [sorry]
    old = aged(dossier, page.as_of, now.at if now.trusted else None, say)
    texts.append(TextView(say("Việc cần làm"), " ".join(filter(None, (next, old)))))
    if expected_words(page.reckoned) is not None:
        only = say("Ngày này tính theo thời hạn giải quyết của thủ tục. Cơ quan chưa hẹn ngày trả kết quả.")
        texts.append(TextView(say("Hẹn trả dự kiến"), only))
    if dossier.note is not None:
        texts.append(TextView(say("Ghi chú của cơ quan"), dossier.note.into(say.language)))
    fee = dossier.fee
    if fee is not None and fee.paid:
        paid = say("Đã nộp {amount}, theo xác nhận của hệ thống một cửa.")
        texts.append(TextView(say("Khoản nộp"), paid.format(amount=amount_words(fee, say))))
    return tuple(texts)


@draws(p.Pay)
def _pay(kiosk: Kiosk, page: p.Pay, say: Say, now: Now) -> PayView:
    """The code only says what to pay: whether it was paid, the central system knows, and not at once."""
    fee = page.fee
    return PayView(
        header=header(kiosk, say, now),
        title=say("Nộp {amount}").format(amount=amount_words(fee, say)),
        code=say("Cho hồ sơ {code}").format(code=page.code),
        qr=payment_text(page.code, fee),
        lines=(
            say("Mời mở ứng dụng ngân hàng hoặc ví điện tử và quét mã này."),
            say("Hệ thống một cửa sẽ xác nhận sau, có thể mất một lúc."),
            say("Mời giữ lại biên lai trong ứng dụng."),
        ),
        back=say("Quay lại"),
    )


@draws(p.Mine)
def _mine(kiosk: Kiosk, page: p.Mine, say: Say, now: Now) -> ChooseView:
    tiles = [
        TileView(
            dossier.procedure.into(kiosk.language),
            f"{state_words(dossier.state, say).title} · …{dossier.code[-TAIL:]}",
            state_words(dossier.state, say).icon,
            p.OpenDossier(dossier.code),
        )
        for dossier in page.dossiers
    ]
    return choose(kiosk, say, now, title=say("Quý vị muốn xem hồ sơ nào?"), tiles=tiles, page=page.page)


@draws(p.NotFound)
def _not_found(kiosk: Kiosk, page: p.NotFound, say: Say, now: Now) -> MessageView:
    lines = (say("Mã đã tra cứu: {code}").format(code=page.code), *_why_not(page, say))
    typed = bool(kiosk.trail) and isinstance(kiosk.trail[-1], p.Lookup)
    other: tuple[str, Tap] = (say("Sửa mã"), GoBack()) if typed else (say("Nhập mã"), p.BeginLookup())
    said = Said("search", say("Chưa tìm thấy hồ sơ"), lines)
    return message(kiosk, said, say, now, button=home_button(say), second=other, switch=True)


def _why_not(page: p.NotFound, say: Say) -> tuple[str, ...]:
    updated = f"{updated_words(page.as_of, say)}."
    match page.asked:
        case "none" | "found":
            return (say("Hệ thống một cửa cũng chưa có hồ sơ nào mang mã này. Mời xem lại mã."), updated)
        case "no-answer":
            return (say("Hệ thống một cửa chưa trả lời. Hồ sơ mới nộp có thể chưa có ở đây."), updated)
        case "not-asked":
            return (say("Mời xem lại mã. Hồ sơ mới nộp có thể chưa có ở đây."), updated)


@draws(p.NoneOfMine)
def _none_of_mine(kiosk: Kiosk, page: p.NoneOfMine, say: Say, now: Now) -> MessageView:
    lines = (
        say("Không có hồ sơ nào ghi theo thẻ này. Mời thử bằng mã trên giấy biên nhận."),
        f"{updated_words(page.as_of, say)}.",
        _kept_nothing(say),
    )
    said = Said("search", say("Chưa tìm thấy hồ sơ"), lines)
    return message(kiosk, said, say, now, button=home_button(say), second=_by_code(say), switch=True)


@draws(p.NoCards)
def _no_cards(kiosk: Kiosk, page: p.NoCards, say: Say, now: Now) -> MessageView:
    instead = say("Mời quý vị quét hoặc nhập mã trên giấy biên nhận.")
    if page.why == "policy":
        title = say("Ki-ốt này không tra cứu bằng thẻ căn cước")
        said = Said("info", title, (instead, _kept_nothing(say)))
    else:
        title = say("Ki-ốt này chưa tra cứu được bằng thẻ căn cước")
        said = Said("warning", title, (instead, _kept_nothing(say)), "id-key")
    return message(kiosk, said, say, now, button=home_button(say), second=_by_code(say), switch=True)


@draws(p.Away)
def _away(kiosk: Kiosk, page: p.Away, say: Say, now: Now) -> MessageView:
    works = say("Quý vị vẫn lấy được số thứ tự tại ki-ốt này.") if blocked(kiosk, now) is None else ask_staff(say)
    lines = (say("Ki-ốt chưa hỏi được hệ thống của trung tâm. Mời thử lại sau ít phút."), works)
    said = Said("no-link", say("Chưa tra cứu được lúc này"), lines, "no-dossiers")
    return message(kiosk, said, say, now, button=home_button(say), switch=True)


def asks_the_centre(kiosk: Kiosk) -> bool:
    """Whether an answer may take as long as the line to the centre needs."""
    centre = kiosk.setup.plan.centre
    return centre is not None and centre.ask


def _kept_nothing(say: Say) -> str:
    return say("Không có thông tin nào trên thẻ được lưu lại.")


def _by_code(say: Say) -> tuple[str, Tap]:
    return say("Nhập mã"), p.BeginLookup()
