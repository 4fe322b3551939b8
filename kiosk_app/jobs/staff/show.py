"""What stands on the pages of the technicians' corner. Pure."""

from __future__ import annotations

from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.ui.translate import Say
from kiosk_app.drawing import Said, choose, draws, header, message
from kiosk_app.jobs.staff import pages as p
from kiosk_app.jobs.staff.status import facts_of
from kiosk_app.jobs.staff.views import PanelView, PinView, StatusView
from kiosk_app.jobs.staff.words import code_words, outcome_words, problem_words
from kiosk_app.kiosk import SECOND, Kiosk, Now
from kiosk_app.messages import GoBack, GoHome, Tap, TurnTo
from kiosk_app.views import MessageView, TileView, View


@draws(p.NoPin)
def _no_pin(kiosk: Kiosk, page: p.NoPin, say: Say, now: Now) -> MessageView:
    lines = (
        say("Tập tin của trung tâm chưa có mã PIN kỹ thuật."),
        say("Chạy lệnh “motcua pin” rồi ghi dòng nhận được vào mục [policy]."),
    )
    said = Said("wrench", say("Chưa có mã PIN kỹ thuật"), lines)
    return message(kiosk, said, say, now, button=(say("Về trang đầu"), GoHome()))


@draws(p.Pin)
def _pin(kiosk: Kiosk, page: p.Pin, say: Say, now: Now) -> PinView:
    minutes = max(1, -(-(page.until - now.mono) // (60 * SECOND)))
    lines = {
        "open": say("Dành cho nhân viên kỹ thuật."),
        "checking": say("Đang kiểm tra…"),
        "wrong": say.many("Mã PIN không đúng. Còn {count} lần thử.", page.left),
        "locked": say.many("Đã thử sai nhiều lần. Mời thử lại sau {count} phút.", minutes),
    }
    return PinView(
        header=header(kiosk, say, now, switch=False),
        title=say("Nhập mã PIN kỹ thuật"),
        line=lines[page.state],
        wrong=page.state in ("wrong", "locked"),
        typed=len(page.typed),
        clear=say("Xóa hết"),
        back=(say("Về trang đầu"), GoHome()),
        enter=(say("Mở"), p.Enter()),
    )


@draws(p.Corner)
def _corner(kiosk: Kiosk, page: p.Corner, say: Say, now: Now) -> StatusView:
    facts = facts_of(kiosk, page.seen, say, now)
    size = kiosk.tiles
    pages = max(1, -(-len(facts) // size))
    at = min(page.page, pages - 1)
    return StatusView(
        header=header(kiosk, say, now),
        title=say("Tình trạng ki-ốt {device}").format(device=kiosk.setup.me),
        facts=tuple(facts[at * size : (at + 1) * size]),
        back=(say("Quay lại"), GoBack()) if at else (say("Thoát"), GoHome()),
        page=f"{at + 1}/{pages}" if pages > 1 else "",
        next=(say("Sau"), TurnTo(at + 1)) if at < pages - 1 else None,
        checks=(say("Kiểm tra"), p.OpenChecks()),
    )


@draws(p.Checks)
def _checks(kiosk: Kiosk, page: p.Checks, say: Say, now: Now) -> View:
    """What cannot be tried on this box stands there all the same, and says why."""
    setup, none = kiosk.setup, say("không có")
    device = setup.plan.device(setup.me)
    spare = isinstance(device, Device) and device.spare
    printer, scanner = setup.printer, setup.scanner
    last = kiosk.last
    heard = "sound" if "sound" in kiosk.problems and "sound" in page.done else page.done.get("sound")

    def tile(title: str, outcome: str | None, tap: Tap | None, detail: str = "") -> TileView:
        words, icon = outcome_words(outcome, say)
        return TileView(title, words or detail or ("" if tap else none), icon, tap)

    done = page.done.get
    tiles = [
        tile(say("In thử"), done("print"), p.TryPrinter() if printer else None),
        tile(say("In thử ở máy dự phòng"), done("spare"), p.TryPrinter(spare=True) if printer and spare else None),
        tile(say("Thử máy quét"), None, p.OpenScanner() if scanner else None),
        tile(say("Thử loa"), heard, p.TrySound()),
        tile(say("Thử màn hình và cảm ứng"), None, p.OpenPanel()),
        tile(
            say("In lại phiếu cuối"),
            None,
            p.Reprint() if printer and last else None,
            last.ticket.number if last else "",
        ),
        tile(say("Khởi động lại chương trình"), None, p.AskFirst("restart")),
        tile(say("Khởi động lại máy"), done("reboot"), p.AskFirst("reboot")),
    ]
    return choose(kiosk, say, now, title=say("Kiểm tra ki-ốt"), tiles=tiles, page=page.page)


@draws(p.TryScanner)
def _try_scanner(kiosk: Kiosk, page: p.TryScanner, say: Say, now: Now) -> MessageView:
    if "scanner-missing" in kiosk.problems:
        said = Said("warning", problem_words("scanner-missing", say), ())
    elif not page.kind:
        said = Said("scan", say("Mời quét một mã bất kỳ"), (say("Nội dung mã không hiện ra và không được lưu."),))
    else:
        length = say.many("Dài {count} ký tự.", page.length)
        kind = say("Loại: {kind}.").format(kind=code_words(page.kind, say))
        said = Said("check", say("Đã đọc được mã"), (kind, length))
    return message(kiosk, said, say, now, button=(say("Quay lại"), GoBack()))


@draws(p.Calibrate)
def _calibrate(kiosk: Kiosk, page: p.Calibrate, say: Say, now: Now) -> PanelView:
    return PanelView(
        header=header(kiosk, say, now, switch=False),
        hint=say("Chạm bốn góc. Thước: 100 mm."),
        close=(say("Quay lại"), GoBack()),
    )


@draws(p.Sure)
def _sure(kiosk: Kiosk, page: p.Sure, say: Say, now: Now) -> MessageView:
    if page.what == "reboot":
        title, line = say("Khởi động lại máy?"), say("Ki-ốt ngừng phục vụ khoảng một phút.")
    else:
        title, line = say("Khởi động lại chương trình?"), say("Ki-ốt ngừng phục vụ vài giây.")
    said = Said("warning", title, (line,))
    return message(kiosk, said, say, now, button=(say("Khởi động lại"), p.DoIt()), second=(say("Không"), GoBack()))
