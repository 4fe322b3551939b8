"""A portal-like system: a login that gives a session, and one address for all services."""

from __future__ import annotations

from typing import Any, ClassVar

from demo.vendors.faults import Fault
from demo.vendors.made import PROCEDURES, Made, made
from demo.vendors.server import Answer, Got, Vendor, serve

USER, PASSWORD, OFFICE = "motcua", "thu-nghiem", "H41.16"
LOGIN, ENDPOINT = "/mapi/login", "/mapi/g"
MOMENT = "%Y%m%d%H%M%S"
OVER, UNKNOWN, BAD = "401", "404", "400"


class Portal(Vendor):
    """``synced``: what was brought, by code; ``progress``: how far each is said to be, once each."""

    signs_in: ClassVar[frozenset[str]] = frozenset({LOGIN})

    def usual(self) -> list[Made]:
        return made(100, OFFICE, 2)

    def begin(self) -> None:
        self.sessions = 0
        self.synced: dict[str, dict[str, Any]] = {}
        self.created: list[str] = []
        """Codes, each time that one was brought as new."""
        self.progress: dict[str, list[tuple[str, str]]] = {}
        self.refuses: set[str] = set()
        """Codes that it will not take."""

    def answer(self, got: Got, fault: Fault | None) -> Answer:
        body: dict[str, Any] = got.body or {}
        if got.path == LOGIN:
            if body.get("password") != PASSWORD:
                return Answer({"error_code": OVER}, 401)
            self.sessions += 1
            return Answer({"session": f"s{self.sessions}"})
        if got.path != ENDPOINT or body.get("madonvi") != OFFICE:
            return Answer({"error_code": BAD})
        if fault == "session-over" or body.get("session") != f"s{self.sessions}":
            return Answer({"error_code": OVER, "message": "Phiên làm việc đã hết hạn"})
        if fault == "excuse":
            return Answer({"error_code": "00"})
        match body.get("service"):
            case "TraCuuHoSo":
                return self._find(body.get("mahoso", ""))
            case "LayDanhSachTTHC":
                return Answer({"error_code": "00", "result": [{"MATTHC": c, "TENTTHC": n} for c, n in PROCEDURES]})
            case "DongBoHoSoMC":
                return self._sync(body["data"], new=body["isUpdating"] == "False")
            case "CapNhatTienDoHoSoMC":
                return self._progress(body["data"])
            case _:
                return Answer({"error_code": BAD})

    def _find(self, code: str) -> Answer:
        if code in self.synced:
            return Answer({"error_code": "00", "result": [{"MAHOSO": code}]})
        one = self.dossiers.get(code)
        if one is None:
            return Answer({"error_code": UNKNOWN})
        row = {
            "MAHOSO": one.code,
            "MADONVI": one.site,
            "TRANGTHAIHOSO": str(one.state),
            "THOIGIANCAPNHAT": f"{one.changed:{MOMENT}}",
            "MATTHC": one.procedure,
            "DONVIXULY": one.agency,
            "NGAYTIEPNHAN": f"{one.received:{MOMENT}}",
            "NGAYHENTRA": f"{one.due:{MOMENT}}",
            "KENHTHUCHIEN": str(one.channel),
            "CHUHOSO": "NGUYỄN THỊ THỬ",
        }
        return Answer({"error_code": "00", "result": [row]})

    def _sync(self, rows: list[dict[str, Any]], *, new: bool) -> Answer:
        if any(row["MaHoSo"] in self.refuses or (row["MaHoSo"] in self.synced) == new for row in rows):
            return Answer({"error_code": BAD})
        for row in rows:
            self.synced[row["MaHoSo"]] = row
            if new:
                self.created.append(row["MaHoSo"])
        return Answer({"error_code": "00"})

    def _progress(self, rows: list[dict[str, Any]]) -> Answer:
        if any(row["MaHoSo"] not in self.synced for row in rows):
            return Answer({"error_code": BAD})
        for row in rows:
            step = (row["TrangThaiHoSo"], row["ThoiDiemXuLy"])
            steps = self.progress.setdefault(row["MaHoSo"], [])
            if step not in steps:
                steps.append(step)
        return Answer({"error_code": "00"})


if __name__ == "__main__":
    serve(Portal, __doc__ or "")
