"""A short run of ``./run fuzz``, the same each time; and that it finds a fault where there is one."""

from __future__ import annotations

import logging
from pathlib import Path
from random import Random

import msgspec
import pytest

from hall_core.contract.codec import ContractError, decode
from hall_core.contract.topics import ADDRESSES, Kind
from tests.fuzz.__main__ import main
from tests.fuzz.door import Door, Reader
from tests.fuzz.doors.all import DOORS
from tests.fuzz.doors.halls import NAMES, WORDS
from tests.fuzz.messages import SAMPLES, Messages
from tests.fuzz.run import BLOCK, WARNINGS, block

SEED = 20_261_123
FEW = 250


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", DOORS)
def test_whatever_comes_to_a_door_nothing_falls_and_what_is_good_is_served(name: str) -> None:
    found = block(name, DOORS[name], SEED, 0, FEW)
    assert found is None, f"{found.again}\n{found.input}\n{found.what}"


def test_every_kind_of_message_has_an_example_that_is_spoilt() -> None:
    assert set(SAMPLES) == set(ADDRESSES)


@pytest.mark.parametrize("kind", ADDRESSES)
def test_messages_made_of_a_type_are_mostly_right_so_that_they_come_further_than_the_reader(kind: Kind) -> None:
    messages, rng = Messages("thu", [kind], NAMES, WORDS), Random(SEED)

    def is_read(payload: bytes) -> bool:
        try:
            decode(kind, payload)
        except ContractError:
            return False
        return True

    assert sum(is_read(msgspec.json.encode(messages.good(kind, rng))) for _ in range(30)) >= 20


def test_the_same_seed_gives_the_same_inputs_whatever_was_made_before() -> None:
    def made() -> list[tuple[str, bytes]]:
        messages, rng = Messages("thu", list(ADDRESSES), NAMES, WORDS), Random(SEED)
        return [(each.topic, each.payload) for each in (messages.make(rng) for _ in range(2_000))]

    assert made() == made()


def fails(number: int) -> Door:
    given: list[int] = []

    def read(_: object) -> None:
        given.append(1)
        if len(given) == number:
            raise KeyError("a mistake")

    return Reader(read, lambda rng: rng.randrange(10))


def logs(_: Path) -> Door:
    def read(_: object) -> None:
        try:
            {}["a mistake"]
        except KeyError:
            logging.getLogger("a.program").exception("could not take it")

    return Reader(read, lambda rng: 1)


def chatters(_: Path) -> Door:
    return Reader(lambda _: logging.getLogger("a.program").warning("refused it"), lambda rng: 1)


def grows(_: Path) -> Door:
    kept: list[object] = []
    return Reader(lambda given: kept.append([given]), lambda rng: [object() for _ in range(10)])


def goes_deaf(_: Path) -> Door:
    given: list[int] = []
    return Reader(given.append, lambda rng: 1, good=(1, lambda _: len(given) < 100))


def test_a_fault_is_found_where_it_is_and_found_again_by_its_block() -> None:
    first, again = (block("made-up", lambda _: fails(42), 1, 3, 100) for _ in range(2))
    assert first is not None and first == again
    assert first.number == 41 and "a mistake" in first.what
    assert first.again == "./run fuzz --only made-up --seed 1 --block 3"


def test_a_mistake_that_a_program_has_caught_and_logged_is_found_too() -> None:
    found = block("made-up", logs, 1, 0, 10)
    assert found is not None and found.number == 0 and "could not take it" in found.what


def test_a_program_that_says_each_refusal_anew_is_found() -> None:
    found = block("made-up", chatters, 1, 0, WARNINGS + 1)
    assert found is not None and "lines of the log" in found.what


def test_a_program_that_keeps_what_it_refuses_is_found() -> None:
    found = block("made-up", grows, 1, 0, BLOCK)
    assert found is not None and "objects more" in found.what


def test_a_program_that_is_deaf_to_what_is_good_is_found() -> None:
    found = block("made-up", goes_deaf, 1, 0, 200)
    assert found is not None and found.number == 99


def test_what_is_found_is_kept_in_a_file_with_the_command_that_finds_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(DOORS, "made-up", lambda _: fails(7))
    assert main(["--only", "made-up", "--inputs", "1", "--seed", "5"]) == 1
    [file] = (tmp_path / "build" / "fuzz").iterdir()
    assert file.read_text().startswith("./run fuzz --only made-up --seed 5 --block 0\ninput 6 of block 0:")
    assert "1 faults found" in capsys.readouterr().out
    monkeypatch.setitem(DOORS, "made-up", lambda _: Reader(str, lambda rng: 1))
    assert main(["--only", "made-up", "--inputs", "1", "--seed", "5"]) == 0
