"""The dossier system of the demo's ward: the iGate-like vendor, with a few dossiers of these days. Nobody's."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from demo.vendors.igate import CLIENT, SECRET, TOKEN, Igate
from demo.vendors.made import HANOI, Made

SITE = "000.00.16.H41"
"""How it calls the hall."""
ADAPTER = "igate"
PROCESSING, NEEDS_PAPERS, FINISHED = 4, 5, 9
ENDED = frozenset({7, 8, FINISHED, 10})
WARD, LAND_OFFICE = "Ủy ban nhân dân phường", "Văn phòng đăng ký đất đai"


class DossierSystem(Igate):
    """``land`` and ``shop`` are in hand, ``birth`` is done since yesterday."""

    def __init__(self) -> None:
        now = datetime.now(HANOI)
        self.land = _made(now, 1, "1.012784", "Tách thửa, hợp thửa đất", LAND_OFFICE, since=12, due=4)
        self.shop = _made(now, 2, "1.001612", "Đăng ký thành lập hộ kinh doanh", WARD, since=3, due=1)
        self.birth = _made(now, 3, "1.001193", "Đăng ký khai sinh", WARD, since=2, due=1, state=FINISHED)
        super().__init__(dossiers=[self.land, self.shop, self.birth])

    def change(self, code: str, state: int) -> None:
        """An officer of the agency enters it there, now."""
        one = self.dossiers[code]
        self.put(one.told(state, datetime.now(HANOI) - one.changed))

    def _row(self, one: Made) -> dict[str, Any]:
        ended = {"NgayKetThuc": f"{one.changed:%d/%m/%Y}"} if one.state in ENDED else {}
        return super()._row(one) | ended


def _made(
    now: datetime, n: int, procedure: str, name: str, agency: str, *, since: int, due: int, state: int = PROCESSING
) -> Made:
    """``since``, ``due``: days ago, and from now."""
    received = now - timedelta(days=since)
    return Made(
        code=code_of(received.date(), n),
        site=SITE,
        state=state,
        procedure=procedure,
        name=name,
        agency=agency,
        received=received,
        due=now + timedelta(days=due),
        changed=now - timedelta(days=1),
    )


def code_of(received: date, n: int) -> str:
    return f"{SITE}-{received:%y%m%d}-{n:04}"


def adapter_of(vendor: DossierSystem, secret: str) -> str:
    """What ``central.toml`` says of it. ``secret``: the file with what we show it."""
    return f"""
[[adapters]]
id = "{ADAPTER}"
kind = "rest-pull"

[adapters.settings]
table = "igate"
list = "/ho-so/danh-sach"
items = "data.items"
total = "data.total"
since = "tuNgay"
since_format = "yyyyMMddHHmmss"
every_s = 1        # a person is watching; a minute does for a province

[adapters.settings.line]
url = "{vendor.url}"

[adapters.settings.line.auth]
kind = "oauth"
token_url = "{TOKEN}"
client = "{CLIENT}"
secret_file = "{secret}"
"""


def write_secret(file: Path) -> None:
    file.touch(mode=0o600)
    file.write_text(SECRET, "utf-8")
