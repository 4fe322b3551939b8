from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest
from msgspec.structs import replace

from central_gateway.carrier.carrier import second_of
from central_gateway.carrier.way import FIRST, WINDOW
from central_gateway.config import Dossiers
from central_gateway.store import dossiers, halls, shelves
from central_gateway.store.connection import Db, open_
from hall_core.contract.centre.messages import Bucket, Changes, Stands
from hall_core.domain.plan_centre import SetName
from tests.central_gateway.carrier.line import KEYS, Driven, Line, Now, body
from tests.central_gateway.played_hall import PlayedHall
from tests.central_gateway.sets.test_dossiers import NOW, TOLD


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def line() -> Line:
    return Line()


@pytest.fixture
def carrying_db(database: str) -> Iterator[Db]:
    with open_(database, "carry") as opened:
        yield opened


@pytest.fixture
def carrier(carrying_db: Db, line: Line, now: Now) -> Driven:
    return Driven(carrying_db, line, now)


Hall = Callable[[str, list[SetName]], PlayedHall]


@pytest.fixture
def hall(db: Db, line: Line) -> Hall:
    def make(id: str, names: list[SetName]) -> PlayedHall:
        made = line.halls[id] = PlayedHall(db, id, names)
        made.hello()
        return made

    return make


def settle(carrier: Driven, line: Line, now: Now, rounds: int = 40) -> None:
    """Everything arrives, and halls say what they have, until nothing is said any more."""
    for _ in range(rounds):
        carrier.turn()
        if not line.deliver():
            return
        line.hellos()
        now.pass_(0.1)


def test_what_is_put_is_brought(db: Db, carrier: Driven, line: Line, now: Now, hall: Hall) -> None:
    thu = hall("thu", ["dossiers"])
    settle(carrier, line, now)
    shelves.put(db, "dossiers", "thu", {KEYS[0]: b"1"})
    shelves.put(db, "dossiers", "thu", {KEYS[0]: None, KEYS[1]: b"2"})
    settle(carrier, line, now)
    assert thu.sets["dossiers"].shown == {KEYS[1]: b"2"}
    assert [(each.after, each.upto) for each in thu.heard if isinstance(each, Changes)] == [(0, 3)]


def test_nothing_is_sent_to_a_hall_that_has_all_but_where_its_sets_stand(
    db: Db, carrier: Driven, line: Line, now: Now, hall: Hall
) -> None:
    hall("thu", ["dossiers", "catalogue"])
    settle(carrier, line, now)
    line.sent.clear()
    for _ in range(120):
        now.pass_(1.0)
        carrier.turn()
    assert sorted(each.set for _, each in line.sent if isinstance(each, Stands)) == ["catalogue", "catalogue"] + 2 * [
        "dossiers"
    ]
    assert len(line.sent) == 4


def test_halls_are_told_where_sets_stand_in_a_second_of_their_own() -> None:
    seconds = [second_of(f"hall-{n}") for n in range(3_300)]
    assert max(seconds.count(second) for second in range(60)) < 100


def test_only_so_much_is_under_way_until_the_hall_says_that_it_has_it(
    db: Db, carrier: Driven, line: Line, now: Now, hall: Hall
) -> None:
    thu = hall("thu", ["dossiers"])
    settle(carrier, line, now)
    shelves.put(db, "dossiers", "thu", {f"H41.16-210612-{n:04}": body(n) for n in range(200)})
    carrier.turn()
    carrier.turn()
    assert len(line.queue) == WINDOW
    line.deliver(most=3)
    line.hellos()
    carrier.turn()
    assert len(line.queue) == WINDOW
    settle(carrier, line, now)
    assert len(thu.sets["dossiers"].shown) == 200


