"""Dossiers as vendors have them, made up: the same ones for the same seed. Nobody's."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

HANOI = timezone(timedelta(hours=7))
PROCEDURES = (
    ("1.001193", "Đăng ký khai sinh"),
    ("1.000656", "Đăng ký khai tử"),
    ("1.000894", "Đăng ký kết hôn"),
    ("2.000815", "Chứng thực bản sao từ bản chính"),
    ("1.013978", "Đăng ký, cấp Giấy chứng nhận quyền sử dụng đất lần đầu"),
)
AGENCIES = ("Bộ phận Tư pháp - Hộ tịch", "Chi nhánh Văn phòng Đăng ký đất đai", "Phòng Kinh tế, Hạ tầng và Đô thị")
BEGIN = datetime(2026, 11, 2, 8, 0, tzinfo=HANOI)


@dataclass(frozen=True)
class Made:
    code: str
    site: str
    state: int
    """1 to 10, as most systems count."""
    procedure: str
    name: str
    agency: str
    received: datetime
    due: datetime
    changed: datetime
    channel: int = 1
    note: str = ""
    card: str = ""

    def told(self, state: int, after: timedelta = timedelta(hours=1)) -> Made:
        """The same dossier, later on."""
        return replace(self, state=state, changed=self.changed + after)


def made(count: int, site: str = "thu-site", seed: int = 1) -> list[Made]:
    """Each changed a minute after the one before."""
    chance = random.Random(seed)
    dossiers: list[Made] = []
    for n in range(count):
        code, name = chance.choice(PROCEDURES)
        received = BEGIN + timedelta(minutes=n)
        dossiers.append(
            Made(
                code=f"H41.16-2611{seed:02}-{n:05}",
                site=site,
                state=chance.choice((2, 4, 4, 4, 5, 9)),
                procedure=code,
                name=name,
                agency=chance.choice(AGENCIES),
                received=received,
                due=received + timedelta(days=chance.choice((3, 5, 10, 30))),
                changed=received + timedelta(minutes=1),
                channel=chance.choice((1, 2, 3)),
            )
        )
    return dossiers
