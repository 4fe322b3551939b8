"""Which pages a board of dossiers has: results to collect, then late dossiers, then figures. Pure."""

from __future__ import annotations

from msgspec import Struct

from display_app.parts.dossiers.layout import TILES, Layout
from display_app.parts.dossiers.texts import Section
from hall_core.domain.dossier_board import DossierBoard

BANDS: tuple[Section, ...] = ("today", "month")


class Page(Struct, frozen=True):
    """One page of a section: which of its items stand on it. The items of ``today`` are the bands of figures."""

    section: Section
    first: int
    last: int
    """The one behind the last."""
    place: int
    """From 1."""
    pages: int
    """Of the section."""

    @property
    def rows(self) -> int:
        """Things to read on it."""
        items = self.last - self.first
        return items * TILES if self.section in BANDS else items


def pages_of(told: DossierBoard, layout: Layout, *, current: bool) -> list[Page]:
    """``current``: the facts are of today. If not, nothing is told that may have been mended since."""
    pages = _divided("ready", len(told.ready), layout.ready.rows)
    if told.figures is None or not current:
        return pages
    pages += _divided("late", len(told.late), layout.late.rows)
    bands = layout.tiles.bands
    pages += [Page(BANDS[first], first, first + bands, 1, 1) for first in range(0, len(BANDS), bands)]
    return pages + _divided("agencies", len(told.figures.by_agency), layout.agencies.rows)


def _divided(section: Section, items: int, size: int) -> list[Page]:
    pages = -(-items // size)
    return [Page(section, place * size, min(items, (place + 1) * size), place + 1, pages) for place in range(pages)]
