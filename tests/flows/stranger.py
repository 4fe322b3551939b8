"""Somebody who has never seen a kiosk: reads what stands on the glass, and touches what says what they came for."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from demo.glass import Glass
from demo.hands import Touchscreen
from demo.house import House
from demo.paper import PaperPrinter
from demo.scanner import BarcodeScanner

PATIENCE = 30.0
"""Seconds that something may take to happen on a busy machine."""
MOST_TOUCHES = 8
"""After so many a stranger walks away."""
LEAVE = ("xong", "done", "về trang đầu", "back to start", "tiếng việt", "quay lại", "back")
WELCOME = "Xin kính chào quý vị"


class Desk:
    """The hall of the demo with its kiosk, which has a glass, a scanner and a printer."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house = house
        house.start_hub()
        house.let_kiosk_in(house.start_console())
        self.printer: PaperPrinter = house.start_printer()
        self.scanner = BarcodeScanner()
        self.glass: Glass = house.start_kiosk(self.printer, "--offscreen", touch=Touchscreen(), scanner=self.scanner)
        house.wait_for_feeds()
        self._folder = folder

    def papers(self) -> int:
        return len(self.printer.wait_for(0))

    def events(self, kind: str) -> list[tuple[object, ...]]:
        return self.house.ledger(f"SELECT body FROM event WHERE json_extract(body, '$.type') = '{kind}'")

    def letters(self) -> dict[str, int]:
        """Words on the glass and how high they are in pixels, as tesseract sees them: it knows nothing of our texts."""
        if shutil.which("tesseract") is None:
            pytest.skip("needs tesseract: apt-get install tesseract-ocr tesseract-ocr-vie")
        picture = self.glass.keep(self._folder / "letters.png")
        argv = ["tesseract", str(picture), "-", "--psm", "11", "-l", "vie", "tsv"]
        table = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=60).stdout
        rows = [line.split("\t") for line in table.splitlines()[1:]]
        return {row[11]: int(row[9]) for row in rows if float(row[10]) > 60 and len(row[11]) > 1}


class Stranger:
    def __init__(self, glass: Glass) -> None:
        self._glass = glass
        self.touches = 0

    def go(self, *wants: str, until: str) -> list[str]:
        """From page to page until ``until`` is to be read, each time to what has the first of the words ``wants`` that
        is on the glass at all; what then stands there. Fails where for long nothing says what is wanted."""
        for _ in range(MOST_TOUCHES):
            words, choice = self._look_for(until, wants)
            if choice is None:
                return words
            self.touch(choice)
        return self.read(until)

    def touch(self, choice: str) -> None:
        """Returns once there is something else to touch: a clock may move on by itself."""
        before = self._glass.look_at_rest()["taps"]
        self.touches += 1
        # What has gone by itself meanwhile has changed the glass as well.
        deadline = time.monotonic() + PATIENCE
        self._glass.tap_if_there(choice)
        while self._glass.look()["taps"] == before:
            assert time.monotonic() < deadline, f"nothing comes of touching {choice}"

    def read(self, words: str) -> list[str]:
        """What stands there, once these words do and nothing moves any more."""
        self._glass.wait_for(words, PATIENCE)
        return self._glass.look_at_rest()["words"]

    def leave(self) -> None:
        """So that the next one finds the first page."""
        self.go(*LEAVE, until=WELCOME)

    def _look_for(self, until: str, wants: Sequence[str]) -> tuple[list[str], str | None]:
        """What stands there, and what to touch: None when ``until`` can be read."""
        deadline = time.monotonic() + PATIENCE
        while True:
            shown = self._glass.look_at_rest()
            words: list[str] = shown["words"]
            if any(until in text for text in words):
                return words, None
            choices: list[str] = [tap["words"] for tap in shown["taps"]]
            for want in wants:
                for choice in choices:
                    if want in choice.casefold():
                        return words, choice
            assert time.monotonic() < deadline, f"nothing here says {wants}: {choices}"


def grown(before: dict[str, int], after: dict[str, int]) -> float:
    """By how much the words that are on both pages have become higher, in the middle."""
    both = before.keys() & after.keys()
    assert len(both) >= 3, f"too little can be read: {before}, {after}"
    return statistics.median(after[word] / before[word] for word in both)
