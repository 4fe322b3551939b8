"""The console looks at itself as a browser would, and so notices that it answers nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from hall_core.domain.plan_devices import Console
from hall_hub.console.gate import knock, listening, wire
from hall_hub.console.gate.knock import keep_knocking
from tests.certificates import Authority
from tests.hall_hub.console.gate.conftest import Served
from tests.hall_hub.console.gate.test_tls import put

Serve = Callable[[Path | None], Served]


@pytest.mark.parametrize("secure", [True, False])
def test_a_console_that_answers_is_well_with_whatever_certificate(serve: Serve, tmp_path: Path, secure: bool) -> None:
    # Of another hall's authority and under another name, as browsers would never take it.
    folder = put(tmp_path / "web", Authority("another").broker(called="elsewhere")) if secure else None
    assert asyncio.run(knock.knock(serve(folder).place)) == ""


def test_one_that_turns_away_who_is_one_too_many_is_alive(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "CONNECTIONS_EACH", 0)
    assert asyncio.run(knock.knock(serve(None).place)) == ""


def test_one_that_takes_connections_and_says_nothing_is_not_well() -> None:
    # The kernel takes them for it.
    silent = listening.place(Console(id="dieu-hanh", listen="127.0.0.1"), 0, None)
    try:
        assert asyncio.run(knock.knock(silent, patience=0.2)).startswith("nothing within")
    finally:
        silent.sock.close()


class Once:
    """Says where it listened."""

    def __init__(self) -> None:
        gone = listening.place(Console(id="dieu-hanh", listen="127.0.0.1"), 0, None)
        self.port = gone.sock.getsockname()[1]
        gone.sock.close()

    def getsockname(self) -> tuple[str, int]:
        return "0.0.0.0", self.port


def test_one_that_is_gone_is_not_well() -> None:
    why = asyncio.run(knock.knock(listening.Place(Once(), None)))  # type: ignore[arg-type]
    assert "failed ('127.0.0.1'" in why


def test_that_it_does_not_answer_itself_is_logged_once_however_long_it_lasts(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Something answers in its place, which is no console."""
    monkeypatch.setattr(knock, "EVERY", 0.0)
    answers, asked = list[bool](), list[bool]()

    async def another(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(True)
        writer.write(b"SSH-2.0-elsewhere\r\n")
        writer.close()

    async def knocked() -> None:
        async with await asyncio.start_server(another, "127.0.0.1", 0) as server:
            place = listening.Place(server.sockets[0], None)  # type: ignore[arg-type]
            knocking = asyncio.create_task(keep_knocking(place, lambda: answers.append(True)))
            while len(asked) < 4:
                await asyncio.sleep(0.01)
            knocking.cancel()

    asyncio.run(knocked())
    assert answers == []
    assert caplog.text.count("the console does not answer itself: it said b'SSH-2.0-elsewhere") == 1


def test_each_answer_is_told_and_nothing_else(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(knock, "EVERY", 0.0)
    place = serve(None).place

    async def three() -> int:
        answers: asyncio.Queue[bool] = asyncio.Queue()
        knocking = asyncio.create_task(keep_knocking(place, lambda: answers.put_nowait(True)))
        for _ in range(3):
            await answers.get()
        knocking.cancel()
        return 3

    assert asyncio.run(three()) == 3
