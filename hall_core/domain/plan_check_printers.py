"""The printers of a plan: whether a ticket would come out of them at all, said before anything is started."""

from __future__ import annotations

from collections.abc import Iterator

from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Kiosk
from hall_core.domain.plan_fault import Fault, Path
from hall_core.domain.printer_url import PrinterUrlError, read_printer_url


def printer_faults(plan: Plan) -> Iterator[Fault]:
    """Every kiosk's printer can be read and is fast enough; its spare too, and is another one."""
    for index, kiosk in enumerate(plan.devices):
        if not isinstance(kiosk, Kiosk):
            continue
        own: Path = ("devices", index, "printer")
        if kiosk.printer:
            yield from _readable(own, kiosk.printer)
        if kiosk.spare is None:
            continue
        spare: Path = ("devices", index, "spare", "printer")
        if not kiosk.printer:
            yield Fault(own, "there is a spare printer and none of its own", 'add "printer"')
        elif kiosk.spare.printer.strip() == kiosk.printer.strip():
            wrong = f'"{kiosk.spare.printer}" is already the printer of its own'
            yield Fault(spare, wrong, "must be another printer")
        else:
            yield from _readable(spare, kiosk.spare.printer)


def _readable(where: Path, url: str) -> Iterator[Fault]:
    try:
        read_printer_url(url)
    except PrinterUrlError as error:
        yield Fault(where, f'"{url}" {error.wrong}', error.right)
