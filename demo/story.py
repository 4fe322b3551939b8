"""Five citizens and an officer, told through real inputs: a finger on the glass, keys of the call box, a printer.

Each step waits until it has really happened (on the screen, on the paper, in the ledger) or ends the demo.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from evdev import ecodes

from demo.glass import Glass
from demo.hands import Keypad
from demo.house import House
from demo.paper import PaperPrinter
from demo.picture import compose
from demo.programs import ProgramFailed
from hall_core.domain.names import Language
from hall_core.ui.translate import Words

FAST_ENOUGH = 20.0
"""Seconds for a ticket from the last tap to the cut, on a slow box."""
NEXT, RECALL, CAME, DONE, NO_SHOW, PAUSE, CLOSE = (
    ecodes.KEY_KP1,
    ecodes.KEY_KP2,
    ecodes.KEY_KP3,
    ecodes.KEY_KP4,
    ecodes.KEY_KP5,
    ecodes.KEY_KP6,
    ecodes.KEY_KP9,
)

PAPER = """
SELECT 1 FROM event JOIN event AS issued
    ON json_extract(issued.body, '$.ticket') = json_extract(event.body, '$.ticket')
    WHERE json_extract(issued.body, '$.number') = '{number}' AND json_extract(event.body, '$.type') = '{event}'
"""
"""True once the ledger knows what became of a number's paper."""
SHOWN = """
SELECT 1 WHERE {calls} = (
    SELECT count(*) FROM event AS shown
    JOIN event AS called ON json_extract(called.body, '$.call') = json_extract(shown.body, '$.call')
    JOIN event AS issued ON json_extract(issued.body, '$.ticket') = json_extract(called.body, '$.ticket')
    WHERE json_extract(shown.body, '$.type') = 'call-shown'
    AND json_extract(shown.body, '$.how') = '{how}'
    AND json_extract(called.body, '$.type') = 'ticket-called'
    AND json_extract(issued.body, '$.number') = '{number}')
"""
"""True once a number's calls have all been painted, or spoken."""


