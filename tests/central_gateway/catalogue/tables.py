"""Folders of tables, as centres export them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Rows = Sequence[Mapping[str, str]]

AGENCIES: Rows = [{"id": "ubnd", "name_vi": "Ủy ban nhân dân"}, {"id": "cong-an", "name_vi": "Công an"}]
FIELDS: Rows = [
    {"id": "ho-tich", "agency": "ubnd", "name_vi": "Hộ tịch"},
    {"id": "cu-tru", "agency": "cong-an", "name_vi": "Cư trú"},
]


def procedure(n: int, **others: str) -> dict[str, str]:
    return {
        "code": f"1.{n:06}",
        "name_vi": f"Thủ tục số {n}",
        "agency": "ubnd",
        "field": "ho-tich",
        "status": "active",
        **others,
    }


def write(folder: Path, tables: Mapping[str, Rows]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(rows)
    return folder


def edition(folder: Path, procedures: Iterable[Mapping[str, str]], name: str = "2026-11", **tables: Rows) -> Path:
    """A whole one; ``tables`` by their names without ``.csv``."""
    procedures = list(procedures)
    named: dict[str, Rows] = {
        "agencies": AGENCIES,
        "fields": FIELDS,
        "procedures": procedures,
        "papers": [{"code": each["code"], "paper_vi": "Tờ khai", "originals": "1"} for each in procedures],
        "channels": [
            {"code": each["code"], "channel": "in-person", "time_vi": "3 ngày", "fee_vi": "Miễn phí"}
            for each in procedures
        ],
        "edition": [{"key": "edition", "value": name}],
        **tables,
    }
    return write(folder, {f"{each}.csv": rows for each, rows in named.items()})
