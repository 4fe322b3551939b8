"""What officers wrote is taken out of what the ledger keeps; all else stays as it is, to the letter."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from msgspec.inspect import Field, StrType, StructType, UnionType, multi_type_info

from hall_core.contract.messages import CounterState, TicketInHand
from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.events import Event
from hall_hub.wordless import GONE, KEYS, only_less, wordless
from tests.domain.a_day import uid

encode = msgspec.json.Encoder().encode
WORDS = "Chờ bà Trịnh Thử"


@pytest.mark.parametrize(
    "written",
    [
        e.TicketParked(ticket=uid(1), note=WORDS),
        e.TicketCancelled(ticket=uid(1), reason=WORDS),
        e.TicketCalled(ticket=uid(1), counter="q", call=uid(2), zone="z", sequence=1, out_of_order=True, reason=WORDS),
        e.CounterPaused(counter="quay-1", reason=WORDS),
        e.HelpAsked(counter="quay-1", note=WORDS),
        e.MessagePosted(message=uid(1), vi=WORDS, en=WORDS, zones=[], until=None),
    ],
)
def test_an_event_loses_its_words_and_is_still_one(written: Event) -> None:
    bare = wordless(encode(written).decode())
    assert WORDS not in bare
    read = msgspec.json.decode(bare, type=Event)
    assert type(read) is type(written)
    assert encode(read).decode() == bare
    assert wordless(bare) is bare, "once is enough"


def _free(field: Field) -> bool:
    """Whether anybody can write there what he likes."""
    parts = field.type.types if isinstance(field.type, UnionType) else (field.type,)
    return any(isinstance(part, StrType) and part.pattern is None for part in parts)


def test_no_place_for_free_words_is_forgotten() -> None:
    kinds = multi_type_info((*get_args(Event), *get_args(c.Command), CounterState, TicketInHand))
    fields = [field for kind in kinds if isinstance(kind, StructType) for field in kind.fields]
    assert {field.encode_name for field in fields if _free(field)} == KEYS


@pytest.mark.parametrize("command", [c.PostMessage(vi=WORDS), c.VoidRoll(service="a", first=1, last=2, reason=WORDS)])
def test_a_command_that_must_have_words_can_still_be_read(command: c.Command) -> None:
    bare = wordless(encode(command).decode())
    assert GONE in bare
    assert type(msgspec.json.decode(bare, type=c.Command)) is type(command)


@pytest.mark.parametrize(
    "text",
    [
        encode(e.TicketPrintFailed(ticket=uid(1), reason="paper-out")).decode(),
        encode(e.TicketParked(ticket=uid(1))).decode(),
        '{"to":"x","refusal":{"reason":"not-open","about":"quay-1"}}',
        '{"type":"issue","language":"vi"}',
    ],
)
def test_what_nobody_wrote_stays_to_the_letter(text: str) -> None:
    assert wordless(text) is text


def test_an_answer_loses_the_words_of_the_counter_it_tells_of() -> None:
    reply = (
        f'{{"to":"x","counter":{{"counter":"q","reason":"{WORDS}","help":"{WORDS}","ticket":{{"note":"{WORDS}"}}}}}}'
    )
    assert wordless(reply) == reply.replace(WORDS, GONE)


@pytest.mark.parametrize(
    ("before", "after", "so"),
    [
        ({"note": "riêng", "n": [1, {"vi": "a"}]}, {"note": "[…]", "n": [1, {"vi": "[…]"}]}, True),
        ({"note": "riêng"}, {"note": "khác"}, False),
        ({"n": 1}, {"n": "[…]"}, False),
        ({"n": 1}, {}, False),
        ([1, 2], [1], False),
        ([1], {"n": 1}, False),
    ],
)
def test_of_an_event_words_may_go_and_nothing_else_may_change(before: object, after: object, so: bool) -> None:
    assert only_less(before, after) is so
