"""Asking for what no set has, as a worker sees it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from central_gateway.config import Dossiers
from central_gateway.intake.refusals import Refusals
from central_gateway.intake.worker import ASKS, Intake
from central_gateway.store import dossiers, questions
from central_gateway.store.connection import Db
from central_gateway.store.questions import AWAY, OPEN_MOST, Answer
from central_gateway.store.told import ToldDossier, item_of
from hall_core.contract.centre.messages import Ask, Told
from tests.central_gateway.made_records import said, uid
from tests.central_gateway.played_engine import PlayedBroker, PlayedEngine
from tests.conftest import HandClock

CODE = "H41.16-210612-0001"
TOLD = ToldDossier(code=CODE, site="thu-site", state="processing", state_told="4", told_at=1_795_240_000_000)
FOUND = Answer("found", item_of(TOLD))


@pytest.fixture(autouse=True)
def patiently(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a busy machine takes from one line to the next."""
    monkeypatch.setattr(questions, "OPEN_FOR", 30.0)


class Worker:
    def __init__(self, db: Db, broker: PlayedBroker) -> None:
        self.time = 0.0
        self.broker = broker
        self.refusals = Refusals()
        self.intake = Intake(db, PlayedEngine(broker), HandClock(), self.refusals, lambda: self.time, can_ask=True)

    def turn(self) -> None:
        self.intake.turn(0)

    def ask(self, n: int = 1, hall: str = "thu", code: str = CODE) -> None:
        self.broker.say(hall, *said(Ask(code=code), uid(n)))
        self.turn()

    def told(self, hall: str = "thu") -> list[tuple[str, str | None]]:
        """Which question, and what was found."""
        bodies = [body for body in self.broker.told(hall) if isinstance(body, Told)]
        return [(body.to, body.dossier and body.dossier.state) for body in bodies]


def older(db: Db, seconds: float) -> None:
    """All questions are so much older than they were."""
    db.execute("UPDATE question SET at = at - make_interval(secs => %s)", (seconds,))


def test_what_somebody_finds_meanwhile_is_told_to_the_hall(db: Db, broker: PlayedBroker) -> None:
    worker = Worker(db, broker)
    worker.ask()
    worker.turn()
    assert worker.told() == []
    asked = questions.begin(db)
    assert asked is not None
    assert asked.code == CODE
    questions.answer(db, CODE, FOUND)
    worker.turn()
    worker.turn()
    assert worker.told() == [(uid(1), "processing")]


def test_what_no_system_has_is_told_as_unknown_and_remembered_for_a_while(db: Db, broker: PlayedBroker) -> None:
    worker = Worker(db, broker)
    worker.ask(1)
    questions.answer(db, CODE, Answer("none"))
    worker.turn()
    worker.ask(2)
    assert worker.told() == [(uid(1), None), (uid(2), None)]
    assert questions.begin(db) is None
    older(db, questions.KNOWN_FOR + 1)
    worker.ask(3)
    assert questions.begin(db) is not None


def test_where_nobody_can_say_the_hall_is_told_nothing_and_the_next_asks_anew(db: Db, broker: PlayedBroker) -> None:
    """Told that the centre knows none people would look for a mistake in a code that has none."""
    worker = Worker(db, broker)
    worker.ask(1)
    questions.answer(db, CODE, AWAY)
    worker.turn()
    worker.ask(2)
    questions.answer(db, CODE, FOUND)
    worker.turn()
    assert worker.told() == [(uid(2), "processing")]


def test_one_code_is_asked_once_whoever_asks_for_it(db: Db, broker: PlayedBroker) -> None:
    one, other = Worker(db, broker), Worker(db, broker)
    one.ask(1, "thu")
    other.ask(2, "ha-giang")
    assert questions.begin(db) is not None
    assert questions.begin(db) is None
    questions.answer(db, CODE, FOUND)
    one.turn()
    other.turn()
    assert (one.told("thu"), one.told("ha-giang")) == ([(uid(1), "processing")], [(uid(2), "processing")])


def test_an_answer_that_comes_too_late_is_for_the_next(db: Db, broker: PlayedBroker) -> None:
    worker = Worker(db, broker)
    worker.ask(1)
    assert questions.begin(db) is not None
    worker.time += questions.OPEN_FOR + 0.1
    worker.turn()
    questions.answer(db, CODE, FOUND)
    worker.turn()
    assert worker.told() == []
    worker.ask(2)
    assert worker.told() == [(uid(2), "processing")]


def test_what_was_found_is_not_unsaid_by_who_gave_up_before(db: Db) -> None:
    questions.ask(db, CODE)
    questions.answer(db, CODE, FOUND)
    questions.answer(db, CODE, AWAY)
    assert questions.answers(db, [CODE]) == {CODE: FOUND}


def test_a_question_for_which_nobody_waits_any_more_is_not_begun(db: Db) -> None:
    questions.ask(db, CODE)
    older(db, questions.OPEN_FOR + 0.1)
    assert questions.begin(db) is None


def test_more_questions_than_can_be_answered_are_not_put(db: Db) -> None:
    for n in range(OPEN_MOST):
        assert questions.ask(db, f"H41.16-210612-{n:04}") is None
    assert questions.ask(db, "H41.16-9999-0001") == AWAY


def test_one_hall_cannot_ask_for_all_others(db: Db, broker: PlayedBroker) -> None:
    worker = Worker(db, broker)
    for n in range(ASKS.at_once + 1):
        worker.ask(n, code=f"H41.16-210612-{n:04}")
    assert [(hall, why, times) for hall, why, times, _ in worker.refusals.counts()] == [("thu", "too-many", 1)]
    assert db.execute("SELECT count(*) FROM question").fetchone() == (ASKS.at_once,)


def test_questions_that_are_over_are_kept_nowhere(db: Db, broker: PlayedBroker) -> None:
    worker = Worker(db, broker)
    worker.ask()
    older(db, questions.KNOWN_FOR + 1)
    worker.intake.keep_refusals()
    assert db.execute("SELECT count(*) FROM question").fetchone() == (0,)


def test_what_a_set_has_is_told_at_once_and_asked_of_nobody(db: Db, broker: PlayedBroker) -> None:
    dossiers.take(db, [replace(TOLD)], "igate", Dossiers(), 1_795_240_000_000)
    worker = Worker(db, broker)
    worker.ask()
    assert worker.told() == [(uid(1), "processing")]
    assert questions.begin(db) is None
