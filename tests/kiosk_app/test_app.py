"""The real app on a real window, with real touches; only the line and the printer are stood in for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from hall_core.contract.messages import CatalogueHead, Reply
from hall_core.domain.commands import IssueTicket
from hall_core.domain.facts import PaperPrinted
from hall_core.domain.names import Language
from hall_core.domain.plan_devices import Kiosk
from hall_core.mqtt.heard import Answered, LinkDown, LinkUp, StateHeard
from hall_core.ui.translate import Words
from kiosk_app.devices.ticket import TicketFace
from kiosk_app.jobs.tickets.pages import Asking, Fields, Issued, Paper, Print, Services
from kiosk_app.kiosk import Home, Manner
from kiosk_app.looks import Look, Looks
from kiosk_app.messages import Ask, Message, Report, Tell
from kiosk_app.rules import SETTLE
from kiosk_app.where import face
from tests.conftest import HandClock
from tests.kiosk_app.conftest import hall_state, heard, make_hall, make_kiosk, service_state, ticket
from tests.kiosk_app.fakes import FakePrinter, FakeStation, FakeVoice
from tests.screens_support import PANELS, Glass


def looks(manner: Manner) -> Look:
    return Looks(Kiosk(id="kiosk-1", panel=PANELS["1280x800"])).of(manner)


class Hall:
    """A kiosk on the glass, the line it speaks over, its printer, and its clock."""

    def __init__(self, glass: Glass, clock: HandClock, words: Words, *, fails: bool = False) -> None:
        from hall_core.ui.widgets.touchable import Touchable
        from kiosk_app.app import App, Devices
        from kiosk_app.stage import Stage

        self.words = words
        self.glass, self.clock = glass, clock
        self.touchable = Touchable
        self.station, self.printer, self.voice = FakeStation(), FakePrinter(), FakeVoice()
        self.ended: list[bool] = []
        self.last_words: list[Message] = []
        """What the printer says while it is stopped."""
        self.connected_on: int | None = None
        self.post: Callable[[Message], None] = lambda _: None
        clock.wait(10_000)

        def connect(post: Callable[[Message], None]) -> Devices:
            self.connected_on = threading.get_ident()
            self.post = post
            post(LinkUp())  # a station may hear before it is handed over
            post(heard(hall_state()))
            if fails:
                raise OSError("the disk is gone")
            return Devices(
                quick={
                    Ask: lambda effect: self.station.ask(effect.command, effect.id),
                    Report: lambda effect: self.station.report(effect.problem, effect.present),
                    Print: lambda effect: self.printer.submit(effect.ticket.id, self.face(effect)),
                },
                slow={Tell: lambda effect: self.station.tell(effect.fact)},
                voice=self.voice,
                stop_devices=lambda: [post(message) for message in self.last_words],
                stop_line=lambda: setattr(self.station, "stopped", True),
            )

        self.app = App(
            make_kiosk(),
            lambda tapped: Stage(looks, tapped),
            words,
            clock,
            connect,
            ended=lambda: self.ended.append(True),
        )
        self.stop = self.app.start()
        self.glass.show(self.app.stage)

    def face(self, effect: Print) -> TicketFace:
        return face(make_hall(), effect.ticket, self.words.into(effect.language), timed=effect.timed)

    def hear(self, *messages: Message) -> None:
        for message in messages:
            self.post(message)
        self.glass.frames()

    def touch(self, title: str) -> None:
        """A finger on the tile or button with this title, once the page has settled."""
        self.clock.wait(SETTLE)
        self.glass.frames()
        self.glass.tap(self.target(title))

    def target(self, title: str) -> object:
        for widget in self.app.stage.walk():
            said = getattr(widget, "title", ""), getattr(widget, "text", "")
            if isinstance(widget, self.touchable) and not widget.disabled and title in said:
                return widget
        raise AssertionError(f"{title} cannot be touched")

    def issue_commands(self) -> list[IssueTicket]:
        return [command for _, command in self.station.asked if isinstance(command, IssueTicket)]


@pytest.fixture
def hall_on_glass(glass: Glass, clock: HandClock, english_too: Words) -> Iterator[Hall]:
    hall = Hall(glass, clock, english_too)
    glass.wait(lambda: hall.app.kiosk.hall is not None)
    yield hall
    hall.stop()


def test_a_citizen_touches_through_to_a_printed_ticket(hall_on_glass: Hall) -> None:
    hall = hall_on_glass
    for title in ("Lấy số thứ tự", "Hộ tịch", "Khai sinh", "Người cao tuổi"):
        hall.touch(title)
    assert hall.issue_commands() == [IssueTicket(service="khai-sinh", priority="cao-tuoi")]
    id, _ = hall.station.asked[0]
    hall.hear(Answered(Reply(to=id, ticket=ticket(id=id))))
    ((printed, paper),) = hall.printer.submitted
    assert (printed, paper.number, paper.language) == (id, "A012", "vi")
    hall.hear(Paper(id, None))
    hall.glass.wait(lambda: hall.station.told)
    assert hall.station.told == [PaperPrinted(ticket=id)]
    hall.touch("Xong")
    assert hall.app.kiosk.page == Home()


def test_a_double_tap_is_one_ticket(hall_on_glass: Hall) -> None:
    hall = hall_on_glass
    hall.touch("Lấy số thứ tự")
    hall.touch("Hộ tịch")
    hall.clock.wait(SETTLE)
    tile = hall.target("Sao y")
    for _ in range(5):
        hall.glass.tap(tile)
        hall.clock.wait(90)
    assert len(hall.issue_commands()) == 1


def test_a_double_tap_on_a_field_does_not_choose_a_service(hall_on_glass: Hall) -> None:
    hall = hall_on_glass
    hall.touch("Lấy số thứ tự")
    hall.clock.wait(SETTLE)
    place = hall.target("Hộ tịch").center  # pyright: ignore[reportAttributeAccessIssue]
    hall.glass.finger().down(*place).up()
    hall.clock.wait(200)
    hall.glass.frames()
    hall.glass.finger().down(*place).up()
    hall.glass.frames()
    assert hall.app.kiosk.page == Services("ho-tich")
    assert hall.station.asked == []


def test_two_fingers_on_two_services_are_one_ticket(hall_on_glass: Hall) -> None:
    hall = hall_on_glass
    hall.touch("Lấy số thứ tự")
    hall.touch("Đất đai")
    hall.clock.wait(SETTLE)
    first, second = hall.glass.finger(), hall.glass.finger()
    first.down(*hall.target("Dịch vụ đất đai 0").center)  # pyright: ignore[reportAttributeAccessIssue]
    second.down(*hall.target("Dịch vụ đất đai 1").center)  # pyright: ignore[reportAttributeAccessIssue]
    first.up()
    hall.clock.wait(SETTLE)
    second.up()
    hall.glass.frames()
    assert hall.issue_commands() == [IssueTicket(service="dich-vu-0")]


def test_a_finger_held_across_two_pages_does_not_choose_on_the_second(hall_on_glass: Hall) -> None:
    hall = hall_on_glass
    hall.touch("Lấy số thứ tự")
    hall.clock.wait(SETTLE)
    held, other = hall.glass.finger(), hall.glass.finger()
    held.down(*hall.target("Hộ tịch").center)  # pyright: ignore[reportAttributeAccessIssue]
    other.down(*hall.target("Đất đai").center)  # pyright: ignore[reportAttributeAccessIssue]
    other.up()
    hall.glass.frames()
    assert hall.app.kiosk.page == Services("dat-dai")
    hall.clock.wait(SETTLE * 3)
    hall.glass.frames()
    held.up()
    hall.glass.frames()
    assert hall.station.asked == []


def test_a_long_press_and_a_drag_back_are_one_tap_each(hall_on_glass: Hall) -> None:
    hall = hall_on_glass
    hall.clock.wait(SETTLE)
    place = hall.target("Lấy số thứ tự").center  # pyright: ignore[reportAttributeAccessIssue]
    finger = hall.glass.finger().down(*place)
    hall.clock.wait(5_000)
    hall.glass.frames(50)
    finger.up()
    hall.glass.frames()
    assert hall.app.kiosk.page == Fields()
    hall.clock.wait(SETTLE)
    hall.glass.frames()
    place = hall.target("Hộ tịch").center  # pyright: ignore[reportAttributeAccessIssue]
    hall.glass.finger().down(*place).move(5, 5).move(*place).up()
    hall.glass.frames()
    assert hall.app.kiosk.page == Services("ho-tich")


def test_a_new_count_does_not_take_a_tile_from_under_the_finger(hall_on_glass: Hall) -> None:
    hall = hall_on_glass
    hall.touch("Lấy số thứ tự")
    hall.touch("Hộ tịch")
    hall.clock.wait(SETTLE)
    finger = hall.glass.finger().down(*hall.target("Sao y").center)  # pyright: ignore[reportAttributeAccessIssue]
    hall.hear(heard(service_state("sao-y", 5)))
    finger.up()
    hall.glass.frames()
    assert len(hall.issue_commands()) == 1


def test_a_service_that_is_closed_cannot_be_touched(hall_on_glass: Hall) -> None:
    hall = hall_on_glass
    hall.touch("Lấy số thứ tự")
    hall.touch("Hộ tịch")
    hall.hear(heard(service_state("sao-y", 5, "numbers-spent")))
    with pytest.raises(AssertionError, match="cannot be touched"):
        hall.target("Sao y")
    from hall_core.ui.widgets.tile.tile import Tile

    tile = hall.glass.find(Tile, title="Sao y")
    hall.clock.wait(SETTLE)
    hall.glass.tap(tile)
    assert hall.station.asked == []


@pytest.mark.parametrize(("language", "title"), [("English", "Take a number"), ("Tiếng Việt", "Lấy số thứ tự")])
def test_the_language_is_switched_at_home(hall_on_glass: Hall, language: str, title: str) -> None:
    hall = hall_on_glass
    hall.touch("English")
    if language != "English":
        hall.touch(language)
    assert hall.target(title)
    wanted: Language = "en" if language == "English" else "vi"
    assert hall.app.kiosk.language == wanted


def test_the_screen_goes_home_by_itself(hall_on_glass: Hall) -> None:
    hall = hall_on_glass
    hall.touch("Lấy số thứ tự")
    hall.touch("Hộ tịch")
    hall.touch("Sao y")
    assert isinstance(hall.app.kiosk.page, Asking)
    id, _ = hall.station.asked[0]
    hall.hear(Answered(Reply(to=id, ticket=ticket(id=id))), Paper(id, None))
    assert isinstance(hall.app.kiosk.page, Issued)
    hall.clock.wait(12_000)
    hall.hear(LinkDown(), LinkUp())  # each message looks at the clock anew, as the timer would have
    hall.glass.wait(lambda: hall.app.kiosk.page == Home())


def test_what_is_told_is_told_on_another_thread_and_the_devices_are_made_on_one(hall_on_glass: Hall) -> None:
    hall = hall_on_glass
    hall.hear(Paper("018f0000-0000-7000-8000-0000000000ff", None))
    hall.glass.wait(lambda: hall.station.told)
    assert threading.get_ident() not in hall.station.told_on
    assert hall.connected_on not in (None, threading.get_ident())


def test_what_the_printer_says_at_the_end_is_still_told(glass: Glass, clock: HandClock, english_too: Words) -> None:
    hall = Hall(glass, clock, english_too)
    glass.wait(lambda: hall.app.kiosk.hall is not None)
    hall.last_words.append(Paper("018f0000-0000-7000-8000-0000000000ff", None))
    hall.stop()
    assert hall.station.told == [PaperPrinted(ticket="018f0000-0000-7000-8000-0000000000ff")]
    assert hall.station.stopped


def test_reports_go_over_the_line(hall_on_glass: Hall) -> None:
    hall = hall_on_glass
    hall.hear(StateHeard(CatalogueHead(epoch=1, version=1, digest="other"), 0, True, "plan"))
    assert hall.station.reported == [("hall-file-differs", True)]


def test_without_devices_the_program_ends_and_says_so(
    glass: Glass, clock: HandClock, english_too: Words, caplog: pytest.LogCaptureFixture
) -> None:
    hall = Hall(glass, clock, english_too, fails=True)
    glass.wait(lambda: hall.ended)
    assert hall.app.failed
    assert "the kiosk cannot be connected" in caplog.text
    hall.stop()


def test_before_the_first_frame_nothing_is_connected(glass: Glass, clock: HandClock, english_too: Words) -> None:
    from kiosk_app.app import App
    from kiosk_app.stage import Stage

    called: list[object] = []
    threads = threading.active_count()
    app = App(make_kiosk(), lambda tap: Stage(looks, tap), english_too, clock, called.append, print)  # pyright: ignore
    stop = app.start()
    assert threading.active_count() == threads
    stop()
    glass.show(app.stage)
    glass.frames(20)
    assert called == [], "a kiosk that was stopped does not start any more"
