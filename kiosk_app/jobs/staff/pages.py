"""The technicians' corner: its pages, taps, news and effects."""

from __future__ import annotations

from typing import ClassVar, Literal

from hall_core.contract.messages import Health
from hall_core.domain.names import Language, Millis, Slug
from kiosk_app.kiosk import SECOND, Page, Paged
from kiosk_app.messages import Effect, News, Tap

KNOCKS = 5
"""So many taps on the name of the hall open the door: nobody does it by chance, and any technician remembers it."""
KNOCK_WITHIN = 4 * SECOND
PIN_STAYS = 20 * SECOND
"""Without a key: nobody shall find the page that asks for the PIN."""
STAYS = 120 * SECOND
"""Without a tap: a technician walks to the printer and back."""

Check = Literal["print", "spare", "sound", "reboot"]
"""What is tried here, and comes out well or not."""
WELL = ""
RUNNING = "…"
TRIALS = ("trial-own", "trial-spare")
"""The ids of the test prints, by whether it is the spare that prints."""

# --- Pages ------------------------------------------------------------------------------------------------------


class Pin(Page, frozen=True):
    """Who are you?"""

    stays: ClassVar[Millis | None] = PIN_STAYS
    asks: ClassVar[bool] = False
    kept: ClassVar[bool] = False
    personal: ClassVar[bool] = True

    typed: str = ""
    state: Literal["open", "checking", "wrong", "locked"] = "open"
    left: int = 0
    """Tries left after a wrong one."""
    until: Millis = 0
    """When the lock ends, by the box's monotonic clock."""

    def __repr__(self) -> str:
        return f"Pin({self.state})"


class NoPin(Page, frozen=True):
    """No PIN is set for this hall: nobody gets in."""

    stays: ClassVar[Millis | None] = PIN_STAYS
    asks: ClassVar[bool] = False
    kept: ClassVar[bool] = False


class Corner(Paged, frozen=True, kw_only=True):
    """How this box is."""

    stays: ClassVar[Millis | None] = STAYS
    asks: ClassVar[bool] = False

    seen: BoxSeen | None = None


class Checks(Paged, frozen=True, kw_only=True):
    """What a technician can try."""

    stays: ClassVar[Millis | None] = STAYS
    asks: ClassVar[bool] = False

    done: dict[Check, str] = {}
    """What came of it: WELL, RUNNING, or what went wrong."""


class TryScanner(Page, frozen=True):
    """Scan anything: what kind of code it is and how long, never what it says."""

    stays: ClassVar[Millis | None] = STAYS
    asks: ClassVar[bool] = False

    kind: str = ""
    length: int = 0


class Calibrate(Page, frozen=True):
    """The picture by which panel and touch are judged."""

    stays: ClassVar[Millis | None] = STAYS
    asks: ClassVar[bool] = False


class Sure(Page, frozen=True):
    """Before what every citizen would notice."""

    stays: ClassVar[Millis | None] = PIN_STAYS
    asks: ClassVar[bool] = False
    kept: ClassVar[bool] = False

    what: Literal["restart", "reboot"]


# --- Taps -------------------------------------------------------------------------------------------------------


class Knock(Tap, frozen=True):
    """On the name of the hall."""

    settles: ClassVar[bool] = False


class Enter(Tap, frozen=True):
    """That was the PIN."""

    settles: ClassVar[bool] = False


class OpenChecks(Tap, frozen=True):
    pass


class TryPrinter(Tap, frozen=True):
    spare: bool = False


class TrySound(Tap, frozen=True):
    pass


class OpenScanner(Tap, frozen=True):
    pass


class OpenPanel(Tap, frozen=True):
    pass


class Reprint(Tap, frozen=True):
    """The last ticket of this kiosk once more, marked as a reprint."""


class AskFirst(Tap, frozen=True):
    what: Literal["restart", "reboot"]


class DoIt(Tap, frozen=True):
    """Yes, I am sure."""


# --- News -------------------------------------------------------------------------------------------------------


class PinChecked(News, frozen=True):
    """``wait`` seconds until the lock ends, when there is one."""

    right: bool
    left: int = 0
    wait: float = 0


class BoxSeen(News, frozen=True, kw_only=True):
    """What only the box itself can tell."""

    health: Health
    broker: str
    """Host and port."""
    scanner: str
    """Where the hall file says that it is; empty for none."""
    printer: str
    spare: str
    reserve: dict[Slug, int] = {}
    """Service to the numbers that are left of this kiosk's own."""
    catalogue: str = ""
    """Its edition; empty when there is none."""
    catalogue_count: int = 0


class Tried(News, frozen=True):
    """What came of a check."""

    what: Check
    trouble: str


# --- Effects ----------------------------------------------------------------------------------------------------


class CheckPin(Effect, frozen=True):
    pin: str

    def __repr__(self) -> str:
        return "CheckPin(…)"


class LookAtLock(Effect, frozen=True):
    """PinChecked is to follow when the door is locked."""


class LookAtBox(Effect, frozen=True):
    """BoxSeen is to follow."""

    day: str
    """The business day, by which the reserve is counted."""


class PrintTrial(Effect, frozen=True):
    """Tried is to follow."""

    spare: bool


class PlaySound(Effect, frozen=True):
    """Say something aloud, so that a technician hears whether it can be heard. Tried is to follow."""

    language: Language


class Reboot(Effect, frozen=True):
    """The whole box. Tried is to follow when that cannot be."""
