"""A system that takes what is brought: LGSP-like sums of votes and figures, and rows one by one."""

from __future__ import annotations

from typing import Any, ClassVar

from demo.vendors.faults import Fault
from demo.vendors.server import Answer, Got, Vendor, serve

TOKEN = "/token"
USER, PASSWORD = "motcua", "thu-nghiem"


class Lgsp(Vendor):
    """``votes`` and ``figures``: the last sums, by place and day. ``rows``: by path and id what was brought last;
    ``effects``: how often something of it changed. Rows it does not like: ``refuses``."""

    signs_in: ClassVar[frozenset[str]] = frozenset({TOKEN})

    def begin(self) -> None:
        self.votes: dict[tuple[str, str], dict[str, Any]] = {}
        self.figures: dict[tuple[str, str], dict[str, Any]] = {}
        self.rows: dict[str, dict[str, dict[str, Any]]] = {}
        self.effects = 0
        self.refuses: set[str] = set()
        self.refuses_all = False
        self.names_them = False
        """It takes a lot and names those that it has not taken, in place of refusing the lot."""
        self.deaf = 0
        """So many times more it takes what is brought, and the answer is lost."""
        self.paths = {"/transactions", "/ratings", "/days"}

    def answer(self, got: Got, fault: Fault | None) -> Answer:
        if got.path == TOKEN:
            if (got.body or {}).get("password") != PASSWORD:
                return Answer({}, 401)
            return Answer({"session": "s"})
        if fault == "session-over" or got.headers.get("Authorization") != "Bearer s":
            return Answer({}, 401)
        if self.refuses_all:
            return Answer({"message": "bad"}, 400)
        match got.path:
            case "/Vote/UpdateVote":
                return self._sums(self.votes, got.body)
            case "/Statistic/UpdateStatistic":
                return self._sums(self.figures, got.body)
            case path if path in self.paths:
                return self._rows(path, got.body["items"])
            case _:
                return Answer({}, 404)

    def _sums(self, into: dict[tuple[str, str], dict[str, Any]], rows: list[dict[str, Any]]) -> Answer:
        if any(row["MaDonVi"] in self.refuses for row in rows):
            return Answer({}, 422)
        for row in rows:
            into[row["MaDonVi"], row["Ngay"]] = row
        return self._said({})

    def _rows(self, path: str, rows: list[dict[str, Any]]) -> Answer:
        bad = [row["id"] for row in rows if row["id"] in self.refuses]
        if bad and not self.names_them:
            return Answer({"message": "bad row"}, 422)
        kept = self.rows.setdefault(path, {})
        for row in rows:
            if row["id"] not in bad and (row["id"] not in kept or kept[row["id"]]["version"] < row["version"]):
                kept[row["id"]] = row
                self.effects += 1
        return self._said({"rejected": [{"id": id} for id in bad]})

    def _said(self, body: dict[str, Any]) -> Answer:
        if self.deaf:
            self.deaf -= 1
            return Answer({}, 502)
        return Answer(body)


if __name__ == "__main__":
    serve(Lgsp, __doc__ or "")
