"""The hall's calendar: the library's, and over it the centre's signed word. What is not signed changes nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from hall_core.contract import questions as q
from hall_core.contract.centre.calendar_item import FILE, OVERRIDE, SignedFile
from hall_core.domain.dossier_days import Reckoned
from hall_core.domain.plan import Plan, Policy
from hall_core.domain.plan_centre import Centre
from hall_core.domain.plan_devices import Board
from hall_core.domain.scanned import IdCard
from hall_hub.calendars import Calendars
from hall_hub.feeds import worker
from hall_hub.feeds.calendar import base_calendar, make_calendar
from hall_hub.feeds.orders import Answer, Failed, MakeCalendar, Taken
from hall_hub.feeds.watch import News
from hall_hub.feeds.worker import Worker
from hall_hub.store.calendar_file import CALENDAR, CalendarFile
from hall_hub.store.copies import Copies
from hall_hub.store.schema import connect
from hall_trust.ca import new_authority
from hall_trust.signed import beside, sign_file
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench, taken
from tests.hall_hub.test_dossier_boards import told

TODAY = "2026-11-21"
AT = 1_795_226_400_000
SWAP = 'holidays = ["2026-01-02"]\nworked = ["2026-01-10"]\n'
KEY, CA = new_authority("tinh", "Tỉnh", AT)
OTHERS_KEY, _ = new_authority("khac", "Khác", AT)


class Folder:
    """A hub's folder, and who brings calendars to it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        (data / "feeds").mkdir()
        self.ca = data / "centre.pem"
        self.ca.write_bytes(CA)
        self.file = data / "feeds" / FILE
        self.copies: Path | None = None

    def brought(self, text: str, key: bytes = KEY, at: int = AT) -> None:
        self.file.write_text(text, "utf-8")
        beside(self.file).write_bytes(sign_file(key, self.file, at))

    def made(self, today: str = TODAY) -> tuple[bool, str]:
        answer = make_calendar(self.data, today, self.ca, self.copies)
        return answer.accepted, answer.words

    def works(self, *days: str) -> list[bool]:
        calendar = CalendarFile(self.data).days
        assert calendar is not None
        return [calendar.is_working(day) for day in days]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_the_library_knows_lunar_tet_the_day_of_culture_and_swapped_saturdays(folder: Folder) -> None:
    assert folder.made() == (True, "working days 2023-2028: no override of the centre")
    assert folder.works("2026-02-17", "2026-11-24", "2026-08-22", "2026-08-31", "2026-11-23") == [
        *(False, False, True, False, True)
    ]
    calendar = CalendarFile(folder.data).days
    assert calendar is not None
    assert calendar.add("2026-11-20", 3) == "2026-11-26"


def test_what_the_centre_has_signed_wins_over_the_library(folder: Folder) -> None:
    folder.made()
    assert folder.works("2026-01-02", "2026-01-10") == [True, False]
    folder.brought(SWAP)
    accepted, words = folder.made()
    assert (accepted, "signed 2026-11-21T02:00:00Z, is used" in words) == (True, True)
    assert folder.works("2026-01-02", "2026-01-10") == [False, True]


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        ('holidays = ["2026-01-05"]\n', OTHERS_KEY, "signature"),
        ('holidays = ["2026-01-05"\n', KEY, "array"),
        ('holidays = ["2026-13-05"]\n', KEY, "month"),
        ('holiday = ["2026-01-05"]\n', KEY, "holiday"),
        ('holidays = ["2026-01-05"]\nworked = ["2026-01-05"]\n', KEY, "off and worked"),
    ],
)
def test_a_bad_signature_or_a_broken_line_is_told_and_the_calendar_before_stays(
    folder: Folder, text: str, key: bytes, why: str
) -> None:
    folder.brought(SWAP)
    folder.made()
    before = (folder.data / CALENDAR).read_bytes()
    folder.brought(text, key, AT + 1_000)
    accepted, words = folder.made()
    assert (accepted, why in words) == (False, True), words
    assert words.startswith(f"{FILE} is not used: ")
    assert (folder.data / CALENDAR).read_bytes() == before


def test_a_hall_whose_first_override_is_bad_has_the_librarys_days_all_the_same(folder: Folder) -> None:
    folder.brought(SWAP, OTHERS_KEY)
    assert folder.made()[0] is False
    assert folder.works("2026-11-24", "2026-01-02") == [False, True]


def test_an_older_override_does_not_come_back(folder: Folder) -> None:
    folder.brought(SWAP, at=AT)
    folder.made()
    folder.brought('holidays = ["2026-01-05"]\n', at=AT - 60_000)
    assert "the one in use later" in folder.made()[1]
    assert folder.works("2026-01-02", "2026-01-05") == [False, True]