def test_what_did_not_arrive_is_sent_again_later_and_later(
    db: Db, carrier: Driven, line: Line, now: Now, hall: Hall
) -> None:
    thu = hall("thu", ["dossiers"])
    settle(carrier, line, now)
    shelves.put(db, "dossiers", "thu", {KEYS[0]: b"1"})
    times: list[float] = []
    for _ in range(600):
        carrier.turn()
        if any(isinstance(each, Changes) for _, each in line.queue):
            times.append(now.seconds)
        line.lose()
        now.pass_(0.1)
    gaps = [round(later - earlier) for earlier, later in pairwise(times)]
    assert gaps == [2, 4, 8, 16]
    line.hellos()
    settle(carrier, line, now)
    assert thu.sets["dossiers"].shown == {KEYS[0]: b"1"}


def test_a_hall_that_speaks_again_is_served_at_once(db: Db, carrier: Driven, line: Line, now: Now, hall: Hall) -> None:
    thu = hall("thu", ["dossiers"])
    settle(carrier, line, now)
    shelves.put(db, "dossiers", "thu", {KEYS[0]: b"1"})
    for _ in range(40):
        carrier.turn()
        line.lose()
        now.pass_(1.0)
    carrier.turn()
    line.lose()
    now.pass_(FIRST)
    thu.hello()
    carrier.turn()
    assert any(isinstance(each, Changes) for _, each in line.queue)


def test_a_hall_that_was_not_seen_for_long_gets_nothing_until_it_says_hello(
    db: Db, carrier: Driven, line: Line, now: Now, hall: Hall
) -> None:
    thu = hall("thu", ["dossiers"])
    settle(carrier, line, now)
    db.execute("UPDATE hall SET seen = now() - interval '11 minutes'")
    now.pass_(31.0)
    carrier.turn()
    line.sent.clear()
    shelves.put(db, "dossiers", "thu", {KEYS[0]: b"1"})
    for _ in range(90):
        carrier.turn()
        now.pass_(1.0)
    assert line.sent == []
    thu.hello()
    settle(carrier, line, now)
    assert thu.sets["dossiers"].shown == {KEYS[0]: b"1"}


def test_what_differs_is_mended_by_its_buckets_alone(db: Db, carrier: Driven, line: Line, now: Now, hall: Hall) -> None:
    thu = hall("thu", ["dossiers"])
    shelves.put(db, "dossiers", "thu", {key: body(n) for n, key in enumerate(KEYS)})
    settle(carrier, line, now)
    held = thu.sets["dossiers"]
    held.put(KEYS[3], b'"spoilt"')
    held.put(KEYS[4], None)
    thu.heard.clear()
    held.wants = True
    thu.hello()
    settle(carrier, line, now)
    assert held.shown == {key: body(n) for n, key in enumerate(KEYS)}
    assert {type(each) for each in thu.heard} == {Bucket, Stands}
    assert len({each.bucket for each in thu.heard if isinstance(each, Bucket)}) == 2
    assert db.execute("SELECT count(*) FROM hall_shelf WHERE differs IS NOT NULL").fetchone() == (0,)


def test_a_new_hall_gets_a_set_whose_changes_are_gone(
    db: Db, carrier: Driven, line: Line, now: Now, hall: Hall
) -> None:
    shelves.put(db, "catalogue", "all", {key: body(n) for n, key in enumerate(KEYS)}, together=True)
    db.execute("DELETE FROM shelf_change")
    thu = hall("thu", ["catalogue"])
    settle(carrier, line, now)
    assert len(thu.sets["catalogue"].shown) == len(KEYS)


def test_a_hall_that_is_behind_what_is_kept_is_told_so_and_mended(
    db: Db, carrier: Driven, line: Line, now: Now, hall: Hall
) -> None:
    thu = hall("thu", ["dossiers"])
    settle(carrier, line, now)
    shelves.put(db, "dossiers", "thu", {key: body(n) for n, key in enumerate(KEYS)})
    db.execute("DELETE FROM shelf_change WHERE seq < 20")
    carrier.turn()
    assert [type(each) for _, each in line.queue] == [Stands]
    for _ in range(3):
        line.deliver()
        thu.hello()
    settle(carrier, line, now)
    assert len(thu.sets["dossiers"].shown) == len(KEYS)


