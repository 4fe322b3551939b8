"""What stands on the rating pages. No name of anybody is among it. Pure."""

from __future__ import annotations

from hall_core.contract.messages import RatingOffer
from hall_core.domain.rating import LEVELS, REASONS, Level
from hall_core.ui.translate import Say
from kiosk_app import messages as m
from kiosk_app.drawing import Said, draws, header, home_button, message
from kiosk_app.jobs.rating import pages as p
from kiosk_app.jobs.rating import views as v
from kiosk_app.jobs.rating.offers import offered
from kiosk_app.jobs.rating.words import level_words, question_words, reason_words, when_done, why_words
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.views import MessageView


@draws(p.Idle)
def _idle(kiosk: Kiosk, page: p.Idle, say: Say, now: Now) -> v.PadView:
    counter = kiosk.setup.plan.counter(page.counter)
    return v.PadView(
        header=header(kiosk, say, now),
        label=say("Quầy số"),
        counter="" if counter is None else str(counter.number),
        sentence=when_done(say),
        rate=(say("Đánh giá"), p.OpenOffer()) if offered(kiosk, now) is not None else None,
    )


@draws(p.FacesUnasked)
@draws(p.Faces)
def _faces(kiosk: Kiosk, page: p.Faces, say: Say, now: Now) -> v.FacesView:
    faces = tuple(_face(page.offer, level, say) for level in LEVELS)
    return v.FacesView(
        header=header(kiosk, say, now),
        title=say("Quý vị có hài lòng với dịch vụ không?"),
        number=_number(page.offer, say),
        faces=faces,
        chosen=None if page.level is None else p.ChooseLevel(page.offer.id, page.level),
        skip=(say("Bỏ qua"), m.GoHome()),
    )


@draws(p.Reasons)
def _reasons(kiosk: Kiosk, page: p.Reasons, say: Say, now: Now) -> v.ReasonsView:
    id = page.offer.id
    title, short = question_words(page.level, say)
    return v.ReasonsView(
        header=header(kiosk, say, now),
        title=title,
        title_short=short,
        hint=say("Chọn một hoặc nhiều ý, hoặc gửi ngay."),
        number=_number(page.offer, say),
        face=_face(page.offer, page.level, say),
        reasons=tuple(
            v.ReasonView(reason_words(reason, page.level, say), reason in page.ticked, p.Tick(id, reason))
            for reason in REASONS[page.level]
        ),
        back=(say("Quay lại"), m.GoBack()),
        skip=(say("Bỏ qua"), m.GoHome()),
        send=(say("Gửi đánh giá"), p.Send(id)),
        send_short=say("Gửi"),
    )


@draws(p.Thanks)
def _thanks(kiosk: Kiosk, page: p.Thanks, say: Say, now: Now) -> MessageView:
    lines = (say("Đã ghi nhận, không kèm tên quý vị."),)
    return message(kiosk, Said("check", say("Xin cảm ơn quý vị đã đánh giá"), lines), say, now)


@draws(p.ScanTicket)
def _scan(kiosk: Kiosk, page: p.ScanTicket, say: Say, now: Now) -> MessageView:
    lines = {
        "": (say("Mã QR ở cuối phiếu số thứ tự."),),
        "unreadable": (say("Chưa đọc được mã. Mời quý vị đưa phiếu lại gần và giữ yên."),),
        "no-ticket": (say("Mã vừa quét không phải của phiếu số thứ tự."), say("Mã QR ở cuối phiếu số thứ tự.")),
    }
    said = Said("qr", say("Mời đưa mã QR trên phiếu vào máy quét"), lines[page.hint])
    return message(kiosk, said, say, now, button=(say("Quay lại"), m.GoBack()), switch=True)


@draws(p.Finding)
def _finding(kiosk: Kiosk, page: p.Finding, say: Say, now: Now) -> MessageView:
    said = Said("clock", say("Đang tìm lượt phục vụ…"), (say("Mời quý vị chờ trong giây lát."),))
    return message(kiosk, said, say, now)


@draws(p.NotNow)
def _not_now(kiosk: Kiosk, page: p.NotNow, say: Say, now: Now) -> MessageView:
    return message(kiosk, why_words(page.why, say), say, now, button=home_button(say), switch=True)


def _face(offer: RatingOffer, level: Level, say: Say) -> v.FaceView:
    best_first = LEVELS.index(level)
    return v.FaceView(len(LEVELS) - best_first, level_words(level, say), p.ChooseLevel(offer.id, level))


def _number(offer: RatingOffer, say: Say) -> str:
    return say("Phiếu {number}").format(number=offer.number)
