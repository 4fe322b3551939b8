"""What systemd is told: that a program is up, and that all of it works. A socket of the test's own plays systemd."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_core.device.watchdog import ANEW, ANEW_WITHIN, WORDS, Watchdog
from tests.played_systemd import PlayedSystemd

DEADLINE = 30.0
"""Seconds, as in our units."""


class Systemd(PlayedSystemd):
    def __init__(self, where: Path | None) -> None:
        super().__init__(where, DEADLINE)
        self.watching["WATCHDOG_PID"] = str(os.getpid())
        self.now = 1_000.0

    def watchdog(self, *parts: str) -> Watchdog:
        return Watchdog(*parts, environ=dict(self.watching), now=lambda: self.now)


@pytest.fixture(params=["a file", "no file"])
def systemd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Systemd]:
    systemd = Systemd(tmp_path / "notify" if request.param == "a file" else None)
    yield systemd
    systemd.close()


def test_a_program_is_ready_when_each_of_its_parts_has_worked_once(systemd: Systemd) -> None:
    watchdog = systemd.watchdog("screen", "line")
    watchdog.turned("line")
    watchdog.turned("line")
    assert systemd.heard() == []
    watchdog.turned("screen")
    assert systemd.heard() == ["READY=1"]


def test_it_is_alive_only_while_every_part_works(systemd: Systemd) -> None:
    watchdog = systemd.watchdog("screen", "line")
    for _ in range(3):
        systemd.now += DEADLINE
        watchdog.turned("screen")
        watchdog.turned("line")
    assert systemd.heard() == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
    for _ in range(3):
        systemd.now += DEADLINE
        watchdog.turned("line")
    assert systemd.heard() == [], "the screen stands still"
    watchdog.turned("screen")
    assert systemd.heard() == ["WATCHDOG=1"]


def test_a_round_before_the_last_word_or_soon_after_it_does_not_count_for_the_next(systemd: Systemd) -> None:
    watchdog = systemd.watchdog("screen", "line")
    watchdog.turned("screen")
    watchdog.turned("line")
    watchdog.turned("screen")  # and from here on it stands still
    assert systemd.heard() == ["READY=1"]
    systemd.now += DEADLINE
    watchdog.turned("line")
    assert systemd.heard() == []


def test_a_loop_that_goes_round_a_thousand_times_says_few_words_and_enough_of_them(systemd: Systemd) -> None:
    watchdog = systemd.watchdog("round")
    rounds = 1_000
    for _ in range(rounds):
        watchdog.turned("round")
        systemd.now += 2 * DEADLINE / rounds
    words = systemd.heard()
    assert words[0] == "READY=1"
    assert 2 * WORDS - 1 <= len(words) <= 2 * WORDS + 1


def test_without_a_deadline_it_says_that_it_is_ready_and_nothing_else(systemd: Systemd) -> None:
    watchdog = Watchdog("round", environ=dict(systemd.environ), now=lambda: systemd.now)
    for _ in range(3):
        watchdog.turned("round")
        systemd.now += DEADLINE
    assert systemd.heard() == ["READY=1"]


def test_who_is_not_the_process_that_systemd_watches_only_says_that_it_is_ready(systemd: Systemd) -> None:
    environ = {**systemd.watching, "WATCHDOG_PID": "1"}
    watchdog = Watchdog("round", environ=environ, now=lambda: systemd.now)
    for _ in range(3):
        watchdog.turned("round")
        systemd.now += DEADLINE
    assert systemd.heard() == ["READY=1"]


def test_what_a_program_starts_cannot_speak_for_it(systemd: Systemd) -> None:
    environ = systemd.watching | {"HOME": "/"}
    Watchdog("round", environ=environ)
    assert environ == {"HOME": "/"}


def test_without_systemd_nothing_is_said_and_nothing_fails() -> None:
    watchdog = Watchdog("round", environ={})
    assert not watchdog.there
    watchdog.turned("round")


def test_what_systemd_could_not_take_is_said_again(systemd: Systemd, tmp_path: Path) -> None:
    environ = systemd.watching
    watchdog = Watchdog("round", environ={**environ, "NOTIFY_SOCKET": str(tmp_path / "later")}, now=lambda: systemd.now)
    watchdog.turned("round")
    later = Systemd(tmp_path / "later")
    watchdog.turned("round")
    assert later.heard() == ["READY=1"]
    later.close()


def test_parts_may_turn_on_threads_of_their_own(systemd: Systemd) -> None:
    names = [f"part-{n}" for n in range(8)]
    watchdog = systemd.watchdog(*names)
    threads = [threading.Thread(target=watchdog.part(name)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert systemd.heard() == ["READY=1"]


def test_a_part_that_was_not_named_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        Watchdog("screen", environ={}).part("sreen")


def test_a_program_that_begins_anew_is_given_the_time_of_a_start_and_gives_it_back(systemd: Systemd) -> None:
    watchdog = systemd.watchdog("screen")
    watchdog.turned("screen")
    assert watchdog.lengthen()
    assert systemd.heard() == ["READY=1", f"WATCHDOG_USEC={ANEW_WITHIN * 1_000_000}"]
    environ = {**systemd.watching, ANEW: "1"}
    Watchdog("screen", environ=environ).turned("screen")
    assert systemd.heard() == ["READY=1\nWATCHDOG_USEC=30000000"]
    assert ANEW not in environ, "what it starts has not begun anew"


def test_without_a_watchdog_a_program_begins_anew_as_it_likes(systemd: Systemd) -> None:
    watchdog = Watchdog("screen", environ=dict(systemd.environ))
    watchdog.turned("screen")
    assert not watchdog.lengthen()
    assert systemd.heard() == ["READY=1"]
