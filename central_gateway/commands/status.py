"""``motcua central status``: how far each hall is, what was not taken, which days do not add up, how adapters stand."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from central_gateway.adapters import standings
from central_gateway.commands.carried_out import store
from central_gateway.program import load_or_exit, options
from central_gateway.store import adapters, day_check, halls, heard, migrate
from central_gateway.store.adapters import Standing
from central_gateway.store.day_check import Difference
from central_gateway.store.halls import Hall, Refused
from hall_core.contract.centre.messages import Mark
from hall_core.domain.business_day import local

SILENT = timedelta(minutes=5)
"""A hall says something every minute; and an adapter for which something is wrong has tried again by then."""
DAYS = 31
"""Of which sums are compared, unless told otherwise."""
WRONG = 1
"""Exit status, for whoever watches: something does not add up, a hall is silent, or an adapter does not go on."""


def main(argv: list[str] | None = None) -> int:
    parser = options(
        "status",
        f"How far each hall is. Ends with {WRONG} when a hall is silent, a day does not add up, or an adapter does not "
        "go on.",
    )
    parser.add_argument(
        "--days", metavar="N", type=int, default=DAYS, help="back to which sums are compared (%(default)s)"
    )
    given = parser.parse_args(argv)
    now = datetime.now(UTC)
    config = load_or_exit(given.config)
    with store(config, "status") as db:
        migrate.check(db)
        all_halls = [hall for hall in halls.all_(db) if hall.ended is None]
        marks = heard.of(db, [hall.id for hall in all_halls])
        differs = day_check.differences(db, local(int(time.time() * 1000)).date() - timedelta(days=given.days))
        refused = halls.refused(db)
        of_adapters = list(standings.of_all(config.central.adapters, adapters.standings(db)))
    print(f"{'hall':<24} {'seen':<20} {'behind':>7} {'waiting':>8}  transactions")
    silent = [_tell(hall, marks[hall.id]["transactions"], now) for hall in all_halls]
    _refused(refused)
    wrong = [_differences(differs), _adapters(of_adapters, now), any(silent)]
    return WRONG if any(wrong) else 0


def _tell(hall: Hall, mark: Mark, now: datetime) -> bool:
    """Whether it is silent."""
    silent = hall.seen is None or now - hall.seen > SILENT
    seen = "never" if hall.seen is None else f"{local(int(hall.seen.timestamp() * 1000)):%Y-%m-%d %H:%M:%S}"
    behind, waiting = "", ""
    if hall.status is not None:
        behind, waiting = f"{hall.status.behind}", f"{sum(hall.status.waiting.values())}"
    upto = f"{mark.epoch}.{mark.seq}.{mark.part}"
    print(f"{hall.id:<24} {seen:<20} {behind:>7} {waiting:>8}  {upto}{'  SILENT' if silent else ''}")
    return silent


def _adapters(of_all: list[Standing], now: datetime) -> bool:
    """Whether there is one that does not go on."""
    if of_all:
        print("\nadapters:")
    for standing in of_all:
        for line in standings.words(standing):
            print(f"  {line}")
    return any(each.fault_since is not None and now - each.fault_since > SILENT for each in of_all)


def _refused(refused: list[Refused]) -> None:
    if refused:
        print("\nnot taken:")
    for each in refused:
        print(f"  {each.hall or 'unknown':<24} {each.times:>7} {each.why:<20} {each.example}")


def _differences(differs: list[Difference]) -> bool:
    """Whether one of them is more than a delay."""
    if differs:
        print("\ndays whose sums differ:")
    for each in differs:
        delay = "  (to come)" if each.to_come else ""
        print(f"  {each.hall:<24} {each.day} {each.what}: the hall told {each.told}, here are {each.counted}{delay}")
    return any(not each.to_come for each in differs)
