"""Who speaks, with real programs: two boards of a zone, their hub and broker, and the sound that SDL really mixed."""

from __future__ import annotations

import resource
import signal
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hall_core.domain import commands as c
from tests.display_app.test_playing import AUDIBLE, expected, heard
from tests.display_app.test_program import PAINTED, SPOKEN, VOICE, BoardProgram, comes_to_say, complains_of
from tests.flows.conftest import QUICK_RECALLS, RunningHall

pytestmark = [pytest.mark.screens, pytest.mark.timeout(120)]

SECOND_BOARD = """
[[devices]]
role = "board"
id = "bang-2"
zone = "sanh"
"""
Record = Callable[[Path], dict[str, float]]


class Zone:
    """A hall whose boards all speak; their clips are short tones."""

    def __init__(self, folder: Path, record: Record, boards: int = 2) -> None:
        self.hall = RunningHall(folder, counters=2, more=SECOND_BOARD * (boards - 1) + QUICK_RECALLS + VOICE)
        self.pitches = record(folder / "recorded")
        self.boards = [BoardProgram(self.hall, id) for id in ("bang-1", "bang-2")[:boards]]
        for board in self.boards:
            board.program.wait_for("linked to the broker", 20)
        kiosk = self.hall.device("kiosk-1")
        self.desks = {n: self.hall.device(f"goi-{n}") for n in (1, 2)}
        for n, desk in self.desks.items():
            assert kiosk.answer(c.IssueTicket(service="khai-sinh")).refusal is None
            assert desk.answer(c.OpenCounter(counter=f"quay-{n}", officer=f"can-bo-{n}")).refusal is None
        self.calls = 0
        self.wait(lambda: all(board.sound.exists() for board in self.boards), "a sound card was opened")

    def call(self, n: int) -> str:
        """The counter calls: first the next person, then the same again and again."""
        self.calls += 1
        kind = c.CallNext if self.calls <= len(self.desks) else c.Recall
        reply = self.desks[n].answer(kind(counter=f"quay-{n}"))
        assert reply.counter is not None, reply.refusal
        assert reply.counter.ticket is not None
        return reply.counter.ticket.number

    def wait(self, until: Callable[[], bool], what: str, seconds: float = 25) -> None:
        deadline = time.monotonic() + seconds
        while not until():
            logs = [board.program.log.read_text(encoding="utf-8")[-2_000:] for board in self.boards]
            assert time.monotonic() < deadline, (what, self.shown(), *logs)
            time.sleep(0.02)

    def shown(self) -> list[tuple[str, str, str]]:
        """(call, how, board) of each fact in the ledger, in order."""
        return [
            (str(call), str(how), str(board))
            for call, how, board in self.boards[0].rows(
                """SELECT json_extract(body, '$.call'), json_extract(body, '$.how'), json_extract(body, '$.board')
                   FROM event WHERE json_extract(body, '$.type') = 'call-shown' ORDER BY seq"""
            )
        ]

    def speakers(self) -> list[str]:
        """The boards that said a call whole, in order."""
        return [board for _, how, board in self.shown() if how == SPOKEN]

    def heard_from(self, board: BoardProgram, *clips: str) -> list[str]:
        return heard(board.sound, {clip: self.pitches[clip] for clip in clips})

    def speaks(self, board: BoardProgram) -> bool:
        """Whether a sound has come out of it by now."""
        return any(abs(value) > AUDIBLE for value in samples(board.sound))

    def close(self) -> None:
        for board in self.boards:
            board.program.process.send_signal(signal.SIGCONT)
            board.program.stop()
        self.hall.close()


def samples(raw: Path) -> array[int]:
    data = raw.read_bytes()
    return array("h", data[: len(data) - len(data) % 2])


@pytest.fixture
def zone(tmp_path: Path, record: Record) -> Iterator[Zone]:
    zone = Zone(tmp_path, record)
    yield zone
    zone.close()


