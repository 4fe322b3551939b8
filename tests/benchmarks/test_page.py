"""The page of all that was measured, made from given runs: nothing is measured here."""

from __future__ import annotations

import platform
import re
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import msgspec
import pytest

from benchmarks import __main__ as program
from benchmarks.charts import curves, ratios
from benchmarks.machine import ROOT
from benchmarks.page import publish, write_page
from benchmarks.report import OUT, Figure, Goal, Point, Run, keep, number

BENCHES = {"scale": "benchmarks.scale", "tls": "benchmarks.tls"}
SVG = "{http://www.w3.org/2000/svg}"


def ms(value: float, *, beside: float | None = 1.0, goal: Goal | None = None, x: float | None = None) -> Figure:
    point = None if x is None else Point("A command", "work", x, "events")
    return Figure(name="a command", value=value, unit="ms", beside=beside, beside_name="bare", goal=goal, point=point)


def drawn(chart: str, tag: str, kind: str) -> list[ElementTree.Element]:
    return [each for each in ElementTree.fromstring(chart).iter(SVG + tag) if each.get("class") == kind]


def run_of(file: Path) -> Run:
    return msgspec.json.decode(file.read_bytes(), type=Run)


def places(line: ElementTree.Element) -> list[tuple[float, float]]:
    pairs = (pair.split(",") for pair in line.attrib["points"].split())
    return [(float(x), float(y)) for x, y in pairs]


@pytest.mark.parametrize(
    ("goal", "value", "met"),
    [
        (Goal(50, "ms"), 50.0, True),
        (Goal(50, "ms"), 50.1, False),
        (Goal(1, "ms", "<"), 1.0, False),
        (Goal(1_500, sign="≥"), 1_500.0, True),
        (Goal(1_500, sign="≥"), 1_499.0, False),
        (Goal(1.1, "×"), 2.2, True),
        (Goal(1.1, "×"), 2.3, False),
    ],
)
def test_a_goal_is_met_up_to_its_limit(goal: Goal, value: float, met: bool) -> None:
    assert ms(value, beside=2.0, goal=goal).met is met


def test_a_goal_that_is_a_ratio_needs_something_beside() -> None:
    with pytest.raises(ValueError, match="nothing stands beside"):
        _ = ms(1.0, beside=None, goal=Goal(1.1, "×")).met


@pytest.mark.parametrize(
    ("value", "words"), [(0, "0"), (0.00123, "0.00123"), (1.0234, "1.02"), (20.54, "20.5"), (1029863, "1,029,863")]
)
def test_numbers_keep_three_places_that_count(value: float, words: str) -> None:
    assert number(value) == words


def test_what_was_not_run_is_named_as_not_run(tmp_path: Path) -> None:
    keep("scale", [ms(1.0)], 3.0, tmp_path)

    page = write_page(BENCHES, tmp_path).read_text()

    assert "| tls | not run |" in page
    assert "## scale" in page
    assert "## tls" not in page


def test_what_cannot_be_read_is_named_and_the_others_are_shown(tmp_path: Path) -> None:
    keep("scale", [ms(1.0)], 3.0, tmp_path)
    (tmp_path / "tls.json").write_text('{"figures": []}')

    page = write_page(BENCHES, tmp_path).read_text()

    assert re.search(r"\| tls \| cannot be read, measure it anew: .* \|", page)
    assert "## scale" in page


def test_each_run_says_when_of_which_commit_and_on_what_kind_of_machine(tmp_path: Path) -> None:
    keep("scale", [ms(1.0)], 250.0, tmp_path)
    run = run_of(tmp_path / "scale.json")

    page = write_page(BENCHES, tmp_path).read_text()

    assert f"Measured {run.measured:%Y-%m-%d %H:%M} in 4 min, commit {run.commit}, on: {run.machine}" in page
    assert platform.machine() in run.machine.kind
    assert re.fullmatch(r"[0-9a-f]{10}( with changes)?|unknown", run.commit)


