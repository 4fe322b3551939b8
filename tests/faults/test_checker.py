"""The judge is judged: each kind of broken promise is found, by a ledger or a witness that was tampered with."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.faults.chain import Chain
from tests.faults.hall import FaultHall
from tests.faults.left import Left
from tests.faults.nursery import Nursery


@pytest.fixture(scope="module")
def visit(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Left:
    """A hall at rest after two visits, in which a third one waits."""
    folder = tmp_path_factory.mktemp("visited")
    hall = FaultHall(folder, nursery)
    chain = Chain(hall.folder, hall.address, hall.witness)
    chain.open()
    chain.visit()
    chain.visit()
    chain.come()
    chain.close()
    hall.hub.stop()
    hall.close()
    return Left(folder, hall.plan)


@pytest.fixture
def visited(visit: Left, tmp_path: Path) -> Left:
    """All that it has left, to be tampered with."""
    shutil.copytree(visit.folder, tmp_path / "visited", ignore=shutil.ignore_patterns("bell"))
    return Left(tmp_path / "visited", visit.plan)


def sql(*statements: str) -> Callable[[Left], None]:
    def tamper(hall: Left) -> None:
        with closing(sqlite3.connect(hall.ledger, isolation_level=None)) as db:
            for statement in statements:
                db.execute(statement)

    return tamper


def line(device: str, **what: object) -> Callable[[Left], None]:
    """Somebody has seen something else as well."""

    def tamper(hall: Left) -> None:
        with (hall.witness / f"{device}.jsonl").open("a") as file:
            print(json.dumps({"device": device, "id": "", **what}), file=file)

    return tamper


def edited(device: str, kind: str, times: int = 1, **other: object) -> Callable[[Left], None]:
    """What somebody has seen of that kind, he has seen so often, and otherwise."""

    def tamper(hall: Left) -> None:
        file = hall.witness / f"{device}.jsonl"
        lines = [json.loads(text) for text in file.read_text().splitlines()]
        assert any(one["what"] == kind for one in lines)
        changed = [one for was in lines for one in ([{**was, **other}] * times if was["what"] == kind else [was])]
        file.write_text("".join(f"{json.dumps(one)}\n" for one in changed))

    return tamper


TYPE = "json_extract(body, '$.type')"
FAILED = f"""UPDATE event SET body = json_set(body, '$.type', 'ticket-print-failed', '$.reason', 'x')
WHERE {TYPE} = 'ticket-printed'"""
LAST = f"SELECT max(seq) FROM event WHERE {TYPE} = "
BROKEN: dict[str, tuple[Callable[[Left], None], str]] = {
    "an answer is lost": (sql("DELETE FROM answer WHERE wish = 'start'"), "the ledger knows nothing of it"),
    "an answer is another one": (
        sql("UPDATE answer SET reply = (SELECT reply FROM answer WHERE wish = 'start') WHERE wish = 'complete'"),
        "other words",
    ),
    "what was answered has not happened": (
        sql("UPDATE event SET command = NULL WHERE json_extract(body, '$.type') = 'service-started'"),
        "nothing has happened by it",
    ),
    "a number is another one": (
        sql(f"UPDATE event SET body = replace(body, 'A00003', 'A00009') WHERE seq = ({LAST} 'ticket-issued')"),
        "A00003",
    ),
    "a ticket twice": (
        sql(f"INSERT INTO event SELECT seq + 100, at, command, body FROM event WHERE {TYPE} = 'ticket-issued'"),
        "became two tickets",
    ),
    "nobody saw it": (
        lambda hall: _without(hall.witness / "kiosk-1.jsonl", "A00003"),
        "nobody has ever seen it",
    ),
    "a number seen by two": (line("kiosk-2", what="seen", number="A00001"), "was seen by 2 people"),
    "a number on paper is another one": (
        edited("kiosk-1", "paper", number="A00009"),
        "kiosk-1 has A00009, and the ledger says A00001",
    ),
    "a paper twice": (edited("kiosk-1", "paper", times=2), "gave out A00001 once more"),
    "a paper that nobody told of": (
        line("kiosk-2", what="paper", id="x", number="A00007"),
        "printed x, and the ledger does not say so",
    ),
    "a paper that is said to have failed": (sql(FAILED), "printed A00001, and the ledger does not say so"),
    "a paper that never came out": (edited("kiosk-1", "paper", times=0), "A00001 is on paper, and no printer"),
    "a call that was not made": (
        line("bang-2", what="painted", id="x", body="quay-1"),
        "a call that is not in the ledger",
    ),
    "a call painted with another number": (
        edited("bang-1", "painted", number="B77777"),
        "showed B77777 at quay-1, and the ledger called A00001 to quay-1",
    ),
    "a call painted for another counter": (
        edited("bang-1", "painted", body="quay-2"),
        "showed A00001 at quay-2, and the ledger called A00001 to quay-1",
    ),
    "a call without an end": (
        sql(f"DELETE FROM event WHERE {TYPE} = 'call-shown'"),
        "nobody knows whether",
    ),
    "a fact that was lost": (sql("UPDATE inbox SET last = last - 1"), "acknowledged"),
    "a hole": (sql(f"DELETE FROM event WHERE seq = ({LAST} 'vote-recorded') - 1"), "the ledger has a gap"),
}


def _without(file: Path, word: str) -> None:
    file.write_text("".join(x for x in file.read_text().splitlines(keepends=True) if word not in x))


@pytest.mark.timeout(120)
def test_a_ledger_that_nobody_has_touched_is_found_whole(visited: Left) -> None:
    assert visited.judged() == []


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", BROKEN)
def test_what_was_tampered_with_is_found(visited: Left, name: str) -> None:
    tamper, words = BROKEN[name]
    tamper(visited)
    assert [fault for fault in visited.judged() if words in fault]


@pytest.mark.timeout(120)
def test_a_kiosk_that_dies_between_a_paper_and_the_word_of_it_may_say_that_it_failed(visited: Left) -> None:
    edited("kiosk-1", "told", what="boot", id="1")(visited)
    sql(FAILED)(visited)
    starts = "the starts of kiosk-1"  # two with one count, as written here
    assert [fault for fault in visited.judged() if not fault.startswith(starts)] == []
