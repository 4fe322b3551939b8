"""The catalogue, part by part."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.contract.edition import digest
from hall_core.contract.questions import Answer, AskPart, CannotTell, Part, Question
from hall_core.mqtt.fetching import TRIES, WINDOW, Fetcher

DATA = bytes(range(256)) * 20
SIZE = 100
COUNT = -(-len(DATA) // SIZE)


class Line:
    """What was asked, and the hub that answers when it is told to."""

    def __init__(self, data: bytes = DATA) -> None:
        self.data = data
        self.asked: dict[str, AskPart] = {}
        self.all: list[AskPart] = []
        self.got: list[bytes] = []
        self.fetcher = Fetcher("procedures", self.ask, self.got.append, have=None)

    def ask(self, question: Question) -> str:
        assert isinstance(question, AskPart)
        id = f"{len(self.all)}"
        self.all.append(question)
        self.asked[id] = question
        return id

    def answer(self, id: str) -> None:
        question = self.asked.pop(id)
        piece = base64.b64encode(self.data[question.index * SIZE : (question.index + 1) * SIZE]).decode()
        about = {"catalogue": question.catalogue, "digest": question.digest, "index": question.index, "count": COUNT}
        assert self.fetcher.told(Answer(to=id, body=Part(**about, data=piece)))

    def lose(self, id: str) -> None:
        del self.asked[id]
        assert self.fetcher.unanswered(id)

    def answer_all(self) -> None:
        while self.asked:
            self.answer(next(iter(self.asked)))


@pytest.fixture
def line() -> Iterator[Line]:
    return Line()


def test_an_edition_is_fetched_whole_and_each_part_asked_for_once(line: Line) -> None:
    line.fetcher.head(digest(DATA))
    line.answer_all()
    assert line.got == [DATA]
    assert [question.index for question in line.all] == list(range(COUNT))


def test_no_more_than_a_window_of_questions_is_under_way(line: Line) -> None:
    line.fetcher.head(digest(DATA))
    assert len(line.asked) == 1
    line.answer("0")
    assert len(line.asked) == WINDOW
    line.answer("1")
    assert len(line.asked) == WINDOW


@given(st.randoms(use_true_random=False))
def test_in_whatever_order_answers_come_or_are_lost_the_edition_is_whole(random: Random) -> None:
    line = Line()
    line.fetcher.head(digest(DATA))
    while line.asked:
        (line.answer if random.random() < 0.8 else line.lose)(random.choice(list(line.asked)))
        if random.random() < 0.1:
            line.fetcher.head(digest(DATA))
    assert line.got == [DATA]


def test_after_an_outage_only_what_is_missing_is_asked_for(line: Line) -> None:
    line.fetcher.head(digest(DATA))
    for id in range(20):
        line.answer(f"{id}")
    assert line.fetcher.missing == COUNT - 20
    for id in list(line.asked):
        line.lose(id)
    line.fetcher.head(digest(DATA))
    line.answer_all()
    assert line.got == [DATA]
    assert len(line.all) == COUNT + WINDOW


def test_what_is_here_already_is_not_fetched(line: Line) -> None:
    fetcher = Fetcher("procedures", line.ask, line.got.append, have=digest(DATA))
    fetcher.head(digest(DATA))
    assert (line.asked, fetcher.missing) == ({}, 0)


def test_another_edition_is_begun_anew_and_late_answers_of_the_old_one_are_nobodys(line: Line) -> None:
    line.fetcher.head("0" * 64)
    old = dict(line.asked)
    line.fetcher.head(digest(DATA))
    late = Answer(to=next(iter(old)), body=CannotTell(reason="other-edition"))
    assert not line.fetcher.told(late)
    for id in old:
        del line.asked[id]
    line.answer_all()
    assert line.got == [DATA]


def test_a_hub_that_says_it_has_another_edition_is_waited_for(line: Line) -> None:
    line.fetcher.head(digest(DATA))
    line.answer("0")
    line.fetcher.told(Answer(to="1", body=CannotTell(reason="other-edition")))
    assert line.fetcher.missing == 0
    line.asked.clear()
    line.fetcher.head(digest(DATA))
    line.answer_all()
    assert line.got == [DATA]


def test_a_hub_that_cannot_answer_is_not_asked_for_ever_but_again_when_it_is_back(line: Line) -> None:
    line.fetcher.head(digest(DATA))
    for id in range(TRIES):
        del line.asked[f"{id}"]
        line.fetcher.told(Answer(to=f"{id}", body=CannotTell(reason="internal-error")))
    assert line.asked == {}
    line.fetcher.head(digest(DATA))
    line.answer_all()
    assert line.got == [DATA]


def test_parts_that_do_not_make_the_edition_are_thrown_away(line: Line) -> None:
    line.data = DATA[::-1]
    line.fetcher.head(digest(DATA))
    line.answer_all()
    assert line.got == []
    line.data = DATA
    line.fetcher.head(digest(DATA))
    line.answer_all()
    assert line.got == [DATA]


BAD_PARTS = {
    "no base64": {"data": "§"},
    "beyond the last": {"count": 0},
    "too many": {"count": 1_000_000},
    "of another edition": {"digest": "0" * 64},
    "another part": {"index": 7},
}


@pytest.mark.parametrize("wrong", BAD_PARTS.values(), ids=BAD_PARTS)
def test_a_part_that_cannot_be_is_asked_for_again(wrong: dict[str, object], line: Line) -> None:
    line.fetcher.head(digest(DATA))
    del line.asked["0"]
    about = {"catalogue": "procedures", "digest": digest(DATA), "index": 0, "count": COUNT, "data": "", **wrong}
    line.fetcher.told(Answer(to="0", body=Part(**about)))  # pyright: ignore[reportArgumentType]
    line.answer_all()
    assert line.got == [DATA]


def test_answers_to_other_questions_are_not_taken(line: Line) -> None:
    assert not line.fetcher.told(Answer(to="x", body=CannotTell(reason="malformed")))
    assert not line.fetcher.unanswered("x")


def test_what_could_not_be_kept_is_fetched_again(line: Line) -> None:
    line.fetcher.head(digest(DATA))
    line.answer_all()
    line.fetcher.dropped()
    line.fetcher.head(digest(DATA))
    line.answer_all()
    assert line.got == [DATA, DATA]
