"""What a board asks the hub for: what its parts show, what the centre says in its zone, and nothing else. Pure."""

from __future__ import annotations

from hall_core.contract.dossier_edition import DOSSIER_BOARD
from hall_core.contract.notice_edition import NOTICES
from hall_core.contract.topics import Kind
from hall_core.domain.plan_devices import Board


def listens(board: Board) -> list[tuple[Kind, *tuple[str, ...]]]:
    """Kinds of messages and whose, for a Station. The hall first: its clock tells how old the zone's calls are."""
    kinds: list[tuple[Kind, *tuple[str, ...]]] = [("hall",), ("zone", board.zone)]
    shows = set(board.shows)
    if shows & {"calls", "waiting"}:
        kinds.append(("service", "+"))
    if "counter" in shows and board.counter is not None:
        kinds.append(("counter", board.counter))
    if shows & {"calls", "counter"}:
        kinds.append(("call", board.zone))
    if "dossiers" in shows:
        kinds.append(("catalogue", DOSSIER_BOARD))
    if "notices" in shows:
        kinds.append(("catalogue", NOTICES))
    return kinds
