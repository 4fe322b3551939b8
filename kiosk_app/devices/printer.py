"""Prints slips on a thread of its own, on the first printer that can, and watches the printers between them."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from hall_core.contract.messages import Problem
from hall_core.ui.translate import Words
from kiosk_app.devices.printer_status import Reason
from kiosk_app.devices.printer_talk import Put
from kiosk_app.devices.printer_watch import Place, Watched
from kiosk_app.devices.slip import WARM, WORDS, Slip, as_copy, is_copy, render
from kiosk_app.devices.slip_bytes import slip_bytes

log = logging.getLogger(__name__)

LOOK_EVERY = 2.0
"""Seconds between two looks at an idle printer: paper out is known before the next citizen has chosen."""
SPARE_EVERY = 30.0
"""The same of a spare, which stands elsewhere and belongs to others too."""
STOP_SECONDS = 10.0
"""How long stopping waits for a ticket under way: longer than its bytes may take."""


DISK_SECONDS = 2.0
"""How long a slip waits for its note on the disk: a memory card that rests takes less, and one that takes more is sick,
which is no reason to keep a paper from a citizen."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of a slip."""

    reason: Reason | None = None
    """None only when it is on paper; else why it is not, which is what the first printer has to say."""
    printer: int = 0
    """On paper at which of the printers, from 0 in the order given."""
    copy: bool = False
    """Marked as a reprint: it was asked for again, or a piece of it may be on paper at a printer before."""


class _Job(Struct, frozen=True):
    id: str
    slip: Slip
    only: int | None
    after: threading.Event | None


class _Expected(Struct, frozen=True):
    """A slip may come at once."""


