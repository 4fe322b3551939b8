"""A folder of exported tables to an edition on the disk, and a report for the centre."""

from __future__ import annotations

from pathlib import Path

from hall_core.contract.edition import EditionError, pack, unpack
from hall_core.device.catalogue_folder import read
from hall_core.domain.catalogue_check import Checked
from hall_core.durable import write_durably
from hall_hub.feeds.folder import REPORT


def make_edition(folder: Path, edition: Path, *, force: bool = False) -> Checked:
    """Reads the folder, leaves the report in it, and puts the edition in place of the one before if it is accepted.

    OSError when a disk refuses. The report comes last: who finds it there finds the edition as well.
    """
    checked = read(folder, shown_in(edition), force=force)
    if checked.catalogue is not None:
        data = pack(checked.catalogue)
        for _ in unpack(data)[2]:
            pass  # Read back as a kiosk will, before any kiosk has to. EditionError is a mistake of ours.
        edition.parent.mkdir(parents=True, exist_ok=True)
        write_durably(edition, data)
    write_durably(folder / REPORT, checked.report.encode())
    return checked


def shown_in(edition: Path) -> int:
    """How many procedures the kept edition shows; 0 when there is none that can be read."""
    try:
        return unpack(edition.read_bytes())[1]
    except (OSError, EditionError):
        return 0
