"""A line that fails: TCP through a process of our own, which can cut it, swallow what goes over it, or slow it down."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

HOST = "127.0.0.1"
PIECE = 16_384
WITHIN = 10.0
"""Seconds for anything that is done here at once."""

Given = TypeVar("Given")


class Proxy:
    """Takes connections on :attr:`port` and carries them to ``to``, until told otherwise. Call it from any thread."""

    def __init__(self, to: tuple[str, int]) -> None:
        self.to = to
        self.carried = 0
        """Bytes, both ways."""
        self._open = asyncio.Event()
        """What came is carried on; else it waits here, as in a line that swallows everything."""
        self._refuses = False
        self._delay = 0.0
        self._cut_after: int | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        self._server = self._do(self._start())
        self.port: int = self._server.sockets[0].getsockname()[1]

    @property
    def connections(self) -> int:
        return len(self._writers) // 2

    def mend(self) -> None:
        """New connections are carried again, and what was swallowed goes on."""
        self._do(self._set(refuses=False, open=True, delay=0.0))

    def cut(self) -> None:
        """All connections end, as when a machine goes; each new one ends at once."""
        self._do(self._set(refuses=True, open=True, delay=0.0))
        self._do(self._end_all(abort=True))

    def drop(self) -> None:
        """All connections end once; new ones are carried."""
        self._do(self._end_all(abort=True))

    def swallow(self) -> None:
        """Nothing arrives any more and nobody is told: a half-open line."""
        self._do(self._set(refuses=False, open=False, delay=0.0))

    def slow(self, delay: float) -> None:
        """Each piece, 16 kB at most, takes so many seconds more."""
        self._do(self._set(refuses=False, open=True, delay=delay))

    def cut_after(self, bytes: int) -> None:
        """All connections end in the middle of what is said, once so many bytes more were carried."""
        self._cut_after = self.carried + bytes

    def close(self) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(WITHIN)
        self._loop.close()

    def _do(self, work: Coroutine[Any, Any, Given]) -> Given:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(WITHIN)

    async def _start(self) -> asyncio.Server:
        self._open.set()
        return await asyncio.start_server(self._take, HOST, 0)

    async def _set(self, *, refuses: bool, open: bool, delay: float) -> None:
        self._refuses, self._delay = refuses, delay
        (self._open.set if open else self._open.clear)()

    async def _end_all(self, *, abort: bool) -> None:
        for writer in list(self._writers):
            (writer.transport.abort if abort else writer.close)()
        self._writers.clear()

    async def _close(self) -> None:
        self._server.close()
        await self._end_all(abort=True)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._carry_both(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass  # an end of the line that is not there is what this is for; and so is to close it
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _carry_both(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._refuses:
            writer.transport.abort()
            return
        there, back = await asyncio.open_connection(*self.to)
        ends = (writer, back)
        self._writers.update(ends)
        ways = [asyncio.ensure_future(self._carry(reader, back)), asyncio.ensure_future(self._carry(there, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            for end in ends:
                end.close()
            self._writers.difference_update(ends)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(PIECE):
            await self._open.wait()
            if self._delay:
                await asyncio.sleep(self._delay)
            if self._cut_after is not None and self.carried + len(data) >= self._cut_after:
                writer.write(data[: max(0, self._cut_after - self.carried)])
                self._cut_after = None
                await self._end_all(abort=False)
                return
            self.carried += len(data)
            writer.write(data)
            await writer.drain()
