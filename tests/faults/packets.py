"""Cuts a stream of MQTT into its packets, which a line may carry in any pieces."""

from __future__ import annotations

PUBLISH = 3


def split(stream: bytes) -> tuple[list[bytes], bytes]:
    """The whole packets at the front of ``stream``, and what is left of the next one."""
    packets: list[bytes] = []
    while (end := _end(stream)) is not None and end <= len(stream):
        packets.append(stream[:end])
        stream = stream[end:]
    return packets, stream


def is_publish(packet: bytes) -> bool:
    return packet[0] >> 4 == PUBLISH


def _end(stream: bytes) -> int | None:
    """Where the first packet ends; None: not even that is here."""
    length, shift = 0, 0
    for place, sign in enumerate(stream[1:5], 2):
        length |= (sign & 0x7F) << shift
        shift += 7
        if not sign & 0x80:
            return place + length
    return None
