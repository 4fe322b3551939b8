"""The scanner on a real serial line (a pseudo terminal): found, heard, lost and found again."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hall_core.device import log
from hall_core.domain.scanned import IdCard, Scanned, read
from kiosk_app.devices import scanner_gather
from kiosk_app.devices.scanner import Scanner
from kiosk_app.devices.scanner_gather import LONGEST
from kiosk_app.devices.scanner_url import ScannerUrlError
from tests.kiosk_app.devices.scanning import CARD, NAME, NUMBER, PATIENCE, Desk, SerialLine

KEY = b"the key of a hall that is tested"
DOSSIER = "H41.16-210612-0001"


class Said(logging.Handler):
    """Sees that something with ``words`` in it is logged."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.event = threading.Event()
        self._words = words
        logging.getLogger().addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        if self._words in record.getMessage():
            self.event.set()

    def close(self) -> None:
        logging.getLogger().removeHandler(self)
        super().close()


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[SerialLine]:
    line = SerialLine(tmp_path / "ttyACM0")
    line.plug_in()
    yield line
    line.unplug()


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No code ends because a busy machine has halted this test."""
    monkeypatch.setattr(scanner_gather, "PAUSE", PATIENCE)


@pytest.fixture
def listening(desk: Desk) -> Iterator[Callable[..., None]]:
    """Starts a scanner that tells the desk; stopped at the end of the test."""
    stops: list[Callable[[], None]] = []

    def listen(url: str, scanned: Callable[[str], None] = desk.scanned) -> None:
        stops.append(Scanner(url, scanned, desk.problem, look_again=0.02).start())

    yield listen
    for stop in stops:
        stop()


@pytest.mark.usefixtures("unhurried")
def test_codes_come_whole_whatever_ends_them(desk: Desk, line: SerialLine, listening: Callable[..., None]) -> None:
    listening(line.url)
    desk.told(False)
    line.sends(b"H41.16-2106")
    line.sends(b"12-0001\r1.000656\n")
    line.sends(b"03706/2026/07906\r\n")
    desk.hears(DOSSIER, "1.000656", "03706/2026/07906")


def test_a_scanner_that_sends_no_end_is_heard_at_the_pause(
    desk: Desk, line: SerialLine, listening: Callable[..., None]
) -> None:
    listening(line.url)
    desk.told(False)
    line.sends(DOSSIER.encode())
    desk.hears(DOSSIER)


def test_a_card_comes_with_all_its_letters(desk: Desk, line: SerialLine, listening: Callable[..., None]) -> None:
    listening(line.url)
    desk.told(False)
    line.sends(f"{CARD}\r".encode())
    desk.hears(CARD)
    assert read(desk.codes[0]) == IdCard(NUMBER)


def test_a_scanner_that_is_not_there_yet_is_looked_for(
    desk: Desk, line: SerialLine, listening: Callable[..., None]
) -> None:
    line.unplug()
    listening(line.url)
    desk.told(True)
    line.plug_in()
    desk.told(True, False)
    line.sends(f"{DOSSIER}\r".encode())
    desk.hears(DOSSIER)


def test_a_scanner_pulled_out_is_noticed_and_works_when_it_is_back(
    desk: Desk, line: SerialLine, listening: Callable[..., None]
) -> None:
    """The half of a code that came before is not put before the next one."""
    listening(line.url)
    desk.told(False)
    line.sends(b"1.000656\rAB12")
    desk.hears("1.000656")
    line.unplug()
    desk.told(False, True)
    line.plug_in()
    desk.told(False, True, False)
    line.sends(f"{DOSSIER}\r".encode())
    desk.hears("1.000656", DOSSIER)


def test_what_is_no_serial_line_counts_as_missing(desk: Desk, tmp_path: Path, listening: Callable[..., None]) -> None:
    (tmp_path / "file").touch()
    listening(f"serial:{tmp_path / 'file'}")
    desk.told(True)


@pytest.mark.parametrize("there", [True, False])
def test_stopping_does_not_wait_for_a_scanner(desk: Desk, line: SerialLine, there: bool) -> None:
    """Neither for one that is silent nor for the next look at one that is not there."""
    if not there:
        line.unplug()
    stop = Scanner(line.url, desk.scanned, desk.problem, look_again=3_600).start()
    desk.told(not there)
    stop()
    assert "scanner" not in [thread.name for thread in threading.enumerate()]


def test_an_address_that_is_none_is_refused_before_anything_starts(desk: Desk) -> None:
    with pytest.raises(ScannerUrlError):
        Scanner("tty", desk.scanned, desk.problem)


def test_who_takes_the_codes_may_fail_and_the_next_one_still_comes(
    desk: Desk, line: SerialLine, listening: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    def take(text: str) -> None:
        if text == "AB12CD":
            raise ValueError(text)
        desk.scanned(text)

    listening(line.url, take)
    desk.told(False)
    line.sends(f"AB12CD\r{DOSSIER}\r".encode())
    desk.hears(DOSSIER)
    assert [text for text in caplog.messages if "ValueError at" in text and "test_scanner.py" in text]
    assert "AB12CD" not in caplog.text


@pytest.mark.usefixtures("unhurried")
def test_a_card_leaves_its_token_and_no_other_trace(
    desk: Desk, line: SerialLine, listening: Callable[..., None], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Read well; read where what takes it fails; in a flood; cut in two by a pulled plug. Everything is logged."""
    take_down_log = log.setup("kiosk", tmp_path / "log", verbose=True)
    shut_out = Said("not heard until it is silent")
    try:
        values: list[Scanned] = []

        def take(text: str) -> None:
            values.append(read(text))
            desk.scanned("one")
            if len(values) == 2:
                raise ValueError(f"{text!r} and {values}")

        listening(line.url, take)
        desk.told(False)
        line.sends(f"{CARD}\r".encode())
        line.sends(f"{CARD}||\r".encode())
        desk.hears("one", "one")
        line.sends(CARD.encode() * (LONGEST // len(CARD) + 1))
        assert shut_out.event.wait(PATIENCE)
        line.unplug()
        desk.told(False, True)
    finally:
        shut_out.close()
        take_down_log()
    assert values == [IdCard(NUMBER), IdCard(NUMBER)]
    tokens = [value.token(KEY) for value in values if isinstance(value, IdCard)]
    written = (tmp_path / "log" / "kiosk.log").read_text("utf-8")
    assert f"a code of {len(CARD)} characters" in written, "the most talkative log there is"
    assert "ValueError at" in written
    assert "more than 4096 characters" in written
    assert "looked for" in written
    traces = "\n".join((written, *capfd.readouterr(), repr(values), repr(tokens), repr(desk.problems)))
    for part in (NUMBER, NAME, *NAME.split(), "012345678", "05021999", "Phố"):
        assert part not in traces