class Story:
    """``say`` tells the person who watches; ``house`` is a running hall."""

    def __init__(
        self,
        house: House,
        printer: PaperPrinter,
        kiosk: Glass,
        board: Glass,
        keypad: Keypad,
        say: Callable[[str], None],
    ) -> None:
        self._house, self._printer, self._kiosk, self._board = house, printer, kiosk, board
        self._keypad = keypad
        self._say = say
        self._words = Words()
        self._screens = house.folder / "screens"
        self._screens.mkdir()
        self._pictures = 0
        self._papers = 0
        self._boards: dict[str, Path] = {}

    def play(self) -> None:
        self._say("the officer opens counter 1")
        self._press(PAUSE, "counter-opened")
        self._first_citizen()
        self._second_citizen_in_english()
        self._third_citizen_goes_ahead()
        self._fourth_citizen_taps_twice()
        self._fifth_citizen_gets_no_paper()
        self._officer()

    # --- The kiosk ----------------------------------------------------------------------------------------------

    def _first_citizen(self) -> None:
        self._say("citizen 1 registers a birth")
        self._picture(self._kiosk, "kiosk-home")
        self._choose("vi", "khai-sinh", group=None, pictures=True)
        self._expect_ticket("A001", paper=True)
        self._ticket_screen = self._picture(self._kiosk, "kiosk-ticket")

    def _second_citizen_in_english(self) -> None:
        self._say("citizen 2 reads English and wants certified copies")
        self._home()
        self._kiosk.tap("English")
        self._kiosk.wait_for("Tiếng Việt")
        self._picture(self._kiosk, "kiosk-home-en")
        self._choose("en", "sao-y", group=None)
        self._expect_ticket("C001", paper=True)
        self._picture(self._kiosk, "kiosk-ticket-en")

    def _third_citizen_goes_ahead(self) -> None:
        self._say("citizen 3 is elderly and registers a birth")
        self._home()
        self._choose("vi", "khai-sinh", group="cao-tuoi")
        self._expect_ticket("A002", paper=True)

    def _fourth_citizen_taps_twice(self) -> None:
        self._say("citizen 4 is in a hurry and taps twice")
        self._home()
        self._choose("vi", "khai-sinh", group=None, times=2)
        self._expect_ticket("A003", paper=True)

    def _fifth_citizen_gets_no_paper(self) -> None:
        self._say("the printer runs out of paper; citizen 5 keeps the number by its code")
        self._home()
        self._printer.fault = "paper-out"
        self._kiosk.wait_until(
            lambda words: any("giấy" in text for text in words), "a word about the paper, before the tap"
        )
        self._picture(self._kiosk, "kiosk-home-no-paper")
        self._choose("vi", "ket-hon", group=None)
        self._expect_ticket("B001", paper=False)
        self._picture(self._kiosk, "kiosk-ticket-no-paper")
        self._printer.fault = "none"

    def _home(self) -> None:
        """Back to the first page, as the next citizen finds it."""
        done, begin = (self._words.into("vi")(text) for text in ("Xong", "Lấy số thứ tự"))
        done_en = self._words.into("en")("Xong")
        words = self._kiosk.look()["words"]
        for text in (done, done_en):
            if text in words:
                self._kiosk.tap(text)
        self._kiosk.wait_for(begin)

    def _choose(
        self, language: Language, service: str, group: str | None, *, times: int = 1, pictures: bool = False
    ) -> None:
        plan, say = self._house.plan, self._words.into(language)
        chosen = plan.service(service)
        field = plan.field(chosen.field) if chosen else None
        assert chosen is not None
        assert field is not None
        self._kiosk.tap(say("Lấy số thứ tự"))
        self._kiosk.wait_for(field.name.into(language))
        if pictures:
            self._picture(self._kiosk, "kiosk-fields")
        self._kiosk.tap(field.name.into(language))
        self._kiosk.wait_for(chosen.name.into(language))
        if pictures:
            self._picture(self._kiosk, "kiosk-services")
        self._kiosk.tap(chosen.name.into(language))
        groups = {each.id: each.name.into(language) for each in plan.priority_groups}
        answer = say("Không thuộc nhóm ưu tiên") if group is None else groups[group]
        self._kiosk.wait_for(answer)
        if pictures:
            self._picture(self._kiosk, "kiosk-priority")
        self._kiosk.tap(answer, times=times)

    def _expect_ticket(self, number: str, *, paper: bool) -> None:
        self._kiosk.wait_for(number, FAST_ENOUGH)
        event = "ticket-printed" if paper else "ticket-print-failed"
        self._house.wait_for_ledger(
            PAPER.format(number=number, event=event),
            f"{number} is {event}",
            FAST_ENOUGH,
        )
        if paper:
            self._papers += 1
            papers = self._printer.wait_for(self._papers, FAST_ENOUGH)
            if len(papers) != self._papers:
                raise ProgramFailed(f"{len(papers)} papers for {self._papers} citizens")
            self._say(f"  {number}: on the glass, on paper ({papers[-1].name}) and in the ledger")
        else:
            self._say(f"  {number}: on the glass with its code; the ledger says that the paper failed")

    # --- The counter --------------------------------------------------------------------------------------------

    def _officer(self) -> None:
        self._say("the officer calls, one press each")
        self._call_and_wait("A002", "the elderly citizen, who goes ahead of the others")
        self._press(CAME, "service-started")
        self._call_and_wait(
            "A001", "the first citizen; the one before is completed by the same press", "ticket-completed"
        )
        self._press(RECALL, "ticket-called", note="nobody comes, so the call is repeated")
        self._shown("A001", calls=2)
        self._press(NO_SHOW, "ticket-missed")
        self._call_and_wait("C001", "the English reader, called in both languages")
        self._press(CAME, "service-started")
        self._press(DONE, "ticket-completed")
        self._call_and_wait("A003", "the one who tapped twice, and has one number")
        self._press(CAME, "service-started")
        self._call_and_wait("B001", "the one without paper", "ticket-completed")
        self._press(CAME, "service-started")
        self._press(DONE, "ticket-completed")
        self._say("  next, with nobody waiting: the box says so and nothing happens")
        calls = self._count("ticket-called")
        self._keypad.press(NEXT)
        self._house.programs["caller-1"].wait_for("nobody-waiting|nobody waiting", 10)
        if self._count("ticket-called") != calls:
            raise ProgramFailed("somebody was called although nobody waited")
        self._press(PAUSE, "counter-paused")
        self._press(CLOSE, "counter-closed")
        self._picture(self._board, "board-after")
        paper = self._printer.wait_for(1)[0]
        compose(self._ticket_screen, paper, self._boards["A001"], self._house.folder / "hall.png")

    def _press(self, key: int, event: str, *, note: str = "") -> None:
        before = self._count(event)
        self._keypad.press(key)
        if note:
            self._say(f"  {note}")
        self._house.wait_for_ledger(f"SELECT 1 WHERE ({_count_of(event)}) > {before}", f"there is a new {event}")

    def _call_and_wait(self, number: str, note: str, also: str | None = None) -> None:
        """Presses next; waits until the call was painted and spoken, and keeps a picture of the board."""
        before = self._count(also) if also else 0
        self._press(NEXT, "ticket-called", note=f"{number}: {note}")
        self._board.wait_for(number)
        self._boards[number] = self._picture(self._board, f"board-{number}")
        self._shown(number, calls=1)
        if also and self._count(also) <= before:
            raise ProgramFailed(f"no new {also}")

    def _shown(self, number: str, calls: int) -> None:
        """Waits until ``number`` has been called ``calls`` times, each painted on the board and spoken to the end."""
        for how in ("painted", "spoken"):
            self._house.wait_for_ledger(
                SHOWN.format(calls=calls, how=how, number=number),
                f"the call of {number} was {how}",
                30,
            )

    def _count(self, event: str) -> int:
        [(count,)] = self._house.ledger(_count_of(event))
        assert isinstance(count, int)
        return count

    def _picture(self, glass: Glass, name: str) -> Path:
        self._pictures += 1
        return glass.keep(self._screens / f"{self._pictures:02}-{name}.png")


def _count_of(event: str) -> str:
    return f"SELECT count(*) FROM event WHERE json_extract(body, '$.type') = '{event}'"
