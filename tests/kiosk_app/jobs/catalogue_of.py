"""The demo's catalogue as an edition on a kiosk's disk."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from hall_core.contract.edition import pack
from hall_core.device.catalogue_folder import read
from kiosk_app.catalogue.building import build
from kiosk_app.catalogue.store import Store
from kiosk_app.jobs.procedures.edition import Edition

HALLS = Path(__file__).parents[3] / "halls"
TODAY = "2026-11-21"


@cache
def demo_data() -> bytes:
    """As it travels."""
    checked = read(HALLS / "catalogue", 0)
    assert checked.catalogue is not None, checked.report
    return pack(checked.catalogue)


def edition(folder: Path, data: bytes | None = None) -> Edition:
    file = folder / "catalogue.sqlite"
    build(data or demo_data(), file)
    return Edition(Store(file), TODAY)
