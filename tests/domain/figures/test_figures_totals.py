"""What a report of several days adds up, in which order, and what it says of officers, staff and dossiers."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain.dossier import Dossier
from hall_core.domain.figures.channels import Channel
from hall_core.domain.figures.day import DaySummary, summary
from hall_core.domain.figures.dossiers import DossierCount, dossier_counts
from hall_core.domain.figures.late import Late, Sorry
from hall_core.domain.figures.narrowing import Only
from hall_core.domain.figures.period import period_of
from hall_core.domain.figures.report import DossierLine, HourStaff, Skips, report_of, with_late
from hall_core.domain.figures.roster import Roster, roster_of
from hall_core.domain.figures.rows import Burst, Roll, Running
from hall_core.domain.figures.tally import tally_of
from hall_core.domain.names import Name
from hall_core.domain.plan import Agency
from tests.conftest import make_plan
from tests.domain.a_day import uid
from tests.domain.figures.told import Told

PERIOD = period_of("2026-Q4")


def of(told: Told, day: str = "2026-11-21") -> DaySummary:
    return replace(summary(told.fold, told.fold.steps()), day=day)


def missed(minutes: float, n: int) -> tuple[float, e.Event]:
    return minutes, e.TicketMissed(ticket=uid(n))


def the_roster(*agencies: str) -> Roster:
    plan = make_plan(12)
    name = plan.agencies[0].name
    return roster_of(replace(plan, agencies=[*(Agency(id=id, name=name) for id in agencies), *plan.agencies]))


def test_the_days_of_a_report_are_added_up_table_by_table() -> None:
    told = Told().served(0, 1, offer=50).vote(5, 50).at(6, e.CallUnseen(call=uid(1)))
    told.at(
        6,
        e.VoteRefused(offer=uid(50), reason="used", device="pad-1"),
        e.VoteRefused(offer=uid(5), reason="unknown", device="pad-1"),
    )
    days = [of(told, "2026-10-30"), of(told, "2026-11-02"), of(told, "2026-11-03"), of(Told(), "2026-11-04")]
    report = report_of(days, the_roster(), PERIOD)
    assert {name: [(line.key, line.tally["steps"]) for line in lines] for name, lines in report.tables.items()} == {
        "hour": [("09", 3)],
        "service": [("khai-sinh", 3)],
        "counter": [("quay-1", 3)],
        "officer": [("can-bo-1", 3)],
        "device": [("kiosk-1", 3)],
        "channel": [("kiosk", 3)],
        "agency": [("tu-phap", 3)],
        "month": [("2026-10", 1), ("2026-11", 2)],
    }
    assert (report.days, report.whole.key, report.whole.tally["visits"], report.whole.tally.answered) == (3, "", 3, 3)
    assert (report.unseen_calls, report.refused_votes) == (3, {"used": 3, "unknown": 3})


def test_a_report_says_what_it_is_about() -> None:
    running = Running(day="2026-11-21", as_of=7, waiting=1, at_counters=2, aside=3)
    sorry = Sorry(late=Late(agencies=[], rows=[]), apologies=[], shown={})
    only, roster = Only("agency", "tu-phap"), the_roster()
    report = report_of([], roster, PERIOD, told_late=4, only=only, running=running, dossiers_as_of=8, sorry=sorry)
    assert (report.roster, report.period, report.only, report.running) == (roster, PERIOD, only, running)
    assert (report.told_late, report.dossiers_as_of, report.sorry, report.dossiers) == (4, 8, sorry, [])
    assert report.channels == [Channel("told-late", 4, 100.0)]
    nothing = report_of([], roster, PERIOD)
    assert (nothing.days, nothing.told_late, nothing.only, nothing.running, nothing.channels) == (0, 0, None, None, [])
    assert (nothing.dossiers_as_of, nothing.sorry, nothing.staff) == (None, None, [])


def test_services_and_agencies_stand_as_in_the_hall_file_counters_by_number_and_what_is_gone_behind() -> None:
    told = Told()
    for n, (service, counter) in enumerate([("sao-y", "quay-10"), ("khai-sinh", "quay-2"), ("an", "an"), ("am", "am")]):
        told.issue(0, n, service=service).call(1, n, counter=counter).at(*missed(2, n))
    tables = report_of([of(told)], the_roster("y-te"), PERIOD).tables
    assert [line.key for line in tables["service"]] == ["khai-sinh", "sao-y", "am", "an"]
    assert [line.key for line in tables["agency"]] == ["tu-phap", "am", "an"]
    assert [line.key for line in tables["counter"]] == ["quay-2", "quay-10", "am", "an"]
    alike = replace(the_roster(), counters={"quay-2": 7, "quay-10": 7})
    assert [line.key for line in report_of([of(told)], alike, PERIOD).tables["counter"]] == [
        "quay-10",
        "quay-2",
        "am",
        "an",
    ]


def voted(votes: int) -> DaySummary:
    told = Told()
    for n in range(1, votes + 1):
        told.served(n * 10, n, offer=500 + n).vote(n * 10 + 5, 500 + n)
    return of(told)


def shown(only: Only | None, votes: int) -> set[str]:
    """The tables in which what was answered is shown; "" for the whole."""
    report = report_of([voted(votes)], replace(the_roster(), rating_least=5), PERIOD, only=only)
    tables = {name for name, lines in report.tables.items() if any(line.satisfied is not None for line in lines)}
    return tables | ({""} if report.whole.satisfied is not None else set())


def test_few_answers_are_shown_of_the_whole_of_agencies_and_of_months_alone() -> None:
    every = {"", "service", "counter", "officer", "device", "channel", "agency", "month", "hour"}
    assert shown(None, 4) == shown(Only("agency", "tu-phap"), 4) == {"", "agency", "month"}
    assert [line.votes for line in report_of([voted(0)], the_roster(), PERIOD).tables["month"]] == [True]
    assert shown(None, 5) == shown(Only("officer", "can-bo-1"), 5) == every
    assert shown(Only("officer", "can-bo-1"), 4) == shown(Only("hour", "09"), 4) == set()


def test_an_officer_is_told_of_by_every_deed_and_one_without_a_call_too() -> None:
    told = Told().at(0, e.CounterOpened(counter="quay-2", officer="an", session=uid(901)))
    told.issue(0, 1).issue(0, 2).issue(0, 3).issue(0, 4)
    told.call(1, 2, out_of_order=True, over=4, reason="ốm", passed=[uid(1), uid(3)]).at(
        2, e.TicketRequeued(ticket=uid(2), where="end")
    )
    told.call(3, 2, out_of_order=True, over=1, passed=[uid(1)]).start(4, 2).at(
        5, e.TicketParked(ticket=uid(2), left=True)
    )
    told.at(6, e.TicketTakenUp(ticket=uid(2), counter="quay-2", taken_from="can-bo-1", reason="thay")).complete(7, 2)
    told.call(8, 1).at(9, e.TicketRequeued(ticket=uid(1), where="end", declined_by="can-bo-1", reason="nhà"))
    told.call(10, 1).at(*missed(10.4, 1)).call(11, 3).at(*missed(11.5, 3)).call(12, 4, counter="quay-9").at(
        *missed(12, 4)
    )
    report = report_of([of(told), of(told)], the_roster(), PERIOD)
    assert report.skips == [
        Skips(officer="an", calls=0, took_over=2),
        Skips(
            officer="can-bo-1",
            calls=10,
            out_of_order=4,
            over=10,
            passed=6,
            declined=2,
            requeued=2,
            left=2,
            no_shows=4,
            quick_no_shows=2,
        ),
    ]
    assert [(act.deed, act.people) for act in report.out_of_order] == [("out-of-order", 4), ("out-of-order", 1)] * 2


def test_a_no_show_after_exactly_the_halls_seconds_is_none_too_soon() -> None:
    told = Told().issue(0, 1).call(1, 1).at(*missed(1.5, 1)).at(2, e.TicketReinstated(ticket=uid(1))).at(*missed(2, 1))
    [skips] = report_of([of(told)], the_roster(), PERIOD).skips
    assert (skips.no_shows, skips.quick_no_shows) == (1, 0)


def test_an_officer_who_only_called_is_told_of_too() -> None:
    assert report_of([of(Told().served(0, 1))], the_roster(), PERIOD).skips == [Skips(officer="can-bo-1", calls=1)]


def test_staff_is_told_by_the_hour_open_and_paused_on_the_average_of_days_with_anybody() -> None:
    pause, back = e.CounterPaused(counter="quay-1", reason=""), e.CounterResumed(counter="quay-1")
    told = Told().at(15, e.CounterOpened(counter="quay-2", officer="an", session=uid(901)))
    days = [of(told.at(30, pause).at(60, back).at(90, e.CallUnseen(call=uid(1)))), of(Told().at(60)), of(Told())]
    day = of(Told().at(60, e.CounterClosed(counter="quay-1")))
    report = report_of([*days, day], the_roster(), PERIOD)
    assert report.staff == [HourStaff(9, (0.5 + 0.75 + 1) / 2, 0.25), HourStaff(10, 0.5, 0.0)]


def test_rolls_and_bursts_of_all_days_are_told_and_people_of_rolls_are_a_channel() -> None:
    roll = e.RollEntered(
        service="sao-y", counter="quay-1", officer="can-bo-1", first=1, last=3, missed=0, from_at=0, until=6
    )
    told = Told().at(0, roll)
    for n in range(1, 6):
        told.issue(1, n).call(1, n).start(1, n).complete(1, n, offer=500 + n).vote(1, 500 + n)
    report = report_of([of(told), of(told)], the_roster(), PERIOD, told_late=4)
    assert [type(x) for x in report.rolls] == [Roll] * 2
    assert [type(x) for x in report.bursts] == [Burst] * 2
    assert report.channels == [Channel("kiosk", 10, 50.0), Channel("roll", 6, 30.0), Channel("told-late", 4, 20.0)]


def test_what_is_told_late_of_a_step_is_put_wherever_the_step_is_counted() -> None:
    told = Told().served(0, 1)
    day = summary(told.fold, [])
    before = of(Told().served(0, 2))
    for at in (day, before):
        with_late(at, told.step(), tally_of({"reprints": 1}))
    every = {scope: {key: tally["reprints"] for key, tally in table.items()} for scope, table in day.tallies.items()}
    assert every == {
        "hour": {"09": 1},
        "service": {"khai-sinh": 1},
        "counter": {"quay-1": 1},
        "officer": {"can-bo-1": 1},
        "device": {"kiosk-1": 1},
        "channel": {"at:kiosk-1": 1},
    }
    assert {tally["steps"] for table in before.tallies.values() for tally in table.values()} == {1}
    second = Told().issue(0).call(1).start(2).at(3, e.TicketStepEnded(ticket=uid(1), service="sao-y"))
    later = summary(Told().fold, [])
    with_late(later, second.at(4, e.TicketExpired(ticket=uid(1))).step(1), tally_of({"reprints": 1}))
    assert [scope for scope, table in later.tallies.items() if table] == ["hour", "service"]


def dossier(state: Any, agency: str = "Sở Thử", **more: Any) -> Dossier:
    name = Name(vi=agency, en="Test")
    return Dossier(code="H41-0001", procedure=name, agency=name, state=state, **more)


def test_dossiers_are_counted_on_the_day_on_which_they_came_and_were_answered_and_open_ones_as_of_the_copy() -> None:
    due = "2026-11-10"
    told = dossier_counts(
        [
            dossier("returned", received="2026-11-02", due=due, ended="2026-11-09"),
            dossier("returned", due=due, ended="2026-11-09"),
            dossier("finished", received="2026-11-02", due=due, ended=due),
            dossier("rejected", received="2026-11-03", due=due, ended="2026-11-11"),
            dossier("finished", ended="2026-11-11"),
            dossier("finished", due=due),
            dossier("withdrawn", received="2026-11-03", due=due, ended="2026-11-11"),
            *[dossier("processing", received="2026-11-03", due=due)] * 2,
            dossier("processing", agency="Công an", received="2026-11-04", due="2026-11-20"),
            dossier("processing", due=due),
        ],
        "2026-11-20",
    )
    assert told == [
        DossierCount("2026-11-02", "Sở Thử", "received", 2),
        DossierCount("2026-11-03", "Sở Thử", "received", 4),
        DossierCount("2026-11-04", "Công an", "received", 1),
        DossierCount("2026-11-09", "Sở Thử", "early", 2),
        DossierCount("2026-11-10", "Sở Thử", "on-time", 1),
        DossierCount("2026-11-11", "Sở Thử", "late", 1),
        DossierCount("2026-11-11", "Sở Thử", "no-promise", 1),
        DossierCount("2026-11-20", "Công an", "open", 1),
        DossierCount("2026-11-20", "Sở Thử", "open", 2),
        DossierCount("2026-11-20", "Sở Thử", "open-late", 2),
    ]


def test_a_report_adds_dossiers_up_by_agency_with_the_whole_at_the_end() -> None:
    kinds = ["received", "early", "on-time", "late", "no-promise", "open", "open-late"]
    counts = [DossierCount("2026-11-02", "B", what, n) for n, what in enumerate(kinds, 1)]
    more = [DossierCount("2026-11-03", agency, what, 10) for agency in ("A", "B") for what in kinds]
    lines = report_of([], the_roster(), PERIOD, [*counts, *more]).dossiers

    def line(agency: str, *numbers: int) -> DossierLine:
        names = ("received", "early", "on_time", "late", "no_promise", "open", "open_late")
        return DossierLine(agency=agency, **dict(zip(names, numbers, strict=True)))

    assert lines == [line("A", *[10] * 7), line("B", *range(11, 18)), line("", *range(21, 28))]
    assert [x.kept for x in lines] == [66.67, 64.1, 65.22]
