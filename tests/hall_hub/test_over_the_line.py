"""What the courier brings from the centre, as the hub tells it: at once, with its age, and instead of files."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from hall_core.contract import questions as q
from hall_core.contract.centre.catalogue_items import items_of
from hall_core.contract.centre.sets import EMPTY
from hall_core.contract.dossier_edition import DOSSIER_BOARD, unpack
from hall_core.contract.edition import PROCEDURES, pack
from hall_core.contract.questions import AskPart, Part
from hall_core.domain.appointment import Appointment
from hall_core.domain.business_day import moment_of
from hall_core.domain.dossier import Dossier
from hall_core.domain.dossier_board import DossierBoard
from hall_core.domain.names import Day, Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_centre import Centre
from hall_core.domain.plan_devices import Board
from hall_core.domain.plan_keep import Keep
from hall_hub.catalogue import FEED
from hall_hub.courier.sets import CentreSets
from hall_hub.feeds.folder import READY, REPORT
from hall_hub.keeping.forget import forget
from tests.catalogues import catalogue, procedure
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench, taken
from tests.hall_hub.courier.played_shelf import PlayedShelf

TODAY = "2026-11-21"
MORNING = moment_of(datetime(2026, 11, 21, 8, 30))
MINUTE = 60_000


class Hall(Bench):
    """A hub with a courier beside it, and a centre that is played."""

    day: Day | None = TODAY

    def start(self) -> None:
        super().start()
        self.sets = CentreSets(self.plan, self.file.parent, lambda: self.day)
        self.now = 1_000.0
        self.sets.tend(self.now)

    def close(self) -> None:
        self.sets.close()
        super().close()

    def told(self, shelf: PlayedShelf, at: int = MORNING) -> None:
        """All that the shelf has and the hall has not."""
        for message in shelf.answer_hello(self.sets.positions()[shelf.name]):
            for differs in self.sets.hear(message, at):
                for part in shelf.answer_differs(differs):
                    self.sets.hear(part, at)
        assert self.sets.positions()[shelf.name] == shelf.position

    def head(self, name: str) -> str | None:
        """The digest that the hub tells of."""
        topic = self.topics.to("catalogue", name)
        heads = self.sent([p for p in self.hub.announcement() if p.topic == topic], "catalogue")
        return heads[0].body.digest if heads else None

    def board(self) -> DossierBoard:
        digest = self.head(DOSSIER_BOARD)
        assert digest is not None
        part = self.wonder("bang-2", AskPart(catalogue=DOSSIER_BOARD, digest=digest, index=0))
        assert isinstance(part, Part)
        return unpack(base64.b64decode(part.data))

    def until(self, such: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 25
        while not such():
            assert time.monotonic() < deadline
            threading.Event().wait(0.005)
            self.look()

    def look(self) -> None:
        self.now += 1
        self.sets.tend(self.now)
        self.hub.look()


@pytest.fixture
def hall(plan: Plan, clock: HandClock, tmp_path: Path) -> Iterator[Hall]:
    board = Board(id="bang-2", zone="sanh", shows=["dossiers"])
    centre = Centre(ask=False)
    hall = Hall(replace(plan, devices=[*plan.devices, board], centre=centre), tmp_path / "ledger.sqlite", clock)
    yield hall
    hall.close()


def dossier(n: int, state: Any = "processing", **more: Any) -> Dossier:
    word = Name(vi="Cấp phép", en="Permit")
    return Dossier(code=f"H41-{n:06}", procedure=word, agency=word, state=state, due="2026-11-19", **more)


def put(shelf: PlayedShelf, *dossiers: Dossier) -> PlayedShelf:
    shelf.put({each.code: msgspec.json.encode(each) for each in dossiers})
    return shelf


def test_a_change_is_on_offer_at_the_hubs_next_glance(hall: Hall) -> None:
    shelf = put(PlayedShelf("dossiers"), dossier(1), dossier(2))
    hall.told(shelf)
    hall.until(lambda: hall.head(DOSSIER_BOARD) is not None and not hall.knowledge.busy)
    assert len(hall.board().late) == 2
    hall.hub.state()
    put(shelf, dossier(1, "finished", ended=TODAY))
    hall.told(shelf)
    hall.sets.tend(hall.now)
    hall.hub.glance()
    topic = hall.topics.to("catalogue", DOSSIER_BOARD)
    assert [p.topic for p in hall.hub.state() if p.topic == topic] == [topic]
    assert [row.code for row in hall.board().ready] == ["•••001"]
    assert [row.code for row in hall.board().late] == ["•••002"]


def test_a_look_up_tells_when_the_copy_was_last_the_centres(hall: Hall) -> None:
    shelf = put(PlayedShelf("dossiers"), dossier(1))
    assert hall.wonder("kiosk-1", q.AskDossier(code="H41-000001")) == q.DossierTold(dossier=None, as_of=None)
    hall.told(shelf)
    assert hall.wonder("kiosk-1", q.AskDossier(code="H41-000001")) == q.DossierTold(dossier=dossier(1), as_of=MORNING)
    hall.sets.hear(shelf.stands(), MORNING + MINUTE)
    assert hall.wonder("kiosk-1", q.AskDossier(code="H41-000001")).as_of == MORNING + MINUTE
    put(shelf, dossier(2))
    hall.sets.hear(shelf.stands(), MORNING + 2 * MINUTE)
    assert hall.wonder("kiosk-1", q.AskDossier(code="H41-000002")).as_of == MORNING + MINUTE, (
        "it is not the centre's now"
    )


def test_the_board_ages_by_the_minute_that_it_shows(hall: Hall) -> None:
    shelf = put(PlayedShelf("dossiers"), dossier(1))
    hall.told(shelf)
    hall.until(lambda: hall.head(DOSSIER_BOARD) is not None and not hall.knowledge.busy)
    hall.sets.hear(shelf.stands(), MORNING + 10_000)
    hall.look()
    assert hall.board().as_of == MORNING
    hall.sets.hear(shelf.stands(), MORNING + MINUTE)
    hall.until(lambda: hall.board().as_of == MORNING + MINUTE)


def test_a_copy_whose_line_is_cut_calls_nothing_late_the_next_day(hall: Hall, clock: HandClock) -> None:
    shelf = put(PlayedShelf("dossiers"), dossier(1))
    hall.told(shelf)
    hall.until(lambda: hall.head(DOSSIER_BOARD) is not None)
    assert len(hall.board().late) == 1
    hall.day = "2026-11-22"
    hall.until(lambda: hall.board().late == [])
    assert hall.board().as_of == MORNING
    clock.wait(86_400_000)
    hall.hub.tick()
    hall.look()
    hall.until(lambda: not hall.knowledge.busy)
    assert hall.board().late == []


def test_while_the_copy_is_half_mended_the_board_stays(hall: Hall) -> None:
    shelf = put(PlayedShelf("dossiers"), *(dossier(n) for n in range(30)))
    hall.told(shelf)
    hall.until(lambda: hall.head(DOSSIER_BOARD) is not None and not hall.knowledge.busy)
    before = hall.head(DOSSIER_BOARD)
    put(shelf, *(dossier(n, "finished") for n in range(30)))
    shelf.begin_anew()
    [differs] = hall.sets.hear(shelf.stands(), MORNING)
    *parts, last, stands = shelf.answer_differs(differs)
    for part in parts:
        hall.sets.hear(part, MORNING)
    hall.look()
    assert hall.head(DOSSIER_BOARD) == before
    hall.sets.hear(last, MORNING)
    hall.until(lambda: len(hall.board().ready) == 30)
    hall.sets.hear(stands, MORNING)


def test_a_board_of_another_hall_files_rules_is_not_offered(hall: Hall) -> None:
    hall.told(put(PlayedShelf("dossiers"), dossier(1)))
    hall.until(lambda: hall.head(DOSSIER_BOARD) is not None)
    hall.plan = replace(hall.plan, policy=replace(hall.plan.policy, dossier_codes="whole"))
    hall.restart()
    assert hall.head(DOSSIER_BOARD) is None
    hall.until(lambda: hall.head(DOSSIER_BOARD) is not None)
    assert [row.code for row in hall.board().late] == ["H41-000001"]


def test_an_appointment_of_the_centre_is_known_and_one_for_no_service_of_the_hall_is_not(hall: Hall) -> None:
    shelf = PlayedShelf("appointments")
    here = Appointment(code="HEN7K2Q", service=hall.plan.services[0].id, due=MORNING)
    for made in (here, replace(here, code="HEN7K3Q", service="no-such")):
        shelf.put({made.code: msgspec.json.encode(made)})
    shelf.put({"HEN7K4Q": b'{"code":"HEN7K4Q","when":"2030"}'})
    hall.told(shelf)
    assert [hall.knowledge.appointment(f"HEN7K{n}Q") for n in (2, 3, 4)] == [here, None, None]
    assert hall.knowledge.copies.as_of("appointments") == MORNING


def test_the_days_of_the_calendar_are_kept_as_they_were_told(hall: Hall) -> None:
    shelf = PlayedShelf("calendar")
    shelf.put({"override": b'{"2026-01-10":"work"}', "2027": b"[1, 2]"})
    hall.told(shelf)
    assert hall.knowledge.copies.items("calendar") == sorted(shelf.items.items())


def report(hall: Hall) -> list[str]:
    file = hall.file.parent / FEED / REPORT
    return file.read_text("utf-8").splitlines() if file.exists() else []


def test_a_catalogue_is_made_an_edition_once_it_is_whole_and_never_before(hall: Hall) -> None:
    made = catalogue(procedure("NB-9", "Không có quầy", service="no-such"))
    shelf = PlayedShelf("catalogue")
    shelf.put(dict(items_of(made)))
    half = shelf.seq // 2
    for message in shelf.changes(0, half, whole=False):
        hall.sets.hear(replace(message, whole=False), MORNING)
    hall.look()
    assert (hall.head(PROCEDURES), report(hall)) == (None, [])
    for message in shelf.changes(half):
        hall.sets.hear(message, MORNING)
    hall.until(lambda: hall.head(PROCEDURES) is not None)
    data = hall.file.parent / "catalogue" / "procedures.edition"
    assert data.read_bytes() == pack(made)
    count = len(made.procedures)
    assert report(hall) == [
        f'accepted: edition "thử" from the centre, {count} procedures; 1 of them name a service that the hall does '
        "not have",
        'procedure NB-9: no service is called "no-such"',
    ]
    assert hall.problems() == []


def test_a_change_of_one_procedure_makes_the_next_edition_and_a_restart_none(hall: Hall) -> None:
    made = catalogue(procedure("NB-9", "Một"))
    shelf = PlayedShelf("catalogue")
    shelf.put(dict(items_of(made)))
    hall.told(shelf)
    hall.until(lambda: hall.head(PROCEDURES) is not None)
    before = hall.head(PROCEDURES)
    hall.restart()
    hall.look()
    assert hall.head(PROCEDURES) == before
    shelf.put({key: body for key, body in items_of(catalogue(procedure("NB-9", "Hai"))) if key.startswith("p/NB-9")})
    hall.told(shelf)
    hall.until(lambda: hall.head(PROCEDURES) not in (None, before))


def test_what_is_no_catalogue_is_refused_in_words_and_the_edition_before_stays(hall: Hall) -> None:
    shelf = PlayedShelf("catalogue")
    shelf.put(dict(items_of(catalogue())))
    hall.told(shelf)
    hall.until(lambda: hall.head(PROCEDURES) is not None)
    before = hall.head(PROCEDURES)
    shelf.put({"fields/000": None})
    hall.told(shelf)
    words = 'what came from the centre is no catalogue: "fields" is not whole'
    hall.until(lambda: hall.problems() == [("catalogue-refused", words)])
    assert hall.head(PROCEDURES) == before
    shelf.put(dict(items_of(catalogue())))
    hall.told(shelf)
    hall.until(lambda: hall.problems() == [])


def test_a_centre_without_a_catalogue_is_no_mistake(hall: Hall) -> None:
    shelf = PlayedShelf("catalogue")
    assert shelf.position.digest == EMPTY
    hall.told(shelf)
    hall.look()
    assert (hall.head(PROCEDURES), report(hall), hall.problems()) == (None, [], [])


def test_files_of_what_comes_over_the_line_are_not_read_and_who_drops_one_learns_why(hall: Hall) -> None:
    file = hall.feeds / "dossiers.csv"
    file.write_text("code,procedure_vi,agency_vi,state\nH41-000009,A,B,finished\n", "utf-8")
    (hall.file.parent / FEED).mkdir(parents=True)
    (hall.file.parent / FEED / READY).touch()
    taken(hall)
    words = "dossiers.csv is not read: dossiers come over the line to the centre ([centre] brings)"
    [(problem, told)] = hall.problems()
    assert problem == "catalogue-refused"
    assert (
        told == f"{words}; feeds/procedures is not read: procedures come over the line to the centre ([centre] brings)"
    )
    assert (hall.feeds / "dossiers.report.txt").read_text("utf-8") == f"{words}\n"
    assert hall.wonder("kiosk-1", q.AskDossier(code="H41-000009")).dossier is None
    for gone in (file, hall.file.parent / FEED / READY):
        gone.unlink()
    taken(hall)
    assert hall.problems() == []


def test_a_file_of_what_does_not_come_over_the_line_is_read_as_ever(
    plan: Plan, clock: HandClock, tmp_path: Path
) -> None:
    hall = Bench(replace(plan, centre=Centre(brings=["catalogue"])), tmp_path / "ledger.sqlite", clock)
    (hall.feeds / "dossiers.csv").write_text("code,procedure_vi,agency_vi,state\nH41-000009,A,B,finished\n", "utf-8")
    taken(hall)
    assert hall.wonder("kiosk-1", q.AskDossier(code="H41-000009")).dossier is not None
    hall.close()


def test_what_the_rule_of_keeping_has_deleted_the_centre_tells_again(hall: Hall, clock: HandClock) -> None:
    from tests.hall_hub.keeping.kept import TODAY as THEN
    from tests.hall_hub.keeping.kept import write_hall

    folder = hall.file.parent / "other"
    folder.mkdir()
    write_hall(folder, hall.plan)
    shelf = put(PlayedShelf("dossiers"), dossier(1))
    old = moment_of(datetime.fromisoformat(f"{THEN}T08:30:00")) - 60 * 86_400_000
    with closing(CentreSets(hall.plan, folder, lambda: THEN)) as sets:
        for differs in sets.hear(shelf.stands(), old):
            for part in shelf.answer_differs(differs):
                sets.hear(part, old)
        assert list(forget(folder, Keep(dossiers=30), THEN))[-1].startswith("kept no longer: 1 dossiers")
        assert sets.positions()["dossiers"].digest == EMPTY
        for message in shelf.answer_hello(sets.positions()["dossiers"]):
            sets.hear(message, old)
        assert sets.positions()["dossiers"] == shelf.position
