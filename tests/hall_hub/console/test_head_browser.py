"""The head's pages in a real browser: with the keyboard alone, on every screen, and for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

from tests.hall_hub.console import browser as b
from tests.hall_hub.console.conftest import Centre, Person
from tests.hall_hub.console.test_morning import SIZES, SMALLER, SMALLEST, answered, axe, reach, signed_in

pytestmark = [pytest.mark.timeout(120), pytest.mark.skipif(b.missing() != "", reason=b.missing())]
PAGES = ["/head", "/notices", "/notices/edit", "/notices/edit?row=2", "/lists?list=left"]
CLOSED = "return !document.getElementById(arguments[0]).open"
LONG = (
    "Trung tâm tạm ngừng tiếp nhận hồ sơ từ 15 giờ 30 để sửa điện; mời quý vị trở lại sáng mai từ 7 giờ 30, "
    "ai đã có phiếu vẫn được phục vụ trước"
)
TABLE = f"""id,title_vi,title_en,text_vi,text_en,file,from,until,days,hours,seconds,zones,boards
dai,"{LONG}",,"{LONG * 8}",,,,,,,,,
sai,{"Nghiêng" * 20},,,,so-do.png,2026-02-30,,,,,,
lich,Có lịch,,,,,2026-01-02,2099-12-31,t2 t4 t6 cn,"00:00-11:30, 13:30-17:00",,sanh,bang-1
"""


@pytest.fixture(scope="module")
def window(driver: b.Driver, centre: Centre) -> b.Browser:
    """The head's."""
    return signed_in(driver.browser(), centre, "lanh-dao")


