from __future__ import annotations

from msgspec.structs import replace

from display_app.board import Board, Hero, HubClock, Queued, Stale
from display_app.frame import FrameView
from display_app.hours import CLOCK_FOR
from display_app.parts.calls.layout import Layout
from display_app.parts.calls.view import BURST_PAGE, LIST_PAGE, CallsView
from display_app.scene import BoardView, Scene
from display_app.state import LISTED
from display_app.turns import PULSE, PULSES_FOR
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan, Zone
from hall_core.domain.plan_devices import Panel
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.display_app.conftest import Watched, about_of, call, hall_state, linked, scene_layout, service_state, uid

PANEL = Panel(width_px=1920, height_px=1080, width_mm=1210)
MINUTE = 60_000


def em(text: str, weight: str) -> float:
    return 0.6 * len(text)


def scene_of(plan: Plan, panel: Panel = PANEL, distance_m: float = 6.0) -> Scene:
    about = about_of(plan, panel, distance_m, em)
    return Scene(about, scene_layout(about))


PLAN = make_plan()
LAYOUT: Layout = scene_of(PLAN).layout.parts["calls"]


def seen_by(scene: Scene, board: Board, now: int) -> BoardView:
    return scene(board, scene.cues(now), now)[1]


def view(board: Board, now: int = 1_000, plan: Plan = PLAN) -> CallsView:
    return dict(seen_by(scene_of(plan), board, now).parts)["calls"]


def frame(board: Board, now: int = 1_000) -> FrameView:
    return seen_by(scene_of(PLAN), board, now).frame


def until(board: Board, now: int = 1_000) -> int | None:
    return seen_by(scene_of(PLAN), board, now).until


def large(n: int = 1, since: int = 1_000, **more: object) -> Board:
    return linked(hero=Hero(call(n), since, True), calls=(call(n),), **more)


def test_the_large_call_has_its_number_and_its_counter():
    hero = view(large()).hero
    assert hero is not None
    assert (hero.number_label, hero.number, hero.counter_label, hero.counter) == ("Mời số", "A001", "Quầy", "3")


def test_a_new_call_pulses_at_one_hertz_for_five_seconds_and_then_stands_still():
    lit: list[bool] = []
    now, scene = 1_000, scene_of(PLAN)
    while now < 1_000 + 2 * PULSES_FOR:
        assert until(large(), now) is not None
        hero = dict(seen_by(scene, large(), now).parts)["calls"].hero
        lit.append(hero.lit)
        now = 1_000 + len(lit) * PULSE
    assert lit[:10] == [True, False] * 5
    assert not any(lit[10:])


def test_the_list_shows_the_newest_first_each_number_once_and_not_the_large_one():
    calls = (call(5, "A005"), call(4, "A004"), call(3, "A005"), call(2, "A002"), call(1, "A004"))
    seen = view(linked(hero=Hero(call(4, "A004"), 1_000, True), calls=calls))
    assert [row.number for row in seen.rows] == ["A005", "A002"]


def test_a_recall_that_looks_the_same_counts_as_shown():
    first, again, moved = call(1, "A001", 3), call(2, "A001", 3), call(3, "A001", 1)
    seen = view(linked(hero=Hero(first, 1_000, True), calls=(again, first), queue=(Queued(again, 1_000),)))
    assert seen.shows == {uid(1), uid(2)}
    seen = view(linked(hero=Hero(first, 1_000, True), calls=(moved, first), queue=(Queued(moved, 1_000),)))
    assert seen.shows == {uid(1)}, "another counter is another message"


def test_what_waits_for_its_turn_is_marked():
    seen = view(linked(hero=Hero(call(1), 0, True), calls=(call(2), call(1)), queue=(Queued(call(2), 0),)))
    assert [(row.number, row.coming) for row in seen.rows] == [("A002", True)]


