"""What a citizen does at the kiosk, and what must come of it: a finger on the glass, a paper at the scanner."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from demo.glass import Glass
from demo.house import House
from demo.paper import PaperPrinter
from demo.programs import ProgramFailed
from demo.scanner import BarcodeScanner
from hall_core.domain.names import Language
from hall_core.ui.translate import Words

FAST_ENOUGH = 20.0
"""Seconds for a ticket from the last tap to the cut, on a slow box."""
WELCOME = "Xin kính chào quý vị"
LEAVE = ("Xong", "Done", "Về trang đầu", "Quay lại", "Back")
"""On the buttons that lead to the first page or nearer to it, the shortest way first."""
MOST_PAGES = 8
"""Between any page and the first one."""
DARK = 90
"""Of 255: the middle brightness of a page in high contrast stays under it, that of a light one far above."""
PAPER = """
SELECT 1 FROM event JOIN event AS issued
    ON json_extract(issued.body, '$.ticket') = json_extract(event.body, '$.ticket')
    WHERE json_extract(issued.body, '$.number') = '{number}' AND json_extract(event.body, '$.type') = '{event}'
"""
"""True once the ledger knows what became of a number's paper."""


class AtKiosk:
    """Each method returns when what it is named for has happened, or raises ProgramFailed."""

    def __init__(
        self,
        house: House,
        printer: PaperPrinter,
        glass: Glass,
        scanner: BarcodeScanner,
        picture: Callable[[Glass, str], Path],
        say: Callable[[str], None],
    ) -> None:
        """``picture`` keeps what is on the glass under a name."""
        self.glass = glass
        self._house, self._printer, self._scanner = house, printer, scanner
        self._picture, self._say = picture, say
        self._words = Words()
        self._papers = 0

    def home(self) -> None:
        """Back to the first page, as the next citizen finds it."""
        for _ in range(MOST_PAGES):
            shown = self.glass.look()
            if WELCOME in shown["words"]:
                return
            leave = [words for words in LEAVE if any(words in tap["words"] for tap in shown["taps"])]
            if leave:
                # Not if the page ends by itself just now: then there is nothing to leave.
                self.glass.tap_if_there(leave[0])
        self.glass.wait_for(WELCOME)

    def choose(
        self, language: Language, service: str, group: str | None, *, times: int = 1, pictures: bool = False
    ) -> None:
        """From the first page to the tap that asks for a number, which falls ``times`` times."""
        plan, say = self._house.plan, self._words.into(language)
        chosen = plan.service(service)
        assert chosen is not None
        field = plan.field(chosen.field)
        assert field is not None
        self.glass.tap(say("Lấy số thứ tự"))
        self._tap_next(field.name.into(language), "kiosk-fields" if pictures else "")
        self._tap_next(chosen.name.into(language), "kiosk-services" if pictures else "")
        self.answer(language, group, times=times, pictures=pictures)

    def answer(self, language: Language, group: str | None, *, times: int = 1, pictures: bool = False) -> None:
        """Whether one belongs to a priority group: to ``group``, or to none."""
        groups = {each.id: each.name.into(language) for each in self._house.plan.priority_groups}
        none = self._words.into(language)("Không thuộc nhóm ưu tiên")
        self._tap_next(none if group is None else groups[group], "kiosk-priority" if pictures else "", times=times)

    def _tap_next(self, words: str, picture: str = "", *, times: int = 1) -> None:
        self.glass.wait_for(words)
        if picture:
            self._picture(self.glass, picture)
        self.glass.tap(words, times=times)

    def expect_ticket(self, number: str, *, paper: bool, hub: bool = True) -> None:
        """``hub``: whether it is there to write it down."""
        self.glass.wait_for(number, FAST_ENOUGH)
        if not paper:
            self.expect_in_ledger(number, "ticket-print-failed")
            self._say(f"  {number}: on the glass with its code; the ledger says that the paper failed")
            return
        name = self.expect_paper().name
        self.glass.wait_for(self._printed(), FAST_ENOUGH)
        if hub:
            self.expect_in_ledger(number, "ticket-printed")
        self._say(f"  {number}: on the glass, on paper ({name}){' and in the ledger' if hub else ''}")

    def _printed(self) -> str:
        english = "Done" in self.glass.look()["words"]
        return self._words.into("en" if english else "vi")("Đã in xong. Mời quý vị lấy phiếu.")

    def expect_paper(self) -> Path:
        """One more paper than before, and no second one."""
        self._papers += 1
        papers = self._printer.wait_for(self._papers, FAST_ENOUGH)
        if len(papers) != self._papers:
            raise ProgramFailed(f"{len(papers)} papers where {self._papers} were asked for")
        return papers[-1]

    def expect_in_ledger(self, number: str, event: str) -> None:
        self._house.wait_for_ledger(PAPER.format(number=number, event=event), f"{number} is {event}", FAST_ENOUGH)

    def type(self, keys: str, text: str) -> None:
        """Strikes ``keys``, of which the on-screen keyboard makes ``text``."""
        self.glass.type(keys, space=self._words.into("vi")("Dấu cách"))
        self.glass.wait_for(text)

    def scan(self, code: str) -> None:
        self._scanner.scan(code)

    def expect_dark(self, dark: bool) -> None:
        """The glass has the colours of high contrast, or those that everybody finds."""
        deadline = time.monotonic() + FAST_ENOUGH
        while (self._brightness() < DARK) != dark:
            if time.monotonic() > deadline:
                raise ProgramFailed(f"the glass is {'light' if dark else 'dark'}, and should not be")

    def _brightness(self) -> int:
        """The middle one of the glass, of 255."""
        self.glass.look()
        with Image.open(self.glass.picture) as picture:
            levels = sorted(picture.convert("L").resize((64, 40)).tobytes())
        return levels[len(levels) // 2]
