"""Ten citizens and an officer, told through real inputs: a finger on the glass, papers at the scanner, keys of the
call box, a printer; and a hub that is killed in the middle.

Each step waits until it has really happened (on a screen, on the paper, in the ledger) or ends the demo. While a call
is being spoken the next citizen is at the kiosk already, as in any hall.
"""

from __future__ import annotations

from collections.abc import Callable

from demo.at_counter import CLOSE, DONE, NO_SHOW, PAUSE, RECALL, AtCounter
from demo.at_kiosk import WELCOME, AtKiosk
from demo.glass import Glass
from demo.hands import Keypad
from demo.house import House
from demo.paper import PaperPrinter
from demo.picture import Pictures, compose
from demo.scanner import BarcodeScanner

NOWHERE = "000.00.16.H41-260101-9999"
LATE, FEE_DUE = "000.00.16.H41-261005-0007", "000.00.16.H41-261112-0007"
"""Two of the dossiers of halls/feeds: one that is late, and one for which 200,000 đồng are to be paid."""


class Story:
    """``say`` tells the person who watches; ``house`` is a running hall."""

    def __init__(
        self,
        house: House,
        printer: PaperPrinter,
        kiosk: Glass,
        board: Glass,
        pad: Glass,
        keypad: Keypad,
        scanner: BarcodeScanner,
        say: Callable[[str], None],
    ) -> None:
        self._house, self._printer, self._board = house, printer, board
        self._say = say
        self._pictures = Pictures(house.folder / "screens")
        self._picture = self._pictures.take
        self._kiosk = AtKiosk(house, printer, kiosk, scanner, self._picture, say)
        self._counter = AtCounter(house, keypad, board, pad, self._picture, say)

    def play(self) -> None:
        counter, say = self._counter, self._say
        say("the officer opens counter 1")
        counter.press(PAUSE, "counter-opened")
        self._citizen_1_registers_a_birth()
        self._citizen_2_reads_english()
        self._citizen_3_goes_ahead()
        say("the officer calls, one press each")
        counter.call("A002", "the elderly citizen, who goes ahead of the others")
        self._citizen_4_taps_twice()
        counter.receive("A002")
        counter.call("A001", "the first citizen; the one before is completed by the same press", "ticket-completed")
        self._citizen_5_gets_no_paper()
        counter.heard("A001")
        say("  nobody comes, so the call is repeated")
        counter.press(RECALL, "ticket-called")
        self._citizen_6_looks_for_papers()
        counter.heard("A001", calls=2)
        counter.press(NO_SHOW, "ticket-missed")
        counter.call("C001", "the English reader, called in both languages")
        self._citizen_7_scans_two_receipts()
        self._citizen_8_sees_badly()
        counter.receive("C001")
        counter.press(DONE, "ticket-completed")
        counter.call("A003", "the one who tapped twice, and has one number")
        counter.rate("C001", "en")
        counter.receive("A003")
        counter.call("B001", "the one without paper", "ticket-completed")
        self._citizen_9_comes_while_the_hub_is_gone()
        counter.receive("B001")
        counter.call("A004", "the one who looked for papers", "ticket-completed")
        self._citizen_10_comes_after_it_is_back()
        counter.receive("A004")
        counter.call("A900", "of the kiosk's own, and yet before the one that the hub gave later", "ticket-completed")
        counter.receive("A900")
        counter.call("A005", "the last one", "ticket-completed")
        counter.receive("A005")
        counter.press(DONE, "ticket-completed")
        say("  next, with nobody waiting: the box says so and nothing happens")
        counter.nobody_is_called()
        counter.press(PAUSE, "counter-paused")
        counter.press(CLOSE, "counter-closed")
        self._picture(self._board, "board-after")
        names = ("kiosk-home", "kiosk-procedure", "board-A001", "pad-faces")
        screens = [self._pictures.shown[name] for name in names]
        compose(screens, self._printer.wait_for(1)[0], self._house.folder / "hall.png")

    def _citizen_1_registers_a_birth(self) -> None:
        self._say("citizen 1 registers a birth")
        self._picture(self._kiosk.glass, "kiosk-home")
        self._kiosk.choose("vi", "khai-sinh", group=None, pictures=True)
        self._kiosk.expect_ticket("A001", paper=True)
        self._picture(self._kiosk.glass, "kiosk-ticket")

    def _citizen_2_reads_english(self) -> None:
        self._say("citizen 2 reads English and wants certified copies")
        self._kiosk.home()
        self._kiosk.glass.tap("English")
        self._kiosk.glass.wait_for("Tiếng Việt")
        self._picture(self._kiosk.glass, "kiosk-home-en")
        self._kiosk.choose("en", "sao-y", group=None)
        self._kiosk.expect_ticket("C001", paper=True)
        self._picture(self._kiosk.glass, "kiosk-ticket-en")

    def _citizen_3_goes_ahead(self) -> None:
        self._say("citizen 3 is elderly and registers a birth")
        self._kiosk.home()
        self._kiosk.choose("vi", "khai-sinh", group="cao-tuoi")
        self._kiosk.expect_ticket("A002", paper=True)

    def _citizen_4_taps_twice(self) -> None:
        self._say("citizen 4 is in a hurry and taps twice")
        self._kiosk.home()
        self._kiosk.choose("vi", "khai-sinh", group=None, times=2)
        self._kiosk.expect_ticket("A003", paper=True)

    def _citizen_5_gets_no_paper(self) -> None:
        self._say("the printer runs out of paper; citizen 5 keeps the number by its code")
        self._kiosk.home()
        self._printer.fault = "paper-out"
        self._kiosk.glass.wait_for("Máy in hết giấy.")  # before the tap
        self._picture(self._kiosk.glass, "kiosk-home-no-paper")
        self._kiosk.choose("vi", "ket-hon", group=None)
        self._kiosk.expect_ticket("B001", paper=False)
        self._picture(self._kiosk.glass, "kiosk-ticket-no-paper")
        self._printer.fault = "none"

    def _citizen_6_looks_for_papers(self) -> None:
        self._say("citizen 6 types what the birth of a child needs, takes the list along and a number for it")
        kiosk, glass = self._kiosk, self._kiosk.glass
        kiosk.home()
        glass.tap("Tra cứu thủ tục")
        glass.wait_for("Quý vị cần làm thủ tục gì?")
        kiosk.type("ddawng kys khai sinh", "đăng ký khai sinh")
        glass.wait_for("Đăng ký khai sinh")
        self._picture(glass, "kiosk-search")
        glass.tap("Đăng ký khai sinh")
        glass.tap("In danh sách giấy tờ")
        glass.wait_for("Đã in, mời lấy giấy", 20)
        paper = kiosk.expect_paper()
        self._say(f"  the list of papers: on the glass and on paper ({paper.name})")
        self._picture(glass, "kiosk-procedure")
        glass.tap("Lấy số thứ tự")
        kiosk.answer("vi", group=None)
        kiosk.expect_ticket("A004", paper=True)

    def _citizen_7_scans_two_receipts(self) -> None:
        self._say("citizen 7 holds two receipts to the scanner")
        kiosk, glass = self._kiosk, self._kiosk.glass
        kiosk.home()
        kiosk.scan(LATE)
        glass.wait_for("Đang giải quyết, chậm hẹn")
        glass.wait_for("xin lỗi quý vị vì chậm trả kết quả")
        self._picture(glass, "kiosk-dossier-late")
        self._say("  the first is late: the agency's apology and the new date are on the glass")
        kiosk.scan(FEE_DUE)
        glass.wait_for("Chờ nộp tiền")
        self._picture(glass, "kiosk-dossier-fee")
        glass.tap("Nộp 200.000 đồng")
        glass.wait_for("Mời mở ứng dụng ngân hàng hoặc ví điện tử và quét mã này.")
        self._picture(glass, "kiosk-pay")
        self._say("  for the second 200,000 đồng are due: the code to pay them with is on the glass")

    def _citizen_8_sees_badly(self) -> None:
        self._say("citizen 8 asks for larger text and high contrast; the next one finds the screen as it was")
        kiosk, glass = self._kiosk, self._kiosk.glass
        kiosk.home()
        kiosk.expect_dark(False)
        glass.tap("Chữ lớn")
        glass.tap("Tương phản cao")
        kiosk.expect_dark(True)
        self._picture(glass, "kiosk-home-large-contrast")
        kiosk.scan(NOWHERE)
        glass.wait_for("Chưa tìm thấy hồ sơ")
        self._picture(glass, "kiosk-not-found-large-contrast")
        glass.tap("Về trang đầu")
        glass.wait_for(WELCOME)
        kiosk.expect_dark(False)

    def _citizen_9_comes_while_the_hub_is_gone(self) -> None:
        self._say("the hub is killed; citizen 9 gets a number of the kiosk's own")
        kiosk = self._kiosk
        kiosk.home()
        self._house.programs["hub"].kill()
        kiosk.choose("vi", "khai-sinh", group=None)
        kiosk.expect_ticket("A900", paper=True, hub=False)
        self._picture(kiosk.glass, "kiosk-ticket-reserve")
        self._house.start_hub_again()
        kiosk.expect_in_ledger("A900", "ticket-printed")
        self._say("  A900: the hub is back, and its ledger has the number and the paper")

    def _citizen_10_comes_after_it_is_back(self) -> None:
        self._say("citizen 10 gets a number from the hub again")
        self._kiosk.home()
        self._kiosk.glass.wait_for("Đang chờ", 20)  # told only while the hub is there
        self._kiosk.choose("vi", "khai-sinh", group=None)
        self._kiosk.expect_ticket("A005", paper=True)
