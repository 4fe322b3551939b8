"""A morning at the console in a real browser: an officer with the keyboard alone, colleagues, a citizen's phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.hall_hub.console import browser as b
from tests.hall_hub.console.conftest import PASSWORD, Centre, Person

pytestmark = [pytest.mark.timeout(120), pytest.mark.skipif(b.missing() != "", reason=b.missing())]
NUMBER = ".hand .number"
ACCESSIBLE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
SIZES = [(1440, 900), (1024, 768), (390, 844)]
SMALLEST = 40
"""Pixels of a target; WCAG 2.2 AA asks for 24. Links within a sentence are free."""
SMALLER = """
return [...document.querySelectorAll('button, summary, select, input:not([type=hidden], [type=checkbox]), nav a')]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < arguments[0])
    .map((one) => one.outerHTML.slice(0, 120));
"""


@pytest.fixture
def window(driver: b.Driver) -> Iterator[b.Browser]:
    """A fresh one, with nothing to complain about at its end."""
    opened = driver.browser()
    yield opened
    assert opened.complaints() == []
    driver.end(opened)


@pytest.fixture
def desk(centre: Centre) -> Iterator[Person]:
    """A colleague with empty hands and nobody waiting: both counters closed, every ticket cancelled."""
    person = Person(centre.address)
    person.sign_in("lanh-dao")
    for n in (1, 2):
        person.do("close", counter=f"quay-{n}", leave="true")
    for chosen in ("waiting", "parked", "deferred"):
        for ticket in re.findall(r'id="r-([0-9a-f-]+)"', person.see(f"/lists?list={chosen}")):
            person.do("cancel", ticket=ticket)
    yield person
    person.close()


def issued(desk: Person, service: str = "khai-sinh") -> tuple[str, str]:
    """Number and link."""
    said = desk.do("issue", back="/lists", service=service)
    link = re.search(r'class="said ok">[^<]*<a href="(/t/[^"]+)"', desk.page)
    assert link, said
    return said.split()[3].rstrip("."), link.group(1)


def signed_in(window: b.Browser, centre: Centre, officer: str) -> b.Browser:
    """With the keyboard alone."""
    window.go(f"{centre.address}/sign-in")
    # The field has the focus once the page is drawn, which may be after it was loaded.
    window.until(lambda: window.run("return document.activeElement.id") == "officer", what="the focus")
    window.press(*officer, "Tab")
    window.press(*PASSWORD, "Enter")
    window.wait("body", "Đăng xuất")
    return window


def opened(window: b.Browser, n: int) -> None:
    """Goes to its button by Tab."""
    reach(window, f"document.activeElement.closest('form')?.counter?.value === 'quay-{n}'")
    window.press("Enter")
    window.wait(".where", f"Quầy {n}")


def answered(window: b.Browser, words: str) -> None:
    """Until the answer to a form is there. What it changed may have come before it, by the page's own stream."""
    told = "return document.getElementById('told').textContent"
    window.until(lambda: words in window.run(told), what=f"the answer {words!r}")


def reach(window: b.Browser, there: str) -> None:
    """Tab by Tab, as somebody without a mouse; every stop must be seen to have the focus."""
    for _ in range(80):
        window.press("Tab")
        assert window.run("return getComputedStyle(document.activeElement).outlineStyle") != "none"
        if window.run(f"return Boolean({there})"):
            return
    raise AssertionError(f"{there} was not reached by Tab")


def test_a_morning_with_the_keyboard_alone(window: b.Browser, centre: Centre, desk: Person) -> None:
    signed_in(window, centre, "can-bo-1")
    opened(window, 1)
    first, _ = issued(desk)
    second, _ = issued(desk, "sao-y")
    third, _ = issued(desk)
    window.wait("[data-part=waiting]", third)
    window.press("F2")
    window.wait(NUMBER, first)
    window.press("F3")
    window.wait(".hand .state", "lần 2")
    window.press("F4")
    window.wait(".hand .state", "Đang phục vụ")
    reach(window, "document.activeElement.parentElement.id.startsWith('d-park')")
    window.press("Enter", "Tab", *"chờ bản gốc", "Enter")
    window.wait("[data-part=aside]", first)
    assert "chờ bản gốc" in window.text("[data-part=aside]")
    window.press("F2")
    window.wait(NUMBER, second)
    window.press("F9")
    window.wait(NUMBER, "–")
    window.press("F2")
    window.wait(NUMBER, third)
    window.press("F4")
    window.wait(".hand .state", "Đang phục vụ")
    window.press("F8")
    window.wait(NUMBER, "–")
    reach(window, f"document.activeElement.innerText === 'Làm tiếp số {first}'")
    window.press("Enter")
    window.wait(NUMBER, first)
    window.press("F8")
    window.wait(NUMBER, "–")
    window.press("F10")
    window.wait(".where", "Tạm dừng")
    window.press("F10")
    window.wait(".where", "Đang mở")
    finished = desk.see("/lists?list=finished")
    assert first in finished
    assert third in finished
    assert second in desk.see("/lists?list=missed")


