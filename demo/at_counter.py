"""What the officer does at the counter, and what must come of it on the board, on the pad and in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from evdev import ecodes

from demo.glass import Glass
from demo.hands import Keypad
from demo.house import House
from demo.programs import ProgramFailed
from hall_core.domain.names import Language
from hall_core.ui.translate import Words

NEXT, RECALL, CAME, DONE, NO_SHOW, PAUSE, CLOSE = (
    ecodes.KEY_KP1,
    ecodes.KEY_KP2,
    ecodes.KEY_KP3,
    ecodes.KEY_KP4,
    ecodes.KEY_KP5,
    ecodes.KEY_KP6,
    ecodes.KEY_KP9,
)
SPOKEN = 30.0
"""Seconds in which a call is spoken to its end, in two languages and behind another one."""
ANSWERED = 10.0
"""Seconds for what the ledger has to be told to the box."""
SHOWN = """
SELECT 1 WHERE {calls} = (
    SELECT count(*) FROM event AS shown
    JOIN event AS called ON json_extract(called.body, '$.call') = json_extract(shown.body, '$.call')
    JOIN event AS issued ON json_extract(issued.body, '$.ticket') = json_extract(called.body, '$.ticket')
    WHERE json_extract(shown.body, '$.type') = 'call-shown'
    AND json_extract(shown.body, '$.how') = '{how}'
    AND json_extract(called.body, '$.type') = 'ticket-called'
    AND json_extract(issued.body, '$.number') = '{number}')
"""
"""True once a number's calls have all been painted, or spoken."""
VOTE = """
SELECT json_extract(vote.body, '$.level') FROM event AS vote
    JOIN event AS issued ON json_extract(issued.body, '$.ticket') = json_extract(vote.body, '$.ticket')
    WHERE json_extract(vote.body, '$.type') = 'vote-recorded'
    AND json_extract(issued.body, '$.number') = '{number}'
"""
"""How the service of a number was rated."""


class AtCounter:
    """Counter 1 with its keypad and rating pad, and the board that calls for it."""

    def __init__(
        self,
        house: House,
        keypad: Keypad,
        board: Glass,
        pad: Glass,
        picture: Callable[[Glass, str], Path],
        say: Callable[[str], None],
    ) -> None:
        """``picture`` keeps what a screen shows under a name."""
        self._house, self._keypad, self._board, self._pad = house, keypad, board, pad
        self._picture, self._say = picture, say
        self._words = Words()

    def press(self, key: int, event: str) -> None:
        """Presses ``key``; returns once the ledger has a new ``event``, and the box knows: before that it refuses the
        next press."""
        before = self._count(event)
        self._keypad.press(key)
        self._house.wait_for_ledger(f"SELECT 1 WHERE ({_count_of(event)}) > {before}", f"there is a new {event}")
        self._house.programs["caller-1"].wait_for(r"key [a-z-]+: done", ANSWERED)

    def call(self, number: str, note: str, also: str | None = None) -> Path:
        """Presses *next*, which must call ``number`` (and bring about ``also``); the picture of the board with it."""
        before = self._count(also) if also else 0
        self._say(f"  {number}: {note}")
        self.press(NEXT, "ticket-called")
        self._board.wait_for(number)
        if also and self._count(also) <= before:
            raise ProgramFailed(f"no new {also}")
        return self._picture(self._board, f"board-{number}")

    def heard(self, number: str, calls: int = 1) -> None:
        """Waits until ``number`` has been called ``calls`` times, each painted on the board and spoken to the end."""
        for how in ("painted", "spoken"):
            query = SHOWN.format(calls=calls, how=how, number=number)
            self._house.wait_for_ledger(query, f"the call of {number} was {how}", SPOKEN)

    def receive(self, number: str) -> None:
        """Whoever has ``number`` comes, once it has been called once and to the end."""
        self.heard(number)
        self.press(CAME, "service-started")

    def nobody_is_called(self) -> None:
        """*Next*, with nobody waiting."""
        calls = self._count("ticket-called")
        self._keypad.press(NEXT)
        self._house.programs["caller-1"].wait_for("nobody-waiting|nobody waiting", 10)
        if self._count("ticket-called") != calls:
            raise ProgramFailed("somebody was called although nobody waited")

    def rate(self, number: str, language: Language) -> None:
        """Whoever had ``number`` says how it was, on the pad."""
        say = self._words.into(language)
        self._pad.wait_for(number)
        if language == "en":
            self._pad.tap("EN")  # all that a small panel has room for
        self._pad.wait_for(say("Quý vị có hài lòng với dịch vụ không?"))
        self._picture(self._pad, "pad-faces")
        self._pad.tap(say("Rất hài lòng"))
        self._pad.tap(say("Tận tình, lịch sự"))
        self._picture(self._pad, "pad-reasons")
        self._pad.tap(say("Gửi"))
        self._pad.wait_for(say("Xin cảm ơn quý vị đã đánh giá"))
        [(level,)] = self._house.wait_for_ledger(VOTE.format(number=number), f"{number} was rated")
        if level != "very-satisfied":
            raise ProgramFailed(f"the ledger has {level} of {number}")
        self._say(f"  {number}: rated on the pad, and the ledger has the vote")

    def _count(self, event: str) -> int:
        [(count,)] = self._house.ledger(_count_of(event))
        assert isinstance(count, int)
        return count


def _count_of(event: str) -> str:
    return f"SELECT count(*) FROM event WHERE json_extract(body, '$.type') = '{event}'"
