"""The screen as it must be now. Pure: what each page shows stands with its job."""

from __future__ import annotations

from hall_core.ui.translate import Say
from kiosk_app.drawing import drawn, still_there
from kiosk_app.jobs import SHOWN
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.views import View

__all__ = ["SHOWN", "view"]


def view(kiosk: Kiosk, say: Say, now: Now) -> View:
    """In the words of ``say``."""
    return drawn(kiosk, say, now) if kiosk.there else still_there(kiosk, say, now)
