"""Which devices the hall's authority has shut out. In memory: the broker keeps what the authority says, and tells it
first at each new link."""

from __future__ import annotations

import logging

from hall_core.contract.trust import Standing
from hall_core.domain.names import Slug

log = logging.getLogger(__name__)


class Standings:
    def __init__(self) -> None:
        self._shut_out: set[Slug] = set()

    def hear(self, device: Slug, standing: Standing | None) -> None:
        """``standing`` None: the authority says nothing of it any more."""
        shut_out = standing is not None and standing.shut_out
        if shut_out == (device in self._shut_out):
            return
        if shut_out:
            self._shut_out.add(device)
            log.warning("%s is shut out: nothing it says counts from now on", device)
        else:
            self._shut_out.discard(device)
            log.info("%s may take part again", device)

    def shut_out(self, device: Slug) -> bool:
        return device in self._shut_out
