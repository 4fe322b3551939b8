"""The page of figures over real HTTP: the head's, an officer's own, and what they take away."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest

from hall_core.device.hall_file import load
from hall_core.domain.figures.roster import roster_of
from hall_core.ui.translate import Words
from hall_hub.console.figures.maker import NotMadeError, Why
from hall_hub.console.figures.page import chosen, periods
from hall_hub.console.figures.routes import _why  # pyright: ignore[reportPrivateUsage]
from hall_hub.console.headers import CONTENT
from hall_hub.console.passwords import FOLDER
from hall_hub.figures.roll_up import roll_up
from hall_sim.days import working_days, write_days
from tests.hall_hub.console import browser as b
from tests.hall_hub.console.conftest import Centre, Person, hall_file
from tests.hall_hub.console.test_diary import acts
from tests.hall_hub.console.test_morning import SIZES, SMALLER, SMALLEST, axe, reach, signed_in

pytestmark = pytest.mark.timeout(120)
FRIDAY = "2026-03-20"
"""The last of five days that are over long before any day on which this runs."""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """With a week behind it, and a day of its own."""
    folder = tmp_path_factory.mktemp("figures")
    plan, data = load(hall_file(folder)), folder / "hub"
    data.mkdir()
    write_days(data / "ledger.sqlite", plan, working_days(date(2026, 3, 16), date(2026, 3, 20)), 60)
    roll_up(data, roster_of(plan))
    running = Centre(folder)
    running.let_everybody_in()
    yield running
    running.close()


def words_of(page: str) -> str:
    """What one reads, without the marks."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def a_morning(head: Person) -> None:
    """One is served, one waits."""
    head.do("open", counter="quay-1")
    for _ in range(2):
        head.do("issue", back="/lists", service="khai-sinh")
    for wish in ("next", "start", "complete"):
        head.do(wish, counter="quay-1")


def test_the_head_sees_the_running_day_marked_as_not_over(head: Person) -> None:
    a_morning(head)
    seen = words_of(head.see("/figures"))
    assert "chưa kết thúc" in seen
    assert "1 đang chờ" in seen
    assert "1 lượt phục vụ hoàn thành" in seen
    head.do("close", counter="quay-1", leave="true")


def test_figures_of_days_that_are_over_stand_with_their_definitions(head: Person) -> None:
    seen = words_of(head.see("/figures?from=2026-03-16&to=2026-03-20"))
    for words in (
        "Theo cán bộ",
        "Cán bộ 1",
        "Theo kênh lấy số",
        "Tại ki-ốt",
        "Đánh giá dồn dập",
        "Số trả lời tối thiểu",
    ):
        assert words in seen, words
    assert "chưa kết thúc:" not in seen


def test_the_page_is_in_the_language_of_its_reader(head: Person) -> None:
    page = head.see(f"/figures?period={FRIDAY}&only=hour%3D09")
    [link] = re.findall(r'href="(\?[^"]*lang=en)"', page)
    english = head.see(f"/figures{html.unescape(link)}")
    assert "Staff present" in words_of(english)
    assert "20 March 2026 · Hour: 9:00–9:59" in words_of(english)
    assert "Cán bộ có mặt" in words_of(head.see(f"/figures?period={FRIDAY}&lang=vi"))


def test_figures_are_narrowed_on_the_page(head: Person) -> None:
    seen = head.see(f"/figures?period={FRIDAY}&only=service%3Dsao-y")
    assert 'value="service=sao-y" selected' in seen
    assert "Dịch vụ: Sao y" in words_of(seen)


def test_an_officer_sees_his_own_figures_and_nobody_elses_whatever_he_asks_for(officer: Person) -> None:
    page = officer.see(f"/figures?period={FRIDAY}&only=officer%3Dcan-bo-2")
    seen = words_of(page)
    assert "Số liệu của tôi" in seen
    assert "Cán bộ: Cán bộ 1" in seen
    assert "Cán bộ 2" not in seen
    assert "/figures/file" not in page
    assert officer.wire.get(f"/figures/file?as=csv&period={FRIDAY}").status_code == 403


@pytest.mark.parametrize(
    ("kind", "begins", "name"),
    [("csv", b"\xef\xbb\xbf", ".csv"), ("xlsx", b"PK", ".xlsx"), ("print", b"<!doctype", "")],
)
def test_a_report_is_taken_away(head: Person, kind: str, begins: bytes, name: str) -> None:
    answer = head.wire.get(f"/figures/file?as={kind}&period={FRIDAY}")
    assert answer.content.startswith(begins)
    assert answer.headers.get("content-disposition", "").strip('"').endswith(name)


def test_who_takes_a_report_away_stands_in_the_log(head: Person) -> None:
    head.wire.get(f"/figures/file?as=csv&period={FRIDAY}").raise_for_status()
    head.wait_for("/audit", f"{FRIDAY} csv")


@pytest.mark.parametrize("query", ["as=exe", "as=csv&period=never", "as=csv&only=colour%3Dred", ""])
def test_what_cannot_be_taken_away_is_not_there(head: Person, query: str) -> None:
    assert head.wire.get(f"/figures/file?{query}").status_code == 404


