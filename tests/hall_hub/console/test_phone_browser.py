"""A citizen's phone in a real browser: what it looks like, what it loads, and how it follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from hall_hub.console.phones.routes import STREAMS_EACH
from tests.hall_hub.console import browser as b
from tests.hall_hub.console.conftest import Centre, Person
from tests.hall_hub.console.proxy import Proxy
from tests.hall_hub.console.test_phones import issued, stream

pytestmark = [pytest.mark.timeout(120), pytest.mark.skipif(b.missing() != "", reason=b.missing())]
SMALL = 360, 640
PICTURES = Path(__file__).parents[2] / "pictures" / "out"
LOADED = """
const page = performance.getEntriesByType("navigation")[0];
return [page, ...performance.getEntriesByType("resource")].map((one) => [one.name, one.decodedBodySize]);
"""
OVER = """
return [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && !one.classList.contains("unseen"))
    .filter((one) => one.getBoundingClientRect().right > innerWidth || one.scrollWidth > one.clientWidth + 1)
    .filter((one) => getComputedStyle(one).display !== "inline")
    .map((one) => one.outerHTML.slice(0, 100));
"""
QUICK = "const wait = setTimeout; window.setTimeout = (act, ms) => wait(act, ms / 20);"
"""Twenty times."""
FOLLOWED = """
const Real = EventSource;
window.EventSource = class extends Real {
    constructor(address) { super(address); this.addEventListener("slip", () => { window.followed = true; }); }
};
"""
"""The page says when its stream is open."""
HIDE = """
Object.defineProperty(document, "hidden", { value: arguments[0], configurable: true });
document.dispatchEvent(new Event("visibilitychange"));
"""


@pytest.fixture
def window(driver: b.Driver) -> Iterator[b.Browser]:
    opened = driver.browser()
    opened.size(*SMALL)
    yield opened
    driver.end(opened)


def emptied(centre: Centre) -> Person:
    """The head, with both counters closed and nobody waiting."""
    person = Person(centre.address)
    person.sign_in("lanh-dao")
    for n in (1, 2):
        person.do("close", counter=f"quay-{n}", leave="true")
    for chosen in ("waiting", "parked", "deferred"):
        for ticket in re.findall(r'id="r-([0-9a-f-]+)"', person.see(f"/lists?list={chosen}")):
            person.do("cancel", ticket=ticket)
    return person


@pytest.fixture
def desk(centre: Centre) -> Iterator[Person]:
    """The head, at counter 2."""
    person = emptied(centre)
    person.do("open", counter="quay-2")
    yield person
    person.close()


def test_a_phone_sees_by_itself_that_its_number_is_called(window: b.Browser, centre: Centre, desk: Person) -> None:
    window.go(centre.address + issued(desk))
    assert "Sắp đến lượt" in window.text("h1")
    desk.do("next", counter="quay-2")
    window.wait("h1", "Quầy 2")
    assert window.run("return document.title").endswith("· Quầy 2")
    assert "Mời quý vị đến Quầy 2" in window.run("return document.getElementById('told').textContent")
    assert window.complaints() == []


def test_a_first_visit_loads_at_most_30_kb(window: b.Browser, centre: Centre, desk: Person) -> None:
    window.go(centre.address + issued(desk))
    loaded = dict(window.until(lambda: found if len(found := window.run(LOADED)) >= 4 else None))
    icon = httpx.get(f"{centre.address}/static/icon.svg").content  # a window without a tab strip does not fetch it
    assert sum(loaded.values()) + len(icon) <= 30_000, loaded


def test_below_the_path_that_a_proxy_gives_it_the_page_has_all_it_needs(
    driver: b.Driver, centre: Centre, desk: Person
) -> None:
    proxy, window = Proxy(centre.address), driver.browser(*SMALL)
    try:
        window.go(proxy.address + issued(desk))
        assert window.run("return getComputedStyle(document.querySelector('main')).display") == "grid"
        desk.do("next", counter="quay-2")
        window.wait("h1", "Quầy 2")
        window.click("nav a")
        window.wait("h1", "Counter 2")
        assert window.complaints() == []
    finally:
        driver.end(window)
        proxy.close()


def test_without_script_the_page_asks_again_by_itself(window: b.Browser, centre: Centre, desk: Person) -> None:
    window.devtools("Emulation.setScriptExecutionDisabled", {"value": True})
    window.go(centre.address + issued(desk))
    assert "Sắp đến lượt" in window.text("h1")
    desk.do("next", counter="quay-2")
    window.wait("h1", "Quầy 2", seconds=40)


def test_a_phone_in_a_pocket_leaves_its_stream_to_others(window: b.Browser, centre: Centre, desk: Person) -> None:
    link = issued(desk)
    window.devtools("Page.addScriptToEvaluateOnNewDocument", {"source": FOLLOWED})
    window.go(centre.address + link)
    window.until(lambda: window.run("return window.followed"), what="the page's own stream")
    with ExitStack() as undo:
        assert any_free(centre, link, undo) == STREAMS_EACH - 1
        window.run(HIDE, True)
        window.until(lambda: any_free(centre, link, undo), what="a free stream")
    desk.do("next", counter="quay-2")
    assert "Sắp đến lượt" in window.text("h1")
    window.run(HIDE, False)
    window.wait("h1", "Quầy 2")


def any_free(centre: Centre, link: str, undo: ExitStack) -> int:
    """Takes all streams of the ticket that there are; how many."""
    taken = 0
    while undo.enter_context(stream(centre.address + link)).status == 200:
        taken += 1
    return taken


def test_a_phone_without_a_stream_asks_from_time_to_time(window: b.Browser, centre: Centre, desk: Person) -> None:
    link = issued(desk)
    with ExitStack() as undo:
        assert any_free(centre, link, undo) == STREAMS_EACH
        window.devtools("Page.addScriptToEvaluateOnNewDocument", {"source": QUICK})
        window.go(centre.address + link)
        assert "Sắp đến lượt" in window.text("h1")
        desk.do("next", counter="quay-2")
        window.wait("h1", "Quầy 2", seconds=20)
        window.until(lambda: window.run("return document.getElementById('lost').hidden"))


def test_what_is_shown_without_the_console_says_of_when_it_is(driver: b.Driver, tmp_path: Path) -> None:
    centre = Centre(tmp_path)
    centre.let_everybody_in()
    person, window = Person(centre.address), driver.browser()
    try:
        person.sign_in("can-bo-1")
        window.go(centre.address + issued(person))
        assert centre.console.stop() == 0
        said = window.wait("#lost", "Tạm mất kết nối. Thông tin dưới đây là của lúc ", seconds=60)
        assert re.search(r"lúc \d\d:\d\d\.$", said)
        centre.start_console(int(centre.address.rpartition(":")[2]))
        window.until(lambda: window.run("return document.getElementById('lost').hidden"), 60)
    finally:
        driver.end(window)
        person.close()
        centre.close()


STATES = {
    "over": ["start", "complete"],
    "serving": ["start", "park"],
    "waiting deferred": ["start", "defer"],
    "missed": ["recall", "no-show"],
    "waiting passed-on": ["start", "transfer"],
    "called": ["recall"],
    "waiting": [],
}
"""How a page looks, and what leads to it."""


@pytest.fixture(scope="module")
def busy_hall(centre: Centre) -> Iterator[dict[str, str]]:
    """A ticket's page in each state."""
    head = emptied(centre)
    head.do("open", counter="quay-1")
    links = {"gone": f"/t/{'a' * 26}"}
    for state, acts in STATES.items():
        links[state] = issued(head)
        for act in ["next", *acts] if acts else []:
            head.do(act, counter="quay-1", minutes="20", to_counter="quay-2" if act == "transfer" else "")
    links["waiting"] = [issued(head) for _ in range(5)][-1]
    yield links
    head.close()


