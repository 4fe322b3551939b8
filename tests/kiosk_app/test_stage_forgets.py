"""What was drawn for one person is gone from every widget before the next one stands there."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Name
from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.domain.typing import Typed
from hall_core.ui.shown import shown
from hall_core.ui.tokens import ROLES
from hall_core.ui.translate import Words
from kiosk_app.jobs.dossiers import pages as p
from kiosk_app.jobs.tickets.pages import Fields
from kiosk_app.kiosk import Home, Manner, Page
from kiosk_app.looks import Looks
from kiosk_app.messages import Key, Tap
from kiosk_app.view import view
from tests.kiosk_app.conftest import Hand
from tests.screens_support import PANELS, Glass

PLAIN = Manner()
SECRET = "H41.16-261005-7777"
DOSSIER = Dossier(code=SECRET, procedure=Name("Thủ tục riêng", "Private"), agency=Name("Sở", "Office"), state="stopped")
TYPED = p.Lookup(typed=Typed(method="plain", most=40, text=SECRET))
PERSONAL: list[Page] = [
    TYPED,
    p.Found(dossier=DOSSIER, as_of=None),
    p.NotFound(code=SECRET, as_of=None),
    p.Mine(dossiers=(DOSSIER, replace(DOSSIER, code=f"{SECRET}-2")), as_of=None),
]


class Player:
    def __init__(self, glass: Glass, hand: Hand, words: Words, panel: str) -> None:
        from kiosk_app.stage import Stage

        looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
        glass.use(looks.plain)
        self.taps: list[Tap] = []
        self.stage = Stage(looks.of, self.taps.append)
        self._glass, self._hand, self._words = glass, hand, words
        glass.show(self.stage)

    def show(self, page: Page, manner: Manner = PLAIN) -> None:
        kiosk = replace(self._hand.kiosk, page=page, manner=manner)
        drawn = view(kiosk, self._words.into(manner.language), self._hand.now)
        self.stage.show(drawn, manner, personal=page.personal)
        self._glass.frames()

    def screen(self) -> Any:
        return self.stage.children[0]


@pytest.fixture(params=["1280x800", "800x480"])
def player(request: pytest.FixtureRequest, glass: Glass, hand: Hand, english_too: Words) -> Iterator[Player]:
    yield Player(glass, hand, english_too, request.param)


def texts(root: Any) -> str:
    """Every text of every widget, seen or not."""
    found = [str(getattr(widget, name, "")) for widget in root.walk() for name in ("text", "title", "detail", "view")]
    return " ".join(found)


@pytest.mark.parametrize("page", PERSONAL, ids=lambda page: type(page).__name__)
@pytest.mark.parametrize("after", [Home(), Fields()], ids=["home", "another"])
def test_no_widget_keeps_what_a_personal_page_said(player: Player, page: Page, after: Page) -> None:
    player.show(page)
    assert SECRET[-4:] in texts(player.stage)
    drawn_on = weakref.ref(player.screen())
    player.show(after)
    gc.collect()
    assert drawn_on() is None
    kept = [*player.stage._screens.values(), player.stage]
    assert all(SECRET[-4:] not in texts(root) for root in kept)
    assert SECRET[-4:] not in str(shown(player.stage, (1, 1)))


def remembered() -> str:
    """Every text whose width is kept."""
    from hall_core.ui.widgets.text_block.text_block import measure

    widths = [measure(role, weight) for role in ROLES for weight in ("regular", "strong", "bold")]
    return " ".join(
        str(key) for width in widths for kept in gc.get_referents(width) if isinstance(kept, dict) for key in kept
    )


def test_no_width_is_kept_of_what_was_measured(player: Player) -> None:
    player.show(TYPED)
    assert SECRET in remembered()
    player.show(Home())
    assert SECRET not in remembered()


def test_from_one_personal_page_to_the_next_nothing_is_made_anew(player: Player) -> None:
    player.show(TYPED)
    screen = player.screen()
    player.show(p.Looking(intent="", code=SECRET))
    player.show(TYPED)
    assert player.screen() is screen


def test_a_look_of_somebody_else_is_no_way_to_keep_it(player: Player) -> None:
    player.show(TYPED)
    drawn_on = weakref.ref(player.screen())
    player.show(Home(), Manner(contrast=True))
    gc.collect()
    assert drawn_on() is None
    assert SECRET not in remembered()


def test_keys_and_buttons_of_the_entry_page_say_what_they_mean(player: Player, glass: Glass) -> None:
    from hall_core.ui.widgets.keyboard.key import Key as KeyWidget
    from hall_core.ui.widgets.push_button.push_button import PushButton
    from kiosk_app.jobs.entry.pages import Enter

    player.show(p.Lookup())
    for meaning in ("H", "4", ".", "backspace"):
        glass.tap(glass.find(KeyWidget, meaning=meaning))
    glass.tap(glass.find(PushButton, text="Tra cứu"))
    assert player.taps == [Key("H"), Key("4"), Key("."), Key("backspace"), Enter()]
