"""What stands on the first page: what can be done here, and how it stands in the hall. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.domain.business_day import local, spans_on
from hall_core.ui.translate import Say
from kiosk_app.drawing import choose, draws, header
from kiosk_app.jobs.appointments import entry as appointments
from kiosk_app.jobs.dossiers import entry as dossiers
from kiosk_app.jobs.home.pages import Modes, Toggle
from kiosk_app.jobs.procedures import entry as procedures
from kiosk_app.jobs.rating import entry as rating
from kiosk_app.jobs.staff.pages import Knock
from kiosk_app.jobs.tickets import entry as tickets
from kiosk_app.kiosk import Home, Kiosk, Now
from kiosk_app.messages import OpenModes
from kiosk_app.views import ChooseView, FactView, HomeView, ModeView, TileView


@draws(Home)
def _home(kiosk: Kiosk, page: Home, say: Say, now: Now) -> HomeView:
    plan = kiosk.setup.plan
    facts: list[FactView] = []
    if kiosk.online:
        waiting = sum(state.waiting for state in kiosk.services.values())
        facts.append(FactView("people", say("Đang chờ"), say.many("{count} người", waiting)))
    if now.trusted:
        hours = ", ".join(f"{_time(start)}–{_time(end)}" for start, end in spans_on(plan.hours, local(now.at)))
        facts.append(FactView("clock", say("Giờ làm việc hôm nay"), hours or say("Không làm việc")))
    if plan.hall.hotline:
        facts.append(FactView("phone", say("Đường dây nóng"), plan.hall.hotline))
    notice, icon = tickets.notice(kiosk, say, now)
    return HomeView(
        header=replace(header(kiosk, say, now), knock=Knock()),
        title=say("Xin kính chào quý vị"),
        jobs=tickets.tiles(kiosk, say, now)
        + procedures.tiles(kiosk, say, now)
        + dossiers.tiles(kiosk, say, now)
        + appointments.tiles(kiosk, say, now)
        + rating.tiles(kiosk, say, now),
        facts=tuple(facts),
        notice=notice,
        notice_icon=icon,
        modes=_modes(kiosk, say),
        more=TileView(say("Cách hiển thị"), tap=OpenModes(), icon="eye"),
    )


@draws(Modes)
def _modes_page(kiosk: Kiosk, page: Modes, say: Say, now: Now) -> ChooseView:
    state = {True: say("Đang bật"), False: say("Đang tắt")}
    tiles = [
        TileView(mode.label, state[mode.on], "check" if mode.on else "", mode.tap, mode.icon)
        for mode in _modes(kiosk, say)
    ]
    shown = choose(kiosk, say, now, title=say("Màn hình nên hiển thị thế nào?"), tiles=tiles, page=page.page)
    return replace(shown, header=replace(shown.header, display=None))


def _modes(kiosk: Kiosk, say: Say) -> tuple[ModeView, ...]:
    manner, setup = kiosk.manner, kiosk.setup
    larger = ModeView("letter-size", say("Chữ lớn"), manner.larger, Toggle("larger"))
    contrast = ModeView("eye", say("Tương phản cao"), manner.contrast, Toggle("contrast"))
    spoken = ModeView("speaker", say("Đọc thành tiếng"), manner.spoken, Toggle("spoken"))
    low = ModeView("down-arrow", say("Hạ thấp nút"), manner.low, Toggle("low"))
    offered = ((larger, setup.tiles_larger is not None), (contrast, True), (spoken, True), (low, setup.can_lower))
    return tuple(mode for mode, possible in offered if possible)


def _time(minutes: int) -> str:
    """``HH:MM`` of minutes after midnight."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
