"""Asking the centre, with the hub as a program on a real broker, and a centre that is played at its other end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hall_core.contract.centre.messages import Ask, Told
from hall_core.contract.codec import Envelope
from hall_core.contract.questions import AskDossier, DossierTold
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Name
from hall_core.mqtt.heard import Told as Answer
from tests.flows.conftest import Device, RunningHall
from tests.played_end import PlayedEnd

pytestmark = pytest.mark.timeout(120)

CODE = "H41.16-210612-0001"
NAME = Name(vi="Cấp phép", en="Permit")
DOSSIER = Dossier(code=CODE, procedure=NAME, agency=NAME, state="processing", owner="ab" * 32)
AS_OF = 1_795_226_000_000


class Centre(PlayedEnd):
    """Knows one dossier, and is silent of some."""

    def __init__(self, broker: tuple[str, int]) -> None:
        super().__init__(broker, "ask")
        self.asked: list[str] = []
        self.begin()

    def hear(self, envelope: Envelope[Any]) -> None:
        assert isinstance(envelope.body, Ask)
        self.asked.append(envelope.body.code)
        if envelope.body.code.endswith("-9999"):
            return
        dossier = DOSSIER if envelope.body.code == CODE else None
        self.say("told", Told(to=envelope.id, dossier=dossier, as_of=AS_OF), qos=1)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[RunningHall]:
    hall = RunningHall(tmp_path, 1, "\n[centre]\nbrings = []\n")
    yield hall
    hall.close()


@pytest.fixture
def centre(hall: RunningHall) -> Iterator[Centre]:
    centre = Centre(hall.broker.address)
    yield centre
    centre.close()


def told(kiosk: Device, code: str) -> DossierTold:
    id = kiosk.station.wonder(AskDossier(code=code))
    body = kiosk.expect(Answer, lambda heard: heard.answer.to == id).answer.body
    assert isinstance(body, DossierTold)
    return body


def test_a_kiosk_learns_what_the_centre_knows_and_that_it_does_not_answer(hall: RunningHall, centre: Centre) -> None:
    kiosk = hall.device("kiosk-1")
    found = told(kiosk, CODE)
    assert (found.asked, found.as_of) == ("found", AS_OF)
    assert found.dossier is not None
    assert (found.dossier.code, found.dossier.owner) == (CODE, "")
    assert told(kiosk, "H41.16-210612-0002") == DossierTold(dossier=None, as_of=AS_OF, asked="none")
    assert told(kiosk, "H41.16-210612-9999") == DossierTold(dossier=None, as_of=None, asked="no-answer")
    assert centre.asked == [CODE, "H41.16-210612-0002", "H41.16-210612-9999"]
    assert "210612" not in (hall.folder / "hub" / "hub.log").read_text("utf-8")
