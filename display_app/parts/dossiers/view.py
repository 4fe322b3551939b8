"""What the part ``dossiers`` shows, as values. Pure.

Sections follow one another: results to collect, late dossiers, figures. Of facts that are not of today, or while
nobody knows what today is, only the results are shown: what was late then may have been done since.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from display_app.board import Board
from display_app.hours import CLOCK_FOR, hub_time
from display_app.parts.dossiers import texts
from display_app.parts.dossiers.layout import MEASURED, Layout
from display_app.parts.dossiers.pages import BANDS, Page, pages_of
from display_app.parts.dossiers.rows import CountView, Rows, RowView
from display_app.parts.dossiers.texts import Section
from display_app.parts.part import About
from display_app.texts import clock_time, fit_words
from display_app.turns import Turns
from hall_core.domain.business_day import business_day, ends_at
from hall_core.domain.dossier_board import DossierBoard, Figures
from hall_core.domain.names import ApologyRef, Millis
from hall_core.ui.fonts import Weight

ROW_FOR, PAGE_FOR = 1_500, 4_000
"""Milliseconds for each row of a page, to see whether it is one's own, and for the page: to look up, and to note."""
EMPTY_LINES = 4


class BandView(Struct, frozen=True):
    """Three figures."""

    title: str
    """Above them; "" when it stands in the heading."""
    tiles: tuple[tuple[str, tuple[str, ...]], ...]
    """Each a figure and its label."""


class DossiersView(Struct, frozen=True, kw_only=True):
    section: Section
    title: str
    page: str = ""
    """Such as "2/15"; "" when there is one."""
    age: str = ""
    """Of when the facts are."""
    old: bool = False
    """They are not of today."""
    count: str = ""
    """How many there are in all."""
    rows: tuple[RowView, ...] = ()
    counts: tuple[CountView, ...] = ()
    bands: tuple[BandView, ...] = ()
    empty: tuple[str, ...] = ()
    """What is said where there is nothing to show."""
    shows: frozenset[ApologyRef] = frozenset()
    message: bool = False