class PrintWorker:
    """``done(id, outcome)`` is called once for each slip, ``problem(problem, present)`` when something appeared or is
    solved, and ``sent(id)`` when the last byte of a slip is out of our hands. All on threads of this worker, never
    two at once but for ``problem``, which is one at a time by itself.

    The problems are those of the first printer; ``spare-printer`` says that a spare could not print either or
    is about to fail. Little paper in a spare is only logged: it prints, and people stand beside it.
    """

    def __init__(
        self,
        places: Sequence[Place],
        data: Path,
        *,
        done: Callable[[str, Outcome], None],
        problem: Callable[[Problem, bool], None],
        sent: Callable[[str], None] | None = None,
        words: Words = WORDS,
        look_every: float = LOOK_EVERY,
        spare_every: float = SPARE_EVERY,
    ) -> None:
        """``places``: the printer of its own, then the spares, as in the hall file; ``data`` is the directory for
        ``file:`` printers.

        Raises PrinterUrlError, or ValueError for a width that nothing is set for. Starts nothing.
        """
        self._stopping = threading.Event()
        self._printers = [Watched(place, data, self._stopping, shared=index > 0) for index, place in enumerate(places)]
        self._done = done
        self._problem = problem
        self._sent = sent
        self._words = words
        self._look_every = look_every
        self._spare_every = spare_every
        self._known: frozenset[Problem] = frozenset()
        self._telling = threading.Lock()
        self._out = threading.Condition()
        self._last_out = ""
        """Of which slip the last byte was sent, or will not be."""
        self._jobs: queue.SimpleQueue[_Job | _Expected | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._run, name="printer", daemon=True)]
        if len(self._printers) > 1:
            self._threads.append(threading.Thread(target=self._watch_spares, name="spare printer", daemon=True))

    def start(self) -> Callable[[], None]:
        """Start the threads; call it after the first frame, for they import the printing libraries. Returns what
        stops them: the slip under way is finished, those still waiting are told as ``stopped``."""
        for thread in self._threads:
            thread.start()
        return self._stop

    def submit(self, id: str, slip: Slip, *, only: int | None = None, after: threading.Event | None = None) -> None:
        """Print ``slip`` as soon as what came before is done; returns at once. For any thread.

        ``only``: on this printer or not at all, for the technician who tests it. ``after``: what must be on the disk
        before a byte is sent; the slip is drawn meanwhile.
        """
        self._jobs.put(_Job(id, slip, only, after))

    def expect(self) -> None:
        """A slip may come at once: the first printer is asked how it is meanwhile. For any thread."""
        self._jobs.put(_Expected())

    def wait_out(self, id: str, seconds: float) -> bool:
        """Until the last byte of the slip is out of our hands or will not be, which it says, or so long. For any
        thread."""
        with self._out:
            return self._out.wait_for(lambda: self._last_out == id, seconds)

    def _stop(self) -> None:
        self._stopping.set()
        self._jobs.put(None)
        until = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                log.warning("the %s did not let go within %.0f s; left behind", thread.name, STOP_SECONDS)

    def _run(self) -> None:
        self._guarded(self._warm)
        self._guarded(self._look)
        while not self._stopping.is_set():
            try:
                job = self._jobs.get(timeout=self._look_every)
            except queue.Empty:
                self._guarded(self._look)
                continue
            match job:
                case _Job():
                    self._guarded(lambda job=job: self._print(job))
                case _Expected():
                    self._guarded(self._expect)
                case None:
                    pass
        while not self._jobs.empty():
            if isinstance(job := self._jobs.get(), _Job):
                self._guarded(lambda job=job: self._done(job.id, Outcome(reason="stopped")))
        self._printers[0].close()

    def _watch_spares(self) -> None:
        while not self._stopping.is_set():
            for spare in self._printers[1:]:
                low = spare.problems
                self._guarded(spare.look)
                if "paper-low" in spare.problems - low:
                    log.warning("little paper at %s", spare.name)
            self._guarded(self._tell_problems)
            self._stopping.wait(self._spare_every)

    def _guarded(self, part: Callable[[], None]) -> None:
        """One bad slip or listener must not end the thread that all later slips need."""
        try:
            part()
        except Exception:
            log.exception("a part of the print thread failed; it goes on")

    def _warm(self) -> None:
        for dots in {printer.dots for printer in self._printers}:
            slip_bytes(render(WARM, dots))

    def _look(self) -> None:
        self._printers[0].look()
        self._tell_problems()

    def _expect(self) -> None:
        self._printers[0].expect()
        self._tell_problems()

    def _print(self, job: _Job) -> None:
        outcome = self._tried(job)
        self._tell_out(job.id)
        self._guarded(self._tell_problems)
        self._done(job.id, outcome)

    def _tried(self, job: _Job) -> Outcome:
        """One printer after the other, until it is on paper. A spare prints it again when it broke off at the one
        before: the citizen must not wait for half a paper that may never come."""
        slip = job.slip
        first: Reason | None = None
        for index, printer in enumerate(self._printers):
            if job.only not in (None, index):
                continue
            put = self._put(job, printer, slip)
            if put.reason is None:
                return Outcome(printer=index, copy=is_copy(slip))
            first = first or put.reason
            slip = as_copy(slip) if put.begun else slip
        return Outcome(reason=first or "printer-missing")

    def _put(self, job: _Job, printer: Watched, slip: Slip) -> Put:
        id, began = job.id, time.monotonic()
        try:
            image = render(slip, printer.dots, self._words)
            data = slip_bytes(image)
        except Exception:
            log.exception("slip %s could not be drawn", id)
            return Put("ticket-not-drawn", begun=False)
        if job.after is not None and not job.after.wait(DISK_SECONDS):
            log.warning("slip %s does not wait for the disk any longer", id)
        try:
            put = printer.put(data, image.height, lambda: self._guarded(lambda: self._tell_sent(id)))
        except Exception:
            log.exception("%s failed in a way that is not known of printers", printer.name)
            put = Put("printer-offline", begun=True)
        took = time.monotonic() - began
        log.info("slip %s at %s: %s, %d bytes, %.2f s", id, printer.name, put.reason or "on paper", len(data), took)
        return put

    def _tell_out(self, id: str) -> None:
        with self._out:
            self._last_out = id
            self._out.notify_all()

    def _tell_sent(self, id: str) -> None:
        self._tell_out(id)
        if self._sent is not None:
            self._sent(id)

    def _tell_problems(self) -> None:
        with self._telling:
            spares = {problem for spare in self._printers[1:] for problem in spare.problems} - {"paper-low"}
            now = self._printers[0].problems | (frozenset[Problem]({"spare-printer"}) if spares else frozenset())
            before, self._known = self._known, now
            for problem in sorted(now - before):
                about = f": {', '.join(sorted(spares))}" if problem == "spare-printer" else ""
                log.warning("printer problem: %s%s", problem, about)
                self._problem(problem, True)
            for problem in sorted(before - now):
                log.info("printer problem solved: %s", problem)
                self._problem(problem, False)
