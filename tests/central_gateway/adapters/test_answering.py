"""What nobody has told of is asked of systems over HTTP, and what they tell is taken in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from central_gateway.adapters import answering, finding
from central_gateway.adapters.answering import Answering
from central_gateway.adapters.kinds import open_finders
from central_gateway.config import Adapter as Entry
from central_gateway.config import Authority, Dossiers
from central_gateway.store import dossiers, questions
from central_gateway.store.connection import Db, StoreAway, open_
from central_gateway.store.questions import Answer
from demo.vendors.igate import Igate
from demo.vendors.made import made
from demo.vendors.portal import LOGIN, OFFICE, PASSWORD, USER, Portal
from hall_core.domain.bucket import Rate
from tests.central_gateway.adapters.conftest import Rig, oauth

DEADLINE = 20.0
NEW = made(1, "thu-site", seed=7)[0]
Start = Callable[..., Answering]


def entry(rig: Rig, url: str, id: str = "igate") -> Entry:
    return Entry(id=id, kind="igate", settings={"line": oauth(rig, url)})


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "LOOK", 0.05)
    # Who waits on a busy machine waits for longer.
    monkeypatch.setattr(answering, "WITHIN", DEADLINE)
    monkeypatch.setattr(questions, "OPEN_FOR", DEADLINE)


@pytest.fixture
def start(rig: Rig) -> Iterator[Start]:
    begun: list[Answering] = []

    def start(*entries: Entry, rules: Dossiers | None = None, connect: Any = None) -> Answering:
        config = rig.config(*entries)

        def take(db: Db, told: Any, source: str) -> dossiers.Taken:
            return dossiers.take(db, told, source, rules or Dossiers(), rig.now)

        finders = open_finders(config, lambda: rig.now)
        rig.open += finders.values()  # type: ignore[arg-type]
        authorities = [] if rules is None else rules.authorities
        made_ = Answering(finders, take, authorities, connect or (lambda name: open_(rig.url, name)))
        begun.append(made_)
        made_.start()
        return made_

    yield start
    for each in begun:
        each.stop()


def answer(rig: Rig, code: str = NEW.code) -> Answer:
    """What whoever asks now is told, in the end."""
    asked = questions.ask(rig.db, code)
    if asked is not None:
        return asked
    return until(lambda: questions.answers(rig.db, [code]).get(code))


def until(found: Callable[[], Any]) -> Any:
    waiting = threading.Event()
    for _ in range(int(DEADLINE / 0.02)):
        if value := found():
            return value
        waiting.wait(0.02)
    return pytest.fail("it did not happen")


def test_what_a_system_has_is_told_and_is_in_the_halls_set(rig: Rig, start: Start) -> None:
    with Igate(dossiers=[NEW]) as igate:
        start(entry(rig, igate.url))
        told = answer(rig)
    assert told.what == "found"
    assert told.dossier is not None
    assert (told.dossier.code, told.dossier.procedure.vi) == (NEW.code, NEW.name)
    assert NEW.code in rig.states()
    assert rig.db.execute("SELECT source FROM dossier_source").fetchall() == [("igate",)]


def test_only_where_every_system_says_so_there_is_no_such_dossier(rig: Rig, start: Start) -> None:
    with Igate(dossiers=[]) as one, Igate(dossiers=[]) as other:
        start(entry(rig, one.url, "mot"), entry(rig, other.url, "hai"))
        assert answer(rig) == Answer("none")
        one.faults.next("error")
        assert answer(rig, "H41.16-261107-00009") == questions.AWAY


@pytest.mark.parametrize("fault", ["error", "busy", "cut", "mangled", "excuse", "elsewhere", "broken-off"])
def test_a_system_that_does_wrong_is_no_system_without_the_dossier(rig: Rig, start: Start, fault: Any) -> None:
    with Igate(dossiers=[NEW]) as igate:
        igate.faults.next(*[fault] * 2)
        start(entry(rig, igate.url))
        assert answer(rig) == questions.AWAY
    assert rig.states() == {}


def test_nobody_is_there(rig: Rig, start: Start) -> None:
    start(entry(rig, "http://127.0.0.1:9"))
    assert answer(rig) == questions.AWAY


def test_a_slow_system_is_not_waited_for_and_what_it_tells_later_is_taken_in(
    rig: Rig, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "WITHIN", 0.3)
    with Igate(dossiers=[NEW]) as igate:
        igate.faults.next("slow")
        start(entry(rig, igate.url))
        assert answer(rig) == questions.AWAY
        igate.let_go.set()
        until(rig.states)
        assert until(lambda: questions.answers(rig.db, [NEW.code])[NEW.code].what == "found")


def test_one_code_is_asked_once_at_a_time(rig: Rig, start: Start) -> None:
    with Igate(dossiers=[NEW]) as igate:
        start(entry(rig, igate.url))
        for _ in range(5):
            questions.ask(rig.db, NEW.code)
        assert answer(rig).what == "found"
        assert [got.path for got in igate.got] == ["/ho-so/tra-cuu"]


def test_systems_are_asked_no_more_often_than_they_bear(
    rig: Rig, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "PACE", Rate(per_second=0.001, at_once=2))
    with Igate(dossiers=[]) as igate:
        start(entry(rig, igate.url))
        told = [answer(rig, f"H41.16-261107-0000{n}").what for n in range(4)]
        assert (told, len(igate.got)) == (["none", "none", "away", "away"], 2)


def test_a_system_whose_word_does_not_count_is_not_heard(rig: Rig, start: Start) -> None:
    rules = Dossiers(authorities=[Authority(source="so-tu-phap")])
    with Igate(dossiers=[NEW]) as igate:
        start(entry(rig, igate.url), rules=rules)
        assert answer(rig) == Answer("none")
    assert rig.states() == {}


def test_what_no_hall_could_show_is_set_aside_and_not_told(rig: Rig, start: Start) -> None:
    with Igate(dossiers=[NEW]) as igate:
        igate.raw = {"MaThuTuc": "001199000001"}
        start(entry(rig, igate.url))
        assert answer(rig) == questions.AWAY
    assert rig.aside("igate") == {f"dossier {NEW.code}": "procedure is what looks like a citizen's number"}


def test_the_owner_of_a_dossier_is_in_no_answer(rig: Rig, start: Start) -> None:
    rig.db.execute("UPDATE hall SET card_key = 'mot khoa bi mat cua trung tam' WHERE id = 'thu'")
    try:
        with Igate(dossiers=[NEW]) as igate:
            igate.raw = {"SoDinhDanh": "001199000001"}
            start(entry(rig, igate.url))
            told = answer(rig)
        assert told.dossier is not None
        assert told.dossier.owner == ""
        assert rig.has()[NEW.code].owner
        assert "001199000001" not in str(rig.db.execute("SELECT body FROM question").fetchall())
    finally:
        rig.db.execute("UPDATE hall SET card_key = NULL")


def test_without_postgres_it_waits_and_then_goes_on(rig: Rig, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("central_gateway.program.FIRST", 0.01)
    tries = 0

    def connect(name: str) -> Db:
        nonlocal tries
        tries += 1
        if tries < 4:
            raise StoreAway("PostgreSQL: đi vắng")
        return open_(rig.url, name)

    with Igate(dossiers=[NEW]) as igate:
        start(entry(rig, igate.url), connect=connect)
        until(lambda: tries >= 4)
        assert answer(rig).what == "found"


def test_many_who_ask_at_once_share_a_session_that_a_portal_gives_one_of(rig: Rig, start: Start) -> None:
    """It ends a user's session when he signs in again; so signing in for each question would end all others."""
    new = made(8, OFFICE, seed=8)
    rig.db.execute("INSERT INTO hall_site (site, hall) VALUES (%s, 'thu')", (OFFICE,))
    auth = {"kind": "session", "login": LOGIN, "user": USER, "password_file": rig.secret("mk", PASSWORD), "header": ""}
    try:
        with Portal(dossiers=new) as portal:
            settings = {"line": {"url": portal.url, "auth": auth}, "office": OFFICE}
            start(Entry(id="cong", kind="portal", settings=settings))
            for one in new:
                questions.ask(rig.db, one.code)
            until(lambda: len(questions.answers(rig.db, [one.code for one in new])) == len(new))
            whats = {told.what for told in questions.answers(rig.db, [one.code for one in new]).values()}
            assert (whats, portal.sessions) == ({"found"}, 1)
    finally:
        rig.db.execute("DELETE FROM hall_site WHERE site = %s", (OFFICE,))


def test_a_question_that_fails_is_told_and_the_next_one_is_answered(
    rig: Rig, start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = finding.Finding.find
    broken = [True]

    def find(self: Any, code: str, within: float) -> Any:
        if broken.pop() if broken else False:
            raise ZeroDivisionError
        return real(self, code, within)

    monkeypatch.setattr(finding.Finding, "find", find)
    with Igate(dossiers=[NEW]) as igate:
        start(entry(rig, igate.url))
        questions.ask(rig.db, "H41.16-261107-00009")
        until(lambda: "a mistake of ours" in caplog.text)
        assert answer(rig).what == "found"
