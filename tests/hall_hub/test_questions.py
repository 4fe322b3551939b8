"""Questions are answered beside the ledger: nothing is recorded, and a bad one harms nobody."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hall_core.contract import questions as q
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.mqtt.link import Arrived
from tests.hall_hub.conftest import Bench, uid

CATALOGUE = Path(__file__).parents[2] / "halls" / "catalogue"


def served(bench: Bench) -> str:
    """The ticket of somebody who was just served at counter 1."""
    bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    ticket = bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh")).ticket.id
    for kind in (c.CallNext, c.StartService, c.CompleteService):
        bench.ask("goi-1", kind(counter="quay-1"))
    return ticket


def test_a_question_changes_nothing_and_records_nothing(bench: Bench) -> None:
    head = bench.ledger.head
    bench.hub.state()
    bench.wonder("kiosk-1", q.AskDossier(code="H41.16-210612-0001"))
    assert bench.ledger.head == head
    assert bench.ledger.answer_to(uid(bench.ids)) is None
    assert not bench.hub.touched


def test_questions_are_answered_while_the_disk_refuses(bench: Bench) -> None:
    bench.ledger._db.execute("PRAGMA busy_timeout = 0")
    import sqlite3

    other = sqlite3.connect(bench.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert isinstance(bench.wonder("kiosk-1", q.AskDossier(code="H41.16-210612-0001")), q.DossierTold)
    other.execute("ROLLBACK")
    other.close()


def test_questions_and_commands_of_one_turn_each_get_their_answer_once(bench: Bench) -> None:
    arrived = [
        bench.message("question", "kiosk-1", q.AskOffer(ticket=uid(1))),
        bench.message("command", "kiosk-1", c.IssueTicket(service="khai-sinh")),
    ]
    assert len(bench.sent(bench.hub.answers(arrived), "answer")) == 1
    assert len(bench.sent(bench.hub.handle(arrived), "answer")) == 0
    assert len(bench.hub.hall.tickets) == 1
    assert bench.hub.complaints.counted.total() == 0


def test_a_device_nobody_knows_is_told_nothing(bench: Bench) -> None:
    answer = bench.wonder("kiosk-9", q.AskDossier(code="H41.16-210612-0001"))
    assert answer == q.CannotTell(reason="unknown-device")


@pytest.mark.parametrize("body", [b'{"type":"dance"}', b'{"type":"dossiers","bucket":"zz"}', b"null"])
def test_a_malformed_question_is_answered_as_that_and_counted(bench: Bench, body: bytes) -> None:
    payload = b'{"v":1,"id":"%s","body":%s}' % (uid(5).encode(), body)
    arrived = [Arrived(bench.topics.to("question", "kiosk-1"), payload, False)]
    [answer] = bench.sent(bench.hub.answers(arrived), "answer")
    assert (answer.body.to, answer.body.body) == (uid(5), q.CannotTell(reason="malformed"))
    assert bench.hub.complaints.counted["malformed"] == 1


def test_a_mistake_of_ours_is_told_and_the_next_question_answered(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumbles(code: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bench.knowledge.copies, "dossier", stumbles)
    assert bench.wonder("kiosk-1", q.AskDossier(code="H41.16-210612-0001")) == q.CannotTell(reason="internal-error")
    assert isinstance(bench.wonder("kiosk-1", q.AskOffer(ticket=uid(1))), q.OfferTold)
    assert "could not answer" in caplog.text


def test_a_ticket_may_be_rated_after_its_service_once_and_for_some_time(bench: Bench) -> None:
    ticket = served(bench)
    waiting = bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh")).ticket.id
    cancelled = bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh")).ticket.id
    bench.ask("kiosk-1", c.CancelTicket(ticket=cancelled))
    told = bench.wonder("kiosk-1", q.AskOffer(ticket=ticket))
    assert (told.offer.number, told.why) == ("A001", None)
    whys = [bench.wonder("kiosk-1", q.AskOffer(ticket=id)).why for id in (waiting, cancelled, uid(77))]
    assert whys == ["early", "unknown", "unknown"]
    bench.clock.wait(30 * 60_000 + 1)
    assert bench.wonder("kiosk-1", q.AskOffer(ticket=ticket)).why == "expired"
    bench.clock.wait(-60_000)
    bench.tell("kiosk-1", 1, f.VoteCast(offer=told.offer.id, level="satisfied"))
    assert bench.wonder("kiosk-1", q.AskOffer(ticket=ticket)).why == "used"


@pytest.mark.timeout(60)
def test_a_new_edition_of_the_procedures_is_announced_and_told_in_parts(bench: Bench) -> None:
    import threading
    import time

    feed = bench.feeds / "procedures"
    for file in CATALOGUE.glob("*.csv"):
        shutil.copyfile(file, feed / file.name)
    (feed / "READY").touch()
    deadline = time.monotonic() + 50
    while bench.knowledge.catalogues.digest is None:
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)
        bench.hub.look()
    heads = {p.topic.rsplit("/", 1)[1]: head for p in bench.hub.state() for head in bench.sent([p], "catalogue")}
    digest = heads["procedures"].body.digest
    first = bench.wonder("kiosk-1", q.AskPart(catalogue="procedures", digest=digest, index=0))
    last = bench.wonder("kiosk-1", q.AskPart(catalogue="procedures", digest=digest, index=first.count - 1))
    assert (first.index, last.index) == (0, first.count - 1)
    gone = bench.wonder("kiosk-1", q.AskPart(catalogue="procedures", digest="0" * 16, index=0))
    assert gone == q.CannotTell(reason="other-edition")
