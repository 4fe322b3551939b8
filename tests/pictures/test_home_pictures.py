"""The first page with one to six jobs, on three panels, in every manner, drawn to tests/pictures/out and measured."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.domain.names import Language
from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.ui.translate import Words
from kiosk_app.jobs.home.pages import Modes
from kiosk_app.kiosk import Manner
from kiosk_app.looks import Looks
from kiosk_app.messages import GoHome
from kiosk_app.view import view
from kiosk_app.views import HomeView, TileView
from tests.pictures.test_kiosk_pictures import NOW, cut, every_page, faults
from tests.screens_support import PANELS, Glass, plan_in

JOBS: dict[Language, list[tuple[str, str, str]]] = {
    "vi": [
        ("Lấy số thứ tự", "Chạm vào đây để bắt đầu", "ticket"),
        ("Tra cứu thủ tục", "Giấy tờ, thời gian, lệ phí", "search"),
        ("Tra cứu hồ sơ", "Quét hoặc nhập mã biên nhận", "folder"),
        ("Tôi có lịch hẹn", "Nhận số theo giờ đã hẹn", "calendar"),
        ("Đánh giá", "Sau khi giải quyết xong", "smile"),
        ("Nộp hồ sơ trực tuyến", "Cùng nhân viên hướng dẫn", "document"),
    ],
    "en": [
        ("Take a number", "Touch here to begin", "ticket"),
        ("Look up a procedure", "Papers, time, fees", "search"),
        ("Look up an application", "Scan or type the receipt code", "folder"),
        ("I have an appointment", "A number for your time", "calendar"),
        ("Give feedback", "After your service is done", "smile"),
        ("File online", "With an assistant", "document"),
    ],
}


def draw(glass: Glass, words: Words, panel: str, state: str, manner: Manner, jobs: int = 5) -> None:
    from kiosk_app.stage import Stage

    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    kiosk = dict(every_page(plan_in("ward.toml"), 8))[state]
    larger = looks.of(Manner(larger=True)).layout.tiles if looks.larger else None
    kiosk = replace(kiosk, manner=manner, setup=replace(kiosk.setup, tiles_larger=larger, can_lower=looks.low))
    shown = view(kiosk, words.into(manner.language), NOW)
    assert isinstance(shown, HomeView)
    made = [TileView(title, detail, "", GoHome(), icon) for title, detail, icon in JOBS[manner.language]]
    glass.use(looks.plain)
    stage = Stage(looks.of, lambda _tap: None)
    stage.show(replace(shown, jobs=(shown.jobs[0], *made[1:jobs])), manner)
    glass.show(stage)
    glass.frames(6)


def judged(glass: Glass, name: str) -> None:
    glass.keep(f"home-{name}")
    assert faults(glass) == []
    assert cut(glass) == []


@pytest.mark.parametrize("jobs", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("panel", PANELS)
def test_with_any_number_of_jobs(glass: Glass, english_too: Words, panel: str, language: Language, jobs: int) -> None:
    from kiosk_app.screens.screen import PageHeader

    draw(glass, english_too, panel, "home", Manner(language=language), jobs)
    glass.keep(f"home-{panel}-{language}-{jobs}")
    assert faults(glass) == []
    # With six jobs the header of seven inches holds a second button, and no longer every name.
    assert not set(cut(glass)) - ({glass.find(PageHeader).hall} if (panel, jobs) == ("800x480", 6) else set())


@pytest.mark.parametrize("manner", ["", "larger", "contrast"])
@pytest.mark.parametrize("state", ["home-paper-out", "closed", "no-link", "home-empty", "connecting"])
@pytest.mark.parametrize("panel", PANELS)
def test_when_something_is_not_as_it_should_be(
    glass: Glass, english_too: Words, panel: str, state: str, manner: str
) -> None:
    how = Manner(larger=manner == "larger", contrast=manner == "contrast")
    draw(glass, english_too, panel, state, how)
    judged(glass, f"{panel}-{state}-{manner or 'plain'}")


@pytest.mark.parametrize("state", ["home-paper-out", "closed", "no-link", "home"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("panel", "low"), [("1280x800", False), ("1080x1920", False), ("1080x1920", True)])
def test_no_notice_takes_the_icons_off_the_tiles_in_large_letters(
    glass: Glass, english_too: Words, panel: str, low: bool, language: Language, state: str
) -> None:
    from kiosk_app.screens.home.job_tile import JobTile

    draw(glass, english_too, panel, state, Manner(larger=True, low=low, language=language))
    judged(glass, f"{panel}-{language}-larger{'-low' if low else ''}-{state}")
    tiles = [widget for widget in glass.window.children[0].walk() if isinstance(widget, JobTile)]
    assert [tile.title for tile in tiles if not tile.side] == []


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("panel", PANELS)
def test_icons_beside_one_another_stand_on_one_line(
    glass: Glass, english_too: Words, panel: str, language: Language
) -> None:
    from kiosk_app.screens.home.job_tile import JobTile

    draw(glass, english_too, panel, "home", Manner(language=language))
    tiles = [widget for widget in glass.window.children[0].walk() if isinstance(widget, JobTile) and not widget.main]
    rows = {(tile.y, tile._icon.y) for tile in tiles}
    assert len(rows) == len({tile.y for tile in tiles})


@pytest.mark.parametrize("larger", [False, True])
@pytest.mark.parametrize("panel", ["1280x800", "1080x1920"])
def test_no_telephone_number_is_broken_for_the_hours_beside_it(
    glass: Glass, english_too: Words, panel: str, larger: bool
) -> None:
    from hall_core.ui.widgets.text_block.text_block import TextBlock

    draw(glass, english_too, panel, "home", Manner(larger=larger))
    shown = {widget.text: widget.shown for widget in glass.window.children[0].walk() if isinstance(widget, TextBlock)}
    assert shown["1900 0000"] == "1900 0000"
    assert shown["07:30–11:30, 13:30–17:00"].splitlines() in (
        ["07:30–11:30, 13:30–17:00"],
        ["07:30–11:30,", "13:30–17:00"],
    )


@pytest.mark.parametrize("panel", PANELS)
def test_what_still_works_in_a_closed_hall_can_be_touched(glass: Glass, english_too: Words, panel: str) -> None:
    from kiosk_app.screens.home.job_tile import JobTile

    draw(glass, english_too, panel, "closed", Manner())
    tiles = [widget for widget in glass.window.children[0].walk() if isinstance(widget, JobTile)]
    assert {tile.title for tile in tiles if tile.disabled} == {"Lấy số thứ tự"}
    assert {"Tra cứu thủ tục", "Đánh giá"} <= {tile.title for tile in tiles if not tile.disabled}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("panel", PANELS)
def test_the_ways_to_have_the_screen(glass: Glass, english_too: Words, panel: str, language: Language) -> None:
    from kiosk_app.stage import Stage

    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    kiosk = dict(every_page(plan_in("ward.toml"), looks.of(Manner()).layout.tiles))["home"]
    kiosk = replace(kiosk, page=Modes(), manner=Manner(language=language, spoken=True))
    glass.use(looks.plain)
    stage = Stage(looks.of, lambda _tap: None)
    stage.show(view(kiosk, english_too.into(language), NOW), kiosk.manner)
    glass.show(stage)
    judged(glass, f"{panel}-{language}-modes")