def test_when_the_speaker_is_killed_in_mid_speech_the_other_says_the_whole_call_once(zone: Zone):
    first, second = zone.boards
    number = zone.call(1)
    zone.wait(lambda: zone.speaks(first), "the first board speaks")
    first.program.kill()
    zone.wait(lambda: zone.speakers() == ["bang-2"], "the second board takes over")
    assert second.program.stop() == 0
    clips = expected(number, 1)
    cut = zone.heard_from(first, *clips)
    assert cut == clips[: len(cut)]
    assert cut != clips, "it was not in mid-speech"
    assert zone.heard_from(second, *clips) == clips


def test_a_card_that_is_lost_on_one_call_is_heard_again_and_another_board_speaks_meanwhile(zone: Zone):
    first, second = zone.boards
    numbers = [zone.call(1)]
    zone.wait(lambda: zone.speakers() == ["bang-1"], "the first call is said")
    pulled = first.card.rename(first.data / "pulled")
    pid = first.program.process.pid
    limit = (pulled / "mixed.raw").stat().st_size + 10_000
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    numbers.append(zone.call(2))
    zone.wait(lambda: zone.speakers() == ["bang-1", "bang-2"], "the second board takes over")
    assert complains_of(zone.hall, "bang-1", "sound")
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    first.card.mkdir()
    first.program.wait_for("solved: sound", 20)
    assert comes_to_say(zone.hall, "zone", "sanh", lambda state: state.speaker == "bang-1"), "the hub has not heard"
    numbers.append(zone.call(1))
    zone.wait(lambda: len(zone.speakers()) == 3, "the third call is said")
    assert zone.speakers() == ["bang-1", "bang-2", "bang-1"]
    for board in zone.boards:
        assert board.program.stop() == 0
    assert zone.heard_from(first, *expected(numbers[2], 1)) == expected(numbers[2], 1)
    assert zone.heard_from(second, *expected(numbers[1], 2)) == expected(numbers[1], 2)


def test_a_hub_that_restarts_while_a_call_is_spoken_lets_it_be_said_to_its_end_once(zone: Zone):
    first, second = zone.boards
    number = zone.call(1)
    zone.wait(lambda: zone.speaks(first), "the first board speaks")
    zone.hall.hub.kill()
    zone.hall.start_hub()
    zone.wait(lambda: zone.speakers() == ["bang-1"], "the call is told as said")
    later = zone.call(2)
    zone.wait(lambda: zone.speakers() == ["bang-1"] * 2, "the next one is said by the same board")
    for board in zone.boards:
        assert board.program.stop() == 0
    clips = [*expected(number, 1), *expected(later, 2)]
    assert zone.heard_from(first, *clips) == clips
    assert not zone.speaks(second)


def test_a_board_that_was_away_for_half_a_minute_lists_all_and_says_what_is_young(tmp_path: Path, record: Record):
    """It stands still, as behind a cable that was pulled out, while twelve calls are made: nine at once, and three when
    those are too old to be said."""
    hall = Zone(tmp_path, record, boards=1)
    try:
        [board] = hall.boards
        hall.call(1)
        hall.call(2)
        hall.wait(lambda: len(hall.speakers()) == 2, "all is well")
        board.program.process.send_signal(signal.SIGSTOP)
        for n in range(9):
            hall.call(n % 2 + 1)
        old = time.monotonic()
        hall.wait(lambda: time.monotonic() - old > 32, "they are old", 40)
        young = [hall.call(n) for n in (1, 2, 1)]
        board.program.process.send_signal(signal.SIGCONT)
        hall.wait(lambda: len(hall.speakers()) == 5, "the young ones are said", 40)
        hall.wait(lambda: [how for _, how, _ in hall.shown()].count(PAINTED) == 14, "all twelve were seen", 40)
        assert board.program.stop() == 0
        clips = [clip for place, number in enumerate(young) for clip in expected(number, (1, 2, 1)[place])]
        said = hall.heard_from(board, *clips)
        assert said[-len(clips) :] == clips
    finally:
        hall.close()
