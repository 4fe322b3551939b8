"""How the jobs' rules come together: each says for which page and which message it is.

    @on(Fields, ChooseField)        when that message comes on that page (or on one made from it)
    @always(StateHeard)             when that message comes, whatever the page; before the page's own rule

A tap is passed over while a page settles and on a page that is deaf; otherwise it shows that somebody is there.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from kiosk_app.kiosk import Kiosk, Now, Page, alive
from kiosk_app.messages import Effect, Message, Tap

SETTLE = 400
"""Milliseconds for which a new page takes no tap: the second half of a double tap (under 300 ms) must not
choose what happens to come up under the finger."""

Step = tuple[Kiosk, list[Effect]]
P = TypeVar("P", bound=Page)
M = TypeVar("M")
_PAGE: dict[tuple[type[Page], type[Any]], Callable[[Kiosk, Any, Any, Now], Step]] = {}
_ALWAYS: dict[type[Any], list[Callable[[Kiosk, Any, Now], Step]]] = {}

PageRule = Callable[[Kiosk, P, M, Now], Step]
HallRule = Callable[[Kiosk, M, Now], Step]


def on(page: type[P], message: type[M]) -> Callable[[PageRule[P, M]], PageRule[P, M]]:
    def keep(rule: PageRule[P, M]) -> PageRule[P, M]:
        assert (page, message) not in _PAGE, f"two rules for {message.__name__} on {page.__name__}"
        _PAGE[page, message] = rule
        return rule

    return keep


def always(message: type[M]) -> Callable[[HallRule[M]], HallRule[M]]:
    def keep(rule: HallRule[M]) -> HallRule[M]:
        _ALWAYS.setdefault(message, []).append(rule)
        return rule

    return keep


def apply(kiosk: Kiosk, message: Message, now: Now) -> Step:
    """The kiosk after ``message``, and what is to be done."""
    effects: list[Effect] = []
    for rule in _ALWAYS.get(type(message), ()):
        kiosk, more = rule(kiosk, message, now)
        effects += more
    if isinstance(message, Tap):
        heard = _heard(kiosk, message, now)
        if heard is None:
            return kiosk, effects
        kiosk, meant = heard
        if not meant:
            return kiosk, effects
    page_rule = _page_rule(type(kiosk.page), type(message))
    if page_rule is not None:
        kiosk, more = page_rule(kiosk, kiosk.page, message, now)
        effects += more
    return kiosk, effects


def _heard(kiosk: Kiosk, tap: Tap, now: Now) -> tuple[Kiosk, bool] | None:
    """The kiosk that knows that somebody is there, and whether the tap means more than that; None: passed over."""
    if kiosk.page.deaf or (tap.settles and now.mono - kiosk.since < SETTLE):
        return None
    return alive(kiosk, now), kiosk.there


@lru_cache(maxsize=1024)
def _page_rule(page: type[Page], message: type[Any]) -> Callable[[Kiosk, Any, Any, Now], Step] | None:
    """The rule of the page itself, or of the nearest page that it is made from."""
    return next((_PAGE[kind, message] for kind in page.__mro__ if (kind, message) in _PAGE), None)
