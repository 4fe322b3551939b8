"""A catalogue as it travels."""

from __future__ import annotations

import zlib

import pytest
from msgspec.structs import replace

from hall_core.contract import notice_edition
from hall_core.contract.edition import LARGEST, EditionError, digest, pack, unpack
from hall_core.domain.procedure import Text
from tests.catalogues import catalogue, procedure


def test_what_was_packed_is_what_comes_out_the_shorter_names_first() -> None:
    whole = catalogue()
    head, count, procedures = unpack(pack(whole))
    got = list(procedures)
    assert (head, count) == (replace(whole, procedures=[]), len(whole.procedures))
    assert sorted(got, key=lambda one: one.code) == sorted(whole.procedures, key=lambda one: one.code)
    assert [len(one.name.vi) for one in got] == sorted(len(one.name.vi) for one in got)


def test_the_same_catalogue_has_the_same_bytes_whatever_its_order() -> None:
    whole = catalogue()
    other = replace(whole, procedures=whole.procedures[::-1])
    assert digest(pack(whole)) == digest(pack(other))


@pytest.mark.parametrize("status", ["repealed", "hidden"])
def test_what_may_never_be_shown_stays_behind_and_so_do_the_everyday_words_for_it(status: str) -> None:
    whole = catalogue()
    hidden = replace(whole.procedures[0], status=status)
    head, count, procedures = unpack(pack(replace(whole, procedures=[hidden, *whole.procedures[1:]])))
    assert count == len(whole.procedures) - 1
    assert hidden.code not in {one.code for one in procedures}
    assert hidden.code not in {code for synonym in head.synonyms for code in synonym.codes}


def _read(data: bytes) -> None:
    for _ in unpack(data)[2]:
        pass


DATA = pack(catalogue())
LINES = zlib.decompress(DATA)
BROKEN = {
    "nothing": b"",
    "no zlib": b"xyz",
    "cut off": DATA[:-20],
    "a line missing": zlib.compress(LINES[: LINES.rindex(b"\n", 0, -1) + 1]),
    "the last line cut": zlib.compress(LINES[:-5]),
    "of a later format": zlib.compress(LINES.replace(b'"format":1', b'"format":2', 1)),
    "no JSON": zlib.compress(b"{\n"),
    "nested without end": zlib.compress(b"[" * 100_000 + b"\n"),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_is_not_a_whole_edition_is_an_error(data: bytes) -> None:
    with pytest.raises(EditionError):
        _read(data)


def test_a_bomb_is_given_up_before_it_fills_the_memory() -> None:
    with pytest.raises(EditionError, match="has a line of more than"):
        _read(zlib.compress(b" " * 50_000_000))


def test_a_line_longer_than_what_is_unpacked_at_once_is_one_line() -> None:
    long = procedure(
        "NB-9", "Dài", steps=Text("x" * 19_000), where=Text("y" * 19_000, "z" * 19_000), legal=["a"] * 9_000
    )
    assert long in unpack(pack(catalogue(long)))[2]


def test_brackets_within_brackets_without_end_are_no_edition() -> None:
    with pytest.raises(EditionError):
        notice_edition.unpack(zlib.compress(b'{"a":' + b"[" * 100_000))


def test_more_bytes_than_an_edition_may_have_are_not_unpacked() -> None:
    with pytest.raises(EditionError, match=f"at most {LARGEST} are allowed"):
        unpack(DATA + bytes(LARGEST))
