from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_gateway.store import shelves
from central_gateway.store.connection import open_
from tests.central_gateway.carrier.line import KEYS, Driven, Line, Now, body
from tests.central_gateway.played_hall import PlayedHall

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 11), st.integers(0, 3)),
        st.tuples(st.just("edition"), st.integers(0, 11), st.integers(0, 3)),
        st.tuples(st.just("deliver"), st.integers(0, 20), st.integers(0, 3)),
        st.tuples(st.just("lose"), st.integers(0, 20), st.integers(1, 3)),
        st.tuples(st.just("double"), st.integers(0, 20), st.integers(1, 3)),
        st.tuples(st.just("turn round"), st.integers(0, 20), st.integers(0, 3)),
        st.tuples(st.just("hello"), st.just(0), st.just(0)),
        st.tuples(st.just("pass"), st.integers(0, 90), st.just(0)),
        st.tuples(st.just("prune"), st.integers(0, 60), st.just(0)),
        st.tuples(st.just("another carrier"), st.just(0), st.just(0)),
    ),
    max_size=30,
)


@pytest.mark.timeout(90)
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(STEPS)
def test_whatever_is_lost_doubled_or_late_the_hall_has_the_same_in_the_end(
    database: str, steps: list[tuple[str, int, int]]
) -> None:
    now, line = Now(), Line()
    with open_(database, "test") as db, open_(database, "carry") as own:
        db.execute("TRUNCATE shelf, shelf_item, shelf_change, hall_shelf CASCADE")
        thu = line.halls["thu"] = PlayedHall(db, "thu", ["dossiers", "catalogue"])
        thu.hello()
        carrier = Driven(own, line, now)
        for what, n, m in steps:
            match what:
                case "put":
                    shelves.put(db, "dossiers", "thu", {KEYS[n]: None if m == 0 else body(m)})
                case "edition":
                    edition = {f"p/{key}": body(m) for key in KEYS[n : n + 30]}
                    shelves.replace(db, "catalogue", "all", edition, together=True)
                case "pass":
                    now.pass_(n / 3)
                case "hello":
                    thu.hello()
                case "prune":
                    db.execute("DELETE FROM shelf_change WHERE seq <= %s", (n,))
                case "another carrier":
                    carrier = Driven(own, line, now)
                case _:
                    line.disturb(what, n, m)
            carrier.turn()
        for _ in range(60):
            line.deliver()
            thu.hello()
            now.pass_(1.0)
            carrier.turn()
        for set in ("dossiers", "catalogue"):
            rows = db.execute(
                "SELECT key, body FROM shelf_item JOIN shelf ON id = shelf WHERE shelf.set = %s", (set,)
            ).fetchall()
            assert thu.sets[set].shown == {key: body.encode() for key, body in rows}
