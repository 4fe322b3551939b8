"""Whatever a line does to what comes down, and whenever the courier is killed: the hall's copy becomes the centre's."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.contract.centre import packing
from hall_core.contract.centre.messages import BUCKETS, Differs
from hall_core.contract.centre.sets import bucket_of, digest_of, item
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_centre import Centre, SetName
from hall_hub.courier import sets_store
from hall_hub.courier.sets import COPIES, CentreSets
from hall_hub.store.schema import connect
from tests.conftest import make_plan
from tests.hall_hub.courier.played_shelf import Down, PlayedShelf, same

AT = 1_795_226_400_000
PLAN: Plan = replace(make_plan(1), centre=Centre(brings=["dossiers", "calendar"]))
SETS: list[SetName] = ["calendar", "dossiers"]


def value(name: SetName, key: str, what: int) -> bytes:
    if name != "dossiers":
        return msgspec.json.encode({"what": what})
    word = Name(vi=f"Thủ tục {what}", en="")
    return msgspec.json.encode(Dossier(code=key, procedure=word, agency=word, state="processing", due="2026-11-20"))


def rows(folder: Path, name: SetName) -> list[tuple[str, bytes]]:
    query = "SELECT code, body FROM dossier" if name == "dossiers" else "SELECT key, body FROM item"
    with closing(connect(folder / COPIES)) as db:
        return db.execute(query).fetchall()


def is_whole_by_its_own_digest(folder: Path, name: SetName) -> bool:
    """What a courier has left: rows and position are of one and the same moment."""
    with closing(connect(folder / COPIES)) as db:
        db.execute("BEGIN")
        row = db.execute("SELECT digest FROM position WHERE name = ?", (name,)).fetchone()
        query = "SELECT code, body FROM dossier" if name == "dossiers" else "SELECT key, body FROM item"
        found = digest_of(db.execute(query))
    return row is None or int.from_bytes(row[0][:16]) == found.whole


class Line:
    """A hall with a courier, and a line that does what ``chance`` likes."""

    def __init__(self, folder: Path, shelf: PlayedShelf, chance: random.Random) -> None:
        self.folder, self.shelf, self.chance = folder, shelf, chance
        self.now = 1_000.0
        self.under_way: list[Down] = []
        self.sets = CentreSets(PLAN, folder, lambda: "2026-11-21")
        self.differs = 0

    def hello(self) -> None:
        self.send(self.shelf.answer_hello(self.sets.positions()[self.shelf.name]))

    def send(self, messages: Iterable[Down]) -> None:
        self.under_way.extend(messages)

    def say(self, said: list[Differs]) -> None:
        self.differs += len(said)
        for differs in said:
            if self.chance.random() < 0.8:
                self.send(self.shelf.answer_differs(differs))

    def wait(self, seconds: float) -> None:
        self.now += seconds
        self.say(self.sets.tend(self.now))

    def kill(self) -> None:
        self.sets.close()
        self.sets = CentreSets(PLAN, self.folder, lambda: "2026-11-21")

    def deliver(self) -> None:
        """Some of what is under way: late, twice, or never."""
        self.chance.shuffle(self.under_way)
        for _ in range(min(len(self.under_way), self.chance.randrange(1, 9))):
            message = self.under_way.pop()
            fate = self.chance.random()
            if fate < 0.15:
                continue
            if fate < 0.3:
                self.under_way.insert(0, message)
            self.say(self.sets.hear(message, AT))

    def change(self, keys: int) -> None:
        name = self.shelf.name
        chosen = {f"H41-{self.chance.randrange(keys):06}" for _ in range(self.chance.randrange(1, 6))}
        self.shelf.put(
            {key: None if self.chance.random() < 0.3 else value(name, key, self.chance.randrange(50)) for key in chosen}
        )

    def agrees(self) -> bool:
        return self.sets.positions()[self.shelf.name] == self.shelf.position

    def mend(self) -> None:
        """The line is what it should be again. A minute has one greeting, as the courier gives it."""
        for second in range(600):
            if second % 5 == 0:
                self.hello()
            while self.under_way:
                for differs in self.sets.hear(self.under_way.pop(0), AT):
                    self.send(self.shelf.answer_differs(differs))
            if self.agrees():
                return
            self.now += 1
            for differs in self.sets.tend(self.now):
                self.send(self.shelf.answer_differs(differs))
        raise AssertionError("the hall's copy never became the centre's")


STEPS: dict[str, Callable[[Line], None]] = {
    "change": lambda line: line.change(300),
    "changes": lambda line: line.send(line.shelf.changes(max(0, line.shelf.seq - 3))),
    "deliver": Line.deliver,
    "hello": Line.hello,
    "stands": lambda line: line.send([line.shelf.stands()]),
    "wait": lambda line: line.wait(line.chance.choice((1.0, 6.0, 70.0))),
    "kill": Line.kill,
    "anew": lambda line: line.shelf.begin_anew(),
}
WEIGHTS = {"change": 6, "changes": 5, "deliver": 10, "hello": 3, "stands": 2, "wait": 3, "kill": 1, "anew": 1}


@pytest.mark.timeout(120)
@given(
    name=st.sampled_from(SETS),
    seed=st.integers(0, 2**32),
    kept=st.sampled_from([3, 20, 10_000]),
    first=st.integers(0, 200),
)
@settings(max_examples=25)
def test_it_becomes_the_centres_whatever_is_lost_doubled_late_or_killed(
    name: SetName, seed: int, kept: int, first: int
) -> None:
    chance = random.Random(seed)
    shelf = PlayedShelf(name, kept=kept)
    shelf.put({f"H41-{n:06}": value(name, f"H41-{n:06}", n) for n in range(first)})
    with tempfile.TemporaryDirectory() as folder:
        line = Line(Path(folder), shelf, chance)
        for step in chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=60):
            STEPS[step](line)
        assert is_whole_by_its_own_digest(line.folder, name)
        line.mend()
        line.sets.close()
        assert same(rows(line.folder, name), shelf)


def of_a_calendar(folder: Path) -> Iterator[Line]:
    """The line of a hall to a centre that has 400 days for it."""
    shelf = PlayedShelf("calendar")
    shelf.put({f"2026-{n:04}": b"%d" % n for n in range(400)})
    made = Line(folder, shelf, random.Random(1))
    yield made
    made.sets.close()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    yield from of_a_calendar(tmp_path)


def test_a_hall_that_only_misses_changes_is_told_these_alone(line: Line) -> None:
    line.mend()
    line.shelf.put({"2026-0007": b"70", "2026-0008": None})
    line.mend()
    assert line.differs == 0


def test_a_change_that_was_lost_is_waited_for_before_the_difference_is_said(line: Line) -> None:
    line.mend()
    line.shelf.put({"2026-0007": b"70", "2026-0008": b"80"})
    [lost, last] = [*line.shelf.changes(400, 401), *line.shelf.changes(401)]
    line.wait(1)
    assert line.sets.hear(last, AT) == []
    line.wait(4)
    assert line.differs == 0
    line.say(line.sets.hear(lost, AT))
    assert not line.agrees()
    line.say(line.sets.hear(last, AT))
    assert line.agrees()
    line.wait(100)
    assert line.differs == 0


def test_one_that_never_comes_makes_the_hall_say_so_and_less_often_each_time(line: Line) -> None:
    line.mend()
    line.shelf.put({"2026-0007": b"70"})
    line.wait(1)
    assert line.sets.hear(line.shelf.stands(), AT) == []
    said: list[int] = []
    for second in range(1, 200):
        before = line.differs
        line.now += 1
        line.differs += len(line.sets.tend(line.now))
        said += [second] if line.differs > before else []
    assert said == [5, 10, 20, 40, 80, 140]


def test_a_digest_that_is_wrong_is_said_at_once_with_those_of_all_parts(line: Line) -> None:
    line.mend()
    line.wait(1)
    wrong = replace(line.shelf.stands(), position=replace(line.shelf.position, digest="0" * 32))
    [differs] = line.sets.hear(wrong, AT)
    assert differs.buckets == line.shelf.digest.buckets()


def test_a_bucket_in_parts_is_taken_when_all_are_there_and_only_once(line: Line) -> None:
    line.wait(1)
    line.say(line.sets.hear(line.shelf.stands(), AT))
    line.under_way.clear()
    bucket = next(n for n in range(256) if len(line.shelf.bucket(n, 3)) == 3 and line.shelf.digest.parts[n])
    first, second, third = line.shelf.bucket(bucket, 3)
    for message in (third, first, third, first):
        line.sets.hear(message, AT)
        assert rows(line.folder, "calendar") == []
    line.sets.hear(second, AT)
    taken = rows(line.folder, "calendar")
    assert taken
    older = replace(second, seq=399)
    for message in (replace(first, seq=399), older, replace(third, seq=399)):
        line.sets.hear(message, AT)
    assert rows(line.folder, "calendar") == taken


def test_a_part_of_an_older_run_that_comes_late_does_not_push_out_the_newer_one(line: Line) -> None:
    line.wait(1)
    line.say(line.sets.hear(line.shelf.stands(), AT))
    key = next(key for key in line.shelf.items if len(line.shelf.bucket(bucket_of(key), 3)) == 3)
    older = line.shelf.bucket(bucket_of(key), 3)
    line.shelf.put({key: b"70"})
    newer = line.shelf.bucket(bucket_of(key), 3)
    for message in (newer[0], newer[1], older[0], older[1], newer[2]):
        line.sets.hear(message, AT)
    assert dict(rows(line.folder, "calendar")) == line.shelf.buckets[bucket_of(key)]


def test_garbled_items_are_as_if_they_had_not_come(line: Line) -> None:
    [message, *_] = line.shelf.changes(0)
    line.sets.hear(replace(message, packed="AAAA"), AT)
    assert line.sets.positions()["calendar"].seq == 0
    line.mend()


def test_a_part_with_keys_of_another_one_is_as_if_it_had_not_come(line: Line) -> None:
    line.mend()
    key, mine = "2026-0001", bucket_of("2026-0001")
    [whole] = line.shelf.bucket(mine)
    foreign = next(packed for _, packed in packing.items.packed([item(key, b'{"what":99}')]))
    line.sets.hear(replace(whole, bucket=(mine + 1) % BUCKETS, seq=line.shelf.seq + 1, packed=foreign), AT)
    assert is_whole_by_its_own_digest(line.folder, "calendar")
    line.mend()
    assert same(rows(line.folder, "calendar"), line.shelf)


def test_digests_that_are_not_of_what_lies_there_are_counted_anew_when_saying_them_was_of_no_use(line: Line) -> None:
    line.mend()
    with closing(sqlite3.connect(line.folder / COPIES)) as db, db:
        db.execute("UPDATE position SET digest = zeroblob(length(digest))")
    line.kill()
    line.mend()
    assert is_whole_by_its_own_digest(line.folder, "calendar")


def test_what_came_as_a_file_is_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.hall_hub.store.test_schema import put

    CentreSets(PLAN, tmp_path, lambda: None).close()
    put(tmp_path / COPIES)
    counted: list[int] = []
    monkeypatch.setattr(sets_store, "digest_of", lambda items: (counted.append(1), digest_of(items))[1])
    with closing(CentreSets(PLAN, tmp_path, lambda: "2026-11-21")) as sets:
        for second in range(5):
            sets.tend(1_000.0 + second)
            sets.positions()
    assert len(counted) <= len(SETS)


def test_a_set_that_the_hall_file_does_not_take_from_the_centre_is_passed_over(tmp_path: Path) -> None:
    shelf = PlayedShelf("appointments")
    shelf.put({"HEN7K2Q": b"1"})
    sets = CentreSets(PLAN, tmp_path, lambda: None)
    for message in shelf.changes(0):
        assert sets.hear(message, AT) == []
    assert set(sets.positions()) == set(PLAN.centre.brings if PLAN.centre else ())
    sets.close()


def test_a_disk_that_refuses_is_told_and_what_it_did_not_keep_comes_again(line: Line) -> None:
    line.mend()
    line.shelf.put({"2026-0007": b"70"})
    with closing(sqlite3.connect(line.folder / COPIES)) as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON item BEGIN SELECT raise(ABORT, 'no room'); END")
        db.commit()
        for message in line.shelf.changes(400):
            assert line.sets.hear(message, AT) == []
        assert line.sets.trouble() == "copies.sqlite cannot be used: no room"
        assert line.sets.positions() == {}
        db.execute("DROP TRIGGER full")
        db.commit()
    line.wait(6)
    assert line.sets.trouble() == ""
    assert is_whole_by_its_own_digest(line.folder, "calendar")
    line.mend()


def test_what_came_as_a_file_before_stays_until_the_centre_has_told_it(tmp_path: Path) -> None:
    from tests.hall_hub.store.test_schema import ONE, put

    CentreSets(PLAN, tmp_path, lambda: None).close()
    put(tmp_path / COPIES)
    shelf = PlayedShelf("dossiers", kept=1)
    key = "H41-000002"
    shelf.put({key: value("dossiers", key, 2), ONE.code: msgspec.json.encode(ONE)})
    line = Line(tmp_path, shelf, random.Random(1))
    assert [code for code, _ in rows(tmp_path, "dossiers")] == [ONE.code]
    line.mend()
    assert same(rows(tmp_path, "dossiers"), shelf)
    line.sets.close()
