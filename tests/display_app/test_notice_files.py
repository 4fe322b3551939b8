"""The files of a board's notices: fetched, checked, kept, removed; against a hub that answers as it should, or not."""

from __future__ import annotations

import base64
import hashlib
import queue
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from display_app import notice_files
from display_app.board import BoardNotice, NoticesHeard
from display_app.notice_files import ARRIVING, RESERVE, NoticeFiles
from hall_core.contract.messages import Problem
from hall_core.contract.questions import PART_BYTES, Answer, AnswerBody, AskPart, CannotTell, Part, Question
from hall_core.domain.notice import Notice, NoticeFile
from hall_core.domain.plan_devices import Board
from hall_core.mqtt.heard import LinkUp, Told, Unanswered

SECONDS = 8
Answers = Callable[[AskPart], AnswerBody | None]


def data_of(n: int, size: int = PART_BYTES * 3 + 17) -> bytes:
    return Random(n).randbytes(size)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def notice(id: str, data: bytes, kind: str = "picture", **more: object) -> Notice:
    file = NoticeFile(digest=digest_of(data), kind=kind, size=len(data))  # pyright: ignore[reportArgumentType]
    return Notice(id=id, title_vi=id, file=file, **more)  # pyright: ignore[reportArgumentType]


class Hub:
    """Answers each question at once, on a thread of its own; ``answers`` may be put in its place, None loses one."""

    def __init__(self, folder: Path, **more: object) -> None:
        self.files: dict[str, bytes] = {}
        self.asked: list[AskPart] = []
        self.problem: dict[Problem, bool] = {}
        self.answers: Answers = self.part
        self.heard: queue.Queue[NoticesHeard] = queue.Queue()
        self._questions: queue.Queue[tuple[str, AskPart] | None] = queue.Queue()
        self.board = NoticeFiles(
            Board(id="bang-1", zone="sanh"),
            folder,
            self._ask,
            self.heard.put,
            lambda problem, present: self.problem.update({problem: present}),
            plays=False,
            **more,  # pyright: ignore[reportArgumentType]
        )
        self._stop = self.board.start()
        threading.Thread(target=self._answer, daemon=True).start()

    def part(self, ask: AskPart) -> AnswerBody | None:
        data = self.files.get(ask.digest)
        if data is None:
            return CannotTell(reason="other-edition")
        piece = base64.b64encode(data[ask.index * PART_BYTES : (ask.index + 1) * PART_BYTES]).decode()
        count = -(-len(data) // PART_BYTES)
        return Part(catalogue=ask.catalogue, digest=ask.digest, index=ask.index, count=count, data=piece)

    def show(self, *notices: Notice) -> None:
        self.board.show(list(notices))

    def until(self, such_that: Callable[[tuple[BoardNotice, ...]], bool]) -> tuple[BoardNotice, ...]:
        """What the board is told, once it is as wanted."""
        while True:
            told = self.heard.get(timeout=SECONDS).notices
            if such_that(told):
                return told

    def settle(self) -> None:
        """Until all that was put in its hands is done."""
        done = threading.Event()
        self.board._todo.put(done.set)
        assert done.wait(SECONDS)

    def close(self) -> None:
        self._stop()
        self._questions.put(None)

    def _ask(self, question: Question) -> str:
        assert isinstance(question, AskPart)
        self.asked.append(question)
        self._questions.put((str(len(self.asked)), question))
        return str(len(self.asked))

    def _answer(self) -> None:
        while (item := self._questions.get()) is not None:
            id, question = item
            body = self.answers(question)
            self.board.hear(Unanswered(id) if body is None else Told(Answer(to=id, body=body)))


@pytest.fixture(autouse=True)
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notice_files, "PAUSE", 0.0)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    found = Hub(tmp_path / "notices", free=lambda _: RESERVE * 2)
    yield found
    found.close()


def whole(told: tuple[BoardNotice, ...]) -> bool:
    return all(notice.path for notice in told)


def test_words_are_there_at_once_and_files_follow_whole(hub: Hub):
    data = data_of(1)
    hub.files[digest_of(data)] = data
    hub.show(notice("a", data))
    assert [shown.path for shown in hub.until(lambda _: True)] == [""]
    (shown,) = hub.until(whole)
    assert Path(shown.path).read_bytes() == data
    hub.settle()
    assert hub.problem == {"notices": False}


def test_only_what_is_for_this_board_is_told_and_fetched(hub: Hub):
    mine, other = data_of(1), data_of(2)
    hub.files |= {digest_of(mine): mine, digest_of(other): other}
    hub.show(notice("b", other, zones=("khac",)), notice("a", mine, boards=("bang-1",)))
    assert [shown.notice.id for shown in hub.until(whole)] == ["a"]
    assert {ask.digest for ask in hub.asked} == {digest_of(mine)}


