"""What the head of the centre says to everybody, on every kind of board and panel: drawn to tests/pictures/out and
measured."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from display_app.board import Board, BoardNotice, Hero, HubClock, Stale
from display_app.parts.notices.view import NoticesView
from display_app.scene import BoardView
from display_app.screens.board.board import BoardScreen
from hall_core.contract.messages import BoardMessage
from hall_core.domain.notice import Notice
from hall_core.domain.plan_devices import BoardPart, Panel
from hall_core.ui.translate import Words
from tests.conftest import NINE_IN_THE_MORNING
from tests.display_app.conftest import counter_state
from tests.pictures.board_shown import LANDSCAPE, NOW, OPEN, PORTRAIT, Shown, call, waiting
from tests.screens_support import Glass, plan_in

pytestmark = pytest.mark.screens

ULTRA = Panel(width_px=3840, height_px=2160, width_mm=1880)
SMALL = Panel(width_px=800, height_px=480, width_mm=217)
PANELS = [
    ("landscape-8m", LANDSCAPE, 8.0),
    ("landscape-5m", LANDSCAPE, 5.0),
    ("portrait-8m", PORTRAIT, 8.0),
    ("portrait-5m", PORTRAIT, 5.0),
    ("ultra-10m", ULTRA, 10.0),
    ("small-1m", SMALL, 1.5),
]
LARGE = [panel for panel in PANELS if panel[0] != "portrait-8m"]
"""On which a notice has room."""
LONGEST = BoardMessage(
    id="00000000-0000-7000-8000-000000000001",
    vi="Từ 14 giờ chiều nay Trung tâm tạm ngừng nhận hồ sơ đất đai để nâng cấp hệ thống. Kính mong quý vị thông cảm và "
    "trở lại vào sáng thứ Hai ngày 30 tháng 11 năm 2026.",
    en="From 2 pm today the centre takes no land applications while its systems are upgraded. We apologise for the "
    "inconvenience; please come back on Monday, 30 November.",
)
SHORT = BoardMessage(
    id="00000000-0000-7000-8000-000000000002",
    vi="Mời quý vị đã có số sang quầy 3 và quầy 4",
    en="Please go to counters 3 and 4",
)
STATES = [("longest", LONGEST), ("short", SHORT)]


def hall(*messages: BoardMessage, **more: Any) -> Board:
    clock = HubClock(NINE_IN_THE_MORNING, NOW, True)
    known: dict[str, Any] = {"stale": None, "told": NOW, "clock": clock, **more}
    return Board(voice=True, hall=OPEN, beats=2, messages=messages, **known)


def pages(shown: Shown, board: Board) -> list[tuple[int, BoardView]]:
    """Each view that time alone brings to the header in one round, and when."""
    now, found = NOW, list[tuple[int, BoardView]]()
    cues = shown.scene.cues(now)
    while True:
        cues, view = shown.scene(board, cues, now)
        if view.frame.header in [known.frame.header for _, known in found]:
            if len(found) > 1 and view.frame.header == found[0][1].frame.header and now > found[-1][0]:
                return found
            if view.until is None:
                return found
        else:
            found.append((now, view))
        if view.until is None or now > NOW + 300_000:
            return found
        now = view.until


def draw(shown: Shown, view: BoardView, name: str) -> None:
    shown.screen = BoardScreen(shown.layout, view)
    shown.glass.show(shown.screen)
    shown.glass.keep(name)
    assert shown.faults() == [], name


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("name", "panel", "metres"), PANELS, ids=[panel[0] for panel in PANELS])
def test_a_message_stands_in_the_header_page_by_page(
    glass: Glass, english_too: Words, name: str, panel: Panel, metres: float
):
    plan = plan_in("ward.toml")
    shown = Shown(glass, plan, "sanh", panel, metres, english_too)
    calls = tuple(call(n, f"A{n:03d}", n % 4 + 1) for n in range(8, 0, -1))
    board = hall(calls=calls, services=waiting(plan), hero=Hero(calls[0], NOW - 700, True))
    for what, message in STATES:
        for place, (_, view) in enumerate(pages(shown, replace(board, messages=(message,))), start=1):
            assert view.frame.message
            draw(shown, view, f"board-message-{name}-{what}-{place}")
    stale = replace(board, messages=(LONGEST,), stale=Stale(NINE_IN_THE_MORNING - 900_000))
    for place, (_, view) in enumerate(pages(shown, stale)[:2], start=1):
        draw(shown, view, f"board-message-{name}-stale-{place}")


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("name", "panel", "metres"), LARGE, ids=[panel[0] for panel in LARGE])
def test_a_message_is_the_first_page_of_the_notices(
    glass: Glass, english_too: Words, name: str, panel: Panel, metres: float
):
    shown = Shown(glass, plan_in("ward.toml"), "sanh", panel, metres, english_too, shows=("notices",))
    notice = BoardNotice(Notice(id="a", title_vi="Nghỉ sửa điện chiều thứ Sáu"))
    for what, message in STATES:
        board = hall(message, notices=(notice,))
        cues, now, place = shown.scene.cues(NOW), NOW, 0
        while True:
            cues, view = shown.scene(board, cues, now)
            seen: NoticesView = dict(view.parts)["notices"]
            if not seen.message:
                break
            if now == NOW or seen.page != place - 1:
                place += 1
                draw(shown, view, f"board-message-notices-{name}-{what}-{place}")
            assert view.until is not None
            now = view.until
        assert next(line.text for line in seen.lines).startswith("Nghỉ sửa"), "then the notices"
        assert place >= 2, "in both languages"


MIXES: list[tuple[str, tuple[BoardPart, ...], Panel, float, dict[str, Any]]] = [
    ("waiting", ("waiting",), LANDSCAPE, 6.0, {}),
    ("dossiers", ("dossiers",), LANDSCAPE, 6.0, {}),
    ("beside", ("calls", "notices"), LANDSCAPE, 5.0, {"arrange": "beside"}),
    ("counter", ("counter",), SMALL, 2.0, {"counter": "quay-1"}),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("name", "shows", "panel", "metres", "more"), MIXES, ids=[mix[0] for mix in MIXES])
def test_a_message_stands_on_boards_of_every_kind(
    glass: Glass,
    english_too: Words,
    name: str,
    shows: tuple[BoardPart, ...],
    panel: Panel,
    metres: float,
    more: dict[str, Any],
):
    plan = plan_in("ward.toml")
    shown = Shown(glass, plan, "sanh", panel, metres, english_too, shows=shows, **more)
    view = shown.show(hall(SHORT, LONGEST, services=waiting(plan)))
    glass.keep(f"board-message-on-{name}")
    assert view.frame.message != ("notices" in shows), "in the header, or large, but not twice"
    assert any(part.message for _, part in view.parts) == ("notices" in shows)
    assert shown.faults() == []


@pytest.mark.timeout(60)
def test_a_small_board_at_a_counter_says_a_message_while_nobody_is_called_there(glass: Glass, english_too: Words):
    plan = plan_in("ward.toml")
    shown = Shown(glass, plan, "sanh", SMALL, 3.5, english_too, shows=("counter",), counter="quay-1")
    assert shown.layout.frame.lines == 0, "it has no header"
    free = hall(LONGEST, counters={"quay-1": counter_state("quay-1")})
    cues, now = shown.scene.cues(NOW), NOW
    said = list[str]()
    for place in range(1, 30):
        cues, view = shown.scene(free, cues, now)
        draw(shown, view, f"board-message-bare-{place}")
        said += dict(view.parts)["counter"].words.rows
        assert view.until is not None
        now = view.until
    assert LONGEST.vi in " ".join(said)
