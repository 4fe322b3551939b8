"""What the voice says of a page: what is on it, in the order in which one would read it to somebody. Pure."""

from __future__ import annotations

from functools import singledispatch

from msgspec import Struct

from kiosk_app import views as v
from kiosk_app.jobs.dossiers.views import DossierView, PayView
from kiosk_app.jobs.entry.views import EntryView
from kiosk_app.jobs.procedures import views as procedures
from kiosk_app.jobs.rating import views as rating

SPOKEN_ROWS = 3
"""Of a list, read aloud: nobody keeps more in mind."""


@singledispatch
def spoken(view: Struct) -> str:
    """One text of whole sentences; empty when there is nothing to say."""
    return ""


def asked(view: v.MessageView) -> str:
    """The question whether somebody is there, without the seconds that run off."""
    return _sentences(view.title, view.button)


@singledispatch
def news(view: Struct) -> object:
    """What a view is read anew for when it changes; the rest of it may change while it is read."""
    return spoken(view)


@news.register
def _choose_news(view: v.ChooseView) -> object:
    """Not who is waiting, which changes with every number that is called."""
    return view.title, [(tile.title, tile.tap) for tile in view.tiles], view.page


def keeps(view: Struct) -> bool:
    """Whether its sentences will be said to others too, and may be kept on the disk."""
    return not isinstance(view, v.TicketView)


@spoken.register
def _home(view: v.HomeView) -> str:
    return _sentences(view.title, view.notice, *(tile.title for tile in view.jobs if tile.tap is not None))


@spoken.register
def _choose(view: v.ChooseView) -> str:
    tiles = (f"{tile.title}, {tile.detail}" if tile.detail else tile.title for tile in view.tiles)
    return _sentences(view.title, *tiles, view.page)


@spoken.register
def _ticket(view: v.TicketView) -> str:
    """The number at once; the rest when the paper is out, or is known not to come."""
    number = f"{view.label}: {view.number}"
    if view.mood == "wait":
        return _sentences(number, view.service)
    facts = (f"{fact.label}: {fact.text}" for fact in view.facts)
    return _sentences(view.status, number, *facts)


@spoken.register
def _message(view: v.MessageView) -> str:
    return _sentences(view.title, *view.lines, view.button)


@spoken.register
def _faces(view: rating.FacesView) -> str:
    return _sentences(view.title, *(face.words for face in view.faces))


@spoken.register
def _reasons(view: rating.ReasonsView) -> str:
    return _sentences(view.face.words, view.title, *(reason.words for reason in view.reasons), view.hint)


@spoken.register
def _entry(view: EntryView) -> str:
    """Not what is typed, which others would hear."""
    return view.trouble or _sentences(view.title, view.hint)


@spoken.register
def _dossier(view: DossierView) -> str:
    dates = (f"{date.label}: {date.text}" for date in view.dates)
    texts = (text.text for text in view.texts)
    return _sentences(view.state, view.procedure, view.agency, *texts, *dates, view.updated)


@spoken.register
def _pay(view: PayView) -> str:
    return _sentences(view.title, *view.lines)


@spoken.register
def _search(view: procedures.SearchView) -> str:
    """What was found, not each key: the first rows say enough."""
    if view.hits is None:
        return _sentences(*(view.nothing or (view.title,)), view.browse.title if view.browse else "")
    return _sentences(view.hits.said, *(row.title for row in view.hits.rows[:SPOKEN_ROWS]))


@spoken.register
def _list(view: procedures.ListView) -> str:
    return _sentences(view.title, view.hits.said, *(row.title for row in view.hits.rows[:SPOKEN_ROWS]))


@spoken.register
def _procedure(view: procedures.ProcedureView) -> str:
    chosen = next(word for _, word, tap in view.tabs if tap == view.chosen)
    case = view.case[0] if view.case else ""
    texts = (f"{block.mark} {block.text}" if block.kind == "fact" else block.text for block in view.blocks)
    return _sentences(view.name, chosen, case, *texts)


@spoken.register
def _phone(view: procedures.PhoneView) -> str:
    return _sentences(view.title, *view.lines)


def _sentences(*parts: str) -> str:
    return " ".join(part if part.endswith((".", "?", "!", "…")) else f"{part}." for part in parts if part)