def test_further_calls_come_page_by_page():
    calls = tuple(call(n) for n in range(12, 0, -1))
    board = linked(calls=calls, turned=1_000)
    size = LAYOUT.rows
    first, second = view(board, 1_000), view(board, 1_000 + LIST_PAGE)
    assert [row.number for row in first.rows] == [known.number for known in calls[:size]]
    assert [row.number for row in second.rows] == [known.number for known in calls[size : 2 * size]]
    assert until(board, 1_000) == 1_000 + LIST_PAGE
    assert first.pages[1] == -(-12 // size)


def test_pages_turn_faster_while_calls_that_nobody_has_seen_wait_on_them():
    calls = tuple(call(n) for n in range(12, 0, -1))
    queue = tuple(Queued(call(n), 1_000) for n in range(2, 13))
    board = linked(hero=Hero(call(1), 1_000, True), calls=calls, queue=queue, turned=1_000)
    assert view(board, 1_000 + BURST_PAGE).rows != view(board, 1_000).rows


def test_with_thirty_four_counters_busy_the_list_pages_and_shows_every_call():
    plan = make_plan(34)
    glass = Watched(about_of(plan, PANEL, 8.0, em))
    calls = tuple(call(n, counter=n) for n in range(34, 34 - LISTED, -1))
    board = linked(calls=calls, turned=1_000)
    shown: set[str] = set()
    for turn in range(LISTED):
        shown |= glass(board, 1_000 + turn * LIST_PAGE).shows
    assert shown == {made.id for made in calls}


def test_waiting_is_shown_for_the_services_of_the_zone_that_somebody_waits_for():
    states = {"khai-sinh": service_state("khai-sinh", 12), "sao-y": service_state("sao-y", 0)}
    seen = view(linked(services={**states, "khac": service_state("khac", 5)}))
    assert [(card.badge, card.lines, card.count) for card in seen.cards] == [("A", ("Khai sinh",), "12")]


def test_an_empty_hall_says_so():
    seen = view(linked(services={"khai-sinh": service_state("khai-sinh", 0)}))
    assert [" ".join(card.lines) for card in seen.cards] == ["Hiện không có người chờ"]
    assert seen.rows == ()


def test_a_closed_hall_says_when_it_opens():
    at = NINE_IN_THE_MORNING - 90 * MINUTE
    seen = view(linked(hall=hall_state(open=False, changes_at=at)))
    assert seen.heading == "Ngoài giờ làm việc"
    assert " ".join(seen.cards[0].lines) == "Mở cửa lúc 07:30"
    monday = view(linked(hall=hall_state(open=False, changes_at=at + 48 * 60 * MINUTE)))
    assert " ".join(monday.cards[0].lines) == "Mở cửa lúc 07:30, thứ Hai"


def test_the_hotline_and_among_several_zones_the_zone_are_cards_of_their_own():
    hall = replace(PLAN.hall, hotline="1900 0000")
    zones = [*PLAN.zones, Zone(id="lau-2", name=Name(vi="Lầu 2", en="Floor 2"))]
    seen = view(linked(hall=None), plan=replace(PLAN, hall=hall, zones=zones))
    assert [card.lines for card in seen.cards] == [("Đường dây nóng", "1900 0000"), ("Sảnh",)]


def test_the_clock_is_the_hubs_and_turns_with_its_minute():
    assert frame(linked(), now=1_000 + 20_000).clock == "09:00"
    assert until(linked(), now=1_000 + 20_000) == 1_000 + MINUTE
    assert frame(linked(), now=1_000 + MINUTE).clock == "09:01"


def test_the_clock_is_right_or_absent():
    untrusted = HubClock(NINE_IN_THE_MORNING, 1_000, False)
    assert frame(linked(clock=untrusted)).clock == ""
    assert frame(linked(clock=None)).clock == ""
    assert frame(linked(), now=1_000 + CLOCK_FOR - 1).clock == "08:59"
    assert frame(linked(), now=1_000 + CLOCK_FOR).clock == "", "too long without the hub"


def test_old_information_carries_its_time_and_everything_else_stays():
    board = large(stale=Stale(NINE_IN_THE_MORNING - 15 * MINUTE), services={"khai-sinh": service_state("khai-sinh", 3)})
    assert frame(board).stale
    assert " ".join(frame(board).header) == "Thông tin cập nhật lúc 08:45"
    assert view(board).hero is not None
    assert view(board).cards


def test_a_time_that_nobody_trusts_is_not_shown():
    untrusted = HubClock(NINE_IN_THE_MORNING, 1_000, False)
    seen = frame(linked(stale=Stale(NINE_IN_THE_MORNING), clock=untrusted))
    assert " ".join(seen.header).startswith("Mất kết nối")
    assert not any(sign.isdigit() for line in seen.header for sign in line)


def test_a_board_that_has_heard_nothing_yet_says_what_it_does():
    seen = frame(Board(voice=True))
    assert seen.stale
    assert " ".join(seen.header) == "Đang kết nối với máy chủ"
    assert seen.clock == ""


def test_where_there_is_little_room_fewer_words_say_the_same():
    plan = replace(PLAN, hall=replace(PLAN.hall, name=Name(vi="Trung tâm Phục vụ hành chính công", en="Centre")))
    scene = scene_of(plan, Panel(width_px=1080, height_px=1920, width_mm=680), 8.0)
    stale = seen_by(scene, linked(stale=Stale(NINE_IN_THE_MORNING)), 1_000)
    assert " ".join(stale.frame.header).endswith("úc 09:00")
    assert len(seen_by(scene, linked(), 1_000).frame.header) <= scene.layout.frame.lines


def test_a_number_the_hall_file_does_not_know_does_not_run_over_its_counter():
    stranger = call(1, "WW99999", 99)
    hero = view(linked(hero=Hero(stranger, 1_000, True), calls=(stranger,))).hero
    assert hero is not None
    assert (em("WW99999", "Bold") + em("99", "Bold")) * hero.px <= LAYOUT.hero.width - LAYOUT.pad * 2


def test_a_still_board_changes_with_the_minute_and_not_before():
    assert until(linked(calls=(call(1),)), now=5_000) == 1_000 + MINUTE


def test_where_the_halls_name_has_no_room_its_short_name_stands():
    hall = replace(PLAN.hall, name=Name(vi="Trung tâm " * 20, en="Centre"), short=Name(vi="Một cửa", en="One-stop"))
    assert seen_by(scene_of(replace(PLAN, hall=hall)), linked(), 1_000).frame.header == ("Một cửa",)
