"""Writes hall files of any size for the benchmarks."""

from __future__ import annotations

from pathlib import Path

_DAYS = "\n".join(f'{day} = ["00:00-24:00"]' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
_HEAD = f"""
[hall]
id = "do"
name = {{ vi = "Trung tâm đo", en = "Measured centre" }}
[hours]
{_DAYS}
[[zones]]
id = "sanh"
name = {{ vi = "Sảnh", en = "Lobby" }}
[[agencies]]
id = "tu-phap"
name = {{ vi = "Tư pháp", en = "Justice" }}
[[fields]]
id = "ho-tich"
agency = "tu-phap"
name = {{ vi = "Hộ tịch", en = "Civil status" }}
[[services]]
id = "khai-sinh"
field = "ho-tich"
name = {{ vi = "Khai sinh", en = "Birth" }}
numbers = {{ prefix = "A", digits = 5, first = 1, last = 99999 }}
[[devices]]
role = "board"
id = "bang-1"
zone = "sanh"
voice = false
"""
_KIOSK = """
[[devices]]
role = "kiosk"
id = "kiosk-{n}"
"""
_COUNTER = """
[[counters]]
id = "quay-{n}"
number = {n}
zone = "sanh"
serves = {{ khai-sinh = 0 }}
[[officers]]
id = "can-bo-{n}"
name = "Cán bộ {n}"
[[devices]]
role = "caller"
id = "goi-{n}"
counter = "quay-{n}"
officer = "can-bo-{n}"
"""


def write_hall(file: Path, *, kiosks: int, counters: int) -> Path:
    """One service, one board, ``kiosks`` kiosks (kiosk-1 …) and ``counters`` counters with their callers."""
    parts = [
        _HEAD,
        *(_KIOSK.format(n=n + 1) for n in range(kiosks)),
        *(_COUNTER.format(n=n + 1) for n in range(counters)),
    ]
    file.write_text("".join(parts), encoding="utf-8")
    return file