def test_an_override_of_a_time_to_come_shuts_out_none_that_is_signed_now(folder: Folder) -> None:
    """The machine that signs stands offline, and its clock may be years ahead."""
    folder.brought('holidays = ["2026-01-05"]\n', at=AT + 5 * 365 * 86_400_000)
    accepted, words = folder.made()
    assert (accepted, "yet to come" in words) == (False, True)
    folder.brought(SWAP)
    assert folder.made()[0] is True
    assert folder.works("2026-01-02", "2026-01-05") == [False, True]


def test_the_override_lasts_when_its_file_is_gone_and_the_year_turns(folder: Folder) -> None:
    folder.brought('holidays = ["2027-01-04"]\n')
    folder.made()
    folder.file.unlink()
    assert folder.made("2027-01-01")[0] is True
    assert folder.works("2027-01-04", "2029-12-31") == [False, True]


def test_over_the_line_the_same_two_files_come_as_one_item(folder: Folder) -> None:
    folder.brought(SWAP)
    item = SignedFile(file=folder.file.read_text("utf-8"), signature=beside(folder.file).read_text("utf-8"))
    folder.file.unlink()
    folder.copies = folder.data / "copies.sqlite"
    Copies(folder.copies).close()
    assert folder.made()[1].endswith("no override of the centre")
    with closing(connect(folder.copies)) as db:
        db.execute(
            'INSERT INTO item ("set", key, bucket, body) VALUES (?, ?, 0, ?)',
            ("calendar", OVERRIDE, msgspec.json.encode(item)),
        )
    assert folder.made()[0] is True
    assert folder.works("2026-01-02", "2026-01-10") == [False, True]
    assert not [path for path in folder.data.iterdir() if path.is_dir() and path.name != "feeds"], "nothing is left"


def test_a_calendar_that_nobody_can_read_is_made_anew(folder: Folder) -> None:
    (folder.data / CALENDAR).write_bytes(b"{")
    assert CalendarFile(folder.data).days is None
    folder.made()
    assert folder.works("2026-11-24") == [False]


def test_a_year_of_the_library_is_a_year(folder: Folder) -> None:
    calendar = base_calendar(TODAY)
    assert (calendar.first, calendar.last) == ("2023-01-01", "2028-12-31")
    assert "2026-08-22" in calendar.worked


# --- In the hub -------------------------------------------------------------------------------------------------

HEAD = "# as_of=2026-11-25T08:30\ncode,procedure_vi,agency_vi,state,received,due"
LATE = "H41.16-261105-0001,Cấp phép,Sở Y tế,processing,2026-11-05,2026-11-20"
ON_TIME = "H41.16-261105-0002,Cấp phép,Sở Y tế,processing,2026-11-05,2026-12-18"


