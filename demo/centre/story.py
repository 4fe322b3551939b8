"""What a province and its hall do for one another, and what becomes of it while the line between them is cut.

Each step waits until it has really happened (on a glass, in the hall's ledger, in the centre's tables) or ends the
demo. The times it tells are as seen by who watches, looks at glasses included; they are no measurement.
"""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable
from datetime import datetime, timedelta

from demo.at_counter import CAME, CLOSE, DONE, PAUSE, AtCounter
from demo.at_kiosk import AtKiosk
from demo.centre.dossier_system import FINISHED, SITE
from demo.centre.side import CentreSide
from demo.centre.tables import counted, tables
from demo.glass import Glass
from demo.hands import Keypad
from demo.house import House
from demo.paper import PaperPrinter
from demo.picture import Pictures, compose
from demo.programs import ProgramFailed
from demo.scanner import BarcodeScanner
from hall_core.domain.business_day import HANOI
from hall_core.domain.dossier_board import masked

IN_HAND, FINISHED_THERE = "Đang giải quyết", "Đã có kết quả"
"""How a dossier stands, at the kiosk."""
AGE = "Cập nhật lúc "
NOWHERE = f"{SITE}-260101-9999"
ALL_PAGES = 60.0
"""Seconds in which each page of the board has had its turn."""
AGES = 3
"""Minutes of which a line that stands may have told last: the centre speaks once a minute."""
LONG = 60.0
"""Seconds for a line to come back, or for what is left of a cluster to go on."""
SOON = 0.05
"""Seconds that nobody has seen pass."""
TABLES = "centre.txt"


