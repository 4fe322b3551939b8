"""What all tests share: a small hall, a clock to turn by hand, and the screen settings that must precede Kivy."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")
os.environ.setdefault("LIBGL_ALWAYS_SOFTWARE", "1")
# tesseract's threads wait for one another at full speed: several take more than twice the work of one.
os.environ.setdefault("OMP_THREAD_LIMIT", "1")
os.environ.update(
    KIVY_NO_ARGS="1",
    KIVY_NO_CONFIG="1",
    KIVY_NO_FILELOG="1",
    KIVY_NO_CONSOLELOG="1",
    KIVY_LOG_MODE="PYTHON",
    KIVY_WINDOW="sdl2",
    KIVY_CLOCK="free_only",
)

import pytest
from hypothesis import settings

from hall_core.domain.names import Name
from hall_core.domain.plan import (
    Agency,
    Counter,
    Field,
    HallInfo,
    Hours,
    Numbers,
    Officer,
    Plan,
    PriorityGroup,
    Service,
    Zone,
)
from hall_core.domain.plan_devices import Board, Caller, Kiosk

# The same examples each time, and none of them blamed for a slow machine.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

NINE_IN_THE_MORNING = 1_795_226_400_000
"""Saturday 2026-11-21 09:00 in Hà Nội, in milliseconds."""


def pytest_collection_finish() -> None:
    """What was loaded stays to the end: it is not gone through again and again for what may be thrown away."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class HandClock:
    """A clock that stands still until it is turned: (ms since 1970 UTC, ms since start, trusted)."""

    def __init__(self) -> None:
        self.at = NINE_IN_THE_MORNING
        self.since_start = 0
        self.trusted = True

    def __call__(self) -> tuple[int, int, bool]:
        return self.at, self.since_start, self.trusted

    def wait(self, ms: int) -> None:
        self.at += ms
        self.since_start += ms


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def make_plan(counters: int = 3) -> Plan:
    """Two services, ``counters`` counters with a caller and an officer each, a kiosk and a board, always open."""

    def name(vi: str) -> Name:
        return Name(vi=vi, en=vi)

    ids = range(1, counters + 1)
    return Plan(
        hall=HallInfo(id="thu", name=name("Trung tâm Thử")),
        hours=Hours(**{day: ["00:00-24:00"] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}),
        zones=[Zone(id="sanh", name=name("Sảnh"))],
        agencies=[Agency(id="tu-phap", name=name("Tư pháp"))],
        fields=[Field(id="ho-tich", agency="tu-phap", name=name("Hộ tịch"))],
        priority_groups=[PriorityGroup(id="cao-tuoi", name=name("Người cao tuổi"))],
        services=[
            Service(
                id="khai-sinh",
                field="ho-tich",
                name=name("Khai sinh"),
                numbers=Numbers(prefix="A", digits=3, first=1, last=899),
                priority=["cao-tuoi"],
                priority_head_start=2,
            ),
            Service(
                id="sao-y",
                field="ho-tich",
                name=name("Sao y"),
                numbers=Numbers(prefix="B", digits=2, first=10, last=13, when_full="wrap"),
            ),
        ],
        counters=[
            Counter(id=f"quay-{n}", number=n, zone="sanh", serves={"khai-sinh": 0, "sao-y": 1 if n == 2 else 0})
            for n in ids
        ],
        officers=[Officer(id=f"can-bo-{n}", name=f"Cán bộ {n}") for n in ids],
        devices=[
            Kiosk(id="kiosk-1"),
            Board(id="bang-1", zone="sanh"),
            *(Caller(id=f"goi-{n}", counter=f"quay-{n}", officer=f"can-bo-{n}") for n in ids),
        ],
    )


@pytest.fixture
def plan() -> Plan:
    return make_plan()


@pytest.fixture
def plan_of() -> object:
    """Makes a plan with a given number of counters."""
    return make_plan
