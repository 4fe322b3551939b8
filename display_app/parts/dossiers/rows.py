"""The rows of a page, their texts broken into its lines. Pure."""

from __future__ import annotations

from msgspec import Struct

from display_app.parts.dossiers import texts
from display_app.parts.dossiers.layout import MEASURED, Layout
from display_app.parts.dossiers.pages import Page
from display_app.parts.part import About
from display_app.texts import fit_words
from hall_core.domain.dossier_board import DossierBoard, Figures, LateRow, ReadyRow
from hall_core.domain.names import Day
from hall_core.ui.wrap import accompanied, wrap


class RowView(Struct, frozen=True):
    """One dossier."""

    code: str
    date: str
    procedure: tuple[str, ...]
    more: tuple[str, ...]
    """The lines below it: the agency, or what it says."""


class CountView(Struct, frozen=True):
    """One agency's late dossiers."""

    name: tuple[str, ...]
    count: str


class Rows:
    """Remembers the rows of the last page: a clock that moves on breaks no lines anew."""

    def __init__(self, about: About, layout: Layout) -> None:
        self._layout = layout
        self._say = about.words.into("vi")
        self._em = about.em
        self._caption, self._body = layout.scale.font("caption"), layout.scale.font("body")
        self._last: tuple[DossierBoard, Page, tuple[RowView, ...]] | None = None

    def ready(self, told: DossierBoard, page: Page) -> tuple[RowView, ...]:
        return self._remembered(told, page) or self._keep(
            told, page, tuple(self._ready(row, told.day) for row in told.ready[page.first : page.last])
        )

    def late(self, told: DossierBoard, page: Page) -> tuple[RowView, ...]:
        return self._remembered(told, page) or self._keep(
            told, page, tuple(self._late(row, told.day) for row in told.late[page.first : page.last])
        )

    def agencies(self, figures: Figures, page: Page) -> tuple[CountView, ...]:
        layout = self._layout
        room = (layout.inner.width - layout.air - layout.count) * MEASURED
        return tuple(
            CountView(fit_words(item.agency, room, layout.agencies.lines, self._regular), texts.figure(item.late))
            for item in figures.by_agency[page.first : page.last]
        )

    def _remembered(self, told: DossierBoard, page: Page) -> tuple[RowView, ...]:
        last = self._last
        return last[2] if last is not None and last[0] is told and last[1] == page else ()

    def _keep(self, told: DossierBoard, page: Page, rows: tuple[RowView, ...]) -> tuple[RowView, ...]:
        self._last = told, page, rows
        return rows

    def _ready(self, row: ReadyRow, day: Day) -> RowView:
        """The procedure has all lines but one; the agency what is left."""
        lines = self._layout.ready.lines
        procedure = self._procedure(row.procedure, lines if lines > 1 else 1)
        if len(procedure) == lines:
            # A name that needs all of them may have them: whose it is, the paper in the hand says.
            agency: tuple[str, ...] = ()
        else:
            agency = fit_words(row.agency, self._layout.measured, lines - len(procedure), self._regular)
        date = "" if row.ended is None else texts.since(self._say, texts.day_shown(row.ended, day))
        return RowView(self._code(row.code), date, procedure, agency)

    def _late(self, row: LateRow, day: Day) -> RowView:
        """What the agency says is never cut; the procedure has what is left."""
        lines = self._layout.late.lines
        sentences, short = texts.statements(self._say, row, day)
        wordings = [*map(self._broken, sentences), self._briefly(row.agency, short, lines - 1)]
        wordings = [said for said in wordings if len(said) < lines]
        name = len(self._procedure(row.procedure, lines))
        # The fullest that leaves the procedure its lines, otherwise the shortest.
        said = next((said for said in wordings if len(said) + name <= lines), min(wordings, key=len))
        procedure = self._procedure(row.procedure, lines - len(said))
        date = texts.promised(self._say, texts.day_shown(row.due, day))
        return RowView(self._code(row.code), date, procedure, tuple(said))

    def _briefly(self, agency: str, short: str, lines: int) -> list[str]:
        """The agency's name cut short and what it says whole, on one line or on two."""
        if lines > 1:
            return [*fit_words(agency, self._layout.measured, 1, self._regular), short]
        short = f": {short[:1].lower()}{short[1:]}"
        [name] = fit_words(agency, self._layout.measured - self._regular(short), 1, self._regular)
        return [name + short]

    def _broken(self, text: str) -> list[str]:
        width = self._layout.measured
        return accompanied(wrap(text, width, self._regular), width, self._regular)

    def _procedure(self, name: str, lines: int) -> tuple[str, ...]:
        width = self._layout.measured
        broken = fit_words(name, width, lines, self._bold)
        return tuple(accompanied(list(broken), width, self._bold))

    def _code(self, code: str) -> str:
        return texts.code_fitting(code, self._layout.code, lambda text: self._em(text, "Bold") * self._body)

    def _bold(self, text: str) -> float:
        return self._em(text, "SemiBold") * self._caption

    def _regular(self, text: str) -> float:
        return self._em(text, "Regular") * self._caption
