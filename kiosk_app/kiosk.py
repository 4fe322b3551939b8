"""All that a kiosk knows, as frozen values; ``state.step`` makes new ones. The pages stand with their jobs."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from hall_core.contract.messages import CounterState, HallState, Problem, ServiceState, TicketReceipt
from hall_core.domain.names import Digest, Language, Millis, Slug, Uid
from hall_core.domain.plan import Plan
from hall_core.mqtt.outage import Reason
from hall_core.ui.translate import VIETNAMESE, Tongue

SECOND = 1_000
IDLE = 60 * SECOND
"""Without a tap for so long, the screen asks whether somebody is there."""
LEAVE = 20 * SECOND
"""And so long after the question it goes home."""
PERSONAL = 30 * SECOND
"""The first of the two where the page tells something of one person, which the next one must not see."""


class Page(Struct, frozen=True):
    """A page a citizen can be on. A job's pages say what is on them; how long they stay, they say here."""

    stays: ClassVar[Millis | None] = IDLE
    """Milliseconds without a tap until it ends; None: until something happens."""
    asks: ClassVar[bool] = True
    """Whether it asks if somebody is there before it ends."""
    deaf: ClassVar[bool] = False
    """Whether it takes no tap: something is under way."""
    kept: ClassVar[bool] = True
    """Whether *back* may lead to it."""
    personal: ClassVar[bool] = False
    """Whether it tells something of one person: nothing of what it was drawn on outlives it."""
    scans: ClassVar[bool] = False
    """Whether a code held to the scanner leads on from here (kiosk_app.scans); elsewhere it is a sign of life."""


class Paged(Page, frozen=True, kw_only=True):
    """A page of which one part is shown at a time: big buttons lead on and back, nothing scrolls."""

    page: int = 0
    """From 0."""


class Home(Page, frozen=True):
    stays: ClassVar[Millis | None] = None
    asks: ClassVar[bool] = False
    scans: ClassVar[bool] = True


class Manner(Struct, frozen=True, kw_only=True):
    """How this citizen wants the screen. Gone with them."""

    language: Language = "vi"
    larger: bool = False
    contrast: bool = False
    low: bool = False
    """The controls further down."""
    spoken: bool = False


class Setup(Struct, frozen=True, kw_only=True):
    """What does not change while the program runs."""

    plan: Plan
    digest: str
    """Of the hall file."""
    me: Slug = "kiosk-1"
    tiles: int
    """Tiles on one page of this panel."""
    tiles_larger: int | None = None
    """The same in larger text; None where that has no room."""
    rows: int = 6
    """Rows of a list on one page."""
    printer: bool
    """Whether the hall file names one."""
    scanner: bool = False
    can_lower: bool = False
    """Whether the panel is so high that controls can go down."""
    home: Page = Home()
    """The first page: that of a rating pad is another."""
    languages: tuple[Tongue, ...] = (VIETNAMESE, Tongue("en", "English"))
    """Those that a citizen can have."""


class Given(Struct, frozen=True):
    """A ticket that was taken here."""

    ticket: TicketReceipt
    language: Language


class Line(Struct, frozen=True, kw_only=True):
    """How it stands with the hub, for technicians."""

    since: Millis | None = None
    """When the link came up or broke, by the box's monotonic clock; None until there is news of it."""
    down: Reason = "away"
    """Why there is no link, when there is none."""
    hub_at: Millis | None = None
    """The hub's clock when it was last heard."""
    plan: str = ""
    """Digest of the hub's hall file; empty until it says."""


