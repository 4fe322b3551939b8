"""One part of a procedure, a page of it at a time: it finds out how many there are."""

from __future__ import annotations

from typing import Any

from kivy.clock import Clock
from kivy.properties import ObjectProperty, StringProperty

from hall_core.ui.paged import Block, pages
from hall_core.ui.widgets.section.section import Section, metrics
from kiosk_app.jobs.procedures.views import ProcedureView
from kiosk_app.messages import TurnTo


class Leaves(Section):
    """``view`` is a ProcedureView; ``lead`` are blocks before its own on the first page."""

    view = ObjectProperty(None, allownone=True)
    lead = ObjectProperty(())
    page = StringProperty("")
    """Such as ``Trang 2/3``; empty when there is but one."""
    before = ObjectProperty(None, allownone=True)
    after = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: Any) -> None:
        self._deal_soon = Clock.create_trigger(self._deal, -1)
        self._dealt: tuple[object, list[list[Block]]] = (None, [])
        super().__init__(**kwargs)
        for name in ("view", "lead", "size"):
            self.fbind(name, self._deal_soon)

    def _deal(self, _seconds: float) -> None:
        view: ProcedureView | None = self.view
        if view is None:
            return
        blocks = (*self.lead, *view.blocks)
        wanted = (blocks, int(self.width), int(self.height))
        if self._dealt[0] != wanted:
            self._dealt = wanted, pages(blocks, int(self.width), int(self.height), metrics())
        dealt = self._dealt[1]
        at = min(view.page, len(dealt) - 1)
        self.blocks = dealt[at]
        self.page = view.pages.format(page=at + 1, pages=len(dealt)) if len(dealt) > 1 else ""
        self.before = TurnTo(at - 1) if at else None
        self.after = TurnTo(at + 1) if at < len(dealt) - 1 else None
