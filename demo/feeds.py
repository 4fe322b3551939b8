"""What the centre's own systems bring to the hub: what lies in ``halls/`` as catalogue and feeds, made new.

A copy falls into the hub's data folder, never ``halls/`` itself: the hub writes its reports beside it. Dossiers are
moved to today, and appointments to this hour, whenever the hall is started.
"""

from __future__ import annotations

import csv
import shutil
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from demo.programs import ROOT, ProgramFailed
from hall_core.domain.business_day import HANOI
from hall_core.ui.colours import GOLD, NAVY, PAPER, WHITE

HALLS = ROOT / "halls"
WRITTEN = date(2026, 11, 20)
"""The day that ``halls/feeds/dossiers.csv`` tells of."""
DAYS = ("received", "due", "new_due", "ended")
SOON, ROUND = timedelta(minutes=10), 5
"""From now to the first appointment, less what there is over five minutes: one may then check in for it. The others
keep their distance from it."""

COUNTERS = ("Hộ tịch", "Chứng thực", "Cư trú", "Đất đai")
"""The fields of the counters of demo.toml, for the plan among the notices."""

Row = dict[str, str]


def drop(feeds: Path, *, dossiers: bool = True) -> None:
    """Puts everything into the hub's folder ``feeds``, before it is started or while it runs. ``dossiers``: unless they
    come over a line to the centre."""
    now = datetime.now(HANOI)
    procedures = feeds / "procedures"
    shutil.copytree(HALLS / "catalogue", procedures)
    (procedures / "READY").touch()
    notices = feeds / "notices"
    shutil.copytree(HALLS / "feeds" / "notices", notices)
    _draw_plan(notices / "so-do.png")
    (notices / "READY").touch()
    later = now.date() - WRITTEN
    remark = f"# as_of={now:%Y-%m-%dT%H:%M:%S%z}\n"
    if dossiers:
        _move(HALLS / "feeds" / "dossiers.csv", feeds, lambda row: {**row, **_moved_days(row, later)}, remark)
    appointments = HALLS / "feeds" / "appointments.csv"
    begins = now + SOON - timedelta(minutes=(now + SOON).minute % ROUND)
    by = begins - min(_moment(row) for row in _rows(appointments))
    _move(appointments, feeds, lambda row: {**row, **_at(_moment(row) + by)})


def wait_until_read(feeds: Path, seconds: float, *, dossiers: bool = True) -> None:
    """Returns once the hub uses all of it; ProgramFailed says what it has against it."""
    deadline = time.monotonic() + seconds
    reports = ["procedures/report.txt", "notices/report.txt", "appointments.report.txt"]
    for report in [*reports, *(["dossiers.report.txt"] if dossiers else [])]:
        while not (verdict := _first_line(feeds / report)):
            if time.monotonic() > deadline:
                raise ProgramFailed(f"the hub has not read its feeds: no {report}")
            time.sleep(0.05)
        if "NOT ACCEPTED" in verdict or "not used" in verdict:
            raise ProgramFailed(verdict)


def _draw_plan(file: Path) -> None:
    """Where the four counters of the demo stand: the picture of one of its notices."""
    from PIL import Image, ImageDraw, ImageFont

    from hall_core.ui.fonts import path

    width, height = 1_600, 900
    picture = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(picture)
    number, label = (ImageFont.truetype(str(path("Bold")), size) for size in (150, 64))
    for n, field in enumerate(COUNTERS):
        left, top = 60 + n % 2 * 760, 50 + n // 2 * 330
        pen.rounded_rectangle((left, top, left + 720, top + 280), 28, fill=NAVY)
        pen.text((left + 50, top + 140), str(n + 1), font=number, fill=GOLD, anchor="lm")
        pen.text((left + 200, top + 140), field, font=label, fill=WHITE, anchor="lm")
    pen.rounded_rectangle((60, 730, width - 60, 850), 28, outline=NAVY, width=6)
    pen.text((width // 2, 790), "Ghế chờ · cửa vào", font=label, fill=NAVY, anchor="mm")
    picture.save(file)


def _first_line(file: Path) -> str:
    """Empty while it has not been written."""
    return file.read_text("utf-8").partition("\n")[0] if file.exists() else ""


def _move(table: Path, feeds: Path, moved: Callable[[Row], Row], remark: str = "") -> None:
    rows = [moved(row) for row in _rows(table)]
    with (feeds / table.name).open("w", encoding="utf-8", newline="") as file:
        file.write(remark)
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _rows(table: Path) -> list[Row]:
    with table.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _moved_days(row: Row, later: timedelta) -> Row:
    return {name: (date.fromisoformat(row[name]) + later).isoformat() for name in DAYS if row[name]}


def _moment(row: Row) -> datetime:
    return datetime.fromisoformat(f"{row['date']}T{row['time']}").replace(tzinfo=HANOI)


def _at(moment: datetime) -> Row:
    return {"date": f"{moment:%Y-%m-%d}", "time": f"{moment:%H:%M}"}
