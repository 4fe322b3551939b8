"""Devices that the hall's authority has shut out, and lets in again."""

from __future__ import annotations

import pytest

from hall_core.contract import questions as q
from hall_core.contract.messages import DeviceState
from hall_core.contract.trust import Standing
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.domain.hall import picture
from hall_core.mqtt.link import Arrived
from tests.hall_hub.conftest import Bench, uid

ISSUE = c.IssueTicket(service="khai-sinh")


def says(bench: Bench, device: str, *, shut_out: bool) -> None:
    bench.hub.handle([bench.message("trust", device, Standing(device=device, shut_out=shut_out))])


def test_whoever_is_shut_out_does_nothing_any_more(bench: Bench) -> None:
    ticket = bench.ask("kiosk-1", ISSUE).ticket.id
    says(bench, "kiosk-1", shut_out=True)
    before = picture(bench.hub.hall)
    reply = bench.ask("kiosk-1", ISSUE)
    assert (reply.refusal.reason, reply.ticket) == ("shut-out", None)
    told = bench.message("fact", "kiosk-1", f.PaperPrinted(ticket=ticket), seq=1, stream=uid(500))
    assert bench.hub.handle([told]) == [], "not acknowledged: it stays where it is"
    assert bench.wonder("kiosk-1", q.AskDossier(code="H41.16-210612-0001")) == q.CannotTell(reason="shut-out")
    assert picture(bench.hub.hall) == before
    assert bench.hub.complaints.counted["shut-out"] == 3


def test_it_counts_in_the_very_batch_in_which_it_comes(bench: Bench) -> None:
    standing = bench.message("trust", "kiosk-1", Standing(device="kiosk-1", shut_out=True))
    asked = bench.message("question", "kiosk-1", q.AskDossier(code="H41.16-210612-0001"))
    batch = [standing, asked, bench.message("command", "kiosk-1", ISSUE)]
    [answer] = bench.sent(bench.hub.answers(batch), "answer")
    assert answer.body.body == q.CannotTell(reason="shut-out")
    assert [reply.body.refusal.reason for reply in bench.sent(bench.hub.handle(batch), "reply")] == ["shut-out"]


def test_not_even_the_record_answers_it(bench: Bench) -> None:
    bench.ask("kiosk-1", ISSUE, id=uid(900))
    says(bench, "kiosk-1", shut_out=True)
    assert bench.ask("kiosk-1", ISSUE, id=uid(900)).refusal.reason == "shut-out"


def test_the_others_go_on(bench: Bench) -> None:
    says(bench, "kiosk-1", shut_out=True)
    assert bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1")).refusal is None


@pytest.mark.parametrize("taken_back", [False, True])
def test_with_a_new_certificate_it_works_again_and_tells_what_it_has_kept(bench: Bench, taken_back: bool) -> None:
    ticket = bench.ask("kiosk-1", ISSUE).ticket.id
    says(bench, "kiosk-1", shut_out=True)
    if taken_back:
        bench.hub.handle([Arrived(bench.topics.to("trust", "kiosk-1"), b"", False)])
    else:
        says(bench, "kiosk-1", shut_out=False)
    assert bench.ask("kiosk-1", ISSUE).ticket.number == "A002"
    assert bench.tell("kiosk-1", 1, f.PaperPrinted(ticket=ticket)) == 1
    assert bench.hub.hall.tickets[ticket].paper == "printed"


def test_a_board_that_is_shut_out_speaks_for_no_zone(bench: Bench) -> None:
    def speaker() -> str | None:
        bench.hub.tick()
        [zone] = bench.sent(bench.hub.announcement(), "zone")
        return zone.body.speaker

    well = DeviceState(online=True, role="board", version="x")
    bench.hub.handle([bench.message("device-state", "bang-1", well)])
    assert speaker() == "bang-1"
    says(bench, "bang-1", shut_out=True)
    bench.hub.handle([bench.message("device-state", "bang-1", well)])
    assert speaker() is None
    says(bench, "bang-1", shut_out=False)
    assert speaker() == "bang-1"


def test_what_the_broker_has_kept_of_it_counts(bench: Bench) -> None:
    message = bench.message("trust", "kiosk-1", Standing(device="kiosk-1", shut_out=True))
    bench.hub.handle([Arrived(message.topic, message.payload, True)])
    assert bench.ask("kiosk-1", ISSUE).refusal.reason == "shut-out"


@pytest.mark.parametrize("payload", [b"{", b'{"v":1,"body":{}}'])
def test_what_nobody_can_read_shuts_nobody_out_and_lets_nobody_in(bench: Bench, payload: bytes) -> None:
    says(bench, "kiosk-1", shut_out=True)
    for device in ("kiosk-1", "goi-1"):
        assert bench.hub.handle([Arrived(bench.topics.to("trust", device), payload, False)]) == []
    assert bench.ask("kiosk-1", ISSUE).refusal.reason == "shut-out"
    assert bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1")).refusal is None
    assert bench.hub.complaints.counted["malformed"] == 2


def test_it_is_logged_once_each_way(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    for shut_out in (False, True, True, False, False):
        says(bench, "kiosk-1", shut_out=shut_out)
    assert [line for line in caplog.messages if line.startswith("kiosk-1")] == [
        "kiosk-1 is shut out: nothing it says counts from now on",
        "kiosk-1 may take part again",
    ]
