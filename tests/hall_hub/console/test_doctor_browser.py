"""The page of a box with its doctor's findings, its screen and its log, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_core.contract.doctor import Finding
from tests.hall_hub.console import browser as b
from tests.hall_hub.console.conftest import Centre
from tests.hall_hub.console.test_doctor import HOT, PAGE, WELL, Box
from tests.hall_hub.console.test_morning import SIZES, SMALLER, SMALLEST, axe, reach, signed_in

pytestmark = [pytest.mark.timeout(120), pytest.mark.skipif(b.missing() != "", reason=b.missing())]
LONG = Finding(
    check="journal",
    verdict="caution",
    case="complaints",
    about={
        "count": 12,
        "last": "mmcblk0:error-110-transferring-data,sector-1234567890,nr-8,cmd-response-0x900," + "x" * 30,
    },
)
BLIND = Finding(check="disk-wear", verdict="unknown", case="untold")


@pytest.fixture(scope="module")
def box(centre: Centre, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    running = Box(centre, tmp_path_factory.mktemp("box"))
    running.found(HOT, LONG, BLIND, WELL)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def head(driver: b.Driver, centre: Centre, box: Box) -> Iterator[b.Browser]:
    window = signed_in(driver.browser(), centre, "lanh-dao")
    window.go(f"{centre.address}{PAGE}?lang=vi")
    window.wait("[data-part=doctor]", "91 °C")
    yield window
    assert window.complaints() == []


def test_the_head_gets_the_screen_with_the_keyboard_alone_and_the_browser_shows_it(head: b.Browser) -> None:
    reach(head, "document.activeElement.id === 'b-look-screen'")
    head.press("Enter")
    head.wait("[data-part=doctor]", "Đã chụp màn hình.")
    head.until(lambda: head.run("return document.querySelector('.shot').naturalWidth") == 600, what="the picture")
    reach(head, "document.activeElement.id === 'b-look-log'")
    head.press("Enter")
    head.wait("[data-part=doctor]", "Nhật ký lúc")


def test_what_is_found_anew_comes_to_the_open_page(head: b.Browser, box: Box) -> None:
    box.found(WELL)
    head.wait("[data-part=doctor]", "Máy tốt, không có gì phải làm")
    box.found(HOT, LONG, BLIND, WELL)
    head.wait("[data-part=doctor]", "91 °C")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_is_for_everybody_and_fits_every_screen(
    head: b.Browser, centre: Centre, language: str, tmp_path: Path
) -> None:
    head.size(*SIZES[0])
    head.go(f"{centre.address}{PAGE}?lang={language}")
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in axe(head)] == []
    for size in SIZES:
        head.size(*size)
        assert head.run("return document.documentElement.scrollWidth") <= size[0], size
        assert head.run(SMALLER, SMALLEST) == [], size
        head.picture(tmp_path / f"{language}-{size[0]}.png")
