"""From what is heard to an edition in use."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_core.contract.edition import PROCEDURES, digest, pack
from hall_core.contract.ids import new_id
from hall_core.mqtt.heard import HubBack, Unanswered
from hall_hub.catalogue import EDITION, Catalogues
from hall_hub.editions import Editions
from kiosk_app.catalogue.keeping import FILE, catalogue_keeper
from kiosk_app.catalogue.store import Store
from tests.catalogues import catalogue, procedure
from tests.mqtt.beside_hub import BesideHub, head

FIRST, SECOND = pack(catalogue()), pack(catalogue(procedure("NB-9", "Mới")))


class Box(BesideHub[Store]):
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.trouble: queue.Queue[bool] = queue.Queue()
        (folder / EDITION).parent.mkdir()
        super().__init__(PROCEDURES, lambda ask, changed: catalogue_keeper(folder, ask, changed, self.trouble.put))

    def told(self, data: bytes) -> int:
        """A real hub has this and tells it; how often it was asked."""
        (self.folder / EDITION).write_bytes(data)
        return self.hub_has(data, Editions({PROCEDURES: Catalogues(self.folder)}).part)

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
    box.told(FIRST)
    assert box.store().digest == digest(FIRST)
    box.told(SECOND)
    assert box.store().digest == digest(SECOND)


def test_what_was_kept_is_there_at_the_next_start_and_is_not_fetched_again(box: Box) -> None:
    box.told(FIRST)
    box.store()
    box.stop()
    box.start()
    assert box.store().digest == digest(FIRST)
    box.keeper.hear(head(PROCEDURES, FIRST))
    assert box.asked == []


def test_an_edition_that_cannot_be_kept_is_told_and_fetched_again_when_the_hub_names_it_anew(box: Box) -> None:
    (box.folder / f"{FILE}.new").mkdir()
    box.told(FIRST)
    assert box.trouble.get(timeout=8) is True
    (box.folder / f"{FILE}.new").rmdir()
    box.told(FIRST)
    assert box.trouble.get(timeout=8) is False
    assert box.store().digest == digest(FIRST)


def test_what_is_of_other_catalogues_or_other_questions_is_left_to_others(box: Box) -> None:
    others = (head("plan", FIRST), Unanswered(new_id()), HubBack())
    assert [box.keeper.hear(heard) for heard in others] == [False, False, False]
    assert box.asked == []
