"""The look-up carried out: on a real edition, beside a real hub's catalogue; only the line is stood in for."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.contract.edition import PROCEDURES, digest, pack
from hall_core.contract.ids import new_id
from hall_core.contract.messages import CatalogueHead
from hall_core.contract.questions import Answer, AskPart, Question
from hall_core.domain.procedure import Case, Paper, Text
from hall_core.mqtt.heard import StateHeard, Told, Unanswered
from hall_core.ui.translate import Words
from hall_hub.catalogue import EDITION, Catalogues
from hall_hub.editions import Editions
from kiosk_app.box import Box, Hands
from kiosk_app.devices.papers_list import PaperLine, PapersFace
from kiosk_app.devices.slip import Slip
from kiosk_app.jobs.procedures import pages as p
from kiosk_app.jobs.procedures.hands import hands
from kiosk_app.messages import Effect, Message, ProblemSeen
from tests.catalogues import catalogue, procedure
from tests.conftest import HandClock
from tests.kiosk_app.conftest import make_hall

PAPERS = procedure(
    "NB-7", "Cấp thẻ thử", cases=[Case(Text("Lần đầu", "First"), [Paper(Text("Tờ khai", "Form"), 1, 2)])]
)
FUTURE = procedure("NB-8", "Thủ tục của ngày mai", valid_from="2026-11-22")
FIRST, SECOND = pack(catalogue(PAPERS, FUTURE)), pack(catalogue(procedure("NB-9", "Cấp phép mới tinh")))


class Line:
    """A station that is asked for parts."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, AskPart]] = []

    def wonder(self, question: Question) -> str:
        assert isinstance(question, AskPart)
        self.asked.append((new_id(), question))
        return self.asked[-1][0]


class Printer:
    def __init__(self) -> None:
        self.submitted: list[tuple[str, Slip, int | None]] = []

    def submit(self, id: str, slip: Slip, *, only: int | None = None) -> None:
        self.submitted.append((id, slip, only))


class Desk:
    """A kiosk's hands beside a hub."""

    def __init__(self, folder: Path, clock: HandClock, words: Words) -> None:
        self.line, self.printer = Line(), Printer()
        self.posted: queue.Queue[Message] = queue.Queue()
        self.hub = folder / "hub"
        (self.hub / EDITION).parent.mkdir(parents=True)
        (folder / "kiosk").mkdir(exist_ok=True)
        hall = make_hall()
        self.box = Box(
            plan=hall,
            kiosk=hall.devices[0],  # pyright: ignore[reportArgumentType]
            data=folder / "kiosk",
            station=self.line,  # pyright: ignore[reportArgumentType]
            printer=self.printer,  # pyright: ignore[reportArgumentType]
            words=words,
            clock=clock,
            post=self.posted.put,
        )
        self.start()

    def start(self) -> None:
        self.hands: Hands = hands(self.box)
        self.stop: Callable[[], None] = self.hands.start()

    def do(self, effect: Effect) -> Message | None:
        return (self.hands.quick | self.hands.slow)[type(effect)](effect)

    def titles(self, text: str) -> list[str]:
        found = self.do(p.Find(text))
        return [hit.title.vi for hit in found.hits] if isinstance(found, p.Found) else []

    def hub_says(self, data: bytes) -> None:
        (self.hub / EDITION).write_bytes(data)
        self.do(p.Keep(StateHeard(CatalogueHead(epoch=1, version=1, digest=digest(data)), 0, True, PROCEDURES)))

    def answer(self, count: int = 1_000) -> None:
        """The hub answers so many of the questions."""
        hub = Editions({PROCEDURES: Catalogues(self.hub)})
        while self.line.asked and count:
            id, question = self.line.asked.pop(0)
            self.do(p.Keep(Told(Answer(to=id, body=hub.part(question)))))
            count -= 1

    def heard(self, news: Message) -> None:
        while self.posted.get(timeout=8) != news:
            pass


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock, english_too: Words) -> Iterator[Desk]:
    made = Desk(tmp_path, clock, english_too)
    yield made
    made.stop()


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """With the first edition in use."""
    desk.hub_says(FIRST)
    desk.answer()
    desk.heard(p.Renewed())
    return desk


def test_without_a_catalogue_every_question_says_so(desk: Desk) -> None:
    assert desk.do(p.LookAround()) == p.Around()
    assert desk.do(p.Find("khai sinh")) == p.Around()
    assert desk.do(p.ListFields("ubnd")) == p.Around()
    assert desk.do(p.Open("1.001193")) == p.Here(None)