class Views:
    """See :class:`display_app.parts.part.Views`."""

    def __init__(self, about: About, layout: Layout) -> None:
        self._layout = layout
        self._say = about.words.into("vi")
        self._em = about.em
        self._size = layout.scale.font("caption")
        self._inner = layout.inner.width * MEASURED
        self._rows = Rows(about, layout)
        self._turn = about.plan.hall.day_turn
        self._known: tuple[DossierBoard, bool, list[Page]] | None = None

    def pages(self, state: Board, turns: Turns) -> Sequence[Millis]:
        return [PAGE_FOR + ROW_FOR * page.rows for page in self._pages(state, turns)]

    def urgent(self, state: Board, turns: Turns) -> bool:
        return False

    def __call__(self, state: Board, turns: Turns, page: int) -> DossiersView:
        told, pages, current = state.dossiers, self._pages(state, turns), self._current(state, turns)
        if told is None:
            return self._nothing(self._say("Thông tin hồ sơ đang được cập nhật. Mời quý vị hỏi tại quầy hướng dẫn."))
        if not pages:
            view = self._nothing(self._say("Hiện không có hồ sơ nào chờ quý vị đến nhận kết quả."))
            return self._dated(view, told, [""], current)
        at = pages[page]
        return self._dated(self._page(told, at), told, self._in_all(told, at), current)

    def _page(self, told: DossierBoard, at: Page) -> DossiersView:
        number, month = f"{at.place}/{at.pages}" if at.pages > 1 else "", str(int(told.day[5:7]))
        room = self._inner - self._layout.mark - (self._width(number) + self._layout.air if number else 0)
        section = "overview" if at.section in BANDS and at.last - at.first > 1 else at.section
        title = self._fitting(texts.titles(self._say, section, month), room, "SemiBold")
        view = DossiersView(section=at.section, title=title, page=number)
        figures = told.figures
        if at.section == "ready":
            return replace(view, rows=self._rows.ready(told, at))
        if at.section == "late":
            shows = frozenset(row.ref for row in told.late[at.first : at.last] if row.ref)
            return replace(view, rows=self._rows.late(told, at), shows=shows)
        assert figures is not None, "pages_of gives no others without figures"
        if at.section == "agencies":
            return replace(view, counts=self._rows.agencies(figures, at))
        titled = section == "overview"
        return replace(
            view, bands=tuple(self._band(figures, band, month, titled) for band in BANDS[at.first : at.last])
        )

    def _band(self, figures: Figures, band: Section, month: str, titled: bool) -> BandView:
        layout = self._layout.tiles
        counts = {
            "today": (figures.received, figures.open, figures.late),
            "month": (figures.early, figures.on_time, figures.was_late),
        }[band]
        width = layout.width if layout.beside else self._inner
        names = [fit_words(label, width, layout.lines, self._width) for label in texts.labels(self._say)[band]]
        title = self._fitting(texts.titles(self._say, band, month), self._inner, "SemiBold") if titled else ""
        return BandView(title, tuple(zip(map(texts.figure, counts), names, strict=True)))

    def _in_all(self, told: DossierBoard, at: Page) -> list[str]:
        """How many dossiers the list has, in words for ever less room."""
        say = self._say
        if at.section not in ("ready", "late"):
            return [""]
        listed, all = (
            (len(told.ready), told.ready_all)
            if at.section == "ready"
            else (len(told.late), told.figures.late if told.figures else 0)
        )
        words = say.many("{count} hồ sơ", all)
        if listed == all:
            return [words, ""]
        more = say("{listed} trong {all} hồ sơ, mời tra cứu thêm tại ki-ốt"), say("{listed} trong {all} hồ sơ")
        return [*(text.format(listed=texts.figure(listed), all=texts.figure(all)) for text in more), ""]

    def _dated(self, view: DossiersView, told: DossierBoard, counts: list[str], current: bool) -> DossiersView:
        """``view`` with the age of its facts, which is always told, and with as much of the count as has room."""
        day = "" if current else f"{told.day[8:]}/{told.day[5:7]}"
        ages = texts.age(self._say, clock_time(told.as_of), day)
        pairs = [(age, count) for count in counts for age in ages]
        room = self._inner - self._layout.air
        age, count = next((p for p in pairs if self._width(p[0]) + self._width(p[1]) <= room), (ages[-1], ""))
        return replace(view, age=age, count=count, old=not current)

    def _nothing(self, words: str) -> DossiersView:
        title = self._fitting([self._say("Hồ sơ và kết quả"), self._say("Hồ sơ")], self._inner, "SemiBold")
        lines = fit_words(words, self._inner, EMPTY_LINES, self._width)
        return DossiersView(section="overview", title=title, empty=lines)

    def _pages(self, state: Board, turns: Turns) -> list[Page]:
        told, current = state.dossiers, self._current(state, turns)
        if told is None:
            return []
        if self._known is None or self._known[0] is not told or self._known[1] != current:
            self._known = told, current, pages_of(told, self._layout, current=current)
        return self._known[2]

    def _current(self, state: Board, turns: Turns) -> bool:
        """Whether the facts are of today, as far as the hub's clock is known here."""
        told, clock = state.dossiers, state.clock
        hub_now = hub_time(state, turns)
        if told is None or clock is None or hub_now is None or business_day(hub_now, self._turn) != told.day:
            return False
        turns.changes_at(min(turns.now + ends_at(told.day, self._turn) - hub_now, clock.own + CLOCK_FOR))
        return True

    def _fitting(self, wordings: Sequence[str], width: float, weight: Weight = "Regular") -> str:
        """The first that has room; the last one has, by the layout."""
        return next((text for text in wordings if self._em(text, weight) * self._size <= width), wordings[-1])

    def _width(self, text: str) -> float:
        return self._em(text, "Regular") * self._size
