"""What the doctor of the hub's box found stands in the hub's own presence."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from hall_core.contract.doctor import PROBLEMS, Finding, Report
from hall_core.contract.messages import Problem
from hall_hub.backup.watch import CopyWatch
from hall_hub.own_box import LOOK_EVERY, OwnBox

HOT = Finding(check="temperature", verdict="alarm", case="hot", about={"celsius": 84.5}, words="Máy nóng 84 °C")


class Presence:
    """What was reported, and a doctor who comes when he is told to."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "report.json"
        self.told: dict[Problem, str | None] = {}
        self.times = 0
        no_copy = CopyWatch(None, folder / "copy.json", lambda: (0, 0, True))
        self._box, self._now = OwnBox(self.file, no_copy), 0.0

    def doctor(self, data: bytes) -> None:
        self.times += 1
        self.file.write_bytes(data)
        os.utime(self.file, ns=(self.times, self.times))

    def finds(self, *findings: Finding) -> None:
        self.doctor(msgspec.json.encode(Report(at=0, findings=list(findings))))

    def look(self) -> dict[Problem, str | None]:
        """What is news."""
        self.told, self._now = {}, self._now + LOOK_EVERY
        self._box.look(lambda problem, source, words: self.told.update({problem: words}), self._now)
        return self.told


@pytest.fixture
def presence(tmp_path: Path) -> Presence:
    return Presence(tmp_path)


def test_what_is_wrong_is_told_in_his_words_and_what_is_well_is_taken_back(presence: Presence) -> None:
    presence.finds(HOT)
    assert presence.look() == {**dict.fromkeys(PROBLEMS.values()), "temperature": "Máy nóng 84 °C"}
    presence.finds()
    assert presence.look() == dict.fromkeys(PROBLEMS.values())


def test_a_report_is_looked_at_once(presence: Presence) -> None:
    presence.finds(HOT)
    presence.look()
    assert presence.look() == {}


def test_where_no_doctor_has_been_nothing_is_told(presence: Presence) -> None:
    assert presence.look() == {}


def test_a_report_that_cannot_be_read_changes_nothing_and_is_said_once(
    presence: Presence, caplog: pytest.LogCaptureFixture
) -> None:
    presence.doctor(b"{")
    assert presence.look() == {} == presence.look()
    assert len(caplog.records) == 1
