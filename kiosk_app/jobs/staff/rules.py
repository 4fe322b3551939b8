"""The technicians' corner, as rules: knocking, the PIN, and what can be tried inside."""

from __future__ import annotations

from msgspec.structs import replace

from hall_core.contract.messages import CatalogueHead, HallState
from hall_core.device.pin import LEAST, MOST, is_kept
from hall_core.mqtt.heard import LinkDown, LinkUp, StateHeard
from kiosk_app import messages as m
from kiosk_app.jobs.staff import pages as p
from kiosk_app.jobs.tickets.hall import today
from kiosk_app.jobs.tickets.pages import Issued, Print
from kiosk_app.kiosk import SECOND, Home, Kiosk, Line, Now, go_back, go_home, show, turn
from kiosk_app.messages import Report
from kiosk_app.rules import Step, always, on

# --- How it stands with the hub ---------------------------------------------------------------------------------


@always(LinkUp)
def _link_up(kiosk: Kiosk, message: LinkUp, now: Now) -> Step:
    return replace(kiosk, line=replace(kiosk.line, since=now.mono)), []


@always(LinkDown)
def _link_down(kiosk: Kiosk, message: LinkDown, now: Now) -> Step:
    """Told again when another reason keeps it down: since when counts from the first, why is the last."""
    since = now.mono if kiosk.link or kiosk.line.since is None else kiosk.line.since
    return replace(kiosk, line=replace(kiosk.line, since=since, down=message.reason)), []


@always(StateHeard)
def _state_heard(kiosk: Kiosk, message: StateHeard, now: Now) -> Step:
    line: Line = kiosk.line
    match message.state:
        case HallState():
            line = replace(line, hub_at=message.hub_at)
        case CatalogueHead(digest=digest) if message.name == "plan":
            line = replace(line, plan=digest)
        case _:
            return kiosk, []
    return replace(kiosk, line=line), []


# --- Getting in -------------------------------------------------------------------------------------------------


@on(Home, p.Knock)
def _knock(kiosk: Kiosk, page: Home, tap: p.Knock, now: Now) -> Step:
    lately = tuple(at for at in kiosk.knocks if now.mono - at < p.KNOCK_WITHIN)
    if len(lately) + 1 < p.KNOCKS:
        return replace(kiosk, knocks=(*lately, now.mono)), []
    kiosk = replace(kiosk, knocks=())
    if not kiosk.connected:
        return kiosk, []
    if not is_kept(kiosk.setup.plan.policy.staff_pin):
        return show(kiosk, p.NoPin(), now), []
    return show(kiosk, p.Pin(), now), [p.LookAtLock()]


@on(p.Pin, m.Key)
def _key(kiosk: Kiosk, page: p.Pin, tap: m.Key, now: Now) -> Step:
    if page.state not in ("open", "wrong"):
        return kiosk, []
    typed = page.typed
    if tap.key == "clear":
        typed = ""
    elif tap.key == "backspace":
        typed = typed[:-1]
    elif len(tap.key) == 1 and tap.key.isdecimal() and len(typed) < MOST:
        typed += tap.key
    return turn(kiosk, p.Pin(typed), now), []


@on(p.Pin, p.Enter)
def _enter(kiosk: Kiosk, page: p.Pin, tap: p.Enter, now: Now) -> Step:
    if page.state != "open" or len(page.typed) < LEAST:
        return kiosk, []
    return turn(kiosk, p.Pin(state="checking"), now), [p.CheckPin(page.typed)]


@on(p.Pin, p.PinChecked)
def _checked(kiosk: Kiosk, page: p.Pin, news: p.PinChecked, now: Now) -> Step:
    if news.right:
        opened, look = _look(turn(kiosk, p.Corner(), now), now)
        return opened, [Report("access-denied", False), *look]
    # Locked already when the page came up: nobody has tried anything now.
    effects: list[m.Effect] = [Report("access-denied", True)] if page.state == "checking" else []
    if news.wait:
        return turn(kiosk, p.Pin(state="locked", until=now.mono + int(news.wait * SECOND)), now), effects
    return turn(kiosk, p.Pin(state="wrong", left=news.left), now), effects


# --- Inside -----------------------------------------------------------------------------------------------------


def _look(kiosk: Kiosk, now: Now) -> Step:
    return kiosk, [p.LookAtBox(today(kiosk, now))]


@on(p.Corner, p.BoxSeen)
def _seen(kiosk: Kiosk, page: p.Corner, news: p.BoxSeen, now: Now) -> Step:
    return replace(kiosk, page=replace(page, seen=news)), []