def test_what_the_hub_has_is_fetched_and_found(filled: Desk) -> None:
    assert filled.titles("khai sinh")[0] == "Thủ tục đăng ký khai sinh"


def test_a_key_during_fetching_searches_the_edition_in_use(filled: Desk) -> None:
    filled.hub_says(SECOND)
    assert filled.line.asked
    assert filled.titles("cấp thẻ thử") == ["Cấp thẻ thử"]
    assert "Cấp phép mới tinh" not in filled.titles("mới tinh")


def test_the_next_key_after_a_newer_edition_has_come_searches_that(filled: Desk) -> None:
    filled.titles("khai")
    filled.hub_says(SECOND)
    filled.answer()
    filled.heard(p.Renewed())
    assert filled.titles("mới tinh") == ["Cấp phép mới tinh"]


def test_a_question_lost_on_a_bad_line_is_asked_again(desk: Desk) -> None:
    desk.hub_says(FIRST)
    id, question = desk.line.asked.pop(0)
    desk.do(p.Keep(Unanswered(id)))
    assert [again for _, again in desk.line.asked] == [question]
    desk.answer()
    desk.heard(p.Renewed())


def test_after_a_restart_the_last_edition_is_there_without_the_hub(filled: Desk) -> None:
    filled.stop()
    filled.start()
    assert filled.titles("khai sinh")


def test_an_edition_that_is_here_is_not_fetched_again(filled: Desk) -> None:
    filled.hub_says(FIRST)
    assert filled.line.asked == []


def test_procedures_come_into_force_at_midnight_without_a_restart(filled: Desk, clock: HandClock) -> None:
    assert "Thủ tục của ngày mai" not in filled.titles("của ngày mai")
    clock.wait(24 * 3_600_000)
    assert filled.titles("của ngày mai") == ["Thủ tục của ngày mai"]


def test_a_box_that_does_not_know_the_day_hides_nothing(filled: Desk, clock: HandClock) -> None:
    clock.trusted = False
    assert filled.titles("của ngày mai") == ["Thủ tục của ngày mai"]


def test_ready_words_are_those_that_find_something(filled: Desk) -> None:
    around = filled.do(p.LookAround())
    assert isinstance(around, p.Around)
    assert "sinh con" in around.ready
    assert "birth" not in around.ready


def test_agencies_lead_to_their_fields(filled: Desk) -> None:
    around = filled.do(p.LookAround())
    assert isinstance(around, p.Around)
    shelved = filled.do(p.ListFields("cong-an"))
    assert isinstance(shelved, p.Shelved)
    assert [field.id for field in shelved.fields] == ["cu-tru"]
    assert sum(agency.count for agency in around.agencies) == around.total


@pytest.mark.parametrize("code", ["1.001193", "1.001193.000.00.00.H35"])
def test_a_procedure_is_opened_by_its_code_with_or_without_an_agency_behind_it(filled: Desk, code: str) -> None:
    here = filled.do(p.Open(code))
    assert isinstance(here, p.Here)
    assert here.opened is not None
    assert (here.opened.procedure.code, here.opened.field.vi) == ("1.001193", "Hộ tịch")


def test_a_disk_that_keeps_no_edition_is_reported(desk: Desk) -> None:
    (desk.box.data / "catalogue.sqlite.new").mkdir()
    desk.hub_says(FIRST)
    desk.answer()
    desk.heard(ProblemSeen("storage", True))


def printed(desk: Desk, language: str) -> PapersFace:
    here = desk.do(p.Open("NB-7"))
    assert isinstance(here, p.Here)
    assert here.opened is not None
    desk.do(p.PutOnPaper("papers-1", here.opened, 0, language))  # pyright: ignore[reportArgumentType]
    ((_, face, only),) = desk.printer.submitted
    assert only == 0, "nobody is sent to another printer for a list"
    assert isinstance(face, PapersFace)
    return face


def test_the_list_on_paper_is_in_the_language_of_the_screen(filled: Desk) -> None:
    face = printed(filled, "en")
    assert (face.case, face.papers, face.edition) == ("First", (PaperLine("Form", 1, 2),), "20/11/2026")


def test_a_clock_that_nobody_trusts_is_not_printed(filled: Desk, clock: HandClock) -> None:
    clock.trusted = False
    assert printed(filled, "vi").time == ""


def test_a_kiosk_without_a_printer_says_so(desk: Desk) -> None:
    desk.box = replace(desk.box, printer=None)
    desk.stop()
    desk.start()
    opened = p.Opened(PAPERS, PAPERS.name, PAPERS.name, None)
    assert desk.do(p.PutOnPaper("papers-1", opened, 0, "vi")) == p.PapersPut("papers-1", "printer-missing")
