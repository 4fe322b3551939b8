"""An edition on the disk of a box: from what is heard to what is shown, over restarts and spoilt files."""

from __future__ import annotations

import base64
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_core.contract.edition import EditionError
from hall_core.contract.ids import new_id
from hall_core.contract.questions import AskPart, Part
from hall_core.mqtt.heard import HubBack, Unanswered
from hall_core.mqtt.kept import kept
from tests.mqtt.beside_hub import BesideHub, head

FIRST, SECOND, BAD = b"good 1", b"good 2", b"bad"


def read(data: bytes) -> str:
    if not data.startswith(b"good") or data.endswith(b"spoilt"):
        raise EditionError("is none")
    return data.decode()


class Box(BesideHub[str]):
    def __init__(self, folder: Path) -> None:
        self.file = folder / "some.edition"
        super().__init__("some", lambda ask, changed: kept("some", self.file, read, ask, changed))

    def told(self, data: bytes) -> int:
        """The hub has this and tells it; how often it was asked."""
        encoded = base64.b64encode(data).decode()

        def part(ask: AskPart) -> Part:
            return Part(catalogue="some", digest=ask.digest, index=ask.index, count=1, data=encoded)

        return self.hub_has(data, part)


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path)
    yield box
    box.stop()


def test_what_the_hub_has_is_handed_out_and_kept_and_the_next_edition_too(box: Box) -> None:
    for data in (FIRST, SECOND):
        box.told(data)
        assert box.changed.get(timeout=8) == data.decode()
        assert box.file.read_bytes() == data


def test_what_was_kept_is_there_at_the_next_start_and_is_not_fetched_again(box: Box) -> None:
    box.told(FIRST)
    box.changed.get(timeout=8)
    box.stop()
    box.start()
    assert box.changed.get(timeout=8) == FIRST.decode()
    assert box.told(FIRST) == 0


def test_a_spoilt_file_is_not_handed_out_and_is_fetched_again(box: Box) -> None:
    box.told(FIRST)
    box.changed.get(timeout=8)
    box.stop()
    box.file.write_bytes(FIRST + b"spoilt")
    box.start()
    assert box.changed.empty()
    assert box.told(FIRST) == 1
    assert box.changed.get(timeout=8) == FIRST.decode()


def test_an_edition_that_cannot_be_read_leaves_the_one_before_and_is_fetched_when_it_is_named_again(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    box.told(FIRST)
    box.changed.get(timeout=8)
    with caplog.at_level(logging.ERROR):
        box.told(BAD)
        box.stop()
    assert "is none; the one before stays" in caplog.text
    assert box.file.read_bytes() == FIRST
    assert box.changed.empty()
    assert box.told(BAD) == 1


def test_what_the_disk_does_not_take_is_shown_all_the_same(box: Box, caplog: pytest.LogCaptureFixture) -> None:
    box.file.mkdir()
    with caplog.at_level(logging.ERROR):
        box.told(FIRST)
        assert box.changed.get(timeout=8) == FIRST.decode()
    assert "cannot be kept" in caplog.text
    box.file.rmdir()


def test_it_takes_nothing_that_is_for_somebody_else(box: Box) -> None:
    assert not box.keeper.hear(head("procedures", FIRST))
    assert not box.keeper.hear(Unanswered(new_id()))
    assert not box.keeper.hear(HubBack())


def test_a_part_that_nobody_sent_is_asked_for_again(box: Box) -> None:
    assert box.keeper.hear(head("some", FIRST))
    [(id, question)] = box.asked
    assert box.keeper.hear(Unanswered(id))
    assert [asked for _, asked in box.asked[1:]] == [question]
