"""The other languages to choose from, each under the name its own readers call it by. Pure."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.ui.translate import Say
from kiosk_app.drawing import choose, draws, header
from kiosk_app.jobs.home.languages import Languages
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.messages import Speak
from kiosk_app.views import ChooseView, TileView


@draws(Languages)
def _languages(kiosk: Kiosk, page: Languages, say: Say, now: Now) -> ChooseView:
    others = [tongue for tongue in kiosk.setup.languages if tongue.code != kiosk.language]
    tiles = [TileView(tongue.name, tap=Speak(tongue.code)) for tongue in others]
    shown = choose(kiosk, say, now, title=say("Quý vị muốn dùng ngôn ngữ nào?"), tiles=tiles, page=page.page)
    return replace(shown, header=replace(header(kiosk, say, now, switch=False), display=None))