@pytest.mark.parametrize("query", ["period=never", "from=2026-03-20&to=2026-03-16", "only=--out", "period=2026-Q9"])
def test_a_period_that_there_is_not_is_said_in_plain_words(head: Person, query: str) -> None:
    answer = head.wire.get(f"/figures?{query}")
    assert answer.status_code == 400
    assert "Không có kỳ báo cáo này" in answer.text


def test_who_is_not_signed_in_sees_no_figures(stranger: Person) -> None:
    for path in ("/figures", "/figures/file?as=csv"):
        assert "<h1>Đăng nhập</h1>" in stranger.see(path)


def test_when_there_are_no_figures_the_page_says_what_to_do(tmp_path: Path) -> None:
    plan, data = load(hall_file(tmp_path)), tmp_path / "hub"
    data.mkdir()
    centre = Centre(tmp_path)
    person = Person(centre.address)
    try:
        roll_up(data, roster_of(plan))
        (data / "figures.sqlite").write_bytes(b"no figures at all, and long enough to be looked at" * 100)
        centre.let_everybody_in()
        person.sign_in("lanh-dao")
        answer = person.wire.get("/figures")
        assert answer.status_code == 503
        assert "đề nghị báo kỹ thuật viên" in answer.text
        file = person.wire.get("/figures/file?as=csv")
        assert (file.status_code, file.headers["content-type"]) == (503, "text/plain; charset=utf-8")
        assert "đề nghị báo kỹ thuật viên" in file.text
        assert "report-downloaded" not in [what for _, what, _ in acts(data / FOLDER)], "nobody has taken any"
        assert "no figures (status 2)" in (tmp_path / "console.log").read_text("utf-8")
    finally:
        person.close()
        centre.close()


def test_each_reason_why_there_are_no_figures_says_something_else_to_do() -> None:
    told = {why: _why(NotMadeError(why), Words().into("vi")) for why in get_args(Why)}
    assert len(set(told.values())) == len(told)
    assert "chọn kỳ ngắn hơn" in told["slow"]
    assert "đợi một lát" in told["busy"]
    assert "báo kỹ thuật viên" in told["failed"]


def test_the_usual_periods_are_those_of_the_day(centre: Centre) -> None:
    usual = periods(chosen({}, "2026-01-05"), "2026-01-05", Words().into("vi"))
    assert [choice.id for choice in usual] == [
        "2026-01-05",
        "2026-01-04",
        "2026-W02",
        "2026-01",
        "2025-12",
        "2026-Q1",
        "2025-Q4",
        "2026",
    ]
    assert [choice.id for choice in usual if choice.chosen] == ["2026-01-05"]


@pytest.fixture(scope="module")
def window(driver: b.Driver, centre: Centre) -> b.Browser:
    """The head's."""
    return signed_in(driver.browser(), centre, "lanh-dao")


LOOKED_AT = ["period=2026-03", "period=2026-03&only=officer%3Dcan-bo-1", "", "period=never"]


@pytest.mark.skipif(b.missing() != "", reason=b.missing())
@pytest.mark.parametrize("query", LOOKED_AT)
def test_axe_finds_nothing_on_figures_that_keeps_anybody_out(window: b.Browser, centre: Centre, query: str) -> None:
    pytest.importorskip("axe_core_python", reason="axe-core-python is not installed: ./run test does")
    window.size(*SIZES[0])
    window.go(f"{centre.address}/figures?{query}")
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in axe(window)] == []


@pytest.mark.skipif(b.missing() != "", reason=b.missing())
@pytest.mark.parametrize("query", LOOKED_AT)
def test_figures_fit_every_screen_and_every_finger(window: b.Browser, centre: Centre, query: str) -> None:
    window.go(f"{centre.address}/figures?{query}")
    for size in SIZES:
        window.size(*size)
        assert window.run("return document.documentElement.scrollWidth") <= size[0], size
        assert window.run(SMALLER, SMALLEST) == [], size


@pytest.mark.skipif(b.missing() != "", reason=b.missing())
def test_a_period_is_chosen_with_the_keyboard_alone(window: b.Browser, centre: Centre) -> None:
    window.size(*SIZES[0])
    window.go(f"{centre.address}/figures?period={FRIDAY}")
    reach(window, "document.activeElement.innerText === 'Năm nay'")
    window.press("Enter")
    window.wait(".about h2", "Năm ")


@pytest.mark.skipif(b.missing() != "", reason=b.missing())
def test_the_printed_report_has_its_style_under_the_pages_policy(window: b.Browser, centre: Centre) -> None:
    assert "unsafe" not in CONTENT
    window.complaints()
    window.go(f"{centre.address}/figures/file?as=print&period=2026-03")
    assert window.run("return getComputedStyle(document.querySelector('.tiles')).display") == "grid"
    assert [words for words in window.complaints() if "favicon" not in words] == []


def test_a_day_before_today_is_yesterday(head: Person) -> None:
    page = head.see("/figures")
    [today] = re.findall(r'href="/figures\?period=([\d-]+)" aria-current', page)
    assert f'period={(date.fromisoformat(today) - timedelta(days=1)).isoformat()}"' in page
