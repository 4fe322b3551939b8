"""A year of a province's centre: 100,000 tickets, made up by real commands, and 95,000 dossiers; how long reports over
it take, beside reading the raw events for the same."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.report import Figure, Goal, middle
from benchmarks.timed import timed
from benchmarks.turns import in_turns
from demo.made_dossiers import write_dossiers
from demo.programs import ROOT
from hall_core.device.hall_file import load
from hall_core.domain.figures.narrowing import Only
from hall_core.domain.figures.period import period_of
from hall_core.domain.figures.report import Report, report_of
from hall_core.domain.figures.roster import roster_of
from hall_core.ui.translate import Words
from hall_hub.figures.gathering import report_on
from hall_hub.figures.page import to_html
from hall_hub.figures.raw import LedgerDays
from hall_hub.figures.roll_up import folded, roll_up
from hall_hub.figures.sheets import to_csv, to_xlsx
from hall_hub.figures.wording import Wording
from hall_sim.days import working_days, write_days

VISITORS = 384
"""A working day: 261 of them make 100,000 tickets."""
DOSSIERS = 95_000
ROUNDS = 3
"""Reading the raw events takes as long as all else of a round together."""
GOAL = Goal(1, "s", "<")


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        data = Path(name)
        plan = load(ROOT / "halls" / "province.toml")
        days = working_days(date(2026, 1, 1), date(2026, 12, 31))
        events = write_days(data / "ledger.sqlite", plan, days, VISITORS)
        write_dossiers(data / "copies.sqlite", plan, DOSSIERS, days[0], days[-1])
        rolled, _ = timed(lambda: roll_up(data, roster_of(plan)))

        def made(period: str, only: Only | None = None) -> tuple[Report, Wording]:
            found = report_on(data, period_of(period), only=only)
            return found, Wording(Words().into("vi"), found.roster)

        argv = [sys.executable, "-m", "motcua", "figures", "report", "--data", name, "--period", "2026"]
        command = [*argv, "--out", f"{name}/r.html"]
        report, _ = made("2026")
        busiest = max(report.tables["service"], key=lambda line: line.tally["steps"])

        def from_raw() -> None:
            if _from_raw(data, plan).whole != report.whole:
                raise RuntimeError("the raw events say something else than the figures")

        raw, year, page, sheet, book, quarter, day, part, program = _middles(
            from_raw,
            lambda: made("2026"),
            # Each with a report of its own, for one that has been shown has its times counted already.
            lambda: to_html(*made("2026")),
            lambda: to_csv(*made("2026")),
            lambda: to_xlsx(*made("2026"), data / "r.xlsx"),
            lambda: made("2026-Q4"),
            lambda: made("2026-11-20"),
            lambda: to_html(*made("2026", Only("service", busiest.key))),
            lambda: subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL),
        )
        memory, bare = _peak_mb(command[3:]), _peak_mb(["help"])
        size = (data / "figures.sqlite").stat().st_size / 1e6
        ledger = (data / "ledger.sqlite").stat().st_size / 1e6
        kept = sum(file.stat().st_size for file in (data / "archive").iterdir()) / 1e6
        beside: dict[str, Any] = {"beside": raw, "beside_name": f"{events:,} raw events"}
        as_page: dict[str, Any] = {"beside": page, "beside_name": "as a page"}
        whole: dict[str, Any] = {"beside": year, "beside_name": "the year's"}
        tickets = report.whole.tally["visits"]
        return [
            Figure(name=f"a year's report ({tickets:,} tickets), as a page", value=page, unit="s", goal=GOAL,
                   **beside),
            Figure(name="of that, putting the figures together", value=year, unit="s", **as_page),
            Figure(name="a quarter's, put together", value=quarter, unit="s", **whole),
            Figure(name="a day's, put together", value=day, unit="s", **whole),
            Figure(name="the year as CSV", value=sheet, unit="s", **as_page),
            Figure(name="the year as XLSX", value=book, unit="s", goal=GOAL, **as_page),
            Figure(name="the year of one service, as a page", value=part, unit="s", **as_page),
            Figure(name="the whole command, started and ended", value=program, unit="s", **as_page),
            Figure(name="its peak of memory", value=memory, unit="MB", beside=bare, beside_name="motcua help"),
            Figure(name="a day rolled up and archived", value=rolled / len(days) * 1_000, unit="ms",
                   beside=raw / len(days) * 1_000, beside_name="a day's raw events"),
            Figure(name="figures of the year on the disk", value=size, unit="MB", beside=ledger, beside_name="ledger"),
            Figure(name="archive of the year", value=kept, unit="MB", beside=ledger, beside_name="ledger"),
        ]  # fmt: skip


def _peak_mb(argv: list[str]) -> float:
    """Of the command itself, as the kernel tells it: what ``wait`` tells holds this process's own, from before exec."""
    look = "import sys, motcua; motcua.main(sys.argv[1:]); print(open('/proc/self/status').read())"
    told = subprocess.run([sys.executable, "-c", look, *argv], cwd=ROOT, check=True, capture_output=True, text=True)
    [peak] = [line.split()[1] for line in told.stdout.splitlines() if line.startswith("VmHWM:")]
    return int(peak) / 1024


def _from_raw(data: Path, plan: Any) -> Any:
    with closing(LedgerDays(data / "ledger.sqlite")) as ledger:
        days = [folded(ledger.lines(stretch))[0] for stretch, _ in ledger.finished()]
    return report_of(days, roster_of(plan), period_of("2026"))


def _middles(*sides: Callable[[], Any]) -> list[float]:
    """Seconds of each."""
    return [middle(took) for took in in_turns(ROUNDS, [lambda do=do: timed(do)[0] for do in sides])]
