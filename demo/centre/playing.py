"""``./run demo --central``: a hall and its province on this machine, and the line between them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from demo import windows
from demo.centre.by_hand import ByHand
from demo.centre.side import CentreSide
from demo.centre.story import TABLES, CentreStory
from demo.hands import Keypad, Touchscreen
from demo.house import House
from demo.programs import ProgramFailed
from demo.scanner import BarcodeScanner

HALL, NAME = "demo", "Phường Bến Nước"
"""Its id in its hall file, and how the province calls it."""
PANEL = "panel = { width_px = 1920, height_px = 1080, width_mm = 1660 }"
"""75 inches."""
LINES = {
    'shows = ["calls", "dossiers", "notices"]': 'shows = ["calls", "dossiers"]\narrange = "beside"',
    "panel = { width_px = 1920, height_px = 1080, width_mm = 1210 }": PANEL,
    "distance_m = 8": "distance_m = 6",
}
"""Of the hall file: calls and dossiers stand side by side, so that a change is on the glass when it comes.
That takes a larger panel than one after the other."""
MORE = '\n[centre]\nbrings = ["dossiers"]\n'


@contextmanager
def both(folder: Path, say: Callable[[str], None]) -> Iterator[tuple[House, CentreSide]]:
    """The centre whole; of the hall what stands on the hub's box."""
    place = folder / "centre"
    place.mkdir()
    with (
        CentreSide(place, HALL, NAME, say) as centre,
        House(folder, say, lines=LINES, more=MORE, line=centre.line) as house,
    ):
        house.start_hub()
        house.start_courier()
        house.let_in_by_card("kiosk-1")
        yield house, centre


def open_windows(folder: Path, say: Callable[[str], None]) -> None:
    """Three windows, and this terminal for all that is not in them."""
    keypad = Keypad()
    with both(folder, say) as (house, centre):
        windows.open_(house, house.start_printer())
        house.start_caller(keypad)
        house.wait_for_feeds()
        centre.wait()
        ByHand(house, centre, keypad, say).work()
    say("everything is down")


def play(folder: Path, say: Callable[[str], None]) -> None:
    """The story, without a screen."""
    glass, pad_glass, keypad, scanner = Touchscreen(), Touchscreen(), Keypad(), BarcodeScanner()
    raw = folder / "sound.raw"
    with both(folder, say) as (house, centre):
        printer = house.start_printer()
        board = house.start_board("--offscreen", sound=raw)
        kiosk = house.start_kiosk(printer, "--offscreen", touch=glass, scanner=scanner)
        pad = house.start_pad("--offscreen", touch=pad_glass)
        house.start_caller(keypad)
        house.wait_for_feeds()
        centre.wait()
        CentreStory(house, centre, printer, kiosk, board, pad, keypad, scanner, say).play()
        for name in ("caller-1", "pad-1", "kiosk-1", "board-1", "courier", "hub", "authority"):
            status = house.programs[name].stop()
            if status != 0:
                raise ProgramFailed(f"{name} ended with status {status}; see {house.programs[name].log}")
        centre.gateway.stop()
    raw.unlink()
    say(f"all of it happened. Look at {folder}:")
    say("  screens/    what board, kiosk and pad showed    tickets/   what was printed")
    say(f"  {TABLES}  the centre's tables, as a person reads them    story.log  these lines")
    say("  centre.png  some of it in one picture    */output.log, centre/gateway/*.log  what each program said itself")
