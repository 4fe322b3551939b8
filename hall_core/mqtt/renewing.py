"""Renews the certificate of this box before it ends: a new key, a request under the name that the old certificate
gives it, the answer put in its place.

What makes keys is a program of its own, started once a year: nothing that runs all day loads the library for it. The
connection is left as it is. The old certificate is good for it as long as it lasts, what took the place of that one has
been tried as the broker will (:mod:`hall_core.mqtt.certificate`), and each connection reads the files anew.
"""

from __future__ import annotations

import logging
import sys
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hall_core.contract.trust import Denied, Granted, Issued, Request, Waits
from hall_core.domain.names import Millis, Uid
from hall_core.keys import Keys
from hall_core.mqtt.certificate import DAY, CertificateError, install, life

if TYPE_CHECKING:
    import subprocess

log = logging.getLogger(__name__)

NEW_KEY = (sys.executable, "-m", "hall_trust.new_key")
"""Makes ``next.key`` and ``next.csr`` in the folder of keys that it is given; what is there already stays."""
LOOK_EVERY = 3600.0
"""Seconds between two looks at how long the certificate still lasts."""
ASK_EVERY = 60.0
"""Seconds after which an unanswered request is sent again: nobody waits for it."""

ANSWERABLE = 10
"""Requests whose answer is still heard: an authority that is away for months must not fill the memory."""


class Renewing:
    """For the station's thread; without ``keys`` there is nothing to renew. ``ask`` sends a request and gives its id;
    ``report`` is told whether somebody must look after this box's certificate, and why. ``clock`` gives (milliseconds
    since 1970, since start, trusted)."""

    def __init__(
        self,
        keys: Keys | None,
        device: str,
        clock: Callable[[], tuple[int, int, bool]],
        ask: Callable[[Request], Uid],
        report: Callable[[bool, str], None],
        new_key: Sequence[str] = NEW_KEY,
    ) -> None:
        self._keys = keys
        self._device = device
        self._clock = clock
        self._ask = ask
        self._report = report
        self._new_key = new_key
        self._life = keys and life(keys)
        self._child: subprocess.Popen[bytes] | None = None
        self._asked: deque[Uid] = deque(maxlen=ANSWERABLE)
        self._why = "the hall's authority does not answer"
        self._look_due = self._ask_due = 0.0

    @property
    def until(self) -> Millis | None:
        """When the certificate ends, as far as this box knows."""
        return None if self._life is None else self._life.until

    def link_up(self) -> None:
        """A new connection: the authority may be back, and the technician may have brought another certificate."""
        self._look_due = 0.0

    def tend(self, now: float) -> None:
        """What time brings; ``now`` is monotonic, in seconds."""
        if self._keys is None:
            return
        if self._child is not None:
            self._wait_for_key(self._keys, self._child, now)
        elif now >= self._look_due:
            self._look_due = now + LOOK_EVERY
            self._look(self._keys)
        if self._asked and now >= self._ask_due:
            self._send(self._keys, now)

    def hear(self, issued: Issued) -> None:
        """The authority's answer; one to somebody else with our name, before us, is not heard."""
        if self._keys is None or issued.to not in self._asked:
            return
        match issued:
            case Granted():
                self._take(self._keys, issued)
            case Denied(denial=denial, words=words):
                self._give_up(f"the hall's authority says {denial}{': ' if words else ''}{words}")
            case Waits(fingerprint=fingerprint):
                self._why = f"somebody has to approve {fingerprint}"

    def close(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.wait()

    def _look(self, keys: Keys) -> None:
        at, _, trusted = self._clock()
        self._life = life(keys)
        if self._life is None or not trusted:
            return  # a box without the time cannot say what is over
        if at < self._life.due:
            self._asked.clear()
            self._report(False, "")
        elif self._asked:
            self._complain()
        else:
            self._make_key(keys)

    def _complain(self) -> None:
        """Somebody must hear of it, once the end is near."""
        at, _, _ = self._clock()
        if self._life is not None and at >= self._life.late:
            days = max(0, self._life.until - at) // DAY
            self._report(True, f"ends in {days} days and could not be renewed: {self._why}")

    def _make_key(self, keys: Keys) -> None:
        import subprocess  # once a year

        log.info("the certificate is to be renewed")
        try:
            self._child = subprocess.Popen(
                [*self._new_key, str(keys.folder), self._device], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )
        except OSError as error:
            self._give_up(f"no new key: {error.strerror or error}")

    def _wait_for_key(self, keys: Keys, child: subprocess.Popen[bytes], now: float) -> None:
        status = child.poll()
        if status is None:
            return
        self._child = None
        if status:
            self._give_up(f"no new key: what makes it ended with {status}")
        else:
            self._send(keys, now)

    def _send(self, keys: Keys, now: float) -> None:
        self._ask_due = now + ASK_EVERY
        try:
            request = Request(device=self._device, csr=keys.next_request.read_text("ascii"))
        except (OSError, ValueError) as error:
            self._give_up(f"no request: {error}")
            return
        self._asked.append(self._ask(request))

    def _take(self, keys: Keys, granted: Granted) -> None:
        try:
            install(keys, self._device, granted, keys)
            for done in (keys.next_key, keys.next_request):
                done.unlink(missing_ok=True)
        except (CertificateError, OSError) as error:
            self._give_up(str(error))
            return
        self._asked.clear()
        self._life = life(keys)
        self._report(False, "")
        log.info("the certificate is renewed, from the next connection on")

    def _give_up(self, why: str) -> None:
        """Until the next look."""
        log.error("the certificate cannot be renewed: %s", why)
        self._why = why
        self._asked.clear()
        self._complain()
