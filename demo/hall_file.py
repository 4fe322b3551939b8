"""Writes hall files of any size, for tests and benchmarks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hall_core.domain.business_day import HANOI

_HEAD = """
[hall]
id = "thu"
name = {{ vi = "Trung tâm Thử", en = "Test Centre" }}
day_turn = "{turn}"
[hours]
{days}
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
numbers = {{ prefix = "A", digits = {digits}, first = 1, last = {last} }}
[[devices]]
role = "board"
id = "bang-1"
zone = "sanh"
voice = {voice}
"""
AS_THEY_ARE: Mapping[str, str] = MappingProxyType({})
_DAYS = "\n".join(f'{day} = ["00:00-24:00"]' for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
_KIOSK = """
[[devices]]
role = "kiosk"
id = "kiosk-{n}"
"""
_COUNTER = """
[[counters]]
id = "quay-{n}"
number = {n}
zone = "{zone}"
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


def write_hall(file: Path, *, counters: int, kiosks: int = 1, digits: int = 3, voice: bool = True) -> Path:
    """One service whose tickets are A and ``digits`` digits, a board bang-1, ``kiosks`` kiosks (kiosk-1 …),
    and ``counters`` counters (quay-1 …) with their callers (goi-1 …) and officers (can-bo-1 …); always open."""
    head = _HEAD.format(days=_DAYS, digits=digits, last=10**digits - 1, voice=str(voice).lower(), turn=far_turn())
    devices = [_KIOSK.format(n=n + 1) for n in range(kiosks)] + [counter(n + 1) for n in range(counters)]
    file.write_text(head + "".join(devices), encoding="utf-8")
    return file


def counter(number: int, zone: str = "sanh") -> str:
    """A counter with its officer and its call box."""
    return _COUNTER.format(n=number, zone=zone)


def device(role: str, id: str, **more: Any) -> str:
    """For the end of a hall file: a further device in the lobby, with ``more`` keys."""
    keys = {"role": role, "id": id, "zone": "sanh", **more}
    return "\n[[devices]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in keys.items())


def counter_board(counter: str) -> str:
    """For the end of a hall file: the small board quay-bang at ``counter``."""
    panel = {"width_px": 800, "height_px": 480, "width_mm": 217}
    return device("board", "quay-bang", shows=["counter"], counter=counter, panel=panel, distance_m=2, voice=False)


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(part)}' for key, part in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)


def copy_of(hall: Path, file: Path, lines: Mapping[str, str] = AS_THEY_ARE, more: str = "") -> Path:
    """Writes the hall file ``hall`` anew with a far turn of the day, for a hall that runs for a story or a test.
    ``lines``: others in place of these; ``more`` stands at its end."""
    written = hall.read_text(encoding="utf-8").splitlines()
    turned = [f'day_turn = "{far_turn()}"' if line.startswith("day_turn") else line for line in written]
    file.write_text("\n".join([*(lines.get(line, line) for line in turned), more]), encoding="utf-8")
    return file


def far_turn() -> str:
    """A local time of day that is twelve hours off: a hall whose day turned while it is watched would forget its
    tickets, and what is said about them, in the middle of the story."""
    return f"{datetime.now(HANOI) + timedelta(hours=12):%H:%M}"
