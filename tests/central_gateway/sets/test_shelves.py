from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_gateway.store import carrying, sets, shelves
from central_gateway.store.connection import Db, open_
from hall_core.contract.centre.messages import Position
from hall_core.contract.centre.packing import PackingError
from hall_core.contract.centre.sets import EMPTY, digest_of

KEYS = [f"H41.16-210612-{n:04}" for n in range(8)]
VALUES = [b'{"n":1}', b'{"n":2}', None]


def items(db: Db) -> dict[str, bytes]:
    return {key: body.encode() for key, body in db.execute("SELECT key, body FROM shelf_item")}


def changes(db: Db) -> list[tuple[int, str, str | None, str | None]]:
    return db.execute("SELECT seq, key, body, whole FROM shelf_change ORDER BY seq").fetchall()  # type: ignore[return-value]


def here(db: Db) -> Position:
    row = db.execute("SELECT epoch, seq, digest FROM shelf").fetchone()
    assert row is not None
    return Position(epoch=row[0], seq=row[1], digest=row[2])


def test_what_is_put_is_there_with_a_number_and_the_digest_after_it(db: Db) -> None:
    shelves.put(db, "dossiers", "thu", {KEYS[0]: b"1", KEYS[1]: b"2"})
    first, both = digest_of([(KEYS[0], b"1")]).text, digest_of([(KEYS[0], b"1"), (KEYS[1], b"2")]).text
    assert items(db) == {KEYS[0]: b"1", KEYS[1]: b"2"}
    assert changes(db) == [(1, KEYS[0], "1", first), (2, KEYS[1], "2", both)]
    assert (here(db).seq, here(db).digest) == (2, both)


def test_what_is_there_already_is_no_change(db: Db) -> None:
    shelves.put(db, "dossiers", "thu", {KEYS[0]: b"1"})
    assert shelves.put(db, "dossiers", "thu", {KEYS[0]: b"1", KEYS[1]: None}) == {}
    assert here(db).seq == 1


def test_what_belongs_together_may_only_be_shown_after_the_last_of_it(db: Db) -> None:
    shelves.put(db, "catalogue", "all", dict.fromkeys(KEYS, b"1"), together=True)
    assert [whole is not None for _, _, _, whole in changes(db)] == [False] * 7 + [True]


def test_replacing_takes_away_what_is_not_named(db: Db) -> None:
    shelves.put(db, "catalogue", "all", {KEYS[0]: b"1", KEYS[1]: b"2"})
    assert shelves.replace(db, "catalogue", "all", {KEYS[1]: b"2", KEYS[2]: b"3"}) == {KEYS[0]: None, KEYS[2]: b"3"}
    assert items(db) == {KEYS[1]: b"2", KEYS[2]: b"3"}


def test_a_value_that_no_message_could_carry_changes_nothing(db: Db) -> None:
    large = b'"' + bytes(range(0x23, 0x5B)) * 400 + b'"'
    incompressible = b'"' + "".join(digest_of([(f"{n}", b"")]).text for n in range(400)).encode() + b'"'
    shelves.put(db, "dossiers", "thu", {KEYS[0]: large})
    with pytest.raises(PackingError):
        shelves.put(db, "dossiers", "thu", {KEYS[1]: b"1", KEYS[2]: incompressible})
    assert items(db).keys() == {KEYS[0]}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(VALUES), min_size=1), min_size=1, max_size=6))
def test_the_digest_is_that_of_the_items_and_the_changes_make_them_again(
    db: Db, puts: list[dict[str, bytes | None]]
) -> None:
    with db.transaction(force_rollback=True):
        expected: dict[str, bytes] = {}
        for put in puts:
            shelves.put(db, "dossiers", "thu", put)
            expected |= {key: value for key, value in put.items() if value is not None}
            expected = {key: value for key, value in expected.items() if put.get(key, b"") is not None}
        made: dict[str, bytes] = {}
        for n, (seq, key, body, whole) in enumerate(changes(db), 1):
            assert seq == n
            made |= {key: body.encode()} if body is not None else {}
            if body is None:
                del made[key]
            assert whole == digest_of(made.items()).text
        assert items(db) == made == expected
        assert here(db).digest == digest_of(expected.items()).text
        shelf = shelves.lock(db, "dossiers", "thu")
        assert shelf.digest.buckets() == digest_of(expected.items()).buckets()


def test_who_puts_at_the_same_time_waits_and_no_number_is_left_out(db: Db, database: str) -> None:
    def put(name: str) -> None:
        with open_(database, name) as own:
            for n in range(20):
                shelves.put(own, "dossiers", "thu", {f"{name}-{n:06}": b"1", "H41.16-210612-9999": name.encode()})

    threads = [threading.Thread(target=put, args=(f"THREAD{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [seq for seq, *_ in changes(db)] == list(range(1, here(db).seq + 1))
    assert here(db).digest == digest_of(items(db).items()).text
    assert len(items(db)) == 61


def test_a_hall_gets_the_sets_that_it_names(db: Db) -> None:
    empty = Position(epoch=0, seq=0, digest=EMPTY)
    sets.has(db, "thu", {"dossiers": empty, "catalogue": empty})
    sets.has(db, "ha-giang", {"catalogue": empty})
    assert db.execute(
        "SELECT hall, h.set, scope FROM hall_shelf h JOIN shelf ON id = shelf ORDER BY 1, 2"
    ).fetchall() == [
        ("ha-giang", "catalogue", "all"),
        ("thu", "catalogue", "all"),
        ("thu", "dossiers", "thu"),
    ]
    sets.has(db, "thu", {"dossiers": empty})
    assert list(sets.standing(db, "thu")) == ["dossiers"]


def test_a_hall_that_has_more_than_there_is_begins_a_new_epoch_but_not_again_and_again(db: Db) -> None:
    shelves.put(db, "catalogue", "all", {"a": b"1"})
    db.execute("UPDATE shelf SET epoch = epoch - 3600")
    before = here(db)
    sets.has(db, "thu", {"catalogue": Position(epoch=before.epoch, seq=7, digest=EMPTY)})
    after = here(db)
    assert (after.seq, after.digest) == (before.seq, before.digest)
    assert after.epoch > before.epoch
    sets.has(db, "thu", {"catalogue": Position(epoch=after.epoch, seq=10**9, digest=EMPTY)})
    sets.has(db, "thu", {"catalogue": Position(epoch=10**15, seq=1, digest=EMPTY)})
    assert here(db) == after


def test_changes_that_all_halls_have_go_and_the_others_stay_a_week(db: Db) -> None:
    shelves.put(db, "catalogue", "all", dict.fromkeys(KEYS, b"1"))
    there = here(db)
    sets.has(db, "thu", {"catalogue": there})
    sets.has(db, "ha-giang", {"catalogue": Position(epoch=there.epoch, seq=5, digest=EMPTY)})
    assert shelves.prune(db) == 5
    [place] = [place for place in _seen(db) if place.hall == "ha-giang"]
    assert [change.seq for change in carrying.changes(db, place.shelf, there.epoch, 5, 9)] == [6, 7, 8]
    assert carrying.changes(db, place.shelf, there.epoch, 4, 9) == []
    db.execute("UPDATE shelf_change SET at = now() - interval '8 days'")
    assert shelves.prune(db) == 3


def _seen(db: Db) -> list[carrying.Place]:
    db.execute("UPDATE hall SET seen = now()")
    return carrying.everybody(db)
