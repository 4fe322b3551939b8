"""A refused USB device is an alert of its box, until it is pulled out."""

from __future__ import annotations

from pathlib import Path

import pytest

from hall_core.contract.messages import Problem
from hall_core.mqtt import tampering
from hall_core.mqtt.tampering import LOOK_EVERY, Tampering

Told = tuple[Problem, bool, str]


@pytest.fixture
def refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "refused"
    monkeypatch.setattr(tampering, "REFUSED_USB", file)
    return file


def test_it_is_told_what_was_refused_and_when_it_is_gone(refused: Path) -> None:
    told: list[Told] = []
    looking = Tampering(lambda *words: told.append(words))
    refused.write_text("USB 1-2 046d:c31c keyboard\nUSB 1-3 0781:5567 storage\n")
    looking.tend(0.0)
    refused.unlink()
    looking.tend(LOOK_EVERY)
    assert told == [
        ("tamper", True, "USB 1-2 046d:c31c keyboard; USB 1-3 0781:5567 storage"),
        ("tamper", False, ""),
    ]


def test_between_two_looks_the_disk_is_left_alone(refused: Path) -> None:
    told: list[Told] = []
    looking = Tampering(lambda *words: told.append(words))
    looking.tend(10.0)
    looking.tend(10.0 + LOOK_EVERY / 2)
    assert len(told) == 1


def test_what_cannot_be_read_is_told_too_for_it_is_there_only_when_something_was_refused(refused: Path) -> None:
    told: list[Told] = []
    refused.mkdir()
    Tampering(lambda *words: told.append(words)).tend(0.0)
    assert told == [("tamper", True, f"{refused}: Is a directory")]
