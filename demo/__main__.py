"""``./run demo``: a whole hall on this machine.

With a screen: a window each for kiosk, board and rating pad, and the call box in this terminal. Without one, or
with ``--headless``: the same programs draw off screen and a short story of ten citizens is played through their
real inputs; it leaves pictures, tickets, the sound and a log. Exit status 1 when any step did not happen.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import TextIO

from demo import windows
from demo.at_console import HEAD, OFFICER, PASSWORD, Browser
from demo.hands import Keypad, Touchscreen
from demo.house import House
from demo.programs import ROOT, ProgramFailed
from demo.scanner import BarcodeScanner
from demo.sound import to_wav
from demo.story import FEE_DUE, LATE, Story
from hall_core.errors import MotcuaError

SPOKEN_LEAST = 12.0
"""Seconds of sound that ten calls cannot stay under."""
OFFSCREEN = ("--offscreen",)
APPOINTMENT = "HEN4K7P"
"""The first of halls/feeds, and the example on the kiosk's page."""

NUMBERS = "SELECT json_extract(body, '$.number') FROM event WHERE json_extract(body, '$.type') = 'ticket-issued'"
DAY = "SELECT json_extract(body, '$.day') FROM event WHERE json_extract(body, '$.type') = 'day-began'"
ISSUED = 8
"""Numbers that the story gives out."""


class Teller:
    """Says each step on the terminal and keeps it, with its time, in ``story.log``."""

    def __init__(self, log: TextIO) -> None:
        self._log = log
        self._begun = time.monotonic()

    def __call__(self, words: str) -> None:
        line = f"{time.monotonic() - self._begun:6.1f} s  {words}"
        print(line, flush=True)
        print(line, file=self._log, flush=True)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="demo", description="A whole hall on this machine.")
    parser.add_argument("--headless", action="store_true", help="play the story even when there is a screen")
    parser.add_argument("--central", action="store_true", help="with a province, and a line to it that is cut")
    parser.add_argument("--out", type=Path, default=ROOT / "demo-out", help="folder for what is left (replaced)")
    given = parser.parse_args(argv)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    shutil.rmtree(given.out, ignore_errors=True)
    given.out.mkdir(parents=True)
    screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")) and not given.headless
    with (given.out / "story.log").open("w", encoding="utf-8") as log:
        say = Teller(log)
        try:
            if given.central:
                _with_province(screen, given.out, say)
            else:
                with House(given.out, say) as house:
                    (_open_windows if screen else _play)(house, say, given.out)
        except KeyboardInterrupt:
            say("stopped; everything is down")
            return 0 if screen else 1
        except (ProgramFailed, MotcuaError, TimeoutError, ValueError, OSError) as error:
            say(f"FAILED: {error}")
            say(f"what there is so far: {given.out}")
            return 1
    return 0


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _with_province(screen: bool, out: Path, say: Teller) -> None:
    from demo.centre import playing  # what a province runs is not installed for the demo of a hall

    (playing.open_windows if screen else playing.play)(out, say)


def _play(house: House, say: Teller, out: Path) -> None:
    """The story, without a screen."""
    glass, pad_glass, keypad, scanner = Touchscreen(), Touchscreen(), Keypad(), BarcodeScanner()
    raw = out / "sound.raw"
    house.start_hub()
    address = house.start_console()
    house.let_kiosk_in(address)
    printer = house.start_printer()
    board = house.start_board(*OFFSCREEN, sound=raw)
    kiosk = house.start_kiosk(printer, *OFFSCREEN, touch=glass, scanner=scanner)
    pad = house.start_pad(*OFFSCREEN, touch=pad_glass)
    house.start_caller(keypad)
    house.wait_for_feeds()
    Story(house, printer, kiosk, board, pad, keypad, scanner, say).play()
    _look_at_the_day(house, address, say)
    for name in ("console-1", "caller-1", "pad-1", "kiosk-1", "board-1", "hub", "authority"):
        status = house.programs[name].stop()
        if status != 0:
            raise ProgramFailed(f"{name} ended with status {status}; see {house.programs[name].log}")
    heard = to_wav(raw, out / "sound.wav")
    raw.unlink()
    if heard < SPOKEN_LEAST:
        raise ProgramFailed(f"only {heard:.1f} s of sound were mixed")
    say(f"all of it happened. Look at {out}:")
    say("  screens/   what kiosk, board and pad showed    tickets/   what was printed")
    say(f"  sound.wav  what was heard ({heard:.0f} s of sound)    story.log  these lines")
    say("  report.html  the figures of the day, as the head of the centre prints them")
    say("  hall.png   all of it in one picture    */output.log  what each program said itself")


def _look_at_the_day(house: House, address: str, say: Teller) -> None:
    """As the head of the centre does in a browser."""
    [(day,)] = house.ledger(DAY)
    numbers = {str(number) for (number,) in house.ledger(NUMBERS)}
    browser = Browser(address, house.authority)
    browser.sign_in(HEAD)
    pages = [browser.see(f"/lists?list={state}") for state in ("waiting", "called", "missed", "finished")]
    missing = sorted(number for number in numbers if not any(f">{number}<" in page for page in pages))
    if missing or len(numbers) < ISSUED:
        raise ProgramFailed(f"the console does not list {missing} of {sorted(numbers)}")
    say(f"the head of the centre sees all {len(numbers)} numbers of the day in a browser")
    report = house.folder / "report.html"
    report.write_text(browser.see(f"/figures/file?as=print&period={day}"), "utf-8")
    say(f"  and takes the day's figures home ({report.name})")


def _open_windows(house: House, say: Teller, out: Path) -> None:
    """Three windows and this terminal, until the call box is left or Ctrl-C."""
    house.start_hub()
    address = house.start_console()
    house.let_kiosk_in(address)
    windows.open_(house, house.start_printer())
    house.wait_for_feeds()
    say("take a number in the kiosk's window, call it from here, see and hear it on the board")
    say("when its service is done, the small window asks how it was")
    say(f"look up a procedure; a dossier, such as {LATE} or {FEE_DUE}; an appointment: {APPOINTMENT}")
    say(f"the console's certificate is signed by {house.authority}: a browser that was not told of it warns")
    say(f'in a browser: {address}; the head of the centre signs in as {HEAD}, counter 1 as {OFFICER}: "{PASSWORD}"')
    say(f"what is printed falls into {out / 'tickets'}")
    if not sys.stdin.isatty():
        say("no terminal for the call box; Ctrl-C ends the demo")
        signal.pause()
    caller = house.start_caller_here()
    caller.process.wait()
    say("the call box was left; everything is down")


if __name__ == "__main__":
    sys.exit(main())
