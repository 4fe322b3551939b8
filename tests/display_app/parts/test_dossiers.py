"""The part ``dossiers``: its pages, what each says, and where it stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import ImageFont

from display_app.board import Board, DossiersHeard, HubClock
from display_app.box import Box
from display_app.parts.dossiers.layout import Layout, Place
from display_app.parts.dossiers.placing import placed
from display_app.parts.dossiers.view import DossiersView, Views
from display_app.parts.part import About
from display_app.sizes import Level, Sizes
from display_app.state import step
from display_app.turns import Turns
from hall_core.domain.dossier_board import AgencyLate, DossierBoard, Figures, LateRow, ReadyRow
from hall_core.domain.plan import Policy
from hall_core.domain.plan_devices import Panel
from hall_core.ui import fonts
from hall_core.ui.tokens import CAPITAL, IllegibleError, board_scale
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.display_app.conftest import Watched, about_of, scene_layout

FONTS = {weight: ImageFont.truetype(str(fonts.path(weight)), 200) for weight in fonts.WEIGHTS}
TV = Panel(width_px=1920, height_px=1080, width_mm=1210)
PANELS = [TV, Panel(width_px=1080, height_px=1920, width_mm=680), Panel(width_px=800, height_px=480, width_mm=154)]
TODAY, NOW, HOUR = "2026-11-21", 50_000, 3_600_000


def em(text: str, weight: fonts.Weight) -> float:
    return FONTS[weight].getlength(text) / 200


def about(panel: Panel = TV, metres: float = 4.0, codes: Any = "masked", **more: Any) -> About:
    plan = replace(make_plan(), policy=Policy(dossier_codes=codes))
    return about_of(plan, panel, metres, em, **{"shows": ("dossiers",), **more})


def told(ready: int = 12, late: int = 7, agencies: int = 3, **more: Any) -> DossierBoard:
    results = [
        ReadyRow(code=f"•••{n:03d}", procedure="Đăng ký khai sinh", agency="Sở Tư pháp", ended="2026-11-20")
        for n in range(ready)
    ]
    delayed = [
        LateRow(code=f"•••{n:03d}", procedure="Cấp phép", agency="Sở Xây dựng", due="2026-11-11", new_due=None)
        for n in range(late)
    ]
    by_agency = [AgencyLate(f"Sở {n}", 1) for n in range(agencies)]
    figures = Figures(received=87, open=7_393, late=late, early=12, on_time=9, was_late=3, by_agency=by_agency)
    facts = {"ready": results, "ready_all": ready, "late": delayed, "figures": figures}
    return DossierBoard(**{"as_of": NINE_IN_THE_MORNING - HOUR, "day": TODAY, **facts, **more})


def with_late(rows: list[LateRow]) -> DossierBoard:
    return replace(told(late=len(rows)), late=rows)


def state(facts: DossierBoard | None, at: int = NINE_IN_THE_MORNING, **more: Any) -> Board:
    keys: dict[str, Any] = {"voice": False, "clock": HubClock(at, NOW, True), "dossiers": facts}
    return Board(**{**keys, **more})


def views(about: About) -> Views:
    return Views(about, scene_layout(about).parts["dossiers"])


def every(board: Board, about: About | None = None, now: int = NOW) -> list[DossiersView]:
    made = views(about or _ABOUT)
    return [made(board, Turns(now), page) for page in range(len(made.pages(board, Turns(now))))]


_ABOUT = about()


def test_results_come_first_then_late_ones_then_figures_then_agencies() -> None:
    sections = list(dict.fromkeys(view.section for view in every(state(told()))))
    assert sections == ["ready", "late", "today", "agencies"]


def test_each_dossier_stands_on_one_page_and_the_pages_are_numbered() -> None:
    pages = [view for view in every(state(told(ready=32))) if view.section == "ready"]
    assert [row.code for view in pages for row in view.rows] == [f"•••{n:03d}" for n in range(32)]
    assert [view.page for view in pages] == [f"{n + 1}/{len(pages)}" for n in range(len(pages))]


def test_the_age_of_the_facts_stands_on_every_page() -> None:
    assert {view.age for view in every(state(told()))} == {"Cập nhật lúc 08:00"}


@pytest.mark.parametrize(
    ("at", "more"),
    [
        (NINE_IN_THE_MORNING + 24 * HOUR, {}),
        (NINE_IN_THE_MORNING, {"clock": None}),
        (NINE_IN_THE_MORNING, {"clock": HubClock(NINE_IN_THE_MORNING, NOW, False)}),
    ],
    ids=["tomorrow", "no clock", "clock not trusted"],
)
def test_facts_that_are_not_known_to_be_of_today_show_results_alone_with_their_day(at: int, more: Any) -> None:
    shown = every(state(told(), at, **more))
    assert {view.section for view in shown} == {"ready"}
    assert {view.age for view in shown} == {"Cập nhật lúc 08:00 ngày 21/11"}
    assert "trễ" not in repr(shown).lower()


def test_late_ones_go_from_the_glass_when_the_day_turns_without_anything_being_heard() -> None:
    about = _ABOUT
    watched, board = Watched(about), state(told(ready=0), NINE_IN_THE_MORNING + 19 * HOUR - 60_000)
    view = watched(board, NOW)
    assert dict(view.parts)["dossiers"].section != "ready"
    moments = 0
    while view.until is not None and view.until < NOW + 61_000:
        view, moments = watched(board, view.until), moments + 1
        assert moments < 40, "a page turns every few seconds"
    later = watched(board, NOW + 60_000)
    assert dict(later.parts)["dossiers"].empty
    assert "trễ" not in repr(later).lower()


def test_a_board_that_never_heard_of_any_says_so_and_takes_no_turn() -> None:
    made = views(_ABOUT)
    assert made.pages(state(None), Turns(NOW)) == []
    assert made(state(None), Turns(NOW), 0).empty


def test_a_list_with_more_than_it_holds_says_how_many_there_are() -> None:
    assert every(state(told(ready=12, ready_all=1_200)))[0].count.startswith("12 trong 1.200 hồ sơ")


SENTENCES = [
    (None, "Sở Xây dựng chưa"),
    ("2026-12-04", "Sở Xây dựng xin lỗi"),
    ("2026-11-20", "Sở Xây dựng đã xin lỗi và hẹn lại ngày 20/11 nhưng vẫn chưa có kết quả"),
]


@pytest.mark.parametrize(("new_due", "said"), SENTENCES, ids=["no apology", "new date", "that has passed too"])
def test_a_late_dossier_says_what_its_agency_says_and_which_promise_was_missed(new_due: str | None, said: str) -> None:
    facts = told(ready=0, late=1)
    facts = replace(facts, late=[replace(facts.late[0], new_due=new_due)])
    [row] = every(state(facts), about(TV, 6.0))[0].rows
    assert row.date == "hẹn 11/11"
    assert " ".join(row.more).startswith(said)


def test_a_date_of_long_ago_says_its_year() -> None:
    facts = told(ready=0, late=1)
    facts = replace(facts, late=[replace(facts.late[0], due="2025-12-28")])
    assert every(state(facts))[0].rows[0].date == "hẹn 12/2025"


def test_a_new_edition_is_heard_and_shown_with_the_next_view() -> None:
    before = state(told(ready=1))
    after, effects = step(before, DossiersHeard(told(ready=2)), NOW)
    assert effects == []
    assert len(every(after)[0].rows) == 2


READ_FROM = [(TV, 2.0), (TV, 4.0), (TV, 6.0), (PANELS[1], 2.0), (PANELS[1], 4.0), (PANELS[2], 0.6), (PANELS[2], 0.8)]


@pytest.mark.parametrize("codes", ["masked", "whole"])
@pytest.mark.parametrize(("panel", "metres"), READ_FROM)
def test_codes_are_as_high_as_lists_must_be_and_nothing_is_under_the_rule(
    panel: Panel, metres: float, codes: str
) -> None:
    layout: Layout = scene_layout(about(panel, metres, codes)).parts["dossiers"]
    mm = 1 / layout.scale.px_per_mm
    assert layout.scale.font("body") * CAPITAL * mm >= metres * 1000 / 150
    assert layout.scale.font("caption") * CAPITAL * mm >= metres * 1000 / 200


def test_a_panel_too_small_for_its_readers_is_refused_with_what_it_needs() -> None:
    with pytest.raises(IllegibleError, match=r'"dossiers": a page of 2 dossiers needs .* but the panel has'):
        scene_layout(about(PANELS[2], 2.5))


@given(width=st.integers(200, 2000), height=st.integers(200, 2000), metres=st.sampled_from([2.0, 4.0, 6.0]))
def test_what_a_part_says_it_needs_is_enough(width: int, height: int, metres: float) -> None:
    made = about(TV, metres)
    sizes = Sizes(board_scale(TV, metres), em, tight=True)
    need = Place(made).least(sizes, Box(0, 0, width, height))
    assert Place(made)(sizes, Box(0, 0, need.width, need.height), Level.TIGHT) is not None


@given(
    width=st.integers(500, 2000),
    height=st.integers(400, 2000),
    level=st.sampled_from(list(Level)),
    name=st.text("aễ Ww", min_size=1, max_size=240).filter(str.strip),
    codes=st.sampled_from(["masked", "whole"]),
)
def test_every_text_stands_inside_its_box_and_over_no_other(
    width: int, height: int, level: Level, name: str, codes: str
) -> None:
    made = about(TV, 3.0, codes)
    box = Box(7, 11, width, height)
    layout = Place(made)(Sizes(board_scale(TV, 3.0), em), box, level)
    if layout is None:
        return
    facts, part = told(), Views(made, layout)
    code = "H41.16-210612-00000000000000000000000001" if codes == "whole" else "•••WWW"
    facts = replace(
        facts,
        ready=[replace(row, procedure=name, agency=name, code=code) for row in facts.ready],
        late=[replace(row, procedure=name, agency=name, code=code) for row in facts.late],
    )
    board = state(facts)
    for page in range(len(part.pages(board, Turns(NOW)))):
        texts = [text for text in placed(layout, part(board, Turns(NOW), page)).texts if text.text]
        boxes: list[Box] = []
        for text in texts:
            wide = em(text.text, text.weight) * text.px
            assert wide <= text.box.width + 1, text
            left = text.box.x + (text.box.width - wide if text.align == "right" else 0)
            boxes.append(Box(round(left), text.box.y, round(wide), text.box.height))
        for place, one in enumerate(boxes):
            assert box.x <= one.x and one.right <= box.right and box.y <= one.y and one.top <= box.top, texts[place]
            for other in boxes[place + 1 :]:
                apart = one.right <= other.x or other.right <= one.x or one.top <= other.y or other.top <= one.y
                assert apart, (one, other)


def test_the_working_days_are_said_where_the_hall_has_a_calendar() -> None:
    row = LateRow(code="•••001", procedure="Cấp phép", agency="Sở Y tế", due="2026-11-11", new_due="2026-12-04", days=8)
    [view] = [view for view in every(state(with_late([row]))) if view.section == "late"]
    assert "chậm 8 ngày làm việc" in " ".join(view.rows[0].more)


def test_a_view_names_the_apologies_that_a_reader_sees_on_this_page() -> None:
    rows = [
        LateRow(code=f"•••{n:03d}", procedure="Cấp phép", agency="Sở Y tế", due="2026-11-11", new_due=new, ref=ref)
        for n, (new, ref) in enumerate([("2026-12-04", "0" * 16), (None, ""), ("2026-12-04", "1" * 16)])
    ]
    views = every(state(with_late(rows)))
    assert [view.shows for view in views if view.section == "late"] == [{"0" * 16, "1" * 16}]
    assert all(not view.shows for view in views if view.section != "late")
