"""Whether the ledger is copied stands in the hub's own presence, in words for whoever looks after the stick."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from hall_core.contract.copied import SILENT, CopyTold
from hall_core.contract.messages import Problem
from hall_core.domain.plan_backup import Backup
from hall_hub.backup.watch import PROBLEM, CopyWatch, age
from tests.conftest import HandClock
from tests.hall_hub.backup.copied import AT

WELL = CopyTold(at=AT, as_of=AT)
SERVICE = "nothing copies the ledger: is hall-backup.service running?"


class Presence:
    """What the hub says of its own box."""

    def __init__(self, file: Path, backup: Backup | None) -> None:
        self.clock, self._file = HandClock(), file
        self.clock.at = AT
        self.watch = CopyWatch(backup, file, self.clock)

    def after(self, told: CopyTold | None) -> dict[Problem, str | None]:
        if told is not None:
            self._file.write_bytes(msgspec.json.encode(told))
        said: dict[Problem, str | None] = {}
        self.watch.look(lambda problem, _, words: said.update({problem: words}))
        return said

    def runs_for(self, ms: int) -> None:
        self.clock.wait(ms)
        self.watch._since -= ms / 1_000


@pytest.fixture
def presence(tmp_path: Path) -> Presence:
    return Presence(tmp_path / "copy.json", Backup(late_s=60))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (WELL, None),
        (replace(WELL, trouble="there is no room left on it", as_of=0), "there is no room left on it"),
        (replace(WELL, as_of=0), "there is no copy yet: the first one takes some minutes"),
        (replace(WELL, as_of=AT - 60_999), None),
        (replace(WELL, as_of=AT - 61_000), "the copy of the ledger is 61 s old"),
        (replace(WELL, as_of=AT - 3_600_000), "the copy of the ledger is 60 min old"),
        (replace(WELL, as_of=AT + 3_600_000), None),  # the clock was set back since
    ],
)
def test_what_is_wrong_with_the_copy_is_a_problem_of_the_hub(
    presence: Presence, told: CopyTold, words: str | None
) -> None:
    assert presence.after(told) == {"storage": None, PROBLEM: words}


@pytest.mark.parametrize("told", [None, replace(WELL, at=AT - SILENT), replace(WELL, at=AT + 10 * SILENT)])
def test_a_program_that_says_nothing_any_more_is_waited_for_a_minute_and_then_missed(
    presence: Presence, told: CopyTold | None
) -> None:
    presence.runs_for(1)
    assert presence.after(told)[PROBLEM] is None, "it may have begun with the hub"
    presence.runs_for(SILENT)
    assert presence.after(told)[PROBLEM] == SERVICE


@pytest.mark.parametrize("backup", [Backup(), None])
def test_a_spoilt_ledger_is_said_also_where_nothing_is_copied(tmp_path: Path, backup: Backup | None) -> None:
    said = Presence(tmp_path / "copy.json", backup).after(replace(WELL, fault="events of 2026-11-21 are missing"))
    assert said["storage"] == "the ledger is spoilt: events of 2026-11-21 are missing"
    assert (PROBLEM in said) is (backup is not None)


def test_where_nothing_is_copied_and_nothing_was_looked_at_nothing_is_said(tmp_path: Path) -> None:
    assert Presence(tmp_path / "copy.json", None).after(None) == {}


@pytest.mark.parametrize(("seconds", "words"), [(-5, "0 s"), (119, "119 s"), (120, "2 min"), (179, "2 min")])
def test_an_age_is_told_in_seconds_and_from_two_minutes_on_in_minutes(seconds: int, words: str) -> None:
    assert age(AT, AT + seconds * 1_000) == words