@pytest.fixture
def bench(plan: Plan, clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    board = Board(id="bang-2", zone="sanh", shows=["dossiers"])
    clock.wait(4 * 86_400_000)
    hall = replace(plan, devices=[*plan.devices, board], policy=Policy(id_card=True))
    bench = Bench(hall, tmp_path / "ledger.sqlite", clock)
    bench.knowledge.calendars._begins = 0.0
    bench.knowledge.calendars._ca = tmp_path / "centre.pem"
    (tmp_path / "centre.pem").write_bytes(CA)
    yield bench
    bench.close()


def until(bench: Bench, such: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not such():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)
        bench.hub.look()


@pytest.mark.timeout(30)
def test_kiosk_and_board_say_how_many_working_days_something_is_late(bench: Bench) -> None:
    """From Friday the 20th to Wednesday the 25th: Monday and Wednesday, for Tuesday is the Day of Culture."""
    until(bench, lambda: bench.knowledge.calendars.version == 1)
    (bench.feeds / "dossiers.csv").write_text(f"{HEAD}\n{LATE}\n", "utf-8")
    taken(bench)
    assert [row.days for row in told(bench).late] == [2]
    answer = bench.wonder("kiosk-1", q.AskDossier(code="H41.16-261105-0001"))
    assert answer.reckoned == Reckoned(late_days=2)


@pytest.mark.timeout(30)
def test_who_asks_by_a_card_hears_of_each_dossier_how_late_it_is(bench: Bench) -> None:
    until(bench, lambda: bench.knowledge.calendars.version == 1)
    rows = f"{HEAD},id_card\n{LATE},001099012345\n{ON_TIME},001099012345\n"
    (bench.feeds / "dossiers.csv").write_text(rows, "utf-8")
    taken(bench)
    bucket = IdCard("001099012345").token((bench.file.parent / "id.key").read_bytes())[:2]
    answer = bench.wonder("kiosk-1", q.AskDossiers(bucket=bucket))
    assert len(answer.dossiers) == 2
    assert answer.reckoned == {"H41.16-261105-0001": Reckoned(late_days=2)}


@pytest.mark.timeout(30)
def test_a_bad_override_in_feeds_is_a_problem_of_the_hub_until_it_is_mended(bench: Bench) -> None:
    file = bench.feeds / FILE
    file.write_text(SWAP, "utf-8")
    beside(file).write_bytes(sign_file(OTHERS_KEY, file, AT))
    until(bench, lambda: bool(bench.problems()))
    [(problem, words)] = bench.problems()
    assert (problem, words.startswith(f"{FILE} is not used")) == ("catalogue-refused", True)
    assert (bench.feeds / "calendar.report.txt").read_text("utf-8") == f"{words}\n"
    beside(file).write_bytes(sign_file(KEY, file, AT))
    until(bench, lambda: not bench.problems())
    assert (bench.feeds / "calendar.report.txt").read_text("utf-8").startswith("working days 2023-2028")


def test_without_a_day_that_is_sure_no_calendar_is_made(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    worker, copies = Worker(tmp_path), Copies(tmp_path / "copies.sqlite")
    calendars = Calendars(tmp_path, copies, tmp_path / "ca.pem", worker.do, over_the_line=False, rest=0)
    assert (calendars.look(None), calendars.busy) == ([], False)
    assert calendars.days is None
    copies.close()
    worker.close()


class Making:
    """Calendars whose worker is played; ``answers`` are what it says to the first order, the second and so on."""

    def __init__(self, data: Path, *answers: Answer, over_the_line: bool = False) -> None:
        (data / "feeds").mkdir()
        self.orders: list[MakeCalendar] = []
        self.answers = list(answers)
        self.copies = Copies(data / "copies.sqlite")
        ca = data / "ca.pem"
        self.calendars = Calendars(data, self.copies, ca, self.do, over_the_line=over_the_line, rest=0)

    def do(self, order: MakeCalendar) -> Future[Answer]:
        self.orders.append(order)
        answer = Future[Answer]()
        answer.set_result(self.answers.pop(0))
        return answer

    def looked(self, today: str) -> list[News]:
        """What is told of it until nothing is to be done."""
        return [news for _ in range(4) for news in self.calendars.look(today)]


def test_what_was_refused_is_judged_again_on_the_next_day_and_what_was_used_is_not(tmp_path: Path) -> None:
    making = Making(tmp_path, Taken(False, "words"), Taken(True, ""), Taken(True, ""))
    counts = list[int]()
    for today in ("2026-11-21", "2026-11-21", "2026-11-22", "2026-11-23", "2027-01-01"):
        making.looked(today)
        counts.append(len(making.orders))
    assert counts == [1, 1, 2, 2, 3]
    making.copies.close()


def test_one_that_could_not_be_made_is_told_and_tried_again_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "the calendar of working days could not be made, the one before stays; see the hub's log"
    making = Making(tmp_path, Failed("no room"), Failed("no room"), Taken(True, "working days"))
    assert making.looked(TODAY) == [News("calendar", words)]
    assert (making.looked(TODAY), len(making.orders)) == ([], 1)
    monkeypatch.setattr(worker, "AGAIN", 0.0)
    making.calendars._again = 0.0
    assert making.looked(TODAY) == [News("calendar", words), News("calendar", None)]
    assert (len(making.orders), making.calendars.version) == (3, 1)
    making.copies.close()


def test_over_the_line_it_is_made_anew_when_another_override_has_come(tmp_path: Path) -> None:
    making = Making(tmp_path, *[Taken(True, "working days")] * 3, over_the_line=True)
    counts = list[int]()
    for body in (None, b"one", b"one", b"two"):
        if body is not None:
            with closing(connect(tmp_path / "copies.sqlite")) as db:
                row = ("calendar", OVERRIDE, body)
                db.execute('INSERT OR REPLACE INTO item ("set", key, bucket, body) VALUES (?, ?, 0, ?)', row)
        making.looked(TODAY)
        counts.append(len(making.orders))
    assert counts == [1, 2, 2, 3]
    assert {order.copies for order in making.orders} == {str(tmp_path / "copies.sqlite")}
    assert not (tmp_path / "feeds" / "calendar.report.txt").exists(), "nobody has dropped a file"
    making.copies.close()


def test_a_report_that_cannot_be_written_keeps_no_calendar_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    making = Making(tmp_path, Taken(False, "words"))
    (tmp_path / "feeds" / FILE).write_text(SWAP, "utf-8")
    (tmp_path / "feeds" / "calendar.report.txt").mkdir()
    assert making.looked(TODAY) == [News("calendar", "words")]
    assert "calendar.report.txt: Is a directory" in caplog.text
    making.copies.close()


def test_a_file_is_not_read_where_the_calendar_comes_over_the_line(
    plan: Plan, clock: HandClock, tmp_path: Path
) -> None:
    bench = Bench(replace(plan, centre=Centre(brings=["calendar"])), tmp_path / "ledger.sqlite", clock)
    (bench.feeds / FILE).write_text(SWAP, "utf-8")
    taken(bench)
    [(_, words)] = bench.problems()
    assert words.startswith(f"{FILE} is not read: working days come over the line")
    bench.close()
