"""Numbers that no clock shows and no disk holds: whoever sends one costs nobody else anything."""

from __future__ import annotations

import msgspec
import pytest

from hall_core.domain import commands as c
from hall_core.domain.names import MILLIS_MOST, WHOLE_MOST
from hall_core.mqtt.link import Arrived
from tests.hall_hub.conftest import Bench


def spoilt(bench: Bench, **envelope: int) -> Arrived:
    """A wish for a number in an envelope in which that stands."""
    sealed = msgspec.to_builtins(bench.sealer.seal(c.IssueTicket(service="khai-sinh"), bench.new_id()))
    return Arrived(bench.topics.to("command", "kiosk-1"), msgspec.json.encode({**sealed, **envelope}), False)


@pytest.mark.parametrize(
    "envelope",
    [{"boot": 2**63 - 1}, {"boot": WHOLE_MOST + 1}, {"mono": 2**63 - 1}, {"at": MILLIS_MOST}, {"at": 2**63 - 1}],
    ids=str,
)
def test_a_box_that_counts_beyond_all_bounds_is_refused_and_the_next_one_is_served(
    bench: Bench, envelope: dict[str, int]
) -> None:
    [reply] = bench.sent(bench.hub.handle([spoilt(bench, **envelope)]), "reply")
    assert reply.body.refusal.reason == "malformed"
    assert bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh")).ticket.number == "A001"


def test_the_largest_numbers_that_are_allowed_are_kept_and_read_again(bench: Bench) -> None:
    counts = {"boot": WHOLE_MOST, "mono": WHOLE_MOST, "seq": WHOLE_MOST}
    [reply] = bench.sent(bench.hub.handle([spoilt(bench, **counts)]), "reply")
    assert reply.body.ticket.number == "A001"
    bench.restart()
    assert bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh")).ticket.number == "A002"
