"""An iGate-like system: a token over OIDC client credentials, a paged list of what has changed, a search by code."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from demo.vendors.faults import Fault
from demo.vendors.made import HANOI, Made, made
from demo.vendors.server import Answer, Got, Vendor, serve

CLIENT, SECRET = "motcua", "thu-nghiem"
TOKEN = "/oauth2/token"


class Igate(Vendor):
    """``most``: rows on a page, whatever was asked for."""

    signs_in: ClassVar[frozenset[str]] = frozenset({TOKEN})

    def usual(self) -> list[Made]:
        return made(500)

    def begin(self) -> None:
        self.most = 1_000
        self.lasts = 300
        """Seconds that it says a token lasts."""
        self.codes: dict[int, str] = {}
        """Its own numbers of states, where they are others."""
        self.raw: dict[str, Any] = {}
        """What it says of a dossier in place of what it should."""
        self.tokens = 0
        self.last_again = False
        """Behind the last page it gives that once more, in place of none."""
        self.counts = True
        """It says how many there are."""
        self.forgets = ""
        """A page that it does not know when it is asked for it, once."""
        self.between: list[str] = []
        """Codes that change while a list is read: one after each page."""

    def put(self, *dossiers: Made) -> None:
        for one in dossiers:
            self.dossiers[one.code] = one

    def answer(self, got: Got, fault: Fault | None) -> Answer:
        if got.path == TOKEN:
            if got.body.get("client_secret") != SECRET:
                return Answer({"error": "invalid_client"}, 401)
            self.tokens += 1
            return Answer({"access_token": f"t{self.tokens}", "expires_in": self.lasts})
        if fault == "session-over" or got.headers.get("Authorization") != f"Bearer t{self.tokens}":
            return Answer({"message": "Unauthorized"}, 401)
        if fault == "excuse":
            return Answer({"message": "Hệ thống đang bảo trì"})
        if got.path == "/ho-so/tra-cuu":
            found = self.dossiers.get(got.params.get("maHoSo", ""))
            return Answer({"data": None if found is None else self._row(found)})
        if got.path == "/ho-so/danh-sach":
            return self._list(got, fault)
        return Answer({"message": "Not Found"}, 404)

    def _list(self, got: Got, fault: Fault | None) -> Answer:
        size, page = min(self.most, int(got.params["size"])), int(got.params.get("page", "1"))
        since = got.params.get("tuNgay")
        wanted = sorted(self.dossiers.values(), key=lambda one: (one.changed, one.code))
        if since is not None:
            begin = datetime.strptime(since, "%Y%m%d%H%M%S").replace(tzinfo=HANOI)
            wanted = [one for one in wanted if self._changed(one) >= begin]
        if fault == "repeated" and page > 1:
            page -= 1
        pages = max(1, -(-len(wanted) // size))
        page = min(page, pages) if self.last_again else page
        rows = [self._row(one) for one in wanted[(page - 1) * size : page * size]]
        if fault == "reordered":
            rows.reverse()
        if rows and self.between:
            moved = self.dossiers[self.between.pop(0)]
            last = max(one.changed for one in self.dossiers.values())
            self.put(moved.told(9, last + timedelta(minutes=1) - moved.changed))
        if got.params.get("page") == self.forgets:
            self.forgets = ""
            return Answer({"message": "không có trang này"}, 410)
        next = str(page + 1) if page < pages else None
        return Answer({"data": {"items": rows, "next": next, **({"total": len(wanted)} if self.counts else {})}})

    def _changed(self, one: Made) -> datetime:
        return one.changed + timedelta(milliseconds=self.skew_ms)

    def _row(self, one: Made) -> dict[str, Any]:
        row: dict[str, Any] = {
            "MaHoSo": one.code,
            "MaDonVi": one.site,
            "TrangThai": self.codes.get(one.state, str(one.state)),
            "NgayCapNhat": f"{self._changed(one):%d/%m/%Y %H:%M:%S}",
            "MaThuTuc": one.procedure,
            "TenThuTuc": one.name,
            "TenDonVi": one.agency,
            "NgayTiepNhan": f"{one.received:%d/%m/%Y %H:%M}",
            "NgayHenTra": f"{one.due:%d/%m/%Y}",
            "KenhThucHien": one.channel,
            "GhiChu": one.note,
            "SoDinhDanh": one.card,
            "NguoiNop": "NGUYỄN THỊ THỬ",
        }
        return row | self.raw


if __name__ == "__main__":
    serve(Igate, __doc__ or "")
