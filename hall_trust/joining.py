"""How a box becomes a device of the hall with a claim: it makes its key, asks, waits for a yes, takes the certificate.

Each step is on its disk before the next one, so whatever cuts it off, it goes on with the same key and gets the same
answer. What it needs for that is in a folder of its own beside the keys, which is gone when all is done.
"""

from __future__ import annotations

import logging
import shutil
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Literal

from hall_core.contract.codec import ContractError, Sealer, decode, encode
from hall_core.contract.ids import new_id
from hall_core.contract.topics import Topics
from hall_core.contract.trust import ASK_AGAIN, Denial, Denied, Granted, Issued, Request, Waits
from hall_core.domain.names import Slug
from hall_core.durable import write_durably
from hall_core.keys import SECRET, Keys
from hall_core.mqtt.certificate import install, shown_to_the_broker
from hall_core.mqtt.link import Arrived, Down, Link, Publication, Up
from hall_core.mqtt.outage import Reason
from hall_trust import ca
from hall_trust.claim import ClaimCode
from hall_trust.error import TrustError
from hall_trust.join_words import FINAL, Shown, Status
from hall_trust.key import fingerprint, public_of
from hall_trust.new_key import make

log = logging.getLogger(__name__)

PATIENCE = 15.0
"""Seconds without a word of the authority, after which a person is told so, or a box that has proved its certificate
goes on without."""
ASK_FIRST = 1.0
"""Seconds until it asks again for the first time on a new connection; doubled up to :data:`ASK_AGAIN`."""
TURN = 0.25
NEVER = float("inf")


class Joining:
    """``show`` is told what to say on the terminal; ``clock`` gives (milliseconds since 1970, since start, trusted)."""

    def __init__(
        self, code: ClaimCode, keys: Keys, show: Callable[[Shown], None], clock: Callable[[], tuple[int, int, bool]]
    ) -> None:
        self._code = code
        self._keys = keys
        self._claimed = Keys(keys.folder / "joining")
        """The claim's keys, and those the box makes itself until they are certified."""
        self._done = keys.folder / "joined"
        """Which claim was used last: one that lies on the boot partition is read at each start."""
        self._tell = show
        self._clock = clock
        self._topics = Topics(code.hall)
        self._sealer = Sealer(0, clock)
        self._own = ""

    def run(self, stop: threading.Event) -> bool:
        """Whether the box is the device now; False when there is no way with this claim, or ``stop`` was set. OSError
        and TrustError when its own disk refuses."""
        mark = sha256(self._code.certificate).hexdigest().encode() + b"\n"
        if _read(self._done) == mark and self._keys.missing() is None:
            shutil.rmtree(self._claimed.folder, ignore_errors=True)  # a power cut came before it was gone
            self._show("done")
            return True
        self._prepare(mark)
        if not self._has_it():
            granted = self._ask(stop)
            if granted is None:
                return False
            install(self._keys, self._code.device, granted, self._claimed)
            log.info("%s: the certificate is here", self._code.device)
        if not self._prove(stop):
            return False
        write_durably(self._done, mark)
        shutil.rmtree(self._claimed.folder)
        self._show("done")
        return True

    def _ask(self, stop: threading.Event) -> Granted | None:
        """Until somebody has said yes; None when the answer is no, or there is no way to it."""
        self._show("connecting")
        with closing(self._told(self._claimed, ca.read(self._code.certificate).name, stop)) as told:
            for issued in told:
                match issued:
                    case Granted():
                        return issued
                    case Denied(denial=denial, words=words):
                        self._show(denial, words)
                        return None
                    case Waits():
                        self._show("waiting")
                    case "silent":
                        self._show("silent")
        return None

    def _prove(self, stop: threading.Event) -> bool:
        """The broker lets it in with its own certificate, and the authority hears of that, which ends the claim. An
        authority that is silent just then does not matter: a claim that has been granted ends by itself."""
        self._show("proving")
        with closing(self._told(self._keys, self._code.device, stop)) as told:
            for issued in told:
                if isinstance(issued, Denied):
                    self._show(issued.denial, issued.words)
                    return False
                return True
        return False

    def _prepare(self, mark: bytes) -> None:
        """The folder of this claim, with a key of the box's own; that of another claim is thrown away."""
        folder, whose = self._claimed.folder, self._claimed.folder / "claim"
        if _read(whose) != mark:
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o700, parents=True)
            write_durably(whose, mark)
        wanted = {self._claimed.ca: self._code.ca, self._claimed.own: self._code.key + self._code.certificate}
        for file, data in wanted.items():
            if _read(file) != data:
                write_durably(file, data, SECRET)
        make(self._claimed, self._code.device)
        self._own = fingerprint(public_of(self._claimed.next_key.read_bytes()))

    def _has_it(self) -> bool:
        """A power cut came after the certificate."""
        try:
            same = public_of(self._keys.own.read_bytes()) == public_of(self._claimed.next_key.read_bytes())
            return same and shown_to_the_broker(self._claimed.ca, self._keys.own) == self._code.device
        except (OSError, TrustError):
            return False

    def _told(self, keys: Keys, name: Slug, stop: threading.Event) -> Generator[Issued | Literal["silent"]]:
        """What the authority says to the request, asked under ``name`` again and again; ends when there is no way, or
        with ``stop``."""
        link = Link(name, self._code.broker, [(self._topics.to("crt", name), 1)], keys, self._clock)
        asked = set[str]()
        ask_due = silent_due = NEVER
        pause = ASK_FIRST
        try:
            while not stop.is_set():
                for item in link.turn(TURN):
                    match item:
                        case Up():
                            ask_due, pause, silent_due = 0.0, ASK_FIRST, time.monotonic() + PATIENCE
                        case Down(why, reason):
                            ask_due = silent_due = NEVER
                            # On this screen "refused" is what a person says.
                            self._show("away" if reason == "refused" else reason, why)
                            if reason in FINAL:
                                return
                        case Arrived():
                            if (issued := self._issued(item, asked)) is not None:
                                silent_due = time.monotonic() + PATIENCE
                                yield issued
                now = time.monotonic()
                if now >= silent_due:
                    silent_due = now + PATIENCE
                    yield "silent"
                if now >= ask_due:
                    ask_due, pause = now + pause, min(ASK_AGAIN, pause * 2)
                    link.send([self._request(name, asked)])
        finally:
            link.close()

    def _request(self, name: Slug, asked: set[str]) -> Publication:
        id = new_id()
        asked.add(id)
        body = Request(device=self._code.device, csr=self._claimed.next_request.read_text("ascii"))
        return Publication(self._topics.to("csr", name), encode(self._sealer.seal(body, id)), qos=1)

    def _issued(self, arrived: Arrived, asked: set[str]) -> Issued | None:
        """None for what is none, or the answer to another box with the same claim."""
        try:
            issued = decode("crt", arrived.payload).body
        except ContractError as error:
            log.warning("ignored an answer: %s", error)
            return None
        return issued if issued.to in asked else None

    def _show(self, status: Status | Reason | Denial, detail: str = "") -> None:
        host, port = self._code.broker
        broker = f"{host}:{port}"
        self._tell(Shown(status=status, device=self._code.device, broker=broker, fingerprint=self._own, detail=detail))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""