def test_neither_the_page_nor_a_run_says_whose_machine_it_was_or_where_on_it(tmp_path: Path) -> None:
    keep("scale", [ms(1.0)], 3.0, tmp_path)
    page = write_page(BENCHES, tmp_path)

    said = page.read_text() + (tmp_path / "scale.json").read_text()

    for secret in (platform.node(), str(ROOT), str(tmp_path), str(Path.home())):
        assert secret not in said


def test_a_run_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    figures = [ms(1.0, goal=Goal(1.1, "×"), x=100), ms(3.0, beside=None)]

    keep("scale", figures, 3.0, tmp_path)

    assert run_of(tmp_path / "scale.json").figures == figures


def test_the_table_has_value_ratio_goal_and_a_cross_where_it_was_missed(tmp_path: Path) -> None:
    keep("scale", [ms(1.0, beside=2.0, goal=Goal(50, "ms")), ms(2.3, beside=2.0, goal=Goal(1.1, "×"))], 3.0, tmp_path)

    page = write_page(BENCHES, tmp_path).read_text()

    assert "| a command | 1 ms | bare 2 ms | 0.5 | ≤ 50 ms ✓ |" in page
    assert "| a command | 2.3 ms | bare 2 ms | 1.15 | ≤ 1.1 × ✗ missed |" in page
    assert re.search(r"\| \[scale\].*\| 1 of 2 \|", page)


def test_a_new_page_takes_the_place_of_the_old_one_and_of_its_charts(tmp_path: Path) -> None:
    keep("scale", [ms(1.0)], 3.0, tmp_path)
    (tmp_path / "gone-1.svg").write_text("<svg/>")

    page = write_page(BENCHES, tmp_path).read_text()

    assert {chart.name for chart in tmp_path.glob("*.svg")} == set(re.findall(r"\]\((.*?\.svg)\)", page))


def test_a_chart_stands_alone() -> None:
    for chart in (curves([ms(1.0, x=1), ms(2.0, x=20)]), ratios("<ratios>", [ms(2.0)])):
        root = ElementTree.fromstring(chart)
        assert root.tag == SVG + "svg"
        assert root.find(SVG + "style") is not None
        assert "http" not in chart.replace("http://www.w3.org/2000/svg", "")


def test_a_curve_from_a_hundred_to_a_million_has_steps_as_wide_for_each_decade() -> None:
    chart = curves([ms(1.0, x=10**n) for n in (2, 4, 5, 6)])

    [line] = drawn(chart, "polyline", "line")
    xs = [x for x, _ in places(line)]

    assert xs[1] - xs[0] == pytest.approx(2 * (xs[2] - xs[1]), abs=0.2)
    assert xs[2] - xs[1] == pytest.approx(xs[3] - xs[2], abs=0.2)


def test_a_curve_of_few_steps_begins_at_zero() -> None:
    chart = curves([ms(2.0, x=5), ms(4.0, x=10)])

    [line] = drawn(chart, "polyline", "line")
    (x1, y1), (x2, y2) = places(line)
    foot = float(re.findall(r'class="base" d="M\d+ \d+V(\d+)', chart)[0])

    assert foot - y2 == pytest.approx(2 * (foot - y1), abs=0.2)
    assert x2 > x1


def test_a_goal_that_is_one_for_the_whole_curve_lies_across_it() -> None:
    same = curves([ms(1.0, x=1, goal=Goal(2, "ms")), ms(2.0, x=20, goal=Goal(2, "ms"))])
    two = curves([ms(1.0, x=1, goal=Goal(2, "ms")), ms(2.0, x=20, goal=Goal(3, "ms"))])

    [line], [goal] = drawn(same, "polyline", "line"), drawn(same, "polyline", "goal")

    assert places(goal)[0][1] == places(goal)[1][1] == places(line)[1][1]
    assert drawn(two, "polyline", "goal") == []


