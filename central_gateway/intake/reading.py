"""From what a broker brings to what it says."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from central_gateway.engine.face import Heard
from central_gateway.intake.judge import Batch, BatchError, examine
from hall_core.contract.centre import packing
from hall_core.contract.centre.messages import Ask, Differs, HallStatus, Hello, Records
from hall_core.contract.codec import ContractError, decode
from hall_core.domain.names import Millis, Uid


class Said(Struct, frozen=True):
    """All but records, with what they came in."""

    heard: Heard
    id: Uid
    at: Millis
    body: Hello | HallStatus | Ask | Differs


FAULTS = (ContractError, packing.PackingError, BatchError)
"""What :func:`read` raises when it is nothing that can be taken."""
_DAYS = date(1970, 1, 1), date(2100, 1, 1)
"""A box that never had the time counts from 1970; what is beyond is no day of a hall."""


def read(heard: Heard) -> Said | Batch:
    envelope = decode("centre-up", heard.payload)
    body = envelope.body
    tag = body.__struct_config__.tag
    if tag != heard.way:
        raise BatchError(f'"{tag}" came by the way of "{heard.way}"')
    if not isinstance(body, Records):
        return Said(heard, envelope.id, envelope.at, body)
    records = packing.records.unpack(body.packed)
    if len(records) != body.count:
        raise BatchError(f"it has {len(records)} records, not {body.count}")
    batch = Batch(hall=heard.hall, stream=body.stream, after=body.after, upto=body.upto, records=records, came_as=heard)
    examine(batch)
    for day in days_of(batch):
        if not _DAYS[0] <= day < _DAYS[1]:
            raise BatchError(f"{day} is no day of a hall")
    return batch


def days_of(batch: Batch) -> set[date]:
    """BatchError when one of them is none."""
    try:
        return {date.fromisoformat(day) for day in {record.day for record in batch.records}}
    except ValueError as error:
        raise BatchError(f"a day is none: {error}") from error
