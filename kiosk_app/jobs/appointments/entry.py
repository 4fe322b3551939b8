"""How the first page leads to the check-in, in a hall that has appointments. Pure."""

from __future__ import annotations

from hall_core.ui.translate import Say
from kiosk_app.jobs.appointments.pages import BeginCheckIn
from kiosk_app.jobs.tickets.hall import blocked
from kiosk_app.jobs.tickets.words import block_words
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.views import TileView


def tiles(kiosk: Kiosk, say: Say, now: Now) -> tuple[TileView, ...]:
    if not any(service.appointments for service in kiosk.setup.plan.services):
        return ()
    if blocked(kiosk, now) == "closed":
        said = block_words("closed", kiosk, say, now)
        return (TileView(say("Tôi có lịch hẹn"), said.title, said.icon, None, "calendar"),)
    return (TileView(say("Tôi có lịch hẹn"), say("Nhận số theo giờ đã hẹn"), "", BeginCheckIn(), "calendar"),)
