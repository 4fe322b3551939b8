"""What halls tell, page by page."""

from __future__ import annotations

from central_gateway.api.asked import Asked
from central_gateway.api.bodies import Page, PageWanted
from central_gateway.api.problems import Problem
from central_gateway.store.connection import Db
from central_gateway.store.reading import ApologyRow, DayRow, RatingRow, RowType, TransactionRow, rows


def transactions(db: Db, asked: Asked) -> Page[TransactionRow]:
    return _page(db, asked, TransactionRow)


def ratings(db: Db, asked: Asked) -> Page[RatingRow]:
    return _page(db, asked, RatingRow)


def days(db: Db, asked: Asked) -> Page[DayRow]:
    return _page(db, asked, DayRow)


def apologies(db: Db, asked: Asked) -> Page[ApologyRow]:
    return _page(db, asked, ApologyRow)


def _page(db: Db, asked: Asked, type: type[RowType]) -> Page[RowType]:
    """Nothing after the horizon is shown: a row behind it may have a lower number than one that is seen already."""
    wanted: PageWanted = asked.query
    upto = asked.horizon.upto(db)
    if wanted.after > upto:
        raise Problem(
            "beyond",
            f"The last row that there is has number {upto}, and you have read up to {wanted.after}: the store was put "
            "back from a copy. Read again from the number of a row that you had before that copy, or from 0.",
        )
    found = rows(db, type, after=wanted.after, upto=upto, most=wanted.limit + 1, hall=wanted.hall, day=wanted.day)
    more = len(found) > wanted.limit
    items = found[: wanted.limit]
    # All of them seen: the next time nothing up to the horizon is looked at again.
    return Page(items=items, next=items[-1].taken if more else upto, more=more)
