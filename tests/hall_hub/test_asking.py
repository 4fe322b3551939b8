"""Asking the centre for a dossier that the hall's copy lacks: answered once, in time, and by the centre alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.contract import questions as q
from hall_core.contract.centre.messages import Ask, Position, Stands, Told
from hall_core.contract.codec import Envelope, encode
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_centre import Centre
from hall_core.domain.plan_devices import Kiosk
from hall_core.mqtt.link import Arrived, Publication
from hall_hub.asking import ANSWER_MOST, ASKERS_MOST, CODES_MOST
from tests.conftest import NINE_IN_THE_MORNING, HandClock
from tests.hall_hub.conftest import Bench, taken, uid

CODE = "H41.16-210612-0001"
NAME = Name(vi="Cấp phép", en="Permit")
DOSSIER = Dossier(code=CODE, procedure=NAME, agency=NAME, state="processing", owner="ab" * 32)


class Asked(Bench):
    def ask_for(self, code: str = CODE, device: str = "kiosk-1", *, id: str | None = None) -> list[Publication]:
        return self.hub.answers([self.message("question", device, q.AskDossier(code=code), id=id)])

    def up(self, publications: list[Publication]) -> list[Envelope[Any]]:
        return self.sent(publications, "centre-up")

    def told(self, to: str, dossier: Dossier | None, *, retained: bool = False) -> list[q.Answer]:
        """What the hub says because the centre told that."""
        body = Told(to=to, dossier=dossier, as_of=NINE_IN_THE_MORNING)
        return self.heard(encode(self.sealer.seal(body, self.new_id())), retained=retained)

    def heard(self, payload: bytes, *, retained: bool = False) -> list[q.Answer]:
        arrived = [Arrived(self.topics.to("centre-down", "told"), payload, retained)]
        answers = self.hub.answers(arrived)
        assert self.hub.handle(arrived) == []
        return [envelope.body for envelope in self.sent(answers, "answer")]

    def line(self, stands: bool) -> None:
        self.hub.answers([Arrived(self.topics.line, b"1" if stands else b"0", True)])

    def waited(self, ms: int = ANSWER_MOST) -> list[q.Answer]:
        self.clock.wait(ms)
        return [envelope.body for envelope in self.sent(self.hub.overdue(), "answer")]


@pytest.fixture
def hall(plan: Plan, clock: HandClock, tmp_path: Path) -> Iterator[Asked]:
    plan = replace(plan, centre=Centre(brings=[]), devices=[*plan.devices, Kiosk(id="kiosk-2")])
    bench = Asked(plan, tmp_path / "ledger.sqlite", clock)
    yield bench
    bench.close()


def test_a_dossier_that_is_not_in_the_copy_is_asked_for_and_told_as_the_centre_has_it(hall: Asked) -> None:
    sent = hall.ask_for(id=uid(7))
    [ask] = hall.up(sent)
    assert (ask.body, [(p.qos, p.expires) for p in sent]) == (Ask(code=CODE), [(0, 3)])
    [answer] = hall.told(ask.id, DOSSIER)
    bare = replace(DOSSIER, owner="")
    assert answer == q.Answer(to=uid(7), body=q.DossierTold(dossier=bare, as_of=NINE_IN_THE_MORNING, asked="found")), (
        "whose it is stays with the hub"
    )
    assert hall.waited() == [], "it was answered"


def test_that_the_centre_knows_none_is_told_as_that(hall: Asked) -> None:
    [ask] = hall.up(hall.ask_for())
    [answer] = hall.told(ask.id, None)
    assert answer.body == q.DossierTold(dossier=None, as_of=NINE_IN_THE_MORNING, asked="none")


def test_a_centre_that_does_not_answer_costs_nobody_more_than_a_moment(hall: Asked) -> None:
    hall.ask_for(id=uid(7))
    assert hall.waited(ANSWER_MOST - 1) == []
    [answer] = hall.waited(1)
    assert answer == q.Answer(to=uid(7), body=q.DossierTold(dossier=None, as_of=None, asked="no-answer"))
    assert hall.waited() == []


def test_an_answer_that_comes_too_late_is_nobodys(hall: Asked) -> None:
    [ask] = hall.up(hall.ask_for())
    hall.waited()
    assert hall.told(ask.id, DOSSIER) == []


def test_several_who_ask_for_one_dossier_ask_once_and_are_all_answered(hall: Asked) -> None:
    [ask] = hall.up(hall.ask_for(id=uid(7)))
    assert hall.ask_for(device="kiosk-2", id=uid(8)) == []
    assert [answer.to for answer in hall.told(ask.id, DOSSIER)] == [uid(7), uid(8)]


def test_what_is_in_the_copy_is_told_at_once_and_the_centre_is_not_asked(hall: Asked) -> None:
    (hall.feeds / "dossiers.csv").write_text(f"code,procedure_vi,agency_vi,state\n{CODE},A,B,finished\n", "utf-8")
    taken(hall)
    sent = hall.ask_for()
    [answer] = hall.sent(sent, "answer")
    assert (answer.body.body.asked, answer.body.body.dossier.code, hall.up(sent)) == ("not-asked", CODE, [])


def test_while_the_line_is_away_nobody_waits_for_it(hall: Asked) -> None:
    hall.line(False)
    sent = hall.ask_for()
    assert (hall.sent(sent, "answer")[0].body.body.asked, hall.up(sent)) == ("no-answer", [])
    hall.line(True)
    assert len(hall.up(hall.ask_for())) == 1


def test_a_line_that_breaks_ends_all_waiting(hall: Asked) -> None:
    hall.ask_for()
    hall.line(False)
    assert [answer.body.asked for answer in hall.waited(0)] == ["no-answer"]


def test_a_bounded_number_is_under_way_and_who_is_one_too_many_is_told_at_once(hall: Asked) -> None:
    hall.hub._door.pace._unlimited = True
    for n in range(CODES_MOST):
        assert len(hall.up(hall.ask_for(f"H41-{n:06}"))) == 1
    [answer] = hall.sent(hall.ask_for("H41-999999"), "answer")
    assert answer.body.body.asked == "no-answer"
    for _ in range(ASKERS_MOST - 1):
        assert hall.ask_for("H41-000000") == []
    assert len(hall.sent(hall.ask_for("H41-000000"), "answer")) == 1
    assert len(hall.waited()) == CODES_MOST + ASKERS_MOST - 1


def test_who_looks_too_much_up_asks_the_centre_nothing(hall: Asked) -> None:
    asked = [len(hall.up(hall.ask_for(f"H41-{n:06}"))) for n in range(80)]
    assert sum(asked) == CODES_MOST, "and the look-ups end before that would ever matter"
    assert hall.hub.complaints.counted["too-many"] == 20


@pytest.mark.parametrize("kind", ["stranger", "other-dossier", "kept", "nonsense", "other-body"])
def test_what_answers_nothing_that_was_asked_is_nobodys(hall: Asked, kind: str) -> None:
    [ask] = hall.up(hall.ask_for())
    match kind:
        case "stranger":
            came = hall.told(uid(999), DOSSIER)
        case "other-dossier":
            came = hall.told(ask.id, replace(DOSSIER, code="H41.16-210612-0002"))
        case "kept":
            came = hall.told(ask.id, DOSSIER, retained=True)
        case "nonsense":
            came = hall.heard(b"{}")
        case _:
            stands = Stands(set="dossiers", position=Position(epoch=1, seq=1, digest="0" * 32))
            came = hall.heard(encode(hall.sealer.seal(stands, uid(5))))
    assert came == []
    assert [answer.body.asked for answer in hall.waited()] == ["no-answer"]


def test_a_hall_that_asks_nobody_hears_nothing_of_it_either(plan: Plan, clock: HandClock, tmp_path: Path) -> None:
    for centre in (None, Centre(brings=[], ask=False)):
        hall = Asked(replace(plan, centre=centre), tmp_path / f"{centre is None}.sqlite", clock)
        sent = hall.ask_for()
        assert (hall.sent(sent, "answer")[0].body.body.asked, hall.up(sent)) == ("not-asked", [])
        assert hall.told(uid(1), DOSSIER) == []
        assert hall.hub.complaints.counted["misaddressed"] >= 1
        hall.close()


def test_no_code_is_ever_logged(hall: Asked, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    [ask] = hall.up(hall.ask_for())
    hall.told(ask.id, replace(DOSSIER, code="H41.16-210612-0002"))
    hall.told(ask.id, DOSSIER)
    hall.ask_for("H41.16-210612-0003")
    hall.waited()
    assert "210612" not in caplog.text
