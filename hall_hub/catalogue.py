"""The catalogue of procedures that the hall runs on."""

from __future__ import annotations

from pathlib import Path

from hall_core.contract.edition import unpack
from hall_hub.brought import Brought, Made
from hall_hub.feeds.folder import REPORT

FEED = Path("feeds/procedures")
EDITION = Path("catalogue/procedures.edition")
"""Both within the hub's data folder."""


class Catalogues(Brought):
    """Made of what somebody brings into the folder. ``data``: the hub's data folder."""

    def __init__(self, data: Path) -> None:
        folder, file = data / FEED, data / EDITION
        super().__init__("procedures", folder, ["compile", str(folder), str(file)], file, _about)


class CentreCatalogues(Made):
    """Made by the courier of what comes over the line. ``data``: the hub's data folder."""

    def __init__(self, data: Path) -> None:
        super().__init__("procedures", data / EDITION, data / FEED / REPORT, _about)


def _about(data: bytes) -> str:
    catalogue, count, procedures = unpack(data)
    for _ in procedures:
        pass  # To its end: no kiosk is sent for what a bad disk has made of it.
    return f'edition "{catalogue.edition}", {count} of them, {len(data)} bytes'
