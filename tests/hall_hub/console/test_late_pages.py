"""The list of late dossiers and of apologies over real HTTP, for the head alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date

import pytest

from hall_core.device.hall_file import load
from hall_core.domain import events as e
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.plan import Plan
from hall_core.ui.translate import Words
from hall_hub.console.head_page import sorry
from hall_hub.console.live import TEMPLATES
from tests.hall_hub.console import browser as b
from tests.hall_hub.console.conftest import Centre, Person, hall_file
from tests.hall_hub.console.test_figures_pages import words_of
from tests.hall_hub.console.test_morning import SIZES, SMALLER, SMALLEST, axe, signed_in
from tests.hall_hub.figures.made_late import AS_OF, DONE, FRESH, ON_TIME, SILENT, SORRY, shown, write_late_hall

pytestmark = pytest.mark.timeout(120)
NOVEMBER = "period=2026-11"
VI = Words().into("vi")


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    folder = tmp_path_factory.mktemp("late")
    plan, data = load(hall_file(folder)), folder / "hub"
    data.mkdir()
    write_late_hall(data, plan)
    running = Centre(folder)
    running.let_everybody_in()
    yield running
    running.close()


def test_the_head_finds_late_dossiers_from_the_figures_with_delay_apology_boards_and_new_date(head: Person) -> None:
    figures = head.see(f"/figures?{NOVEMBER}")
    assert "Hồ sơ trễ hạn và lời xin lỗi" in words_of(figures)
    assert SORRY.code not in figures
    assert f'href="/figures/late?{NOVEMBER}"' in figures
    page = head.see(f"/figures/late?{NOVEMBER}")
    row = words_of(page[page.index(SORRY.code) : page.index(SILENT.code)])
    assert row == (
        f"{SORRY.code} Cấp Giấy chứng nhận (sổ đỏ) lần đầu Văn phòng Đăng ký đất đai 10/11/2026 8 04/12/2026 "
        "19/11/2026 07:15 21/11/2026 08:15 bang-1, bang-2"
    )
    over = page.index("nay không còn quá hạn")
    assert page.index(FRESH.code) < over < page.index(DONE.code)
    assert ON_TIME.code not in page


def test_the_list_is_in_the_language_of_its_reader(head: Person) -> None:
    page = words_of(head.see(f"/figures/late?{NOVEMBER}&lang=en"))
    assert "Late dossiers and apologies" in page
    assert "First land use certificate" in page
    assert "Hồ sơ trễ hạn" in words_of(head.see(f"/figures/late?{NOVEMBER}&lang=vi"))


def test_it_is_printed_and_taken_away_and_the_log_tells_so(head: Person) -> None:
    paper = head.see(f"/figures/file?as=print&list=late&{NOVEMBER}")
    assert paper.startswith("<!doctype")
    assert "GIÁM ĐỐC TRUNG TÂM" in paper
    answer = head.wire.get(f"/figures/file?as=csv&list=late&{NOVEMBER}")
    assert 'filename="motcua-late-2026-11-01-2026-11-30.csv"' in answer.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {SORRY.code, SILENT.code, FRESH.code, DONE.code} <= {row[1] for row in rows}
    head.wait_for("/audit", "2026-11 late csv")


@pytest.mark.parametrize("query", ["as=xlsx&list=late", "as=csv&list=early"])
def test_what_there_is_no_list_of_is_not_there(head: Person, query: str) -> None:
    assert head.wire.get(f"/figures/file?{query}").status_code == 404


def test_nobody_but_the_head_sees_whose_dossiers_are_late(officer: Person) -> None:
    for path in ("/figures/late", "/figures/file?as=csv&list=late"):
        answer = officer.wire.get(f"{path}{'&' if '?' in path else '?'}{NOVEMBER}")
        assert (answer.status_code, SORRY.code in answer.text) == (403, False)
    assert "/figures/late" not in officer.see(f"/figures?{NOVEMBER}")


def test_who_is_not_signed_in_sees_no_list(stranger: Person) -> None:
    assert "<h1>Đăng nhập</h1>" in stranger.see(f"/figures/late?{NOVEMBER}")


def test_the_heads_page_leads_to_the_list_on_a_day_with_apologies(plan: Plan) -> None:
    hall, at = Hall(plan), AS_OF
    assert sorry(hall, VI) is None
    evolve(hall, e.DayBegan(day="2026-11-20"), at)
    heard, event = shown(date(2026, 11, 20), 21, "bang-1", SORRY, DONE)
    evolve(hall, event, heard)
    card = sorry(hall, VI)
    assert card is not None
    assert card.words == "Hôm nay lời xin lỗi cho 2 hồ sơ trễ hạn đã hiện trên bảng."
    written = TEMPLATES.get_template("parts/sorry.html").render(view=card, say=VI)
    assert 'href="/figures/late"' in written


@pytest.mark.skipif(b.missing() != "", reason=b.missing())
def test_the_list_fits_every_screen_and_keeps_nobody_out(driver: b.Driver, centre: Centre) -> None:
    pytest.importorskip("axe_core_python", reason="axe-core-python is not installed: ./run test does")
    window = signed_in(driver.browser(), centre, "lanh-dao")
    window.go(f"{centre.address}/figures/late?{NOVEMBER}")
    for size in SIZES:
        window.size(*size)
        assert window.run("return document.documentElement.scrollWidth") <= size[0], size
        assert window.run(SMALLER, SMALLEST) == [], size
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in axe(window)] == []
