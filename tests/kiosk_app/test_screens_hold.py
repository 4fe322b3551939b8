"""What a screen takes off its page for a while it still has when it puts it back: Kivy's ids hold nothing."""

from __future__ import annotations

import gc

import pytest
from msgspec.structs import replace

from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Name
from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.ui.translate import Words
from kiosk_app.drawing import Said, home_button, message
from kiosk_app.jobs.dossiers import pages as p
from kiosk_app.kiosk import Kiosk
from kiosk_app.looks import Looks
from kiosk_app.view import view
from tests.kiosk_app.conftest import Hand
from tests.screens_support import PANELS, Glass

LONG = Name("Cấp giấy chứng nhận quyền sử dụng đất " * 12, "Land use certificate " * 20)
SHORT = Name("Khai sinh", "Birth")


def on_glass(glass: Glass, panel: str) -> object:
    from kiosk_app.stage import Stage

    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    glass.use(looks.plain)
    stage = Stage(looks.of, lambda _: None)
    glass.show(stage)
    return stage


def test_the_header_of_a_message_comes_back_on_a_small_panel(glass: Glass, hand: Hand, english_too: Words) -> None:
    stage, say = on_glass(glass, "800x480"), english_too.into("vi")
    said = Said("clock", "Tạm dừng", ())
    for button in (home_button(say), None, home_button(say), None):
        stage.show(message(hand.kiosk, said, say, hand.now, button=button))  # pyright: ignore[reportAttributeAccessIssue]
        glass.frames()
        gc.collect()
    assert any(widget.__class__.__name__ == "PageHeader" for widget in glass.window.children[0].walk())


@pytest.mark.parametrize("panel", ["1280x800", "1080x1920"])
def test_the_name_of_a_dossier_comes_back_after_one_that_had_no_room(
    glass: Glass, hand: Hand, english_too: Words, panel: str
) -> None:
    stage, say = on_glass(glass, panel), english_too.into("vi")

    def found(name: Name) -> Kiosk:
        dossier = Dossier(code="H41.16-261005-7777", procedure=name, agency=SHORT, state="processing")
        return replace(hand.kiosk, page=p.Found(dossier=dossier, as_of=None))

    for name in (LONG, SHORT, LONG, SHORT):
        stage.show(view(found(name), say, hand.now), personal=True)  # pyright: ignore[reportAttributeAccessIssue]
        glass.frames()
        gc.collect()
    assert any(getattr(widget, "text", "") == SHORT.vi for widget in glass.window.children[0].walk())
