"""A catalogue goes over the line in pieces, and comes out as it was or not at all."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hall_core.contract.centre import packing
from hall_core.contract.centre.catalogue_items import PIECE, PIECES_MOST, CatalogueItemsError, catalogue_of, items_of
from hall_core.contract.centre.sets import digest_of, item
from hall_core.contract.edition import pack
from hall_core.domain.procedure import Case, Catalogue, Paper, Procedure, Text
from tests.catalogues import catalogue, procedure

LONG = procedure(
    "NB-9", "Thủ tục dài", steps=Text("Nộp hồ sơ ở quầy\n" * 900), cases=[Case(Text(), [Paper(Text("Đơn"))])]
)


def sorted_by_code(made: Catalogue) -> Catalogue:
    return replace(made, procedures=sorted(made.procedures, key=lambda procedure: procedure.code))


PROCEDURES = st.builds(
    lambda number, steps, legal: procedure(f"T-{number:04}", "Thủ tục", steps=Text(steps), legal=legal),
    number=st.integers(0, 9999),
    steps=st.text(max_size=5_000),
    legal=st.lists(st.text(max_size=60), max_size=3),
)


@given(more=st.lists(PROCEDURES, max_size=4, unique_by=lambda made: made.code), order=st.randoms(use_true_random=False))
def test_what_was_cut_is_put_together_in_whatever_order_its_pieces_come(
    more: list[Procedure], order: random.Random
) -> None:
    made = catalogue(*more)
    items = list(items_of(made))
    order.shuffle(items)
    again = catalogue_of(items)
    assert again == sorted_by_code(made)
    assert pack(again) == pack(made)


def test_the_same_catalogue_makes_the_same_items_whatever_order_its_procedures_stand_in() -> None:
    made = catalogue(LONG)
    other = replace(made, procedures=list(reversed(made.procedures)))
    assert list(items_of(made)) == list(items_of(other))


def test_a_change_of_one_procedure_changes_its_items_alone() -> None:
    before, after = catalogue(LONG), catalogue(replace(LONG, level="Cấp xã"))
    changed = {key for key, _ in set(items_of(before)) ^ set(items_of(after))}
    assert changed
    assert all(key.startswith("p/NB-9/") for key in changed)


@pytest.mark.parametrize(
    "letters",
    [
        "".join(random.Random(1).choices([chr(n) for n in range(0x1F300, 0x3FFFF)], k=PIECE * 6)),
        "".join(random.Random(1).choices([chr(n) for n in range(0x4E00, 0x9FFF)], k=PIECE * 6)),
        "".join(random.Random(1).choices([chr(n) for n in range(32, 127)], k=PIECE * 6)),
        '"\\\x1f' * PIECE,
    ],
)
def test_letters_that_follow_no_rule_fit_into_messages(letters: str) -> None:
    items = [item(key, body) for key, body in items_of(catalogue(procedure("NB-9", "Dài", steps=Text(letters))))]
    sent = [taken for taken, _ in packing.items.packed(items)]
    assert [one for taken in sent for one in taken] == items


@pytest.mark.parametrize("lost", ["edition/000", "agencies/000", "synonyms/000", "p/NB-9/000", "p/NB-9/003"])
def test_one_piece_less_is_no_catalogue(lost: str) -> None:
    items = dict(items_of(catalogue(LONG)))
    assert "p/NB-9/003" in items
    del items[lost]
    if lost == "p/NB-9/000":
        assert "p/NB-9/001" in items
    with pytest.raises(CatalogueItemsError, match="is not whole"):
        catalogue_of(items.items())


def test_the_last_piece_of_a_text_is_missed_too() -> None:
    items = dict(items_of(catalogue(LONG)))
    del items[max(key for key in items if key.startswith("p/NB-9/"))]
    with pytest.raises(CatalogueItemsError, match='"p/NB-9" is not whole'):
        catalogue_of(items.items())


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("p/NB-7/000", b'["{}", true]'),
        ("p/NB-7/000", b"3"),
        ("p/NB-7/000", b'["[1", true]'),
        ("p/NB-7", b'["{}", true]'),
        ("units/000", b'["[]", true]'),
        ("p/NB-9/0001", b'["", false]'),
    ],
)
def test_what_is_no_piece_of_a_catalogue_is_refused_by_name(key: str, body: bytes) -> None:
    items = [*items_of(catalogue()), (key, body)]
    with pytest.raises(CatalogueItemsError, match=key.partition("/")[0]):
        catalogue_of(items)


def test_items_have_one_digest_in_every_order() -> None:
    items = list(items_of(catalogue(LONG)))
    assert digest_of(items).text == digest_of(reversed(items)).text


def test_a_procedure_under_another_ones_code_is_refused_by_name() -> None:
    items = [(key.replace("p/NB-9/", "p/NB-8/"), body) for key, body in items_of(catalogue(LONG))]
    with pytest.raises(CatalogueItemsError, match='"p/NB-8" is of another procedure, NB-9'):
        catalogue_of(items)


def test_a_text_too_long_for_its_pieces_is_not_cut_at_all() -> None:
    endless = procedure("NB-9", "Dài", steps=Text("x" * PIECE * PIECES_MOST))
    with pytest.raises(CatalogueItemsError, match=r'"p/NB-9" has .* characters, at most'):
        list(items_of(catalogue(endless)))
