"""How the halls stand."""

from __future__ import annotations

from central_gateway.store import halls, heard, sets
from central_gateway.store.connection import Db, transaction
from hall_core.contract.centre.messages import Mark
from tests.central_gateway import made_records as made
from tests.central_gateway.api.conftest import Wire
from tests.central_gateway.api.test_dossiers import push, told
from tests.conftest import NINE_IN_THE_MORNING


def test_a_hall_that_never_said_anything_is_there_all_the_same(wire: Wire) -> None:
    assert [(hall["id"], hall["seen"], hall["status"]) for hall in wire.get("/v1/halls")["items"]] == [
        ("ha-giang", None, None),
        ("thu", None, None),
    ]


def test_a_hall_is_told_with_how_far_it_is(wire: Wire, db: Db) -> None:
    with transaction(db):
        halls.say_hello(db, {"thu": made.hello()})
        halls.keep_status(db, {"thu": (made.status(waiting=7), NINE_IN_THE_MORNING)})
        heard.lock(db, [("thu", "ratings")])
        heard.move(db, {("thu", "ratings"): Mark(1, 42, 3)})
    thu = wire.get("/v1/halls")["items"][1]
    assert (thu["name"], thu["sites"], thu["version"], thu["behind"]) == ("Trung tâm thu", ["thu-site"], "0.1.0", 4)
    assert thu["heard"]["ratings"] == [1, 42, 3]
    assert thu["status"]["waiting"] == {"khai-sinh": 7}
    assert thu["seen"] is not None


def test_a_hall_is_behind_with_a_set_until_it_has_what_is_here(wire: Wire, db: Db) -> None:
    push(wire, told(1), told(2))
    position = sets.standing(db, "thu").get("dossiers")
    assert position is None, "it takes none yet"
    sets.has(db, "thu", {"dossiers": made.Position(epoch=1, seq=0, digest="0" * 32)})
    assert wire.get("/v1/halls")["items"][1]["sets"]["dossiers"]["same"] is False
    sets.has(db, "thu", sets.standing(db, "thu"))
    assert wire.get("/v1/halls")["items"][1]["sets"] == {"dossiers": {"same": True, "behind": 0}}


def test_a_hall_that_has_ended_says_so(wire: Wire, db: Db) -> None:
    halls.end(db, "thu")
    assert wire.get("/v1/halls")["items"][1]["ended"] is not None
