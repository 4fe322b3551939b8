"""What the hall file says is kept no longer is gone, to the last byte; and what figures need stays."""

from __future__ import annotations

import gzip
import logging
import os
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from demo.made_dossiers import write_dossiers
from hall_core.domain import commands as c
from hall_core.domain.appointment import Appointment
from hall_core.domain.business_day import moment_of
from hall_core.domain.figures.narrowing import Only
from hall_core.domain.figures.period import period_of
from hall_core.domain.plan import Plan
from hall_core.domain.plan_keep import Keep
from hall_hub.figures.archive import Archive
from hall_hub.figures.child import RollingUp
from hall_hub.figures.gathering import report_on
from hall_hub.figures.raw import FiguresError
from hall_hub.figures.roll_up import recount
from hall_hub.figures.store import FILE, VERSION, Figures, aside_of
from hall_hub.keeping.forget import forget
from hall_hub.store.copies import Copies
from hall_hub.store.incoming import Incoming
from hall_hub.store.ledger import Answered, Ledger
from tests.domain.a_day import uid
from tests.hall_hub.figures.made_figures import LEDGER, report, sql
from tests.hall_hub.keeping.kept import DAYS, MARK, TODAY, words_left, write_hall

ALL = [str(day) for day in DAYS]
WAIT = 20
"""Seconds for a process on a busy machine."""
LONG = {"words": 3_000, "ledger": 3_000, "tickets": 3_660, "dossiers": 365}


def kept(**days: int) -> Keep:
    """Everything for ever, but for what is said."""
    return Keep(**{**LONG, **days})


@pytest.fixture
def data(tmp_path: Path, plan: Plan) -> Path:
    write_hall(tmp_path, plan)
    assert words_left(tmp_path) == set(ALL)
    return tmp_path


def test_what_officers_wrote_is_gone_from_every_byte_and_figures_stay(data: Path) -> None:
    before = report(data)
    done = list(forget(data, kept(words=7), TODAY))
    assert words_left(data) == {day for day in ALL if day >= "2026-11-16"}
    assert done == [
        "kept no longer: 10 lines with words of officers",
        "kept no longer: 5 days of figures with words of officers",
    ]
    assert recount(data) == (10, [])
    after = report(data)
    assert [act.reason for act in after.out_of_order][:6] == [*["[…]"] * 5, f"{MARK} 2026-11-16"]
    assert replace(after, out_of_order=[]) == replace(before, out_of_order=[])
    assert list(forget(data, kept(words=7), TODAY)) == []


def test_a_command_without_words_stays_as_it_is_to_the_letter(data: Path) -> None:
    [(at,)] = sql(data / LEDGER, "SELECT min(at) FROM event")
    assert isinstance(at, int)
    command = c.Park(counter="quay-1", by=None, note="")
    with closing(Ledger(data / LEDGER)) as ledger, ledger.batch():
        ledger.keep_answer(Answered(uid(99), "goi-1", at, command, "can-bo-1", None), b'{ "to" : 1 }')
    asked = f"SELECT body, reply FROM answer WHERE command = '{uid(99)}'"
    before = sql(data / LEDGER, asked)
    assert "kept no longer: 10 lines with words of officers" in list(forget(data, kept(words=7), TODAY))
    assert sql(data / LEDGER, asked) == before


def test_a_ledger_that_takes_no_change_is_named_and_the_words_go_the_next_time(data: Path) -> None:
    sql(data / LEDGER, "CREATE TRIGGER full BEFORE UPDATE ON event BEGIN SELECT RAISE(FAIL, 'disk full'); END")
    with pytest.raises(FiguresError, match=f"{LEDGER}: disk full; what was deleted until now is gone"):
        list(forget(data, kept(words=7), TODAY))
    sql(data / LEDGER, "DROP TRIGGER full")
    list(forget(data, kept(words=7), TODAY))
    assert words_left(data) == {day for day in ALL if day >= "2026-11-16"}


def test_words_are_gone_also_while_a_hub_and_a_reader_have_the_ledger_open(data: Path) -> None:
    hub = Ledger(data / LEDGER)
    with closing(sqlite3.connect(data / LEDGER)) as reader:
        reader.execute("SELECT count(*) FROM event").fetchone()
        list(forget(data, kept(words=7), TODAY))
        assert words_left(data) == {day for day in ALL if day >= "2026-11-16"}
    hub.close()


def test_the_archive_never_has_words(data: Path) -> None:
    files = list((data / "archive").iterdir())
    assert len(files) == len(ALL)
    for file in files:
        assert MARK not in gzip.decompress(file.read_bytes()).decode()
        assert "[…]" in gzip.decompress(file.read_bytes()).decode()


