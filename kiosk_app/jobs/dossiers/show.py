"""What stands on the pages of looking a dossier up. Pure."""

from __future__ import annotations

from hall_core.domain.dossier import Dossier
from hall_core.ui.translate import Say
from kiosk_app.drawing import Said, ask_staff, choose, draws, header, home_button, message
from kiosk_app.jobs.dossiers import pages as p
from kiosk_app.jobs.dossiers.fee import amount_words, payable, payment_text
from kiosk_app.jobs.dossiers.views import DossierView, PayView, TextView
from kiosk_app.jobs.dossiers.words import ANSWERED, apology, day_words, lateness, state_words, updated_words
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
    said = Said("search", say("Đang tra cứu…"), (say("Mời quý vị chờ trong giây lát."),))
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
        dates=_dates(dossier, say),
        texts=_texts(page, words.next, say),
        part=page.page,
        parts=say("Trang {page}/{pages}"),
        updated=updated_words(page.as_of, say),
        back=say("Quay lại"),
        next=say("Sau"),
        done=say("Xong"),
        pay=(say("Nộp {amount}").format(amount=amount_words(fee, say)), p.OpenPayment()) if fee else None,
        pay_short=say("Nộp tiền"),
    )


def _dates(dossier: Dossier, say: Say) -> tuple[FactView, ...]:
    ended = say("Ngày có kết quả") if dossier.state in ANSWERED else say("Ngày kết thúc")
    dates = (
        ("document", say("Ngày nhận"), dossier.received),
        ("calendar", say("Hẹn trả"), dossier.due),
        ("calendar", say("Hẹn lại"), dossier.new_due),
        ("check", ended, dossier.ended),
    )
    return tuple(FactView(icon, label, day_words(day)) for icon, label, day in dates if day)


def _texts(page: p.Found, next: str, say: Say) -> tuple[TextView, ...]:
    dossier = page.dossier
    sorry = apology(dossier, page.as_of, say)
    texts = [] if sorry is None else [sorry]
    texts.append(TextView(say("Việc cần làm"), next))
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
    lines = (
        say("Mã đã tra cứu: {code}").format(code=page.code),
        say("Mời xem lại mã. Hồ sơ mới nộp có thể chưa có ở đây."),
        f"{updated_words(page.as_of, say)}.",
    )
    typed = bool(kiosk.trail) and isinstance(kiosk.trail[-1], p.Lookup)
    other: tuple[str, Tap] = (say("Sửa mã"), GoBack()) if typed else (say("Nhập mã"), p.BeginLookup())
    said = Said("search", say("Chưa tìm thấy hồ sơ"), lines)
    return message(kiosk, said, say, now, button=home_button(say), second=other, switch=True)


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


def _kept_nothing(say: Say) -> str:
    return say("Không có thông tin nào trên thẻ được lưu lại.")


def _by_code(say: Say) -> tuple[str, Tap]:
    return say("Nhập mã"), p.BeginLookup()
