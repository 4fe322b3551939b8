"""The board of dossiers on its panels, drawn to tests/pictures/out, and what of a picture can be measured."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from display_app.board import Board, HubClock, Stale
from display_app.scene import Scene
from hall_core.contract.messages import HallState
from hall_core.domain.dossier_board import LISTED, AgencyLate, DossierBoard, Figures, LateRow, ReadyRow
from hall_core.domain.plan import Plan, Policy
from hall_core.domain.plan_devices import BoardPart, Panel
from hall_core.ui import colours, kivy_fonts
from hall_core.ui.translate import Words
from tests.conftest import NINE_IN_THE_MORNING
from tests.display_app.conftest import about_of, scene_layout
from tests.screens_support import Glass, plan_in

pytestmark = pytest.mark.screens

HALLS = Path(__file__).parents[2] / "halls"
TV = Panel(width_px=1920, height_px=1080, width_mm=1210)
PORTRAIT = Panel(width_px=1080, height_px=1920, width_mm=680)
LARGE = Panel(width_px=3840, height_px=2160, width_mm=1430)
SMALL = Panel(width_px=800, height_px=480, width_mm=154)
ALONE: tuple[BoardPart, ...] = ("dossiers",)
BESIDE: tuple[BoardPart, ...] = ("calls", "dossiers")
# (name, panel, metres, parts)
GLASSES: list[tuple[str, Panel, float, tuple[BoardPart, ...]]] = [
    ("tv-4m", TV, 4.0, ALONE),
    ("tv-6m", TV, 6.0, ALONE),
    ("portrait-4m", PORTRAIT, 4.0, ALONE),
    ("large-5m", LARGE, 5.0, ALONE),
    ("small", SMALL, 0.8, ALONE),
    ("tv-beside", TV, 4.0, BESIDE),
    ("portrait-beside", PORTRAIT, 3.0, BESIDE),
    ("large-beside", LARGE, 4.0, BESIDE),
]
TODAY = date(2026, 11, 21)
NOW = 100_000
LONG = 3 * "Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất; "
LONG_AGENCY = "Văn phòng đăng ký đất đai tỉnh và Chi nhánh Văn phòng đăng ký đất đai khu vực Thượng Sông Xanh"


def day(away: int) -> str:
    return (TODAY + timedelta(days=away)).isoformat()


def made_up(plan: Plan, ready: int = 200, late: int = 41, code: str = "•••{n:03d}") -> DossierBoard:
    """Procedures of halls/catalogue, agencies of the province."""
    with (HALLS / "catalogue" / "procedures.csv").open(encoding="utf-8", newline="") as table:
        names = [row["short_vi"] or row["name_vi"] for row in csv.DictReader(table)]
    agencies = [agency.name.vi for agency in plan.agencies]
    results = [
        ReadyRow(
            code=code.format(n=n * 37 % 1000),
            procedure=names[n * 7 % len(names)],
            agency=agencies[n % len(agencies)],
            ended=day(-n // 8),
        )
        for n in range(min(ready, LISTED))
    ]
    promises = (day(9), None, day(-1))
    delayed = [
        LateRow(
            code=code.format(n=n * 53 % 1000),
            procedure=names[n * 11 % len(names)],
            agency=agencies[(n + 5) % len(agencies)],
            due=day(n // 3 - 320 if n == 0 else n // 3 - 20),
            new_due=promises[n % 3],
            days=None if n % 7 == 6 else 228 if n == 0 else 15 - n // 4,
        )
        for n in range(late)
    ]
    by_agency = [AgencyLate(name, 12 - n) for n, name in enumerate(agencies[:11])]
    figures = Figures(
        received=87, open=7_393, late=late, early=1_812, on_time=345, was_late=12, by_agency=by_agency if late else []
    )
    return DossierBoard(
        as_of=NINE_IN_THE_MORNING - 1_800_000,
        day=TODAY.isoformat(),
        ready=results,
        ready_all=ready,
        late=delayed,
        figures=figures,
    )


def linked(told: DossierBoard | None, **more: Any) -> Board:
    hall = HallState(epoch=1, version=1, day=TODAY.isoformat(), open=True, changes_at=None)
    clock = HubClock(NINE_IN_THE_MORNING, NOW, True)
    keys: dict[str, Any] = {"voice": False, "hall": hall, "beats": 2, "stale": None, "clock": clock, "dossiers": told}
    return Board(**{**keys, **more})


class Shown:
    def __init__(self, glass: Glass, plan: Plan, panel: Panel, metres: float, shows: tuple[BoardPart, ...]) -> None:
        from display_app.widgets.text_line import em

        kivy_fonts.register()
        self.glass = glass
        arrange = "turns" if len(shows) == 1 else "beside"
        about = about_of(plan, panel, metres, em, words=Words(), zone="khu-a", shows=shows, arrange=arrange)
        self.scene = Scene(about, scene_layout(about))
        glass.use(self.scene.layout.scale, colours.DARK)
        self.screen: Any = None

    def pages(self, state: Board) -> Iterator[Any]:
        """Each page of the dossiers on the glass, one after another."""
        from display_app.screens.board.board import BoardScreen

        _, first = self.scene(state, self.scene.cues(NOW), NOW)
        self.screen = BoardScreen(self.scene.layout, first)
        self.glass.show(self.screen)
        views = self.scene._views["dossiers"]  # pyright: ignore[reportPrivateUsage]
        from display_app.turns import Turns

        for page in range(max(1, len(views.pages(state, Turns(NOW))))):
            view = views(state, Turns(NOW), page)
            others = tuple((part, shown) for part, shown in first.parts if part != "dossiers")
            self.screen.view = replace(first, parts=(*others, ("dossiers", view)))
            self.glass.frames()
            yield view

    def faults(self) -> list[str]:
        """Text that leaves its place, or is drawn over other text."""
        from display_app.widgets.text_line import TextLine

        lines = [widget for widget in self.screen.walk() if isinstance(widget, TextLine) and widget.text]
        found = [
            f"{line.text!r} is {line.ink_width - line.width:.0f} px wider than its place ({line.width})"
            for line in lines
            if line.ink_width > line.width + 1
        ]
        boxes = [(line.text, line.ink_box) for line in lines]
        for place, (text, (x, y, right, top)) in enumerate(boxes):
            if not (x >= 0 and y >= 0 and right <= self.screen.width and top <= self.screen.height):
                found.append(f"{text!r} leaves the glass")
            for other, (x2, y2, right2, top2) in boxes[place + 1 :]:
                if x < right2 and x2 < right and y < top2 and y2 < top:
                    found.append(f"{text!r} is over {other!r}")
        return found


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_in("province.toml")


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("name", "panel", "metres", "shows"), GLASSES, ids=[g[0] for g in GLASSES])
def test_every_page_of_every_section_is_drawn_with_all_text_in_its_place(
    glass: Glass, plan: Plan, name: str, panel: Panel, metres: float, shows: tuple[BoardPart, ...]
):
    shown = Shown(glass, plan, panel, metres, shows)
    seen: set[str] = set()
    for view in shown.pages(linked(made_up(plan, late=20))):
        assert shown.faults() == [], f"{name} {view.section} {view.page}"
        if view.section not in seen:
            glass.keep(f"board-dossiers-{name}-{view.section}")
        seen.add(view.section)
    assert {"ready", "late", "agencies"} <= seen


def long_names(told: DossierBoard) -> DossierBoard:
    return replace(
        told,
        ready=[replace(row, procedure=LONG, agency=LONG_AGENCY) for row in told.ready[:12]],
        late=[replace(row, procedure=LONG, agency=LONG_AGENCY) for row in told.late[:9]],
    )


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("name", "panel", "metres", "shows"), GLASSES, ids=[g[0] for g in GLASSES])
def test_long_names_are_cut_between_words_and_no_date_with_them(
    glass: Glass, plan: Plan, name: str, panel: Panel, metres: float, shows: tuple[BoardPart, ...]
):
    shown = Shown(glass, plan, panel, metres, shows)
    for view in shown.pages(linked(long_names(made_up(plan)))):
        assert shown.faults() == []
        if view.section in ("ready", "late") and view.page.startswith("1/"):
            glass.keep(f"board-dossiers-{name}-long-{view.section}")
            assert all(row.procedure[-1].endswith("…") for row in view.rows)
        if view.section == "late":
            assert all(row.more[-1].endswith(("30/11", "20/11", "mới")) for row in view.rows)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", ["tv-4m", "portrait-4m", "tv-beside"])
def test_whole_codes_have_room_where_the_site_shows_them(glass: Glass, plan: Plan, name: str):
    _, panel, metres, shows = next(glass for glass in GLASSES if glass[0] == name)
    plan = replace(plan, policy=Policy(dossier_codes="whole"))
    shown = Shown(glass, plan, panel, metres, shows)
    for view in shown.pages(linked(made_up(plan, code="000.00.16.H41-261105-{n:04d}"))):
        assert shown.faults() == []
        if view.section in ("ready", "late") and view.page.startswith("1/"):
            glass.keep(f"board-dossiers-{name}-whole-{view.section}")


@pytest.mark.parametrize("name", ["tv-4m", "small", "tv-beside"])
def test_what_is_old_unknown_or_empty_is_said_in_its_place(glass: Glass, plan: Plan, name: str):
    _, panel, metres, shows = next(glass for glass in GLASSES if glass[0] == name)
    shown = Shown(glass, plan, panel, metres, shows)
    full = made_up(plan)
    yesterday = replace(full, day=day(-1), as_of=full.as_of - 86_400_000)
    states = {
        "unknown": linked(None),
        "empty": linked(replace(full, ready=[], ready_all=0, late=[], figures=None)),
        "old": linked(yesterday, stale=Stale(NINE_IN_THE_MORNING - 3_600_000)),
    }
    for state, board in states.items():
        for view in shown.pages(board):
            assert shown.faults() == []
            assert view.section == ("ready" if state == "old" else "overview")
            if view.page == "" or view.page.startswith("1/"):
                glass.keep(f"board-dossiers-{name}-{state}")
