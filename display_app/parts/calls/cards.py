"""The cards beside the calls: who waits for what, and what else is good to know. Pure."""

from __future__ import annotations

from msgspec import Struct

from display_app.board import Board
from display_app.parts.calls.layout import CARD_LINES, Layout
from display_app.parts.part import About
from display_app.texts import WIDEST_DIGIT, first_fitting, fit_words, opening, services_of
from hall_core.domain.names import Slug
from hall_core.domain.plan import Service
from hall_core.ui.wrap import ELLIPSIS

COUNT_ICON = 1.3
"""Room for the icon after a count and the space before it, in parts of the font size."""
COUNTED_LEAST = 8.0
"""Room on a card for a name with its count beside it, in parts of the font size; with less, the count is below."""


class Card(Struct, frozen=True):
    """One thing to know, in two rows at most."""

    lines: tuple[str, ...]
    icon: str = ""
    badge: str = ""
    """In the icon's place: the letters that the service's tickets begin with."""
    count: str = ""
    """People waiting."""


class Cards:
    """The cards of one board's zone. Names are broken into rows once."""

    def __init__(self, about: About, layout: Layout) -> None:
        plan, zone = about.plan, about.board.zone
        self._layout = layout
        self._say = about.words.into("vi")
        self._em = about.em
        self._size = layout.scale.font("caption")
        self._services = {service.id: service for service in services_of(plan, zone)}
        self._names: dict[tuple[Slug, int], tuple[str, ...]] = {}
        self._notes = [self._hotline(plan.hall.hotline)] if plan.hall.hotline else []
        here = next((z for z in plan.zones if z.id == zone), None)
        if here is not None and len(plan.zones) > 1:
            self._notes.append(self._note("place", here.name.vi))

    def __call__(self, state: Board) -> list[Card]:
        """All of them, in the order of their pages."""
        hall = state.hall
        waiting = [
            self._service(service, state.services[id].waiting)
            for id, service in self._services.items()
            if id in state.services and state.services[id].waiting
        ]
        if hall is not None and (opens := opening(hall, self._say)):
            return [self._note("clock", *opens), *waiting, *self._notes]
        if hall is not None and not waiting:
            waiting = [self._note("people", self._say("Hiện không có người chờ"), self._say("Không có ai chờ"))]
        return waiting + self._notes

    def heading(self, state: Board) -> str:
        """Above the cards when no call stands large."""
        if state.hall is None:
            return ""
        if not state.hall.open:
            return self._shortest_needed(self._say("Ngoài giờ làm việc"), self._say("Ngoài giờ"))
        return self._shortest_needed(self._say("Số người đang chờ"), self._say("Đang chờ"))

    def _service(self, service: Service, waiting: int) -> Card:
        count, prefix = str(waiting), service.numbers.prefix
        icon = "" if prefix else "ticket"
        room = self._layout.card_text - (self._em(WIDEST_DIGIT * len(count), "Bold") + COUNT_ICON) * self._size
        beside = self._layout.card_text >= COUNTED_LEAST * self._size
        key = service.id, len(count)
        if key not in self._names:
            wide = self._layout.card_text
            self._names[key] = self._rows(service.name.vi, room) if beside else self._rows(service.name.vi, wide, 1)
        if beside:
            return Card(self._names[key], icon, prefix, count)
        return Card((*self._names[key], self._say.many("{count} người", waiting)), icon, prefix)

    def _hotline(self, number: str) -> Card:
        """The icon says it alone where the words have no room."""
        label = self._say("Đường dây nóng")
        if self._width(label) > self._layout.card_text:
            return self._note("phone", number)
        return Card((label, *self._rows(number, self._layout.card_text, 1)), "phone")

    def _note(self, icon: str, *texts: str) -> Card:
        """The first wording that has room, from the fullest to the tersest, which is cut if need be."""
        broken = [self._rows(text, self._layout.card_text) for text in texts]
        return Card(next((rows for rows in broken if not rows[-1].endswith(ELLIPSIS)), broken[-1]), icon)

    def _rows(self, text: str, width: float, lines: int = CARD_LINES) -> tuple[str, ...]:
        return fit_words(text, width, lines, self._width)

    def _width(self, text: str) -> float:
        return self._em(text, "Regular") * self._size

    def _shortest_needed(self, *texts: str) -> str:
        """The first that has room above the cards, from the fullest wording to the tersest."""
        return first_fitting(texts, self._layout.quiet.width - self._layout.pad * 2, self._width)
