"""Carries the look-up out: asks the catalogue that is on the kiosk, keeps that what the hub has, prints lists."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from hall_core.domain.business_day import local
from hall_core.domain.names import Day
from kiosk_app.box import Box, Hands
from kiosk_app.catalogue.keeping import catalogue_keeper
from kiosk_app.catalogue.store import Store
from kiosk_app.jobs.procedures import pages as p
from kiosk_app.jobs.procedures.edition import Edition
from kiosk_app.jobs.procedures.paper import papers_face
from kiosk_app.messages import Message, ProblemSeen

log = logging.getLogger(__name__)


def hands(box: Box) -> Hands:
    mine = _ProcedureHands(box)
    return Hands(
        quick={p.LookAround: mine.look_around, p.Find: mine.find, p.ListFields: mine.fields, p.Open: mine.open},
        slow={p.Keep: mine.keep, p.PutOnPaper: mine.print},
        start=mine.start,
    )


class _ProcedureHands:
    """The edition in use belongs to the screen's thread. A newer one is laid ready by the keeper's thread, and taken
    up at the next question: what a key searches never changes under it."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._keeper = catalogue_keeper(box.data, box.station.wonder, self._changed, self._trouble)
        self._in_use: Edition | None = None
        self._ready: Edition | None = None
        self._swapping = threading.Lock()

    def start(self) -> Callable[[], None]:
        stop_keeping = self._keeper.start()

        def stop() -> None:
            stop_keeping()
            for edition in (self._in_use, self._ready):
                if edition is not None:
                    edition.close()

        return stop

    # --- the screen's thread ------------------------------------------------------------------------------------

    def look_around(self, effect: p.LookAround) -> Message:
        edition = self._edition()
        return p.Around() if edition is None else edition.around()

    def find(self, effect: p.Find) -> Message:
        edition = self._edition()
        return p.Around() if edition is None else edition.find(effect)

    def fields(self, effect: p.ListFields) -> Message:
        edition = self._edition()
        return p.Around() if edition is None else p.Shelved(effect.agency, edition.fields(effect.agency))

    def open(self, effect: p.Open) -> Message:
        edition = self._edition()
        return p.Here(None if edition is None else edition.open(effect.code))

    def _edition(self) -> Edition | None:
        """What is to be searched now, as of today."""
        with self._swapping:
            newer, self._ready = self._ready, None
        if newer is not None:
            if self._in_use is not None:
                self._in_use.close()
            self._in_use = newer
        if self._in_use is not None:
            self._in_use.turn_to(self._today())
        return self._in_use

    def _today(self) -> Day | None:
        at, _, trusted = self._box.clock()
        return f"{local(at):%Y-%m-%d}" if trusted else None

    # --- other threads ------------------------------------------------------------------------------------------

    def keep(self, effect: p.Keep) -> None:
        self._keeper.hear(effect.heard)

    def _changed(self, store: Store) -> None:
        newer = Edition(store, self._today())
        with self._swapping:
            passed_over, self._ready = self._ready, newer
        if passed_over is not None:
            passed_over.close()
        self._box.post(p.Renewed())

    def _trouble(self, present: bool) -> None:
        self._box.post(ProblemSeen("storage", present))

    def print(self, effect: p.PutOnPaper) -> Message | None:
        printer = self._box.printer
        if printer is None:
            return p.PapersPut(effect.slip, "printer-missing")
        at, _, trusted = self._box.clock()
        say = self._box.words.into(effect.language)
        # Only here: nobody is sent to another printer for what the phone can hold as well.
        printer.submit(effect.slip, papers_face(self._box.plan, effect, say, at if trusted else None), only=0)
        return None
