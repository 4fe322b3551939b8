"""A kiosk that reads cards asks for the hall's secret, and takes what it is told."""

from __future__ import annotations

import base64

import pytest
from msgspec.structs import replace

from hall_core.contract.questions import Answer, AnswerBody, AskCardKey, CannotTell, CardKeyTold
from hall_core.mqtt.heard import HubBack, HubQuiet, LinkDown, LinkUp, Told, Unanswered
from kiosk_app.jobs.dossiers.pages import KeepKey
from kiosk_app.messages import Message, Wonder
from tests.kiosk_app.conftest import COMMAND, OTHER, Hand
from tests.kiosk_app.jobs.dossier_of import card_hand

KEY = bytes(range(32))
ASKED = Wonder(COMMAND, AskCardKey())


def answer(body: AnswerBody, to: str = COMMAND) -> Told:
    return Told(Answer(to=to, body=body))


def reader() -> Hand:
    """A kiosk with a scanner at a site that looks up by card."""
    hand = card_hand()
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, scanner=True))
    return hand


TOLD = answer(CardKeyTold(key=base64.b64encode(KEY).decode()))


@pytest.mark.parametrize("news", [LinkUp(), HubBack()])
def test_the_key_is_asked_for_at_each_link_and_when_the_hub_is_back(news: Message) -> None:
    hand = reader()
    assert hand.hear(news) == [ASKED]
    assert hand.hear(TOLD) == [KeepKey(KEY)]
    assert hand.hear(TOLD) == [], "nobody has asked for it"
    assert hand.hear(news) == [ASKED]


def test_a_kiosk_that_cannot_read_cards_asks_for_no_key() -> None:
    hand = card_hand()
    assert not hand.kiosk.setup.scanner
    assert hand.hear(LinkUp()) == []


def test_where_cards_are_not_allowed_no_key_is_asked_for(hand: Hand) -> None:
    hand.kiosk = replace(hand.kiosk, setup=replace(hand.kiosk.setup, scanner=True))
    assert not hand.kiosk.setup.plan.policy.id_card
    assert hand.hear(LinkUp()) == []
    assert hand.hear(TOLD) == [], "and one that comes all the same is not kept"


def test_a_hub_that_does_not_answer_is_asked_again_while_it_may_be_there() -> None:
    hand = reader()
    hand.hear(LinkUp())
    assert hand.hear(Unanswered(OTHER)) == []
    assert hand.hear(Unanswered(COMMAND)) == [ASKED]
    hand.hear(HubQuiet(None))
    assert hand.hear(Unanswered(COMMAND)) == []
    assert hand.hear(HubBack()) == [ASKED]
    hand.hear(LinkDown())
    assert hand.hear(Unanswered(COMMAND)) == []


@pytest.mark.parametrize("body", [CannotTell(reason="not-yours"), CannotTell(reason="malformed")])
def test_a_hub_that_does_not_tell_it_is_not_pressed(body: CannotTell) -> None:
    hand = reader()
    hand.hear(LinkUp())
    assert hand.hear(answer(body)) == []
    assert hand.hear(Unanswered(COMMAND)) == []
