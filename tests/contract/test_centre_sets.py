"""Sets that are alike on both sides of a line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hall_core.contract.centre.sets import EMPTY, Digest, bucket_of, digest_of, item

keys = st.text(alphabet="abc0.-/", min_size=1, max_size=6)
steps = st.lists(st.tuples(keys, st.none() | st.binary(max_size=4)), max_size=40)


@given(steps)
def test_by_whatever_changes_a_set_came_about_its_digest_is_that_of_what_is_in_it(changes: list) -> None:
    there, digest = dict[str, bytes](), Digest()
    for key, value in changes:
        digest.put(key, there.get(key), value)
        if value is None:
            there.pop(key, None)
        else:
            there[key] = value
    assert digest == digest_of(there.items())
    assert (digest.text == EMPTY) == (not there)


@given(st.dictionaries(keys, st.binary(max_size=4), min_size=1), st.data())
def test_one_value_that_differs_shows_in_the_digest_and_in_its_own_bucket_alone(
    there: dict, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(there)))
    other = {**there, key: there[key] + b"!"}
    one, two = digest_of(there.items()), digest_of(other.items())
    assert one.text != two.text
    differing = [n for n, (a, b) in enumerate(zip(one.buckets(), two.buckets(), strict=True)) if a != b]
    assert differing == [bucket_of(key)]


def test_what_is_in_a_digest_is_pinned() -> None:
    digest = digest_of([("H41.16-210612-0001", b'{"state":"processing"}'), ("x", b"1")])
    assert digest.text == "a11ec3dc8599439e47b1c78e0d1b6609"
    assert bucket_of("H41.16-210612-0001") == 137


def test_a_key_that_is_gone_is_told_as_null() -> None:
    assert item("x", None).value is None
    assert item("x", b"1").value == b"1"