def test_what_is_kept_is_not_fetched_again_and_what_is_unused_goes(hub: Hub, tmp_path: Path):
    first, second = data_of(1), data_of(2)
    hub.files |= {digest_of(first): first, digest_of(second): second}
    hub.show(notice("a", first), notice("b", second))
    hub.until(whole)
    hub.settle()
    asked = len(hub.asked)
    hub.show(notice("b", second))
    assert [shown.path for shown in hub.until(lambda told: len(told) == 1)] != [""]
    hub.settle()
    assert len(hub.asked) == asked
    assert [file.name for file in (tmp_path / "notices").iterdir()] == [digest_of(second)]


def test_kept_files_are_shown_without_a_hub_and_a_spoilt_one_is_fetched_again(hub: Hub, tmp_path: Path):
    data, other = data_of(1), data_of(2)
    folder = tmp_path / "notices"
    folder.mkdir()
    (folder / digest_of(data)).write_bytes(data)
    (folder / digest_of(other)).write_bytes(other[:-1] + b"?")
    hub.files[digest_of(other)] = other
    hub.show(notice("a", data), notice("b", other))
    assert [bool(shown.path) for shown in hub.until(lambda _: True)] == [True, False]
    hub.until(whole)
    assert {ask.digest for ask in hub.asked} == {digest_of(other)}


def test_a_file_that_the_screen_finds_spoilt_is_fetched_again(hub: Hub):
    data = data_of(1)
    hub.files[digest_of(data)] = data
    hub.show(notice("a", data))
    (shown,) = hub.until(whole)
    Path(shown.path).write_bytes(b"?")
    hub.board.look_at(digest_of(data))
    assert hub.until(lambda _: True)[0].path == ""
    assert Path(hub.until(whole)[0].path).read_bytes() == data


def test_words_stand_for_a_whole_file_that_cannot_be_shown_and_that_is_told(hub: Hub):
    data = data_of(1)
    hub.files[digest_of(data)] = data
    hub.show(notice("a", data))
    hub.until(whole)
    hub.board.look_at(digest_of(data))
    assert hub.until(lambda _: True)[0].path == ""
    hub.settle()
    assert hub.problem == {"notices": True}
    assert len(hub.asked) == 4


def test_a_board_that_plays_no_videos_does_not_fetch_them(hub: Hub):
    data = data_of(1)
    hub.files[digest_of(data)] = data
    hub.show(notice("a", data, "video"))
    assert hub.until(lambda _: True)[0].path == ""
    hub.settle()
    assert hub.asked == []
    assert hub.problem == {"notices": True}


def test_a_full_disk_is_told_and_the_rest_goes_on(hub: Hub, tmp_path: Path):
    first, second = data_of(1), data_of(2)
    hub.files |= {digest_of(first): first, digest_of(second): second}
    folder = tmp_path / "notices"
    folder.mkdir()

    def full(ask: AskPart) -> AnswerBody | None:
        arriving = folder / ARRIVING
        if ask.digest == digest_of(first):
            arriving.unlink(missing_ok=True)
            arriving.symlink_to("/dev/full")  # a disk with no room at all
        elif arriving.is_symlink():
            arriving.unlink()
        return hub.part(ask)

    hub.answers = full
    hub.show(notice("a", first), notice("b", second))
    assert hub.until(lambda told: bool(told[1].path))[0].path == ""
    hub.settle()
    assert hub.problem == {"notices": True}
    hub.answers = hub.part
    hub.board.hear(LinkUp())
    hub.until(whole)
    hub.settle()
    assert hub.problem == {"notices": False}


def test_a_disk_without_room_to_spare_is_left_alone(tmp_path: Path):
    hub = Hub(tmp_path / "notices", free=lambda _: RESERVE)
    hub.show(notice("a", data_of(1)))
    hub.until(lambda _: True)
    hub.settle()
    assert hub.asked == []
    assert hub.problem == {"notices": True}
    hub.close()


def test_a_file_that_the_hub_has_no_more_does_not_hold_up_the_others(hub: Hub):
    data = data_of(2)
    hub.files[digest_of(data)] = data
    hub.show(notice("a", data_of(1)), notice("b", data))
    told = hub.until(lambda told: bool(told[1].path))
    assert told[0].path == ""
    hub.settle()
    assert hub.problem == {"notices": True}


def test_lost_answers_are_asked_again(hub: Hub):
    data = data_of(1)
    hub.files[digest_of(data)] = data
    random = Random(3)
    hub.answers = lambda ask: hub.part(ask) if random.random() < 0.6 else None
    hub.show(notice("a", data))
    assert Path(hub.until(whole)[0].path).read_bytes() == data


@pytest.mark.timeout(60)
def test_two_hundred_fetches_leave_one_file_and_no_memory(hub: Hub, tmp_path: Path):
    import gc
    import tracemalloc

    def fetch(n: int) -> None:
        data = data_of(n, 40_000)
        hub.files = {digest_of(data): data}
        hub.show(notice("a", data))
        hub.until(whole)
        hub.settle()
        hub.asked.clear()

    for n in range(20):
        fetch(n)
    gc.collect()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for n in range(200):
        fetch(n)
    gc.collect()
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 200_000  # one of the two hundred files is 40,000
    assert len(list((tmp_path / "notices").iterdir())) == 1