@on(p.Corner, m.Woke)
def _corner_woke(kiosk: Kiosk, page: p.Corner, message: m.Woke, now: Now) -> Step:
    """The clock on the screen moves on, and what it says of the box with it."""
    if kiosk.deadline is not None and now.mono >= kiosk.deadline:
        return go_home(kiosk, now), []
    return _look(kiosk, now)


@on(p.Corner, m.GoBack)
def _leave(kiosk: Kiosk, page: p.Corner, tap: m.GoBack, now: Now) -> Step:
    if page.page > 0:
        return turn(kiosk, replace(page, page=page.page - 1), now), []
    return go_home(kiosk, now), []


@on(p.Corner, p.OpenChecks)
def _open_checks(kiosk: Kiosk, page: p.Corner, tap: p.OpenChecks, now: Now) -> Step:
    return show(kiosk, p.Checks(), now), []


@on(p.Checks, m.GoBack)
def _leave_checks(kiosk: Kiosk, page: p.Checks, tap: m.GoBack, now: Now) -> Step:
    """The box may be another by now."""
    if page.page > 0:
        return turn(kiosk, replace(page, page=page.page - 1), now), []
    return _look(go_back(kiosk, now), now)


@on(p.Checks, p.TryPrinter)
def _try_printer(kiosk: Kiosk, page: p.Checks, tap: p.TryPrinter, now: Now) -> Step:
    what: p.Check = "spare" if tap.spare else "print"
    if page.done.get(what) == p.RUNNING:
        return kiosk, []
    return _done(kiosk, page, what, p.RUNNING, now), [p.PrintTrial(tap.spare)]


@on(p.Checks, p.TrySound)
def _try_sound(kiosk: Kiosk, page: p.Checks, tap: p.TrySound, now: Now) -> Step:
    return _done(kiosk, page, "sound", p.RUNNING, now), [p.PlaySound(kiosk.language)]


@on(p.Checks, p.Tried)
def _tried(kiosk: Kiosk, page: p.Checks, news: p.Tried, now: Now) -> Step:
    return _done(kiosk, page, news.what, news.trouble, now), []


def _done(kiosk: Kiosk, page: p.Checks, what: p.Check, outcome: str, now: Now) -> Kiosk:
    return turn(kiosk, replace(page, done={**page.done, what: outcome}), now)


@on(p.Checks, p.OpenScanner)
def _open_scanner(kiosk: Kiosk, page: p.Checks, tap: p.OpenScanner, now: Now) -> Step:
    return show(kiosk, p.TryScanner(), now), []


@on(p.TryScanner, m.Scanned)
def _scanned(kiosk: Kiosk, page: p.TryScanner, message: m.Scanned, now: Now) -> Step:
    """Kind and length and nothing else: it may be somebody's card."""
    from hall_core.domain.scanned import Unreadable, read

    found = read(message.text)
    kind = found.why if isinstance(found, Unreadable) else type(found).__name__
    return turn(kiosk, p.TryScanner(kind, len(message.text)), now), []


@on(p.Checks, p.OpenPanel)
def _open_panel(kiosk: Kiosk, page: p.Checks, tap: p.OpenPanel, now: Now) -> Step:
    return show(kiosk, p.Calibrate(), now), []


@on(p.Checks, p.Reprint)
def _reprint(kiosk: Kiosk, page: p.Checks, tap: p.Reprint, now: Now) -> Step:
    """As the citizen would: the page of the ticket says what becomes of the paper, and tells the hub of the reprint."""
    last = kiosk.last
    if last is None or not kiosk.setup.printer:
        return kiosk, []
    kiosk = show(kiosk, Issued(last.ticket, "printing"), now)
    return kiosk, [Print(last.ticket, last.language, kiosk.hub_clock, again=True)]


@on(p.Checks, p.AskFirst)
def _ask_first(kiosk: Kiosk, page: p.Checks, tap: p.AskFirst, now: Now) -> Step:
    return show(kiosk, p.Sure(tap.what), now), []


@on(p.Sure, p.DoIt)
def _do_it(kiosk: Kiosk, page: p.Sure, tap: p.DoIt, now: Now) -> Step:
    kiosk = go_back(kiosk, now)
    if page.what == "restart":
        return kiosk, [m.Restart()]
    if isinstance(kiosk.page, p.Checks):
        kiosk = _done(kiosk, kiosk.page, "reboot", p.RUNNING, now)
    return kiosk, [p.Reboot()]
