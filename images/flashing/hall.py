"""A whole hall, card after card: it may be stopped at any time, and goes on where it was."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from hall_core.domain.names import HUB
from hall_trust.commands import gifts, here
from hall_trust.commands.gifts import Gift
from hall_trust.commands.here import Here
from hall_trust.commands.network import BoxsOwn
from images.flashing import bundles, disks, hubs
from images.flashing.addresses import Addresses
from images.flashing.bench import Ask, Bench
from images.flashing.bundles import MEMORY, Ready
from images.flashing.disks import Block
from images.flashing.image import Image
from images.flashing.journal import BEGUN, DONE, FAILED, Journal, Row, now
from images.flashing.trouble import FlashError, RefusedError
from images.labels.label import Label

SKIP, STOP, AGAIN = "s", "q", "again"


class Made(Struct, frozen=True, kw_only=True):
    """A bundle, and the key in it that is to count once its card is good; the hub's has none of its own."""

    ready: Ready
    gift: Gift | None

    @property
    def certificate(self) -> str:
        return "" if self.gift is None else self.gift.made.serial


class Run:
    """``boxes``: in the order in which they are asked for, the hub's last, for its register is to know all others.
    ``claim_hours``: 0 for keys, otherwise claims that are good for so long. ``again``: those that have a card get
    another, with a new key. ``technicians``: who may type commands at all of them."""

    def __init__(
        self,
        image: Image,
        bench: Bench,
        journal: Journal,
        trust: Path,
        boxes: list[Label],
        addresses: Addresses,
        ask: Ask,
        *,
        claim_hours: int = 0,
        replace: bool = False,
        again: bool = False,
        technicians: tuple[str, ...] = (),
    ) -> None:
        self._image = image
        self._bench = bench
        self._journal = journal
        self._trust = trust
        self._boxes = boxes
        self._addresses = addresses
        self._ask = ask
        self._claim_hours = claim_hours
        self._replace, self._again = replace or again, again
        self._technicians = technicians

    def go(self) -> list[str]:
        """Which boxes still have no card. FlashError, TrustError for what no other card will mend."""
        left: list[str] = []
        for number, box in enumerate(self._boxes, 1):
            where = f"[{number}/{len(self._boxes)}] {box.id}"
            if self._is_done(box.id):
                print(f"{where}: done; another card for it: --again {box.id}")
                continue
            if self._has_certificate(box.id):
                print(f"{where}: has a certificate that no card of this list brought it; --replace makes another")
                left.append(box.id)
                continue
            if not self._card(box, where):
                left.append(box.id)
                if self._stopped:
                    return left + [other.id for other in self._boxes[number:] if not self._is_done(other.id)]
        return left

    _stopped = False

    def _is_done(self, device: str) -> bool:
        if self._again:
            return False
        if self._journal.done(device) is not None:
            return True
        begun = self._journal.begun(device)
        if begun is None or not begun.certificate:
            return False
        # The register counts a key when its card was read back: only this list was not written any more.
        with here.opened(self._trust) as trust:
            held = trust.register.in_force(device)
        if held is None or held.serial != begun.certificate:
            return False
        words = "found in the register after an interruption"
        self._journal.add(replace(begun, time=now(), result=DONE, words=words))
        return True

    def _has_certificate(self, device: str) -> bool:
        if device == HUB or self._replace or self._claim_hours:
            return False
        with here.opened(self._trust) as trust:
            held = trust.register.in_force(device)
            return held is not None and held.until > trust.at

    def _card(self, box: Label, where: str) -> bool:
        """Asks until one is good. False: not now."""
        while True:
            try:
                said = self._ask(
                    f"{where}: put in the card for {box.called}, then Enter ({SKIP} skips, {STOP} stops): "
                )
            except EOFError:
                said = STOP
            said = said.strip().lower()
            if said in (SKIP, STOP):
                self._stopped = said == STOP
                return False
            try:
                disk = self._bench.look(self._image)
                self._check_other(disk, again=said == AGAIN)
                self._bench.confirm(disk, box.called)
            except RefusedError as refusal:
                print(refusal)
                continue
            if self._tried(box, disk):
                return True

    def _check_other(self, disk: Block, *, again: bool) -> None:
        """RefusedError for a card that was made for this hall already, most likely the one from just now."""
        known = self._journal.card(disks.cid(disk))
        whose = None if known is None else known.device
        was = self._bench.was()
        if whose is None and was is not None and was[0] == self._hall and self._journal.done(was[1]):
            whose = was[1]
        if whose is not None and not again:
            raise RefusedError(f'this is the card of {whose}: put in another, or type "{AGAIN}" to write over it')

    @property
    def _hall(self) -> str:
        return self._boxes[0].hall

    def _tried(self, box: Label, disk: Block) -> bool:
        began = time.monotonic()
        row = Row(
            time=now(),
            device=box.id,
            role=box.role,
            result=BEGUN,
            disk=disk.path,
            model=(disk.model or "").strip(),
            serial=(disk.serial or "").strip(),
            cid=disks.cid(disk),
            bytes="",
            image=self._image.file.name,
            sum="",
            certificate="",
            seconds="",
            words="",
        )
        with self._made(box.id) as made:
            row = replace(row, certificate=made.certificate)
            self._journal.add(row)
            try:
                done = self._bench.flash(self._image, made.ready)
            except FlashError as error:
                seconds = f"{time.monotonic() - began:.0f}"
                self._journal.add(replace(row, time=now(), result=FAILED, seconds=seconds, words=str(error)))
                print(f"{error}\nthis card does not start; {box.id} needs another one")
                return False
            if made.gift is not None:
                with here.opened(self._trust) as trust:
                    gifts.count(trust, made.gift)
        seconds = f"{time.monotonic() - began:.0f}"
        end = replace(row, time=now(), result=DONE, bytes=str(done.written), sum=done.sum, seconds=seconds)
        self._journal.add(end)
        size = disks.amount(done.written)
        print(f"{box.id}: {size} written and read back, {done.files} files of its bundle; {seconds} s")
        print("take the card out, and stick its label on the box")
        return True

    @contextmanager
    def _made(self, device: str) -> Iterator[Made]:
        own = BoxsOwn(network=self._addresses.network(device), time=self._addresses.time, technicians=self._technicians)
        with tempfile.TemporaryDirectory(prefix="motcua-", dir=MEMORY if MEMORY.is_dir() else None) as place:
            with here.opened(self._trust) as trust:
                if device == HUB:
                    gift = None
                    wanted = gifts.hubs_bundle(trust, hubs.folders(trust, Path(place)), own)
                else:
                    gift = self._gift(trust, device)
                    wanted = gifts.bundle_for(trust, gift, own)
            with bundles.made(wanted) as ready:
                yield Made(ready=ready, gift=gift)

    def _gift(self, trust: Here, device: str) -> Gift:
        found = trust.device(device)
        return gifts.claiming(trust, found, self._claim_hours) if self._claim_hours else gifts.keyed(trust, found)