@pytest.fixture
def feed(centre: Centre) -> Path:
    folder = centre.data / "feeds" / "notices"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "notices.csv").write_text(TABLE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def full(centre: Centre) -> Iterator[Person]:
    """The head, in a hall with messages, a block of a roll, and people whom nobody calls."""
    head = Person(centre.address)
    head.sign_in("lanh-dao")
    for n in (1, 2):
        head.do("close", back="/head", counter=f"quay-{n}", leave="true")
    for service in ("khai-sinh", "sao-y"):
        head.do("issue", back="/lists", service=service)
    head.do("post-message", back="/head", vi=LONG, en=LONG, lasts="60")
    yield head
    head.close()


def test_a_message_is_posted_and_taken_down_with_the_keyboard_alone(window: b.Browser, centre: Centre) -> None:
    window.size(*SIZES[0])
    window.go(f"{centre.address}/head")
    reach(window, "document.activeElement.parentElement.id === 'd-post'")
    window.press("Enter", "Tab", *"Quầy 3 nghỉ trưa", "Tab", *"Lunch", "Tab", *"1 giờ", "Tab")
    reach(window, "document.activeElement.innerText === 'Đăng lên bảng'")
    window.press("Enter")
    window.wait("[data-part=messages]", "Quầy 3 nghỉ trưa")
    assert "hiện đến hết ngày" not in window.text("[data-part=messages]"), "for an hour"
    answered(window, "Đã đăng")
    assert window.run(CLOSED, "d-post")
    window.until(
        lambda: not window.run("return document.getElementById('post-message-vi').value"), what="an empty form"
    )
    window.go(f"{centre.address}/head")
    reach(window, "document.activeElement.innerText.startsWith('Gỡ khỏi bảng')")
    window.press("Enter")
    window.until(lambda: "Quầy 3 nghỉ trưa" not in window.text("[data-part=messages]"))


def test_a_refused_message_keeps_what_was_typed(window: b.Browser, centre: Centre) -> None:
    window.go(f"{centre.address}/head")
    window.run("document.getElementById('d-post').open = true")
    window.run("for (const one of document.querySelectorAll('textarea')) one.removeAttribute('maxlength')")
    window.fill("#post-message-vi", "dài " * 50)
    window.fill("#post-message-en", "Closed")
    window.fill("#post-message-lasts", "2 giờ")
    window.click("#d-post button")
    window.wait("#d-post", "tối đa 160. Mời rút ngắn")
    kept = "return ['vi', 'en', 'lasts'].map((name) => document.getElementById('post-message-' + name).value.length)"
    assert window.run(kept) == [200, 6, 3]
    window.run("document.getElementById('post-message-vi').value = ''")
    window.fill("#post-message-vi", "Ngắn thôi")
    window.click("#d-post button")
    window.wait("[data-part=messages] .rows", "Ngắn thôi")
    # The answer empties the form of what was typed, the page's own stream of what was refused: either may be first.
    window.until(lambda: window.run(kept) == [0, 0, 0], what="an empty form, once it is posted,")


def test_what_is_typed_and_ticked_outlives_what_others_do(window: b.Browser, centre: Centre, full: Person) -> None:
    window.go(f"{centre.address}/head")
    window.run("document.getElementById('d-roll').open = true")
    window.fill("#enter-roll-first", "17")
    window.fill("#enter-roll-service", "Sao y")
    full.do("post-message", back="/head", vi="Có tin mới")
    window.wait("[data-part=messages]", "Có tin mới")
    full.do("stop-service", back="/head", service="sao-y")
    window.wait("[data-part=services]", "Cấp số lại")
    full.do("resume-service", back="/head", service="sao-y")
    window.until(lambda: "Cấp số lại" not in window.text("[data-part=services]"))
    typed = "return ['first', 'service'].map((name) => document.getElementById('enter-roll-' + name).value)"
    assert window.run(typed) == ["17", "sao-y"]


def test_a_picture_is_brought_and_appears_by_itself(
    window: b.Browser, centre: Centre, feed: Path, tmp_path: Path
) -> None:
    Image.new("RGB", (64, 36), "navy").save(tmp_path / "Sơ đồ mới.png")
    window.go(f"{centre.address}/notices")
    window.run("document.getElementById('d-file').open = true")
    window.fill("#file", str(tmp_path / "Sơ đồ mới.png"))
    window.click("#d-file button")
    window.wait("[data-part=media]", "Đã nhận tệp so-do-moi.png")
    window.wait("[data-part=media] .rows", "so-do-moi.png")
    answered(window, "Đã nhận tệp so-do-moi.png")
    assert window.run(CLOSED, "d-file")
    assert (feed / "so-do-moi.png").read_bytes() == (tmp_path / "Sơ đồ mới.png").read_bytes()
    (tmp_path / "x.png").write_text("không phải ảnh")
    window.run("document.getElementById('d-file').open = true")
    window.fill("#file", str(tmp_path / "x.png"))
    window.click("#d-file button")
    window.wait("[data-part=media]", "Tệp này không phải ảnh")
    answered(window, "Tệp này không phải ảnh")
    assert window.run("return document.getElementById('file').files.length") == 1, "the file stays chosen"


def test_the_order_is_changed_by_keyboard_and_the_focus_goes_with_the_notice(
    window: b.Browser, centre: Centre, feed: Path
) -> None:
    window.go(f"{centre.address}/notices")
    reach(window, "document.activeElement.id === 'down-dai'")
    window.press("Enter")
    rows = (
        "return [...document.querySelectorAll('[data-part=board] li strong')].map((one) => one.innerText.slice(0, 8))"
    )
    window.until(lambda: window.run(rows)[1] == LONG[:8])
    assert window.run("return document.activeElement.id") == "down-dai"
    window.press("Enter")
    window.until(lambda: window.run(rows)[2] == LONG[:8])
    assert (feed / "notices.csv").read_text("utf-8").splitlines()[-1].startswith("dai,")


def test_what_the_hub_answers_appears_by_itself(window: b.Browser, centre: Centre, feed: Path) -> None:
    window.go(f"{centre.address}/notices/edit")
    window.fill("#title_vi", "Thông báo mới tinh")
    window.press("Enter")  # a line in the title, as it is a field of several
    reach(window, "document.activeElement.innerText === 'Ghi và đưa lên bảng'")
    window.press("Enter")
    window.wait("[data-part=board]", "Thông báo mới tinh")
    window.wait("[data-part=feed]", "Đã nhận 3 trong 4 thông báo", seconds=60)
    assert "Dòng 3: Ngày phải có thật" in window.text("[data-part=feed]")


@pytest.fixture
def seen(request: pytest.FixtureRequest, window: b.Browser, full: Person, feed: Path, centre: Centre) -> b.Browser:
    """The window on the page that is asked for, all of it unfolded."""
    window.size(*SIZES[0])
    window.go(centre.address + request.param)
    window.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return window


@pytest.mark.skipif(find_spec("axe_core_python") is None, reason="axe-core-python is not installed: ./run test does")
@pytest.mark.parametrize("seen", PAGES, indirect=True)
def test_axe_finds_nothing_that_keeps_anybody_out(seen: b.Browser) -> None:
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in axe(seen)] == []


@pytest.mark.parametrize("seen", PAGES, indirect=True)
def test_every_page_fits_every_screen_and_every_finger(seen: b.Browser) -> None:
    for size in SIZES:
        seen.size(*size)
        assert seen.run("return document.documentElement.scrollWidth") <= size[0], size
        assert seen.run(SMALLER, SMALLEST) == [], size


def test_the_browser_had_nothing_to_complain_about(window: b.Browser) -> None:
    assert window.complaints() == []