class CentreStory:
    """``house`` is a running hall with a line to ``centre``."""

    def __init__(
        self,
        house: House,
        centre: CentreSide,
        printer: PaperPrinter,
        kiosk: Glass,
        board: Glass,
        pad: Glass,
        keypad: Keypad,
        scanner: BarcodeScanner,
        say: Callable[[str], None],
    ) -> None:
        self._house, self._centre, self._printer, self._board, self._say = house, centre, printer, board, say
        self._pictures = Pictures(house.folder / "screens")
        self._picture = self._pictures.take
        self._kiosk = AtKiosk(house, printer, kiosk, scanner, self._picture, say)
        self._counter = AtCounter(house, keypad, board, pad, self._picture, say)

    def play(self) -> None:
        say = self._say
        self._counter.press(PAUSE, "counter-opened")
        self._a_dossier_is_in_hand()
        say("a citizen is served, and says how it was; the next one takes a number")
        self._takes("A001")
        self._served("A001")
        self._arrives()
        self._takes("A002")  # while the board turns its pages
        self._it_is_finished()
        self._a_node_dies()
        self._the_line_is_cut()
        self._the_line_is_back()
        self._counter.press(PAUSE, "counter-paused")
        self._counter.press(CLOSE, "counter-closed")
        self._tell_all()
        names = ("board-before", "dossier-after", "board-back", "pad-faces")
        screens = [self._pictures.shown[name] for name in names]
        compose(screens, self._printer.wait_for(1)[0], self._house.folder / "centre.png")

    def _a_dossier_is_in_hand(self) -> None:
        land = self._centre.dossiers.land
        self._board.wait_for(masked(self._centre.dossiers.birth.code), ALL_PAGES)
        self._picture(self._board, "board-before")
        self._look_up(land.code, IN_HAND, "dossier-before")
        self._say(f"«{land.name}» is in hand: the board does not list it, the kiosk says «{IN_HAND}»")

    def _it_is_finished(self) -> None:
        land, listed = self._centre.dossiers.land, masked(self._centre.dossiers.birth.code)
        # The page with the results has just come on then, and stands for some seconds.
        self._board.wait_until(lambda words: listed not in words, "another page", ALL_PAGES)
        self._board.wait_for(listed, ALL_PAGES)
        since = self._finish(land.code)
        self._board.wait_for(masked(land.code), ALL_PAGES)
        self._say(
            f"«{land.name}» is finished in the dossier system → on the board: {since():.1f} s (asked each second)"
        )
        self._picture(self._board, "board-after")
        self._look_up(land.code, FINISHED_THERE, "dossier-after")
        self._say(f"  and the kiosk says «{FINISHED_THERE}»")

    def _a_node_dies(self) -> None:
        self._served("A002", meanwhile=self._kill_a_node)
        self._arrives()
        now = self._centre.hall_is_on
        self._say(f"  nothing is lost; the line leads to node {now.place.name if now else '?'} by now")

    def _kill_a_node(self) -> None:
        deadline = time.monotonic() + LONG
        while (node := self._centre.hall_is_on) is None:
            if time.monotonic() > deadline:
                raise ProgramFailed("the hall is on no broker")
            time.sleep(0.05)
        node.kill()
        self._say(f"NATS node {node.place.name}, to which the hall's line led, is killed; two are left")

    def _the_line_is_cut(self) -> None:
        shop, kiosk = self._centre.dossiers.shop, self._kiosk
        self._centre.cut()
        cut = datetime.now(HANOI)
        self._say(f"THE LINE IS CUT at {cut:%H:%M:%S}; the hall goes on")
        told = self._told()
        self._finish(shop.code)
        self._takes("A003")
        self._served("A003")
        query = f"SELECT 1 FROM dossier_source WHERE code = '{shop.code}' AND state_told = '{FINISHED}'"
        self._centre.wait_for_rows(query, bool, f"{shop.code} is finished")
        self._look_up(shop.code, IN_HAND, "dossier-cut")
        self._say(f"  «{shop.name}» is finished since, and the centre knows; the hall says what it knew, and of when")
        kiosk.home()
        kiosk.scan(NOWHERE)
        kiosk.glass.wait_for("Hệ thống một cửa chưa trả lời")
        self._picture(kiosk.glass, "unknown-cut")
        self._say("  for a code that it does not know, the kiosk says that the centre does not answer")
        words = self._board.wait_for(AGE, ALL_PAGES)
        [age] = [text.removeprefix(AGE) for text in words if text.startswith(AGE)]
        self._picture(self._board, "board-cut")
        if age not in {f"{cut - timedelta(minutes=ago):%H:%M}" for ago in range(AGES)}:
            raise ProgramFailed(f"the board says of {age} what it cannot know since {cut:%H:%M}")
        self._say(f"  the board says «{AGE}{age}», and it is {datetime.now(HANOI):%H:%M:%S}")
        if self._told() != told:
            raise ProgramFailed("something went over a line that is cut")
        self._say(f"  in the hall | at the centre: {self._counts()}")

    def _the_line_is_back(self) -> None:
        shop = self._centre.dossiers.shop
        self._centre.mend()
        self._say("the line is mended (a hall's bridge tries every 5 to 120 s; here each second)")
        self._arrives()
        self._board.wait_for(masked(shop.code), ALL_PAGES)
        self._picture(self._board, "board-back")
        self._look_up(shop.code, FINISHED_THERE, "dossier-back")
        self._say(f"  «{shop.name}»: the board and the kiosk know too")

    def _takes(self, number: str) -> None:
        self._kiosk.home()
        self._kiosk.choose("vi", "khai-sinh", group=None)
        self._kiosk.expect_ticket(number, paper=True)

    def _served(self, number: str, meanwhile: Callable[[], None] | None = None) -> None:
        """Called, received, done, rated. ``meanwhile``: what happens while the citizen is at the counter."""
        counter = self._counter
        counter.call(number, "called, served")
        counter.press(CAME, "service-started")
        if meanwhile:
            meanwhile()
        counter.press(DONE, "ticket-completed")
        counter.rate(number, "vi")

    def _arrives(self) -> None:
        """All that the ledger has is in the centre's tables, and nothing besides."""
        began = time.monotonic()
        while not all(count.agrees for count in counted(self._house, self._centre)):
            if time.monotonic() > began + LONG:
                raise ProgramFailed(f"hall and centre do not agree: {self._counts()}")
            time.sleep(0.02)
        since = time.monotonic() - began
        self._say(f"  in the hall | at the centre: {self._counts()}{f', {since:.1f} s later' if since > SOON else ''}")

    def _counts(self) -> str:
        return ", ".join(str(count) for count in counted(self._house, self._centre))

    def _told(self) -> list[list[str]]:
        return [count.centre for count in counted(self._house, self._centre)]

    def _finish(self, code: str) -> Callable[[], float]:
        """An officer finishes that dossier; gives how long ago that is."""
        self._centre.dossiers.change(code, FINISHED)
        began = time.monotonic()
        return lambda: time.monotonic() - began

    def _look_up(self, code: str, how: str, picture: str) -> None:
        """Somebody holds a receipt to the kiosk's scanner, and reads how that dossier stands."""
        self._kiosk.home()
        self._kiosk.scan(code)
        self._kiosk.glass.wait_for(how)
        self._picture(self._kiosk.glass, picture)

    def _tell_all(self) -> None:
        parts = list(tables(self._house, self._centre))
        (self._house.folder / TABLES).write_text("\n".join(parts), "utf-8")
        request = urllib.request.Request(f"{self._centre.api}/v1/ratings?after=0")
        request.add_header("Authorization", f"Bearer {self._centre.token}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            ratings = json.load(answer)["items"]
        self._say(f"another system reads {len(ratings)} ratings from the API")
        for line in "\n".join([parts[0], parts[-1]]).splitlines():
            self._say(f"  {line}" if line else "")
