"""A technician at the hub's box: what is typed, and what is said to it."""

from __future__ import annotations

from pathlib import Path

import pytest

import motcua
from hall_trust.folder import TrustFolder
from hall_trust.register import Register

WARD = Path("halls/ward.toml").resolve()
DAY = 24 * 60 * 60 * 1000
OWN = {"broker": "broker", "hub": "hub", "authority": "authority", "console-1": "console"}
"""Names in the certificates of the hub's box to folders."""


class Desk:
    """``at`` is the time, in milliseconds since 1970."""

    def __init__(self, folder: Path, at: int, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.trust = TrustFolder(folder / "trust")
        self.keys = folder / "keys"
        self.at = at
        self._capsys = capsys

    def type(self, words: str, status: int = 0) -> str:
        words = words.replace("DIR", str(self.folder))
        assert motcua.main([*words.split(" "), "--trust", str(self.trust.folder)]) == status
        out, err = self._capsys.readouterr()
        assert "PRIVATE" not in out + err
        return out + err

    def init(self, status: int = 0) -> str:
        return self.type(f"hall init --hall {WARD} --keys DIR/keys --broker 192.168.1.10:8883", status)

    def register(self) -> Register:
        return Register(self.trust.register)