def test_commands_and_offers_leave_the_ledger_with_its_days(data: Path) -> None:
    until = "2027-01-13"  # sixty days after the fifth day
    days = [str(day) for day in (date(2027, 1, n) for n in range(4, 12))]
    with closing(sqlite3.connect(data / LEDGER)) as db:
        # Days later on, in which nothing happened.
        (last,) = db.execute("SELECT max(seq) FROM event").fetchone()
        db.executemany(
            "INSERT INTO day (first, day) VALUES (?, ?)", [(last + n + 1, day) for n, day in enumerate(days)]
        )
        db.commit()
    list(forget(data, kept(ledger=60), until))
    [(first,)] = sql(data / LEDGER, "SELECT min(at) FROM event")
    assert sql(data / LEDGER, f"SELECT count(*) FROM answer WHERE at < {first}") == [(0,)]
    assert sql(data / LEDGER, "SELECT count(*) FROM answer") == [(5,)]
    assert sql(data / LEDGER, "SELECT count(*) FROM offer") == [(5,)]


def bytes_of(data: Path) -> bytes:
    return b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())


def laid_bare(data: Path) -> None:
    """What is left when single tickets of the first five days are kept no longer, nor in the ledger."""
    list(forget(data, Keep(words=1, ledger=7, tickets=7), TODAY))


def test_of_old_tickets_only_figures_are_left(data: Path) -> None:
    with closing(Figures(data)) as figures:
        first = figures.days()[0]
        tickets = {step.ticket for step in figures.steps(first.stretch)}
    assert all(ticket.encode() in bytes_of(data) for ticket in tickets)
    whole, parts = report(data), _parts(data)
    laid_bare(data)
    assert not [ticket for ticket in tickets if ticket.encode() in bytes_of(data)]
    assert [day for _, day in Archive(data).stretches()] == ALL[5:]
    after = report(data)
    assert {act.number for act in after.out_of_order[:5]} == {"0"}
    assert replace(after, out_of_order=[]) == replace(whole, out_of_order=[])
    assert _parts(data) == parts
    assert recount(data) == (5, [])


def _parts(data: Path) -> list[object]:
    """Figures of one alone, which are made of the rows behind the figures."""
    period = period_of("2026-Q4")
    scopes = (Only("service", "khai-sinh"), Only("officer", "can-bo-1"), Only("hour", "09"))
    return [replace(report_on(data, period, only=only), out_of_order=[]) for only in scopes]


def test_an_archive_that_a_power_cut_has_left_goes_the_next_time(data: Path) -> None:
    [stretch, *_] = [stretch for stretch, _ in Archive(data).stretches()]
    file = next((data / "archive").glob(f"{ALL[0]}*"))
    content = file.read_bytes()
    laid_bare(data)
    file.write_bytes(content)
    laid_bare(data)
    assert not file.exists()
    assert stretch not in dict(Archive(data).stretches())


@pytest.mark.parametrize("today", ["2099-01-01", "2026-11-12", "1970-01-01"])
def test_a_clock_that_is_wrong_deletes_nothing(data: Path, today: str) -> None:
    before = (report(data), words_left(data), recount(data))
    list(forget(data, Keep(words=1, ledger=60, tickets=60), today))
    assert (report(data), words_left(data), recount(data)) == before


def test_figures_of_a_newer_release_that_never_comes_go_when_words_go_and_by_no_clock_that_is_wrong(data: Path) -> None:
    aside, now = aside_of(data / FILE, VERSION + 1), 2_000_000_000.0
    aside.write_bytes(b"")
    for days, today, stays in ((119, TODAY, True), (121, "2099-01-01", True), (121, TODAY, False)):
        written = now - days * 86_400
        os.utime(aside, (written, written))
        done = list(forget(data, kept(words=120), today, now))
        assert ("kept no longer: 1 files of figures of a newer release" in done) == (not stays)
        assert aside.exists() == stays


def test_a_day_that_a_wrong_clock_has_named_stays(data: Path) -> None:
    sql(data / LEDGER, f"UPDATE day SET day = '2099-01-01' WHERE day = '{ALL[1]}'")
    sql(data / FILE, f"UPDATE day SET day = '2099-01-01' WHERE day = '{ALL[1]}'")
    laid_bare(data)
    assert ALL[1] in {day for _, day in Archive(data).stretches()}


def test_a_clock_that_leaps_ahead_for_a_day_costs_no_words_and_no_commands_of_the_days_after(data: Path) -> None:
    """The first of the days that stay has moments of another century."""
    [(first, end)] = sql(
        data / LEDGER,
        f"SELECT first, (SELECT min(first) FROM day WHERE day > '{ALL[5]}') FROM day WHERE day = '{ALL[5]}'",
    )
    century = 100 * 365 * 86_400_000
    sql(data / LEDGER, f"UPDATE event SET at = at + {century} WHERE seq >= {first} AND seq < {end}")
    for file in (LEDGER, FILE):
        sql(data / file, f"UPDATE day SET day = '2126-10-23' WHERE day = '{ALL[5]}'")
    list(forget(data, kept(words=7), TODAY))
    assert words_left(data) == set(ALL[5:])
    with closing(sqlite3.connect(data / LEDGER)) as db:
        # Days later on, in which nothing happened.
        (last,) = db.execute("SELECT max(seq) FROM event").fetchone()
        db.executemany(
            "INSERT INTO day (first, day) VALUES (?, ?)", [(last + n, f"2027-01-{3 + n:02}") for n in range(1, 9)]
        )
        db.commit()
    list(forget(data, kept(ledger=60), "2027-01-13"))
    assert sql(data / LEDGER, "SELECT count(*) FROM answer") == [(5,)]