def test_what_stands_beside_a_whole_curve_lies_beside_it() -> None:
    chart = curves([ms(1.0, x=1, beside=3.0), ms(2.0, x=20, beside=4.0)])

    [bare] = drawn(chart, "polyline", "bare")

    assert places(bare)[1][1] < places(bare)[0][1]


def test_a_bar_goes_from_one_to_the_ratio_and_the_goal_stands_where_it_is_met() -> None:
    chart = ratios("x", [ms(2.0, goal=Goal(2, "ms")), ms(0.5)])

    larger, smaller = drawn(chart, "rect", "bar")
    ends = [float(larger.attrib["x"]) + float(larger.attrib["width"]), float(smaller.attrib["x"])]
    one = float(larger.attrib["x"])
    goals = [float(x) for x in re.findall(r'class="goal" d="M([\d.]+) [\d.]+v32"', chart)]

    assert one == pytest.approx(float(smaller.attrib["x"]) + float(smaller.attrib["width"]), abs=0.2)
    assert ends[0] > one > ends[1]
    assert goals == [pytest.approx(ends[0], abs=0.1)]


def test_figures_of_a_curve_are_not_shown_as_ratios_once_more(tmp_path: Path) -> None:
    keep("scale", [ms(1.0, x=1), ms(2.0, x=20)], 3.0, tmp_path)

    write_page(BENCHES, tmp_path)

    [chart] = tmp_path.glob("*.svg")
    assert "A command" in chart.read_text()


def test_what_is_published_takes_the_place_of_what_was(tmp_path: Path) -> None:
    out, to = tmp_path / "out", tmp_path / "docs" / "measured"
    keep("one", [Figure(name="a thing", value=2.0, unit="ms", beside=1.0)], 3.0, out)
    to.mkdir(parents=True)
    (to / "older-1.svg").write_text("a bench that is no more", encoding="utf-8")
    page = publish(write_page({"one": "benchmarks.scale"}, out), to)
    assert "a thing" in page.read_text("utf-8")
    assert sorted(file.name for file in to.iterdir()) == ["one-1.svg", "one.json", "report.md"]


def test_report_alone_measures_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(program, "import_module", lambda name: pytest.fail(f"{name} was loaded"))
    monkeypatch.setattr(program, "write_page", lambda benches: made.append(benches) or OUT)

    assert program.main(["--report"]) == 0
    assert made == [program.ALL]


def test_a_bench_that_breaks_off_ends_with_1_and_takes_no_other_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def load(name: str) -> object:
        if name == program.ALL["tls"]:
            raise RuntimeError("no broker")
        return SimpleNamespace(measure=lambda: [ms(1.0)])

    kept: list[str] = []
    monkeypatch.setattr(program, "import_module", load)
    monkeypatch.setattr(program, "keep", lambda name, *_: kept.append(name))
    monkeypatch.setattr(program, "write_page", lambda _: tmp_path)

    assert program.main(["scale", "tls", "month"]) == 1
    assert kept == ["scale", "month"]
    assert "not measured: tls" in capsys.readouterr().err


def test_every_bench_has_a_sentence_of_what_it_measures(tmp_path: Path) -> None:
    for name in program.ALL:
        keep(name, [ms(1.0)], 1.0, tmp_path)

    page = write_page(program.ALL, tmp_path).read_text()

    for section in page.split("\n## ")[1:]:
        assert re.match(r"[\w-]+\n\n\S[^|]*\S\n\nMeasured ", section), section[:80]


def test_the_readmes_figures_are_of_benches_that_there_are() -> None:
    [measured] = re.findall(r"\n## Measured\n(.*?)\n## ", (ROOT / "README.md").read_text(), re.DOTALL)
    named = {name for row in measured.splitlines() for name in re.findall(r"\| `([\w-]+)` \|$", row)}

    assert named
    assert named <= set(program.ALL)


def test_the_docs_tell_what_each_bench_measures() -> None:
    text = (ROOT / "docs" / "benchmarks.md").read_text()

    assert re.findall(r"^\| `([\w-]+)` \| \S", text, re.MULTILINE) == list(program.ALL)