@pytest.fixture(scope="module")
def phone(driver: b.Driver) -> Iterator[b.Browser]:
    """One for all who only look at a page."""
    opened = driver.browser(*SMALL)
    yield opened
    driver.end(opened)


@pytest.mark.parametrize("state", [*STATES, "gone"])
def test_every_state_fits_a_small_phone_with_letters_twice_as_large(
    state: str, phone: b.Browser, busy_hall: dict[str, str], centre: Centre
) -> None:
    PICTURES.mkdir(exist_ok=True)
    for language in ("vi", "en"):
        phone.go(f"{centre.address}{busy_hall[state]}?lang={language}")
        look = "over" if state == "gone" else state.partition(" ")[0]
        assert phone.run("return document.querySelector('.slip').classList.contains(arguments[0])", look)
        for percent in (100, 200):
            phone.run("document.documentElement.style.fontSize = `${arguments[0] * 1.0625}%`", percent)
            for name, (width, height) in (("small", SMALL), ("usual", (390, 844))):
                phone.size(width, height)
                assert phone.run(OVER) == [], (language, percent, width)
                phone.picture(PICTURES / f"phone-{state.replace(' ', '-')}-{language}-{name}-{percent}.png")
    assert phone.run("return document.querySelector('nav a').getBoundingClientRect().height") >= 44


def test_in_the_dark_the_page_is_dark(window: b.Browser, busy_hall: dict[str, str], centre: Centre) -> None:
    grounds = list[str]()
    for scheme in ("light", "dark"):
        window.devtools("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        window.go(centre.address + busy_hall["called"])
        grounds.append(window.run("return getComputedStyle(document.documentElement).backgroundColor"))
        window.picture(PICTURES / f"phone-called-{scheme}.png")
    brightness = [sum(map(int, re.findall(r"\d+", ground)[:3])) for ground in grounds]
    assert brightness[0] > 600
    assert brightness[1] < 150
