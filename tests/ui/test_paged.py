"""A long text is dealt out to pages without losing a word, and nothing stands alone at a page's edge."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from hall_core.ui.paged import Block, Kind, Metrics, broken, pages

KINDS: tuple[Kind, ...] = ("heading", "text", "item", "fact")
METRICS = Metrics(
    width={kind: lambda text: 10.0 * len(text) for kind in KINDS},
    row={"heading": 30, "text": 20, "item": 20, "fact": 20},
    above={"heading": 15, "text": 8, "item": 5, "fact": 8},
    indent={"heading": 0, "text": 0, "item": 30, "fact": 0},
    name=14,
)
"""Ten pixels a letter."""
WIDTH, HEIGHT = 200, 160
BLOCKS = st.lists(
    st.builds(
        Block,
        kind=st.sampled_from(KINDS),
        text=st.lists(st.text("abc", min_size=1, max_size=12), min_size=1, max_size=30).map(" ".join),
        mark=st.sampled_from(("", "1.")),
    ),
    max_size=12,
)


def high(page: Sequence[Block]) -> int:
    """Pixels that a page takes."""
    rows = sum(METRICS.row[block.kind] * len(broken(block, WIDTH, METRICS)) for block in page)
    names = sum(METRICS.name for block in page if block.kind == "fact" and block.mark)
    return rows + names + sum(METRICS.above[block.kind] for block in page[1:])


def paged(*blocks: Block, height: int = HEIGHT) -> list[list[Block]]:
    return pages(blocks, WIDTH, height, METRICS)


def lines(count: int, kind: Kind = "text") -> Block:
    return Block(kind, " ".join(["abcdefghijkl"] * count))


def test_what_fits_is_one_page() -> None:
    blocks = [Block("heading", "Giấy tờ"), Block("item", "Tờ khai", "1."), Block("item", "Giấy chứng sinh", "2.")]
    assert paged(*blocks) == [blocks]


def test_no_text_is_no_page() -> None:
    assert paged() == []


def test_a_heading_goes_to_the_next_page_with_what_it_heads() -> None:
    first, heading, second = lines(6), Block("heading", "Lệ phí"), lines(2)
    assert paged(first, heading, second) == [[first], [heading, second]]


def test_two_headings_and_what_follows_stay_together() -> None:
    first, upper, lower, text = lines(4), Block("heading", "Một"), Block("heading", "Hai"), lines(1)
    assert paged(first, upper, lower, text) == [[first], [upper, lower, text]]


def test_a_long_paragraph_is_cut_between_lines() -> None:
    assert paged(lines(10)) == [[lines(8)], [lines(2)]]


def test_neither_first_nor_last_line_stands_alone() -> None:
    assert paged(lines(9)) == [[lines(7)], [lines(2)]]
    assert paged(lines(6), lines(4)) == [[lines(6)], [lines(4)]]
    assert paged(lines(5), lines(3)) == [[lines(5)], [lines(3)]]


def test_an_item_that_goes_on_has_its_number_only_once() -> None:
    block = Block("item", lines(10).text, "7.")
    assert [page[0].mark for page in paged(block)] == ["7.", ""]


def test_a_fact_keeps_room_for_its_name() -> None:
    fact = Block("fact", lines(8).text, "Thời hạn")
    (first,), (second,) = paged(fact)
    assert (first.mark, second.mark) == ("Thời hạn", "")
    assert high([first]) <= HEIGHT


def test_a_mark_without_a_text_has_its_line() -> None:
    assert paged(*[Block("item", "", f"{number}.") for number in range(8)], height=50) == [
        [Block("item", "", "0."), Block("item", "", "1.")],
        [Block("item", "", "2."), Block("item", "", "3.")],
        [Block("item", "", "4."), Block("item", "", "5.")],
        [Block("item", "", "6."), Block("item", "", "7.")],
    ]


def test_a_heading_has_at_least_the_first_line_of_what_it_heads_below_it() -> None:
    heading, fact = Block("heading", "Trực tiếp"), Block("fact", lines(3).text, "Thời hạn")
    first, second = paged(heading, fact, height=95)
    assert first == [heading, Block("fact", lines(2).text, "Thời hạn")]
    assert second == [Block("fact", lines(1).text)]
    assert paged(heading, fact, height=60)[0] == [heading]


@given(BLOCKS)
def test_no_word_is_lost_and_no_page_is_too_high(blocks: list[Block]) -> None:
    dealt = pages(blocks, WIDTH, HEIGHT, METRICS)
    assert all(dealt), "no page is empty"
    words = [word for page in dealt for block in page for word in block.text.split()]
    assert words == [word for block in blocks for word in block.text.split()]
    marks = [block.mark for page in dealt for block in page if block.mark]
    assert marks == [block.mark for block in blocks if block.mark]
    assert all(high(page) <= HEIGHT for page in dealt)


@given(BLOCKS)
def test_a_heading_is_last_on_a_page_only_where_its_followers_never_had_room(blocks: list[Block]) -> None:
    for page, following in zip(dealt := pages(blocks, WIDTH, HEIGHT, METRICS), dealt[1:], strict=False):
        if page[-1].kind == "heading" and not all(block.kind == "heading" for block in page):
            assert following[0].kind == "heading", "a part of a heading too long for a page"


@given(BLOCKS, st.integers(1, 60))
def test_even_a_page_without_room_for_a_line_ends(blocks: list[Block], height: int) -> None:
    words = [word for page in pages(blocks, WIDTH, height, METRICS) for block in page for word in block.text.split()]
    assert words == [word for block in blocks for word in block.text.split()]
