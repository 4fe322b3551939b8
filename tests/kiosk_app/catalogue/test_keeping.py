"""From what is heard to an edition in use."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hall_core.contract.edition import PROCEDURES, digest, pack
from hall_core.contract.ids import new_id
from hall_core.contract.messages import CatalogueHead
from hall_core.contract.questions import Answer, AskPart, Question
from hall_core.mqtt.heard import HubBack, StateHeard, Told, Unanswered
from hall_hub.catalogue import EDITION, Catalogues
from hall_hub.editions import Editions
from kiosk_app.catalogue.keeping import FILE, Keeper
from kiosk_app.catalogue.store import Store
from tests.catalogues import catalogue, procedure

FIRST, SECOND = pack(catalogue()), pack(catalogue(procedure("NB-9", "Mới")))


class Box:
    """A keeper on a folder, beside a hub that has ``data``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.changed: queue.Queue[Store] = queue.Queue()
        self.trouble: queue.Queue[bool] = queue.Queue()
        self.asked: list[tuple[str, AskPart]] = []
        (folder / EDITION).parent.mkdir()
        self.start()

    def start(self) -> None:
        self.keeper = Keeper(self.folder, self.ask, self.changed.put, self.trouble.put)
        self.stop: Callable[[], None] = self.keeper.start()

    def ask(self, question: Question) -> str:
        assert isinstance(question, AskPart)
        self.asked.append((new_id(), question))
        return self.asked[-1][0]

    def hub_has(self, data: bytes) -> None:
        """The hub has an edition, says so, and answers all questions."""
        (self.folder / EDITION).write_bytes(data)
        hub = Editions({PROCEDURES: Catalogues(self.folder)})
        head = CatalogueHead(epoch=1, version=1, digest=digest(data))
        assert self.keeper.hear(StateHeard(head, 0, True, PROCEDURES))
        while self.asked:
            id, question = self.asked.pop(0)
            assert self.keeper.hear(Told(Answer(to=id, body=hub.part(question))))

    def store(self) -> Store:
        store = self.changed.get(timeout=8)
        store.close()
        return store


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path)
    yield box
    box.stop()


def test_what_the_hub_has_is_kept_and_handed_out_and_the_next_edition_too(box: Box) -> None:
    box.hub_has(FIRST)
    assert box.store().digest == digest(FIRST)
    box.hub_has(SECOND)
    assert box.store().digest == digest(SECOND)


def test_what_was_kept_is_there_at_the_next_start_and_is_not_fetched_again(box: Box) -> None:
    box.hub_has(FIRST)
    box.store()
    box.stop()
    box.start()
    assert box.store().digest == digest(FIRST)
    head = CatalogueHead(epoch=1, version=1, digest=digest(FIRST))
    box.keeper.hear(StateHeard(head, 0, True, PROCEDURES))
    assert box.asked == []


def test_an_edition_that_cannot_be_kept_is_told_and_fetched_again_when_the_hub_names_it_anew(box: Box) -> None:
    (box.folder / f"{FILE}.new").mkdir()
    box.hub_has(FIRST)
    assert box.trouble.get(timeout=8) is True
    (box.folder / f"{FILE}.new").rmdir()
    box.hub_has(FIRST)
    assert box.trouble.get(timeout=8) is False
    assert box.store().digest == digest(FIRST)


def test_what_is_of_other_catalogues_or_other_questions_is_left_to_others(box: Box) -> None:
    head = CatalogueHead(epoch=1, version=1, digest=digest(FIRST))
    others = (StateHeard(head, 0, True, "plan"), Unanswered(new_id()), HubBack())
    assert [box.keeper.hear(heard) for heard in others] == [False, False, False]
    assert box.asked == []
