"""All that was measured as one page: ``benchmarks/out/report.md``, with its charts beside it.

Made of whatever runs lie there, each with its own date, commit and machine; what was not run is named as not run.
"""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from benchmarks.charts import curves, ratios
from benchmarks.machine import ROOT
from benchmarks.report import OUT, Figure, Run, table

NAME = "report.md"
PUBLISHED = ROOT / "docs" / "measured"
_HEAD = """\
# Figures

How to read and to rerun them: [docs/benchmarks.md](../../docs/benchmarks.md). A ratio compares with what stands beside
a figure in the same run; two runs are of different times, perhaps of different machines, and no ratio stands between
them.
"""
_decode = msgspec.json.Decoder(Run).decode


def write_page(benches: Mapping[str, str], folder: Path = OUT) -> Path:
    """``benches``: name to module. Takes the place of an older page and of all its charts."""
    folder.mkdir(parents=True, exist_ok=True)
    for chart in folder.glob("*.svg"):
        chart.unlink()
    runs = {name: _read(folder / f"{name}.json") for name in benches}
    parts = [_HEAD, "\n".join(_overview(runs))]
    for name, run in runs.items():
        if isinstance(run, Run):
            parts.append("\n".join(_section(name, benches[name], run, folder)))
    page = folder / NAME
    page.write_text("\n".join(parts), encoding="utf-8")
    return page


def publish(page: Path, to: Path = PUBLISHED) -> Path:
    """``page``, its charts and its figures take the place of what was published before. Gives the page there."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    for file in (page, *page.parent.glob("*.svg"), *page.parent.glob("*.json")):
        shutil.copyfile(file, to / file.name)
    return to / page.name


def _read(file: Path) -> Run | str:
    """Or why there is none."""
    try:
        return _decode(file.read_bytes())
    except FileNotFoundError:
        return "not run"
    except msgspec.DecodeError as error:
        return f"cannot be read, measure it anew: {error}"


def _overview(runs: Mapping[str, Run | str]) -> Iterator[str]:
    yield "| bench | measured | commit | took | goals met |"
    yield "|---|---|---|---|---|"
    for name, run in runs.items():
        if isinstance(run, str):
            yield f"| {name} | {run} | | | |"
            continue
        judged = [figure.met for figure in run.figures if figure.goal]
        goals = f"{sum(map(bool, judged))} of {len(judged)}" if judged else "none set"
        yield f"| [{name}](#{name}) | {_when(run)} | {run.commit} | {_long(run.took)} | {goals} |"
    yield ""


def _section(name: str, module: str, run: Run, folder: Path) -> Iterator[str]:
    yield f"## {name}\n"
    yield f"{_said_of(module)}\n"
    yield f"Measured {_when(run)} in {_long(run.took)}, commit {run.commit}, on: {run.machine}\n"
    for number, (title, chart) in enumerate(_charts(name, run.figures), 1):
        file = folder / f"{name}-{number}.svg"
        file.write_text(chart, encoding="utf-8")
        yield f"![{title}]({file.name})\n"
    yield f"{table(run.figures)}\n"


def _charts(name: str, figures: list[Figure]) -> Iterator[tuple[str, str]]:
    titles = dict.fromkeys(figure.point.chart for figure in figures if figure.point)
    for title in titles:
        yield title, curves([figure for figure in figures if figure.point and figure.point.chart == title])
    alone = [figure for figure in figures if figure.point is None and figure.ratio]
    if alone:
        title = f"{name}: ratios to what stands beside"
        yield title, ratios(title, alone)


def _said_of(module: str) -> str:
    """What the bench measures, in its own first words. It is not imported: some open windows."""
    source = (ROOT / module.replace(".", "/")).with_suffix(".py").read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(source)) or ""
    return said.partition("\n\n")[0]


def _when(run: Run) -> str:
    return f"{run.measured:%Y-%m-%d %H:%M}"


def _long(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
