"""The faces that each part of a board has. Pure, no Kivy; only a part's ``screen`` module may import it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from msgspec import Struct

from display_app import board as heard
from display_app.box import Box
from display_app.sizes import Em, Level, Sizes
from display_app.turns import Turns
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_core.ui.translate import Words


class About(Struct, frozen=True):
    """What a part is made for; the same all day."""

    plan: Plan
    board: Board
    words: Words
    em: Em


class Need(Struct, frozen=True):
    """The smallest box that would do, in pixels, and what of the part it would hold ("a call and a list of 3")."""

    what: str
    width: int
    height: int


class Place(Protocol):
    """``layout.Place(about)``: measures the part's texts once, then is tried in many sizes."""

    def __call__(self, sizes: Sizes, box: Box, level: Level) -> Any | None:
        """The part's own Layout, everything inside ``box`` (pixels of the glass), nothing smaller than the rule for
        its kind; None when ``box`` does not hold what ``level`` asks. What has more to show than room is paged."""
        ...

    def least(self, sizes: Sizes, box: Box) -> Need:
        """What ``box`` would have to be at level TIGHT: for the refusal. May take the shape of ``box`` into account."""
        ...


class View(Protocol):
    """What a part shows, frozen and complete: two views that are equal look the same."""

    @property
    def shows(self) -> frozenset[str]:
        """The calls, or by their refs the apologies, that a reader of this view sees; empty for a part without."""
        ...

    @property
    def message(self) -> bool:
        """Whether it says one of the centre's messages to everybody, which the header then need not."""
        ...


class Views(Protocol):
    """``view.Views(about, layout)``: the views of a part in its place. Pure: they follow from state and time alone."""

    def pages(self, state: heard.Board, turns: Turns) -> Sequence[Millis]:
        """For how long each of its pages stands, in order; empty when there is nothing to show, and the part takes no
        turn. When time alone changes the answer (a schedule), say so with ``turns.changes_at``."""
        ...

    def urgent(self, state: heard.Board, turns: Turns) -> bool:
        """Whether it must be on the glass now, whoever's turn it is: a call has been heard."""
        ...

    def __call__(self, state: heard.Board, turns: Turns, page: int) -> View:
        """The view of its page ``page``, which is smaller than the number of pages, and 0 when there are none: a part
        that stands alone, or for good, says then in a friendly way that there is nothing. All times come from
        ``turns``: its ``now``, and its methods for what changes with time within the page."""
        ...


class Screen(Protocol):
    """``screen.WaitingScreen(layout, view)`` for the part ``waiting``: a Kivy widget, made by
    :class:`display_app.widgets.part_screen.PartScreen`."""

    view: Any
    """Set it: the next frame shows it."""
