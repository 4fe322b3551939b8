"""What a device holds of the answers it got, and how it tells a hub that was put back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from hall_core.contract.codec import ContractError, Sealer, decode, encode
from hall_core.contract.messages import HallState, Reply, Restored
from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.held import Recorded
from hall_core.domain.refusal import Refusal
from hall_core.mqtt.heard import Answered, StateHeard
from hall_core.mqtt.outbox import KEPT_MS
from hall_core.mqtt.recalling import AGAIN, Recalling

NOW = 1_795_226_400_000


def uid(n: int) -> str:
    return f"00000000-0000-7000-8000-{n:012x}"


class Box:
    def __init__(self, folder: Path) -> None:
        self.folder, self.at, self.asked = folder, NOW, list[c.TellHeld]()
        self.start()

    def start(self) -> None:
        self.recalling = Recalling(self.folder / "answers.sqlite", self._ask, lambda: self.at)

    def _ask(self, told: c.TellHeld) -> str:
        self.asked.append(told)
        return uid(900_000 + len(self.asked))

    def answered(self, n: int, *, epoch: int = 1, refusal: Refusal | None = None) -> None:
        self.recalling.asks(uid(n), c.IssueTicket(service="khai-sinh"))
        issued = e.TicketIssued(
            ticket=uid(n),
            number=f"A{n:03d}",
            value=n,
            service="khai-sinh",
            priority=None,
            language="vi",
            device="kiosk-1",
        )
        recorded = Recorded(epoch=epoch, seq=n, at=NOW, day="2026-11-21", officer=None, events=[issued])
        reply = Reply(to=uid(n), refusal=refusal, recorded=None if refusal else recorded)
        assert not self.recalling.hears(Answered(reply))

    def hall(self, epoch: int, restored: Restored | None) -> None:
        state = HallState(epoch=epoch, version=1, day="2026-11-21", open=True, changes_at=None, restored=restored)
        self.recalling.hears(StateHeard(state, NOW, True))

    def reply(self, refusal: Any = None) -> None:
        reply = Reply(to=uid(900_000 + len(self.asked)), refusal=refusal)
        assert self.recalling.hears(Answered(reply)), "no business of the program's"

    def told(self) -> list[int]:
        return [held.recorded.seq for portion in self.asked for held in portion.held]


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


@pytest.mark.parametrize("name", ["epoch", "seq"])
def test_an_answer_that_names_a_place_which_no_disk_holds_is_none(name: str) -> None:
    recorded = Recorded(epoch=7, seq=7, at=NOW, day="2026-11-21", officer=None, events=[])
    sealed = encode(Sealer(1, lambda: (NOW, 5_000, True)).seal(Reply(to=uid(1), recorded=recorded), uid(2)))
    assert decode("reply", sealed.replace(f'"{name}":7'.encode(), f'"{name}":{2**53 - 1}'.encode())).body.recorded
    with pytest.raises(ContractError):
        decode("reply", sealed.replace(f'"{name}":7'.encode(), f'"{name}":{2**63}'.encode()))


def test_what_was_recorded_after_the_copy_is_told_and_no_more(box: Box) -> None:
    for n in (3, 4, 5):
        box.answered(n)
    box.answered(6, refusal=Refusal("daily-cap"))
    box.recalling.close()
    box.start()  # a power cut takes nothing of it
    box.hall(2, Restored(epoch=1, seq=3, recovering=True))
    box.recalling.tend(1.0)
    assert (box.told(), box.asked[-1].last) == ([4, 5], True)
    box.reply()
    box.recalling.tend(9.0)
    assert len(box.asked) == 1, "once"


def test_a_box_that_holds_nothing_says_so(box: Box) -> None:
    box.hall(2, Restored(epoch=1, seq=3, recovering=True))
    box.recalling.tend(1.0)
    assert (box.told(), box.asked[-1].last) == ([], True)


def test_a_hub_that_was_never_put_back_is_told_nothing(box: Box) -> None:
    box.answered(3)
    box.hall(1, None)
    box.recalling.tend(1.0)
    assert box.asked == []


def test_much_is_told_in_messages_that_may_be_sent_one_after_the_other_to_its_end(box: Box) -> None:
    for n in range(1, 61):
        box.answered(n)
    box.hall(2, Restored(epoch=1, seq=0, recovering=True))
    now = time.monotonic()
    while not box.asked or not box.asked[-1].last:
        box.recalling.tend(now)
        encode(Sealer(1, lambda: (NOW, 1, True)).seal(box.asked[-1], uid(1)))
        if len(box.asked) % 3 == 0:
            # A hub that is told too much at once refuses; what it has taken is not told anew.
            del box.asked[-1]
            box.asked.append(c.TellHeld(epoch=2, held=[], last=False))
            box.reply(Refusal("too-many"))
            now = time.monotonic() + AGAIN
        else:
            box.reply()
    assert sorted(set(box.told())) == list(range(1, 61))
    assert len(box.told()) == 60


def test_who_does_not_answer_is_told_the_same_again(box: Box) -> None:
    box.answered(3)
    box.hall(2, Restored(epoch=1, seq=0, recovering=True))
    box.recalling.tend(1.0)
    assert box.recalling.unanswered(uid(900_001), 2.0)
    assert not box.recalling.unanswered(uid(3), 2.0), "the program's own"
    box.recalling.tend(2.5)
    assert len(box.asked) == 1
    box.recalling.tend(2.0 + AGAIN)
    assert box.told() == [3, 3]


def test_a_hub_that_is_put_back_a_second_time_is_told_all_anew(box: Box) -> None:
    box.answered(3)
    box.hall(2, Restored(epoch=1, seq=0, recovering=True))
    box.recalling.tend(1.0)
    box.reply()
    box.answered(1, epoch=2)
    box.hall(3, Restored(epoch=1, seq=0, recovering=True))
    box.recalling.tend(2.0)
    assert [(held.recorded.epoch, held.recorded.seq) for held in box.asked[-1].held] == [(1, 3), (2, 1)]


def test_answers_are_held_for_two_days(box: Box) -> None:
    box.answered(3)
    box.at += KEPT_MS + 1
    box.answered(4)
    box.hall(2, Restored(epoch=1, seq=0, recovering=True))
    box.recalling.tend(1.0)
    assert box.told() == [4]
