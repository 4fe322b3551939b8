"""Prints tickets on a thread of its own, and watches the printer between them."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

from hall_core.contract.messages import Problem
from kiosk_app.devices.printer_talk import Talk
from kiosk_app.devices.printer_url import read_printer_url
from kiosk_app.devices.ticket import SETTINGS, TicketFace, render
from kiosk_app.devices.ticket_bytes import ticket_bytes

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
"""Seconds between two looks at an idle printer: paper out is known before the next citizen has chosen."""
STOP_SECONDS = 8.0
"""How long stopping waits for a ticket under way: longer than any one write may take."""


class PrintWorker:
    """``done(ticket, reason)``: reason None only when the ticket is on paper, else a key of
    ``printer_status.Reason``. ``problem(problem, present)``: something appeared or is solved, told once each.
    Both are called on the print thread.
    """

    def __init__(
        self,
        url: str,
        dots: int,
        data: Path,
        done: Callable[[str, str | None], None],
        problem: Callable[[Problem, bool], None],
        *,
        look_every: float = LOOK_EVERY,
    ) -> None:
        """``url`` and ``dots`` as in the hall file; ``data`` is the directory for a ``file:`` printer.

        Raises PrinterUrlError, or ValueError for a width that no ticket is set for. Starts nothing.
        """
        if dots not in SETTINGS:
            raise ValueError(f"paper of {dots} dots: a ticket is set for {' and '.join(map(str, SETTINGS))}")
        self._talk = Talk(read_printer_url(url), data)
        self._dots = dots
        self._done = done
        self._problem = problem
        self._look_every = look_every
        self._known: frozenset[Problem] = frozenset()
        self._jobs: queue.SimpleQueue[tuple[str, TicketFace] | None] = queue.SimpleQueue()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)

    def start(self) -> Callable[[], None]:
        """Start the thread; call it after the first frame, for it imports the printing libraries. Returns what
        stops it: the ticket under way is finished, those still waiting are told as ``stopped``."""
        self._thread.start()
        return self._stop

    def submit(self, ticket: str, face: TicketFace) -> None:
        """Print ``face`` as soon as what came before is done; returns at once. For any thread."""
        self._jobs.put((ticket, face))

    def _stop(self) -> None:
        self._stopping.set()
        self._jobs.put(None)
        self._thread.join(STOP_SECONDS)
        if self._thread.is_alive():
            log.warning("the printer did not let go within %.0f s; left behind", STOP_SECONDS)

    def _run(self) -> None:
        self._guarded(self._look)
        while not self._stopping.is_set():
            try:
                job = self._jobs.get(timeout=self._look_every)
            except queue.Empty:
                self._guarded(self._look)
                continue
            if job is not None:
                self._guarded(lambda job=job: self._print(*job))
        while not self._jobs.empty():
            if (job := self._jobs.get()) is not None:
                self._guarded(lambda job=job: self._done(job[0], "stopped"))
        self._talk.close()

    def _guarded(self, part: Callable[[], None]) -> None:
        """One bad ticket or listener must not end the thread that all later tickets need."""
        try:
            part()
        except Exception:
            log.exception("a part of the print thread failed; it goes on")

    def _look(self) -> None:
        self._talk.look()
        self._tell_problems()

    def _print(self, ticket: str, face: TicketFace) -> None:
        reason = "ticket-not-drawn"
        began = time.monotonic()
        try:
            image = render(face, self._dots)
            data = ticket_bytes(image)
            reason = self._talk.put(data, image.height)
            took = time.monotonic() - began
            log.info("ticket %s: %s, %d bytes, %.2f s", ticket, reason or "on paper", len(data), took)
        finally:
            self._guarded(self._tell_problems)
            self._done(ticket, reason)

    def _tell_problems(self) -> None:
        now, before = self._talk.problems, self._known
        self._known = now
        for problem in sorted(now - before):
            log.warning("printer problem: %s", problem)
            self._problem(problem, True)
        for problem in sorted(before - now):
            log.info("printer problem solved: %s", problem)
            self._problem(problem, False)
