from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import cast

import pytest

from central_gateway.adapters import finding
from central_gateway.adapters.face import AdapterError, Finder, TryLater, Unclear
from central_gateway.adapters.finding import REST, Finding, Found
from central_gateway.store.told import ToldDossier

CODE = "H41.16-1-1"
DOSSIER = ToldDossier(code=CODE, site="thu-site", state="processing", state_told="4", told_at=1)


class Played:
    """``says``: a dossier, None, or what it raises. ``waits``: until a test lets it go."""

    def __init__(self, says: ToldDossier | Exception | None, *, waits: bool = False) -> None:
        self.says = says
        self.go = threading.Event()
        self.asked = 0
        if not waits:
            self.go.set()

    def find(self, code: str, within: float) -> ToldDossier | None:
        self.asked += 1
        self.go.wait(20)
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def made() -> Iterator[list[tuple[Finding, dict[str, Played]]]]:
    open_: list[tuple[Finding, dict[str, Played]]] = []
    yield open_
    for each, played in open_:
        for one in played.values():
            one.go.set()
        each.close()


def of(
    made: list[tuple[Finding, dict[str, Played]]],
    clock: Clock | None = None,
    late: Callable[[Found], None] = lambda _: None,
    **played: Played,
) -> Finding:
    one = Finding(cast("dict[str, Finder]", played), late, now=clock or time.monotonic)
    made.append((one, played))
    return one


def test_the_one_that_has_it_answers_while_another_still_thinks(made: list) -> None:  # type: ignore[type-arg]
    found = of(made, a=Played(None, waits=True), b=Played(DOSSIER)).find(CODE, 10)
    assert found is not None
    assert (found.source, found.told) == ("b", DOSSIER)


def test_only_when_all_say_so_there_is_none(made: list) -> None:  # type: ignore[type-arg]
    assert of(made, a=Played(None), b=Played(None)).find(CODE, 10) is None
    with pytest.raises(TryLater):
        of(made, a=Played(None), b=Played(TryLater("bận"))).find(CODE, 10)


def test_who_waits_is_told_in_time(made: list) -> None:  # type: ignore[type-arg]
    with pytest.raises(TryLater, match="just now"):
        of(made, a=Played(DOSSIER, waits=True)).find(CODE, 0.05)


def test_one_that_did_not_answer_rests_for_a_while(made: list) -> None:  # type: ignore[type-arg]
    clock, away = Clock(), Played(TryLater("đi vắng"))
    finding = of(made, clock, a=away)
    for _ in range(3):
        with pytest.raises(TryLater):
            finding.find(CODE, 10)
    assert away.asked == 1
    clock.at += REST + 1
    away.says = DOSSIER
    assert finding.find(CODE, 10) is not None


def test_one_that_says_for_how_long_it_is_busy_rests_so_long(made: list) -> None:  # type: ignore[type-arg]
    clock, busy = Clock(), Played(TryLater("bận", after=600))
    finding = of(made, clock, a=busy)
    for _ in range(2):
        with pytest.raises(TryLater):
            finding.find(CODE, 10)
        clock.at += REST + 1
    assert busy.asked == 1


def test_a_hall_full_of_people_does_not_pile_up_questions(made: list, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[type-arg]
    monkeypatch.setattr(finding, "AT_ONCE", 2)
    slow = Played(DOSSIER, waits=True)
    crowded = of(made, a=slow)
    for _ in range(5):
        with pytest.raises(TryLater):
            crowded.find(CODE, 0.02)
    assert slow.asked <= 2
    slow.go.set()


def test_what_is_told_too_late_is_of_use_to_the_next(made: list) -> None:  # type: ignore[type-arg]
    late: queue.Queue[Found] = queue.Queue()
    slow = Played(DOSSIER, waits=True)
    with pytest.raises(TryLater):
        of(made, late=late.put, a=slow).find(CODE, 0.02)
    slow.go.set()
    assert late.get(timeout=20) == Found("a", DOSSIER)


def test_one_code_that_it_makes_nothing_of_does_not_silence_a_system(made: list) -> None:  # type: ignore[type-arg]
    odd = Played(Unclear("không hiểu"))
    finding = of(made, a=odd)
    for _ in range(2):
        with pytest.raises(TryLater):
            finding.find(CODE, 10)
    assert odd.asked == 2


def test_one_that_does_not_let_us_in_rests(made: list) -> None:  # type: ignore[type-arg]
    closed = Played(AdapterError("sai mật khẩu"))
    finding = of(made, a=closed)
    for _ in range(2):
        with pytest.raises(TryLater):
            finding.find(CODE, 10)
    assert closed.asked == 1


def test_whose_word_does_not_count_for_a_dossier_is_not_heard_about_it() -> None:
    finding = Finding(
        cast("dict[str, Finder]", {"a": Played(DOSSIER), "b": Played(None)}),
        lambda _: None,
        believed=lambda source, _told: source != "a",
    )
    assert finding.find(CODE, 10) is None
    finding.close()