class Kiosk(Struct, frozen=True, kw_only=True):
    setup: Setup
    page: Page = Home()
    trail: tuple[Page, ...] = ()
    """The pages that *back* leads to, the last one first to come."""
    since: Millis = 0
    """When the page came up, by the box's monotonic clock."""
    deadline: Millis | None = None
    """When the page ends by itself, or asks whether somebody is there; the same clock."""
    there: bool = True
    """False while the screen asks whether somebody is still there."""
    manner: Manner = Manner()
    connected: bool = False
    """Whether the devices are all there: before, nothing can be asked."""
    link: bool | None = None
    """Whether the broker is there; None until that is known."""
    quiet: bool = False
    """Nothing is heard of the hub, though the broker is there."""
    hall: HallState | None = None
    hub_clock: bool = False
    """Whether the hub trusts its clock, and so the time of a ticket may be told."""
    services: dict[Slug, ServiceState] = {}
    edition: Digest | None = None
    """Of the catalogue of procedures that the hub has; None until it says."""
    counters: dict[Slug, CounterState] = {}
    """Those that this device listens to."""
    problems: frozenset[Problem] = frozenset()
    """Of the printer and the other devices of this box."""
    spent: dict[Slug, str] = {}
    """Service to the business day on which its reserve here was spent."""
    knocks: tuple[Millis, ...] = ()
    """When the name of the hall was tapped lately, by the box's monotonic clock."""
    last: Given | None = None
    """The newest ticket of this kiosk: a technician may print it once more."""
    line: Line = Line()
    hub_ahead: Millis | None = None
    """The hub's clock less this box's monotonic one; None until the hub is heard."""
    rated: tuple[Uid, ...] = ()
    """Offers that were rated here, the last one last: none is rated twice, whatever the hub has heard of it yet."""
    key_asked: Uid | None = None
    """The question for the hall's secret, while no answer has come."""
    offered: Uid | None = None
    """What a rating pad has put up by itself last."""

    @property
    def language(self) -> Language:
        return self.manner.language

    @property
    def tiles(self) -> int:
        """Tiles on one page in the present size of type."""
        larger = self.setup.tiles_larger if self.manner.larger else None
        return larger or self.setup.tiles

    @property
    def online(self) -> bool:
        """Whether the hub can be asked."""
        return self.link is True and not self.quiet and self.hall is not None


class Now(Struct, frozen=True):
    """The clocks as a message came in, and an id that nothing else has; they travel beside every message."""

    mono: Millis
    at: Millis
    trusted: bool
    id: str


def show(kiosk: Kiosk, page: Page, now: Now, stays: Millis | None = None) -> Kiosk:
    """``kiosk`` on ``page``; where it was, *back* leads. ``stays`` when the page's own time is not meant."""
    trail = (*kiosk.trail, kiosk.page) if kiosk.page.kept else kiosk.trail
    return turn(replace(kiosk, trail=trail), page, now, stays)


def turn(kiosk: Kiosk, page: Page, now: Now, stays: Millis | None = None) -> Kiosk:
    """``page`` in place of the present one, as if that had not been: the same question, another part of it."""
    stays = page.stays if stays is None else stays
    deadline = None if stays is None else now.mono + stays
    return replace(kiosk, page=page, since=now.mono, deadline=deadline, there=True)


def patience(page: Page) -> Millis:
    """For how long nobody need stir on ``page``."""
    return IDLE if page.stays is None else page.stays


def alive(kiosk: Kiosk, now: Now) -> Kiosk:
    """Somebody is there: the page begins its time anew, and asks no more."""
    if not kiosk.there:
        return replace(kiosk, there=True, since=now.mono, deadline=now.mono + patience(kiosk.page))
    if kiosk.deadline is not None and kiosk.page.asks:
        return replace(kiosk, deadline=now.mono + patience(kiosk.page))
    return kiosk


def go_back(kiosk: Kiosk, now: Now) -> Kiosk:
    """The page before this one; home when there is none."""
    if not kiosk.trail:
        return go_home(kiosk, now)
    *trail, page = kiosk.trail
    kiosk = turn(replace(kiosk, trail=tuple(trail)), page, now)
    # Home with somebody before it, who has chosen a language there: it ends by itself all the same.
    return replace(kiosk, deadline=now.mono + IDLE) if page == kiosk.setup.home else kiosk


def go_home(kiosk: Kiosk, now: Now) -> Kiosk:
    """Home as the next person must find it: nothing of the last one is left."""
    return turn(replace(kiosk, manner=Manner(), trail=()), kiosk.setup.home, now)
