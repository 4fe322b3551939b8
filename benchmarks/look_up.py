"""Looking up a procedure among 2,700: key stroke to results, memory, and how long a new edition takes to be ready.

Beside a key stroke stands the simplest that could be done instead: each name, ready in memory as it is compared, asked
whether what was typed is in it; without everyday words, slips, an order or a title to show.
In a process of its own, which has loaded what a kiosk has anyway before the catalogue comes.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.catalogue_of import write_catalogue
from benchmarks.process import memory_mb
from benchmarks.report import Figure, Goal, percentile
from benchmarks.timed import timed
from demo.programs import ROOT
from hall_core.contract.edition import pack, unpack
from hall_core.device.catalogue_folder import read
from hall_core.domain.vietnamese import fold

COUNT = 2_700
QUERIES = (
    "ba mẹ mất|sinh con|lấy vợ|giấy độc thân|sổ đỏ lần đầu|mở quán|sao y|chứng thực chữ ký|tạm trú|nhập hộ khẩu|"
    "dang ky khai sinh|dang ky ket hon|giay phep xay dung|giấy phép lái xe|cấp đổi thẻ căn cước|thu hồi|tàu cá|"
    "thủ tục cấp lại giấy phép|trợ cấp xã hội hằng tháng|bao hiem y te|ma so thue|hộ kinh doanh|kinh doanh karaoke|"
    "dang ki khai sin|giay phep xay nha|ho khau|sô đo|khai sihn|chung chi hanh nghe duoc|1.001193"
)
"""With accents and without, everyday words, slips, a code."""


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = Path(name)
        export = write_catalogue(folder / "export", COUNT)
        bare_rows, _ = timed(lambda: sum(len(_rows(file)) for file in export.glob("*.csv")))
        began = time.monotonic()
        catalogue = read(export, 0).catalogue
        if catalogue is None:
            raise RuntimeError("the made-up catalogue is not accepted")
        edition = pack(catalogue)
        packed = time.monotonic() - began
        (folder / "edition").write_bytes(edition)
        argv = [sys.executable, "-m", "benchmarks.look_up", str(folder)]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    strokes: list[float] = told["strokes_ms"]
    bare, middle, slowest = "`in` over all names", percentile(told["bare_ms"], 50), max(told["bare_ms"])
    return [
        *(
            Figure(
                name=f"key stroke → results, p{percent}",
                value=percentile(strokes, percent),
                unit="ms",
                beside=percentile(told["bare_ms"], percent),
                beside_name=bare,
                goal=Goal(8, "ms") if percent == 99 else None,
            )
            for percent in (50, 99)
        ),
        Figure(name="the slowest of all", value=max(strokes), unit="ms", beside=slowest, beside_name=bare),
        Figure(name="one procedure opened", value=told["open_ms"], unit="ms", beside=middle, beside_name=bare),
        Figure(name="memory: 2,700 procedures open and searched", value=told["memory_mb"], unit="MB"),
        Figure(
            name="kiosk: edition → file searched",
            value=told["build_s"],
            unit="s",
            beside=packed,
            beside_name="hub: tables → edition",
        ),
        Figure(
            name="hub: tables → edition",
            value=packed,
            unit="s",
            beside=bare_rows,
            beside_name="csv.reader, all their rows",
        ),
        Figure(name="edition on the wire", value=len(edition) / 1e6, unit="MB"),
        Figure(
            name="file on the kiosk",
            value=told["file_mb"],
            unit="MB",
            beside=len(edition) / 1e6,
            beside_name="edition on the wire",
        ),
    ]


def _rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


def _kiosk(folder: Path) -> dict[str, object]:
    """What one kiosk does, as figures. Work is counted in processor time: other programs do not belong to it."""
    from hall_core.mqtt.station import Station

    file = folder / "catalogue.sqlite"
    code = "import sys; from pathlib import Path; from kiosk_app.catalogue.building import build; "
    code += "build(Path(sys.argv[1]).read_bytes(), Path(sys.argv[2]))"
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", code, str(folder / "edition"), str(file)], cwd=ROOT, check=True)
    built = time.monotonic() - began
    _ = Station.__name__  # loaded: its SQLite and its messages are there before any catalogue is
    before = memory_mb()
    from kiosk_app.catalogue.search import Search
    from kiosk_app.catalogue.store import Store

    search = Search(Store(file), "2026-11-20")
    strokes = _strokes(search.find)
    began = time.thread_time()
    search.open("1.001193")
    opened = (time.thread_time() - began) * 1000
    memory = memory_mb() - before
    names = [fold(each.name.vi) for each in unpack((folder / "edition").read_bytes())[2]]
    return {
        "strokes_ms": strokes,
        "bare_ms": _strokes(lambda typed: _in_any(fold(typed), names)),
        "open_ms": opened,
        "memory_mb": memory,
        "build_s": built,
        "file_mb": file.stat().st_size / 1e6,
    }


def _in_any(typed: str, names: list[str]) -> list[str]:
    return [name for name in names if typed in name]


def _strokes(find: Callable[[str], object]) -> list[float]:
    """Milliseconds of each key of all queries."""
    took: list[float] = []
    for query in QUERIES.split("|"):
        for typed in range(1, len(query) + 1):
            began = time.thread_time()
            find(query[:typed])
            took.append((time.thread_time() - began) * 1000)
    return took


if __name__ == "__main__":
    print(json.dumps(_kiosk(Path(sys.argv[1]))))
