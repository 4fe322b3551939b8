"""Lines between devices and broker as bad as lines are: everybody gets a number in time, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from hall_core.contract.limits import RESERVE_AFTER
from hall_core.domain.commands import OpenCounter
from hall_core.mqtt import link
from hall_core.mqtt.heard import LinkDown, LinkUp
from tests.faults.chain import COUNTER, OFFICER
from tests.faults.hall import FaultHall
from tests.faults.long import mostly
from tests.faults.packets import split
from tests.faults.proxy import WELL, Line, Proxy
from tests.faults.witness import witnessed
from tests.flows.conftest import Device

BAD: dict[str, Line] = {
    "slow": Line(latency=0.3),
    "jittery": Line(latency=0.05, jitter=0.4),
    "narrow": Line(bandwidth=8_000),
    "cut again and again": Line(cut_after=4_000),
    "half open": Line(swallows=True),
    "paused": Line(pauses=True),
    "a broker that doubles": Line(doubles=0.5),
    "a broker that swaps": Line(swaps=0.5),
    "a broker that loses some": Line(loses=0.1),
    "a broker that loses most": Line(loses=0.7),
    "late and lossy": Line(loses=0.2, latency=0.1, jitter=0.2),
    "a broker that does it all, slowly": Line(doubles=0.3, swaps=0.3, loses=0.1, latency=0.1, jitter=0.2),
}
KIOSKS = 3
WORST = "cut again and again", "half open", "a broker that does it all, slowly"
"""Those of the test command."""
MILLISECONDS = 1_000
GRACE = 4.0
"""Seconds by which a busy machine may be late with what is due."""
SILENCE = 20.0
"""Seconds at most until a line with a keepalive of one is found dead: it takes two, and a busy machine longer."""
LONG_ENOUGH = 2.5
"""Seconds with each line: longer than a kiosk waits for the hub."""


@pytest.fixture
def hall(make_hall: Callable[..., FaultHall]) -> FaultHall:
    return make_hall(kiosks=KIOSKS)


@pytest.fixture
def proxies(hall: FaultHall) -> Iterator[list[Proxy]]:
    """Behind each a kiosk, an officer, a pad and perhaps a board."""
    with ExitStack() as stack:
        proxies = [stack.enter_context(Proxy(hall.address, seed)) for seed in range(KIOSKS)]
        for id in hall.ids:
            hall.addresses[id] = proxies[int(id[-1]) - 1].address
        yield proxies
        hall.stop("")


@pytest.mark.timeout(240)
def test_over_every_bad_line_a_number_is_had_in_time_and_nothing_that_was_answered_is_lost(
    hall: FaultHall, proxies: list[Proxy]
) -> None:
    hall.start_devices()
    hall.until(lambda: all(hall.count("seen", f"kiosk-{n}") for n in range(1, KIOSKS + 1)), "the first numbers")
    for lines in mostly([*zip(*[iter(BAD)] * KIOSKS, strict=True)], [WORST]):
        before = [hall.count("seen", f"kiosk-{n}") for n in range(1, KIOSKS + 1)]
        for proxy, name in zip(proxies, lines, strict=True):
            proxy.line = BAD[name]
            if proxy.line.cut_after is not None:
                proxy.reset()  # what is connected already was promised more
        hall.let_it_run(LONG_ENOUGH)
        for n, (proxy, name) in enumerate(zip(proxies, lines, strict=True), 1):
            hall.until(lambda n=n, was=before[n - 1]: hall.count("seen", f"kiosk-{n}") > was, f"a number, {name}")
            proxy.line = WELL
            proxy.reset()
    hall.settle()
    assert hall.faults() == []
    assert sum(proxy.cuts for proxy in proxies) > 0
    people = [one for one in witnessed(hall.witness) if one.what in ("seen", "no-number")]
    assert [one.body for one in people if one.what == "no-number"] == []
    assert [one.ms for one in people if one.ms > (RESERVE_AFTER + GRACE) * MILLISECONDS] == []


@pytest.mark.timeout(120)
def test_a_half_open_line_is_found_by_its_silence_alone_and_another_one_taken(
    hall: FaultHall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "KEEPALIVE", 1)
    with ExitStack() as stack:
        proxy = stack.enter_context(Proxy(hall.address))
        officer = Device("goi-1", hall.folder, proxy.address)
        stack.callback(officer.stop)
        officer.expect(LinkUp)
        proxy.line = BAD["half open"]
        officer.expect(LinkDown, seconds=SILENCE)
        proxy.line = WELL
        officer.expect(LinkUp)
        assert officer.answer(OpenCounter(counter=COUNTER, officer=OFFICER)).refusal is None


def test_a_stream_is_cut_into_its_packets_wherever_the_line_broke_it() -> None:
    packets = [b"\x30\x03abc", b"\xc0\x00", b"\x32\x80\x01" + bytes(128), b"\x40\x02\x00\x01"]
    stream = b"".join(packets)
    for place in range(len(stream)):
        first, rest = split(stream[:place])
        more, left = split(rest + stream[place:])
        assert (first + more, left) == (packets, b"")