def test_a_day_that_a_clock_has_put_into_the_past_keeps_its_words(data: Path) -> None:
    [(first,)] = sql(data / LEDGER, f"SELECT first FROM day WHERE day = '{ALL[7]}'")
    for file in (LEDGER, FILE):
        sql(data / file, f"UPDATE day SET day = '1970-01-01' WHERE day = '{ALL[7]}'")
    list(forget(data, kept(words=7), TODAY))
    assert words_left(data) == set(ALL[5:])
    with closing(Figures(data)) as figures:
        [late] = [day.stretch for day in figures.days() if day.stretch.first == first]
        assert MARK in figures.summary(late).acts[0].reason


def test_the_copy_of_dossiers_goes_when_no_list_comes_any_more(data: Path, plan: Plan) -> None:
    copies = data / "copies.sqlite"
    write_dossiers(copies, plan, 50, date(2026, 9, 1), date(2026, 10, 20))
    [(code,)] = sql(copies, "SELECT code FROM dossier LIMIT 1")
    assert isinstance(code, str)
    hub = Copies(copies)
    as_of = hub.dossiers_as_of()
    assert list(forget(data, kept(dossiers=60), TODAY)) == []
    assert hub.dossier(code) is not None
    assert list(forget(data, kept(dossiers=30), TODAY)) == ["kept no longer: 50 dossiers and appointments of old lists"]
    assert hub.dossier(code) is None
    assert hub.dossiers_as_of() == as_of, "whoever asks learns how old all that is"
    assert code.encode() not in bytes_of(data)
    hub.close()


def test_appointments_of_an_old_list_go_and_dossiers_of_a_new_one_stay(data: Path, plan: Plan) -> None:
    copies = data / "copies.sqlite"
    write_dossiers(copies, plan, 50, date(2026, 9, 1), date(2026, 11, 20))
    old = moment_of(datetime(2026, 10, 1, 9))
    with closing(Incoming(copies, "appointments")) as incoming:
        incoming.add(Appointment(code="HEN7K2Q", service=plan.services[0].id, due=old), 2)
        incoming.take_place(old)
    assert list(forget(data, kept(dossiers=30), TODAY)) == ["kept no longer: 1 dossiers and appointments of old lists"]
    assert b"HEN7K2Q" not in bytes_of(data)
    assert sql(copies, "SELECT count(*) FROM dossier") == [(50,)]


def test_copies_that_the_hub_has_only_just_begun_hold_up_no_deleting(data: Path) -> None:
    (data / "copies.sqlite").touch()
    first, *_ = forget(data, kept(words=7, dossiers=7), TODAY)
    assert first == "kept no longer: 10 lines with words of officers"
    assert words_left(data) == {day for day in ALL if day >= "2026-11-16"}


def test_a_list_of_the_centre_goes_once_it_was_read_and_has_its_days(data: Path) -> None:
    feeds = data / "feeds"
    feeds.mkdir()
    file, told = feeds / "dossiers.csv", feeds / "dossiers.report.txt"
    file.write_text("code,id_card\n", "utf-8")
    written = file.stat().st_mtime
    gone = ["kept no longer: 1 lists of the centre"]
    assert list(forget(data, kept(lists=2), TODAY, written + 3 * 86_400)) == [], "nobody has read it"
    told.write_text("dossiers.csv is used: 1 of 1 rows\n", "utf-8")
    os.utime(told, (written + 5, written + 5))
    assert list(forget(data, kept(lists=2), TODAY, written + 86_400)) == []
    assert list(forget(data, kept(lists=2), TODAY, written + 3 * 86_400)) == gone
    assert sorted(path.name for path in feeds.iterdir()) == ["dossiers.report.txt"]


def test_the_hub_has_it_done_each_day_and_logs_how_much_and_not_what(
    data: Path, plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    rolling = RollingUp(replace(plan, keep=kept(words=7)), data)
    rolling.tend(TODAY, 0.0)
    rolling.begin()
    assert rolling._process is not None
    rolling._process.wait(WAIT)
    with caplog.at_level(logging.INFO):
        assert rolling.look() is True
    rolling.close()
    assert "kept no longer: 10 lines with words of officers" in caplog.messages
    assert MARK not in caplog.text
    assert words_left(data) == {day for day in ALL if day >= "2026-11-16"}


def test_while_nobody_knows_the_day_nothing_is_deleted(data: Path, plan: Plan) -> None:
    rolling = RollingUp(replace(plan, keep=Keep(words=1)), data)
    rolling.tend(TODAY, 0.0, sure=False)
    rolling.begin()
    assert rolling._process is not None
    rolling._process.wait(WAIT)
    assert rolling.look() is True
    rolling.close()
    assert words_left(data) == set(ALL)
