"""Shows the screen that belongs to the view, in the manner the citizen wants, and hands its taps on."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from time import monotonic
from typing import Any, Literal

from kivy.clock import Clock
from kivy.input.motionevent import MotionEvent
from kivy.uix.floatlayout import FloatLayout

from hall_core.ui.memory import tidy
from hall_core.ui.theme import change
from hall_core.ui.widgets.text_block.text_block import forget_texts
from kiosk_app import views as v
from kiosk_app.jobs.dossiers.views import DossierView, PayView
from kiosk_app.jobs.entry.views import EntryView
from kiosk_app.jobs.procedures import views as procedures
from kiosk_app.jobs.rating import views as rating
from kiosk_app.jobs.staff import views as staff
from kiosk_app.kiosk import Manner
from kiosk_app.looks import Look
from kiosk_app.messages import Tap
from kiosk_app.screens.screen import Screen

# View to (module, class): a screen's module, with its .kv, is loaded when the screen is first needed.
SCREENS: dict[type[Any], tuple[str, str]] = {
    v.HomeView: ("kiosk_app.screens.home.home", "HomeScreen"),
    v.ChooseView: ("kiosk_app.screens.choose.choose", "ChooseScreen"),
    v.TicketView: ("kiosk_app.screens.ticket.ticket", "TicketScreen"),
    v.MessageView: ("kiosk_app.screens.message.message", "MessageScreen"),
    EntryView: ("kiosk_app.screens.entry.entry", "EntryScreen"),
    DossierView: ("kiosk_app.screens.dossier.dossier", "DossierScreen"),
    PayView: ("kiosk_app.screens.pay.pay", "PayScreen"),
    procedures.SearchView: ("kiosk_app.screens.search.search", "SearchScreen"),
    procedures.ListView: ("kiosk_app.screens.listing.listing", "ListScreen"),
    procedures.ProcedureView: ("kiosk_app.screens.procedure.procedure", "ProcedureScreen"),
    procedures.PhoneView: ("kiosk_app.screens.phone.phone", "PhoneScreen"),
    rating.FacesView: ("kiosk_app.screens.rating.faces", "FacesScreen"),
    rating.ReasonsView: ("kiosk_app.screens.rating.reasons", "ReasonsScreen"),
    rating.PadView: ("kiosk_app.screens.rating.pad", "PadScreen"),
    staff.PinView: ("kiosk_app.screens.pin.pin", "PinScreen"),
    staff.StatusView: ("kiosk_app.screens.staff.status", "StatusScreen"),
    staff.PanelView: ("kiosk_app.screens.staff.panel", "PanelScreen"),
}
SMALL: dict[type[Any], tuple[str, str]] = {
    staff.PinView: ("kiosk_app.screens.pin.pin_small", "PinSmallScreen"),
    v.TicketView: ("kiosk_app.screens.ticket_small.ticket_small", "TicketSmallScreen"),
    procedures.SearchView: ("kiosk_app.screens.search_small.search_small", "SearchSmallScreen"),
    procedures.ProcedureView: ("kiosk_app.screens.procedure_small.procedure_small", "ProcedureSmallScreen"),
    DossierView: ("kiosk_app.screens.dossier_small.dossier_small", "DossierSmallScreen"),
    PayView: ("kiosk_app.screens.pay_small.pay_small", "PaySmallScreen"),
}
"""What takes their place on a compact panel."""


WARM: dict[type[Any], tuple[type[Any], ...]] = {
    v.HomeView: (
        procedures.SearchView,
        v.ChooseView,
        v.TicketView,
        EntryView,
        procedures.ProcedureView,
        procedures.ListView,
        DossierView,
    ),
    rating.PadView: (rating.FacesView, rating.ReasonsView),
}
"""First pages, and the screens that are made while one stands there and nobody touches it: those that take more than a
few frames to make, the costliest first."""
QUIET = 3.0
"""Seconds without a touch after which the glass is left alone for a while, as far as one can tell."""
BETWEEN = 0.1
"""Seconds between two screens made so: who comes in the middle of one waits for that one, and for no other. The first
is made before a new page takes taps."""
COLLECT = (700, 10, 1_000)
"""Python's thresholds, but a hundredth as often for all objects: that takes 100 to 200 ms where screens were thrown
away, and comes in a quiet moment instead. On a glass that is never left alone it still comes."""
PLAIN = Manner()


class Stage(FloatLayout):
    """The root of the window. ``look_of`` gives the look of a manner."""

    def __init__(self, look_of: Callable[[Manner], Look], tapped: Callable[[Tap], None]) -> None:
        super().__init__()
        self._look_of = look_of
        self._look = look_of(Manner())
        self._tapped = tapped
        self._plain: dict[type[Any], Screen] = {}
        """The screens that the next person finds: they stay while somebody wants others."""
        self._screens = self._plain
        self._personal: set[type[Any]] = set()
        """Views of the pages that tell something of one person, since the last page that does not."""
        self.view: v.View | None = None
        self._touched = monotonic()
        self._down = False
        """Whether a finger is down, as far as one can tell: now and then a panel loses one's lift."""
        self._dirty = True
        """Whether somebody was there since the memory was tidied."""
        self._rest_soon = Clock.create_trigger(self._rest, BETWEEN)
        self._shown = Clock.create_trigger(lambda _seconds: self._rest_soon(), 0)

    def on_touch_down(self, touch: MotionEvent) -> Literal[True] | None:
        self._touched = monotonic()
        self._down = self._dirty = True
        self._rest_soon()
        return super().on_touch_down(touch)

    def on_touch_up(self, touch: MotionEvent) -> Literal[True] | None:
        self._down = False
        return super().on_touch_up(touch)

    def show(self, view: v.View, manner: Manner = PLAIN, *, personal: bool = False) -> None:
        """Draw ``view``; nothing is drawn when it is what stands there already. What ``personal`` views were drawn on
        is thrown away when the first comes that is not one: a screen that is not seen still holds its last texts."""
        look = self._look_of(manner)
        if look != self._look:
            self._look = look
            change(look.scale, look.theme)
            self._forget()
            self._screens = self._plain if look == self._look_of(PLAIN) else {}
            self.view = None
        if view == self.view:
            return
        if personal:
            self._personal.add(type(view))
        else:
            self._forget()
        screen = self._screen(type(view))
        screen.view = view
        self.view = view
        if self.children != [screen]:
            self.clear_widgets()
            self.add_widget(screen)
        # Not what is due now, nor a time that Kivy counts from the frame before: this page is to be drawn first.
        self._rest_soon.cancel()
        self._shown()

    def _rest(self, _seconds: float) -> None:
        """While nobody touches the glass: makes one more screen of those that the first page leads to, and so on until
        there are all. Then gives back what screens that were thrown away have left behind. Who has just asked for
        another look goes on in a moment: screens of such a look are made without waiting for quiet."""
        cold = [kind for kind in WARM.get(type(self.view), ()) if kind not in self._screens]
        soon = cold and self._screens is not self._plain and not self._down
        if monotonic() - self._touched < QUIET and not soon:
            self._rest_soon()
        elif cold:
            self._screen(cold[0])
            self._dirty = True
            self._rest_soon()
        elif self._dirty:
            self._dirty = False
            tidy()

    def _forget(self) -> None:
        if self._personal:
            forget_texts()
        for kind in self._personal:
            self._screens.pop(kind, None)
        self._personal.clear()

    def _screen(self, kind: type[Any]) -> Screen:
        if kind not in self._screens:
            layout = self._look.layout
            module, name = (SCREENS | SMALL if layout.compact else SCREENS)[kind]
            screen: Screen = getattr(import_module(module), name)(
                layout=layout, size_hint_y=self._look.share, size=(self.width, self.height * self._look.share)
            )
            screen.bind(on_tap=lambda _screen, meaning: self._tapped(meaning))
            self._screens[kind] = screen
        return self._screens[kind]