def test_no_hall_shows_a_part_of_an_edition(db: Db, carrier: Driven, line: Line, now: Now, hall: Hall) -> None:
    thu = hall("thu", ["catalogue"])
    settle(carrier, line, now)
    shelves.put(db, "catalogue", "all", {key: body(n) for n, key in enumerate(KEYS)}, together=True)
    carrier.turn()
    seen = set[int]()
    for _ in range(60):
        line.deliver(most=1)
        seen.add(len(thu.sets["catalogue"].shown))
        line.hellos()
        now.pass_(0.1)
        carrier.turn()
    assert seen == {0, len(KEYS)}


def test_what_all_halls_get_is_read_and_packed_once(db: Db, carrier: Driven, line: Line, now: Now, hall: Hall) -> None:
    halls = [hall(id, ["catalogue"]) for id in ("thu", "ha-giang")]
    settle(carrier, line, now)
    shelves.put(db, "catalogue", "all", {KEYS[0]: b"1"})
    settle(carrier, line, now)
    one, other = ([each for each in hall.heard if isinstance(each, Changes)] for hall in halls)
    assert one == other
    assert len(one) == 1


def test_another_carrier_goes_on_where_one_was_killed(
    db: Db, database: str, carrier: Driven, line: Line, now: Now, hall: Hall
) -> None:
    thu = hall("thu", ["dossiers"])
    settle(carrier, line, now)
    shelves.put(db, "dossiers", "thu", {f"H41.16-210612-{n:04}": body(n) for n in range(120)})
    carrier.turn()
    line.deliver(most=2)
    line.lose()
    with open_(database, "carry") as own:
        settle(Driven(own, line, now), line, now)
    assert len(thu.sets["dossiers"].shown) == 120


def test_once_an_hour_what_ended_long_ago_goes_and_what_waited_for_its_site_comes(
    db: Db, carrier: Driven, now: Now
) -> None:
    carrier.turn()
    told = replace(TOLD, code="H41.16-210612-0001", state="returned", ended="2026-09-01")
    dossiers.take(db, [told], "igate", Dossiers(keep_days=3_650), NOW)
    dossiers.take(db, [replace(TOLD, code="H41.16-210612-0002", site="new")], "igate", Dossiers(), NOW)
    halls.add(db, "ha-giang", "Hà Giang", ["new"])
    now.pass_(3_600.0)
    carrier.turn()
    assert db.execute("SELECT scope, key FROM shelf_item JOIN shelf ON id = shelf").fetchall() == [
        ("ha-giang", "H41.16-210612-0002")
    ]


def test_many_halls_are_asked_about_together(
    db: Db, carrying_db: Db, carrier: Driven, line: Line, now: Now, monkeypatch: pytest.MonkeyPatch
) -> None:
    """None of what is asked is about one hall alone, or there would be thousands of questions a second."""
    for n in range(30):
        halls.add(db, f"hall-{n}", "Trung tâm")
        line.halls[f"hall-{n}"] = PlayedHall(db, f"hall-{n}", ["catalogue", "dossiers"])
    line.hellos()
    carrier.turn()
    line.sent.clear()
    asked: list[object] = []
    execute = carrying_db.execute

    def noted(*given: Any) -> Any:
        asked.append(given)
        return execute(*given)

    monkeypatch.setattr(carrying_db, "execute", noted)
    for _ in range(60):
        now.pass_(1.0)
        carrier.turn()
    assert len(line.sent) == 60
    assert len([each for each in asked if each != ("SELECT 1",)]) == 2
    asked.clear()
    shelves.put(db, "catalogue", "all", {KEYS[0]: b"1"})
    carrier.turn()
    assert sum(isinstance(each, Changes) for _, each in line.sent) == 30
    assert len([each for each in asked if each != ("SELECT 1",)]) == 2