def test_what_other_hands_do_is_there_by_itself(window: b.Browser, centre: Centre, desk: Person) -> None:
    signed_in(window, centre, "can-bo-1")
    opened(window, 1)
    number, _ = issued(desk)
    window.wait("[data-part=waiting]", number)
    desk.do("open", counter="quay-2")
    desk.do("next", counter="quay-2")
    window.wait("[data-part=aside]", number)
    assert "Lãnh đạo trung tâm" in window.text("[data-part=aside]")
    window.until(lambda: number not in window.text("[data-part=waiting]"), what="a list without it")
    desk.do("ask-help", counter="quay-2", note="cần phiên dịch")
    window.wait("[data-part=notice]", "Quầy 2 cần hỗ trợ")
    assert "cần phiên dịch" in window.text("[data-part=notice]")


def test_what_is_being_typed_outlives_a_change(window: b.Browser, centre: Centre, desk: Person) -> None:
    signed_in(window, centre, "can-bo-1")
    opened(window, 1)
    reach(window, "document.activeElement.parentElement.id === 'd-help'")
    window.press("Enter", "Tab", *"cần người")
    number, _ = issued(desk)
    window.wait("[data-part=waiting]", number)
    desk.do("pause", counter="quay-1")
    window.wait(".where", "Tạm dừng")
    window.press(*" dịch", "Enter")
    window.wait(".hand", "Đã gọi đồng nghiệp hỗ trợ")
    assert "cần người dịch" in desk.see("/")


def test_a_refusal_is_said_beside_the_button_and_to_who_cannot_see_it(
    window: b.Browser, centre: Centre, desk: Person
) -> None:
    signed_in(window, centre, "can-bo-1")
    opened(window, 1)
    window.press("F2")
    window.wait(".cell .said", "Chưa có ai chờ ở quầy này.")
    answered(window, "Chưa có ai chờ")


def test_a_session_that_is_over_leads_to_the_door(window: b.Browser, centre: Centre) -> None:
    signed_in(window, centre, "can-bo-2")
    centre.let_everybody_in()  # new passwords end what was open
    window.wait("body", "Mã cán bộ", seconds=30)


def test_the_console_may_be_started_anew_under_open_pages(tmp_path: Path, driver: b.Driver) -> None:
    centre = Centre(tmp_path)
    centre.let_everybody_in()
    window = driver.browser()
    try:
        signed_in(window, centre, "can-bo-1")
        assert centre.console.stop() == 0
        host, port = centre.address.removeprefix("http://").split(":")
        centre.start_console(int(port))
        assert host == "127.0.0.1"
        colleague = Person(centre.address)
        colleague.sign_in("can-bo-2")
        colleague.do("open", counter="quay-2")
        colleague.close()
        window.wait(".doors", "Cán bộ 2", seconds=60)  # an open page comes back by itself
    finally:
        driver.end(window)
        centre.close()


PAGES = ["/sign-in", "/", "/lists", "/lists?list=missed", "/head", "/audit", "phone"]


@pytest.fixture(scope="module")
def busy_hall(driver: b.Driver, centre: Centre) -> Iterator[tuple[b.Browser, str]]:
    """The head's window, in a hall with something of everything; and the link of a ticket."""
    head = Person(centre.address)
    head.sign_in("lanh-dao")
    head.do("close", counter="quay-2", leave="true")
    head.do("close", counter="quay-1", leave="true")
    head.do("open", counter="quay-1")
    for wish in ("next", "start", "park", "next", "no-show", "next", "start", "defer", "next"):
        _, link = issued(head)
        head.do(wish, counter="quay-1", note="bổ sung giấy tờ", minutes="20")
    head.do("stop-service", service="sao-y", reason="mất mạng")
    head.do("ask-help", counter="quay-1")
    window = signed_in(driver.browser(), centre, "lanh-dao")
    yield window, link
    head.do("resume-service", service="sao-y")
    head.close()
    driver.end(window)


@pytest.fixture
def seen(request: pytest.FixtureRequest, busy_hall: tuple[b.Browser, str], centre: Centre) -> b.Browser:
    """The window, on the page that is asked for."""
    window, link = busy_hall
    window.size(*SIZES[0])
    window.go(centre.address + (link if request.param == "phone" else request.param))
    return window


@pytest.mark.skipif(find_spec("axe_core_python") is None, reason="axe-core-python is not installed: ./run test does")
@pytest.mark.parametrize("seen", PAGES, indirect=True)
def test_axe_finds_nothing_that_keeps_anybody_out(seen: b.Browser) -> None:
    seen.run("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in axe(seen)] == []


@pytest.mark.parametrize("seen", PAGES, indirect=True)
def test_every_page_fits_every_screen_and_every_finger(seen: b.Browser) -> None:
    for size in SIZES:
        seen.size(*size)
        assert seen.run("return document.documentElement.scrollWidth") <= size[0], size
        assert seen.run(SMALLER, SMALLEST) == [], size


def axe(window: b.Browser) -> list[dict[str, Any]]:
    """What Deque's axe-core has to say against the page."""
    spec = find_spec("axe_core_python")
    assert spec is not None
    assert spec.origin is not None
    window.run((Path(spec.origin).parent / "axe.min.js").read_text("utf-8"))
    script = "return axe.run({runOnly: {type: 'tag', values: arguments[0]}}).then((found) => found.violations)"
    return window.run(script, ACCESSIBLE)
