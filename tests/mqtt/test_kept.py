"""An edition on the disk of a box: from what is heard to what is shown, over restarts and spoilt files."""

from __future__ import annotations

import base64
import logging
import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hall_core.contract.edition import EditionError, digest
from hall_core.contract.ids import new_id
from hall_core.contract.messages import CatalogueHead
from hall_core.contract.questions import Answer, AskPart, Part, Question
from hall_core.mqtt.heard import HubBack, StateHeard, Told, Unanswered
from hall_core.mqtt.kept import Kept

FIRST, SECOND, BAD = b"good 1", b"good 2", b"bad"


def read(data: bytes) -> str:
    if not data.startswith(b"good") or data.endswith(b"spoilt"):
        raise EditionError("is none")
    return data.decode()


class Box:
    """A keeper on a folder, beside a hub that has ``data``."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "some.edition"
        self.changed: queue.Queue[str] = queue.Queue()
        self.asked: list[tuple[str, AskPart]] = []
        self.start()

    def start(self) -> None:
        self.keeper = Kept("some", self.file, read, self.ask, self.changed.put)
        self.stop: Callable[[], None] = self.keeper.start()

    def ask(self, question: Question) -> str:
        assert isinstance(question, AskPart)
        self.asked.append((new_id(), question))
        return self.asked[-1][0]

    def head(self, data: bytes) -> None:
        heard = StateHeard(CatalogueHead(epoch=1, version=1, digest=digest(data)), 0, True, "some")
        assert self.keeper.hear(heard)

    def hub_has(self, data: bytes) -> int:
        """The hub says what it has and answers all questions; how many there were."""
        self.head(data)
        asked = len(self.asked)
        while self.asked:
            id, question = self.asked.pop(0)
            encoded = base64.b64encode(data).decode()
            part = Part(catalogue="some", digest=question.digest, index=question.index, count=1, data=encoded)
            assert self.keeper.hear(Told(Answer(to=id, body=part)))
        return asked


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path)
    yield box
    box.stop()


def test_what_the_hub_has_is_handed_out_and_kept_and_the_next_edition_too(box: Box) -> None:
    for data in (FIRST, SECOND):
        box.hub_has(data)
        assert box.changed.get(timeout=8) == data.decode()
        assert box.file.read_bytes() == data


def test_what_was_kept_is_there_at_the_next_start_and_is_not_fetched_again(box: Box) -> None:
    box.hub_has(FIRST)
    box.changed.get(timeout=8)
    box.stop()
    box.start()
    assert box.changed.get(timeout=8) == FIRST.decode()
    assert box.hub_has(FIRST) == 0


def test_a_spoilt_file_is_not_handed_out_and_is_fetched_again(box: Box) -> None:
    box.hub_has(FIRST)
    box.changed.get(timeout=8)
    box.stop()
    box.file.write_bytes(FIRST + b"spoilt")
    box.start()
    assert box.changed.empty()
    assert box.hub_has(FIRST) == 1
    assert box.changed.get(timeout=8) == FIRST.decode()


def test_an_edition_that_cannot_be_read_leaves_the_one_before_and_is_fetched_when_it_is_named_again(
    box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    box.hub_has(FIRST)
    box.changed.get(timeout=8)
    with caplog.at_level(logging.ERROR):
        box.hub_has(BAD)
        box.stop()
    assert "is none; the one before stays" in caplog.text
    assert box.file.read_bytes() == FIRST
    assert box.changed.empty()
    assert box.hub_has(BAD) == 1


def test_what_the_disk_does_not_take_is_shown_all_the_same(box: Box, caplog: pytest.LogCaptureFixture) -> None:
    box.file.mkdir()
    with caplog.at_level(logging.ERROR):
        box.hub_has(FIRST)
        assert box.changed.get(timeout=8) == FIRST.decode()
    assert "cannot be kept" in caplog.text
    box.file.rmdir()


def test_it_takes_nothing_that_is_for_somebody_else(box: Box) -> None:
    other = StateHeard(CatalogueHead(epoch=1, version=1, digest=digest(FIRST)), 0, True, "procedures")
    assert not box.keeper.hear(other)
    assert not box.keeper.hear(Unanswered(new_id()))
    assert not box.keeper.hear(HubBack())


def test_a_part_that_nobody_sent_is_asked_for_again(box: Box) -> None:
    box.head(FIRST)
    [(id, question)] = box.asked
    assert box.keeper.hear(Unanswered(id))
    assert [asked for _, asked in box.asked[1:]] == [question]
