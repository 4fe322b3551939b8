"""The console's own look at itself: a browser of its own asks for a page, through socket, TLS and gate like any other.

Whatever may stand still in it, this is what officers would notice: nobody answers.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from contextlib import suppress

from hall_hub.console.gate.listening import Place

EVERY = 5.0
"""Seconds from an answer to the next question."""
PATIENCE = 10.0
"""Seconds for an answer: a console that is slow is not one that stands still."""
QUESTION = b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nUser-Agent: motcua\r\nConnection: close\r\n\r\n"
"""A page that everybody may see; for it the accounts and the templates are read."""
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""What is listened on, and where that is reached from here."""
log = logging.getLogger(__name__)


async def keep_knocking(place: Place, answered: Callable[[], None]) -> None:
    """Until it is cancelled: ``answered`` is called each time the console has answered itself."""
    trouble = ""
    while True:
        before, trouble = trouble, await knock(place)
        if not trouble:
            answered()
        elif trouble != before:
            log.warning("the console does not answer itself: %s", trouble)
        await asyncio.sleep(EVERY)


async def knock(place: Place, patience: float = PATIENCE) -> str:
    """Why there was no answer; empty when there was one. Any answer counts, and so does being turned away at once as
    one connection too many: what had to be alive for it is."""
    host, port = place.sock.getsockname()[:2]
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection(
                EVERYWHERE.get(host, host), port, ssl=None if place.certificate is None else _any_certificate()
            )
            try:
                return await _ask(reader, writer)
            finally:
                writer.transport.abort()
                with suppress(OSError):
                    await writer.wait_closed()
    except TimeoutError:
        return f"nothing within {patience:.0f} s"
    except OSError as error:
        return str(error) or type(error).__name__


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> str:
    try:
        writer.write(QUESTION)
        await writer.drain()
        said = await reader.readline()
    except ConnectionError:
        return ""
    return "" if not said or said.startswith(b"HTTP/1.1 ") else f"it said {said[:40]!r}"


def _any_certificate() -> ssl.SSLContext:
    """Nothing secret is asked or told, and one that browsers would refuse is no reason to start the console anew."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
