"""Where the frame and the parts of one board stand, from its panel and its farthest reader. Pure.

All parts of a board are set in one scale, so that nothing changes its size when another part takes its turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from display_app.box import Box
from display_app.frame import HEADER_LINES, FrameLayout, place_frame
from display_app.parts.part import About, Place
from display_app.sizes import Level, Sizes
from hall_core.domain.plan_devices import BoardPart
from hall_core.ui.tokens import IllegibleError, Scale, board_scale

GROWTH = [step / 20 for step in range(60, 20, -1)]
"""Times the needed size that type may have on a roomy panel, largest first."""
SHARES = [0.6, 0.65, 0.55, 0.7]
"""Parts of the body that the first of two neighbours takes, the best looking first: always the larger half."""

Group = tuple[BoardPart, ...]
"""Parts that take turns in one place."""


class SceneLayout(Struct, frozen=True, kw_only=True):
    scale: Scale
    frame: FrameLayout
    groups: tuple[Group, ...]
    """One for each place on the glass."""
    parts: dict[BoardPart, Any]
    """The layout of each part."""


def groups_of(shows: Sequence[BoardPart], arrange: str) -> tuple[Group, ...]:
    """Who takes turns with whom."""
    return ((shows[0],), tuple(shows[1:])) if arrange == "beside" else (tuple(shows),)


def lay_out(about: About, places: Mapping[BoardPart, Place]) -> SceneLayout:
    """The layout of a board. IllegibleError, with the part and what it would need, when it cannot be read from so
    far."""
    board = about.board
    groups = groups_of(board.shows, board.arrange)
    needed = board_scale(board.panel, board.distance_m)
    for sizes, lines, level in _tries(about, needed):
        frame = place_frame(sizes, about.plan.hall.name.vi, lines)
        for boxes in _boxes(frame.body, sizes.gap, len(groups)):
            parts = _placed(places, groups, boxes, sizes, level)
            if parts is not None:
                return SceneLayout(scale=sizes.scale, frame=frame, groups=groups, parts=parts)
    tight = Sizes(needed, about.em, tight=True)
    lines = 0 if board.shows == ["counter"] else 1
    raise _refusal(tight, place_frame(tight, about.plan.hall.name.vi, lines), groups, places)


def _tries(about: About, needed: Scale) -> Iterator[tuple[Sizes, int, Level]]:
    """Sizes, rows of the hall's name and level, the best first."""
    for growth in GROWTH:
        yield (
            Sizes(board_scale(about.board.panel, about.board.distance_m * growth), about.em),
            HEADER_LINES,
            Level.ROOMY,
        )
    sizes = Sizes(needed, about.em)
    for level in (Level.USUAL, Level.PLAIN, Level.FEWEST):
        for lines in range(HEADER_LINES, 0, -1):
            yield sizes, lines, level
    tight = Sizes(needed, about.em, tight=True)
    yield tight, 1, Level.TIGHT
    if about.board.shows == ["counter"]:
        yield tight, 0, Level.TIGHT


def _boxes(body: Box, gap: int, places: int) -> Iterator[tuple[Box, ...]]:
    """The body, or the body divided in two along its longer side."""
    if places == 1:
        yield (body,)
        return
    for share in SHARES:
        if body.landscape:
            first = round((body.width - gap) * share)
            yield (
                Box(body.x, body.y, first, body.height),
                Box(body.x + first + gap, body.y, body.width - first - gap, body.height),
            )
        else:
            first = round((body.height - gap) * share)
            yield (
                Box(body.x, body.top - first, body.width, first),
                Box(body.x, body.y, body.width, body.height - first - gap),
            )


def _placed(
    places: Mapping[BoardPart, Place], groups: tuple[Group, ...], boxes: tuple[Box, ...], sizes: Sizes, level: Level
) -> dict[BoardPart, Any] | None:
    parts: dict[BoardPart, Any] = {}
    for group, box in zip(groups, boxes, strict=True):
        for part in group:
            layout = places[part](sizes, box, level)
            if layout is None:
                return None
            parts[part] = layout
    return parts


def _refusal(
    sizes: Sizes, frame: FrameLayout, groups: tuple[Group, ...], places: Mapping[BoardPart, Place]
) -> IllegibleError:
    """Names the first part that has no room, and what it needs: the panel it would take, or its place beside others."""
    scale = sizes.scale
    boxes = next(_boxes(frame.body, sizes.gap, len(groups)))
    refused: list[tuple[BoardPart, Box]] = [
        (part, box)
        for group, box in zip(groups, boxes, strict=True)
        for part in group
        if places[part](sizes, box, Level.TIGHT) is None
    ]
    part, box = refused[0] if refused else (groups[0][0], boxes[0])
    need = places[part].least(sizes, box)
    has, width, height = "its place beside the other parts has", need.width, need.height
    advice = "use a larger panel, show fewer parts on it, or bring the readers nearer"
    if len(groups) == 1:
        has, advice = "the panel has", "use a larger panel, or bring the readers nearer"
        width += scale.width - frame.body.width
        height += scale.height - frame.body.height
        box = Box(0, 0, scale.width, scale.height)
    if width <= box.width and height <= box.height:
        return IllegibleError(f'"{part}": what it has to show has no room on this panel: {advice}')
    return IllegibleError(
        f'"{part}": {need.what} needs {scale.mm(width):.0f} x {scale.mm(height):.0f} mm to be read at '
        f"{scale.distance_m:g} m, but {has} {scale.mm(box.width):.0f} x {scale.mm(box.height):.0f} mm: {advice}"
    )
