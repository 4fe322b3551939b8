"""A hall file becomes a plan, or every mistake in it is told at once."""

from __future__ import annotations

import copy
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import inspect

from hall_core.device.hall_file import PATTERN_WORDS, HallFileError, digest, load, read
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Caller, Kiosk

ROOT = Path(__file__).parents[2]
HALLS = sorted((ROOT / "halls").glob("*.toml"))
WARD: dict[str, Any] = tomllib.loads((ROOT / "halls" / "ward.toml").read_text("utf-8"))

Edit = Callable[[dict[str, Any]], Any]


def mistakes(edit: Edit) -> list[str]:
    """What is said about the ward's file after an edit."""
    raw = copy.deepcopy(WARD)
    edit(raw)
    with pytest.raises(HallFileError) as caught:
        read(raw, "f")
    return caught.value.lines


@pytest.mark.parametrize("file", HALLS, ids=lambda file: file.stem)
def test_every_example_hall_is_good(file: Path) -> None:
    plan = load(file)
    assert plan.services
    assert plan.counters


def test_the_examples_have_a_real_size() -> None:
    """A provincial centre has 34 counters of 15 agencies, a caller for each; a ward has 4 counters."""
    province, ward = load(ROOT / "halls/province.toml"), load(ROOT / "halls/ward.toml")
    assert (len(province.counters), len(province.agencies), len(ward.counters)) == (34, 15, 4)
    assert 38 <= len(province.services) <= 45
    assert sum(isinstance(device, Kiosk) for device in province.devices) == 3
    callers = [device for device in province.devices if isinstance(device, Caller)]
    assert {caller.counter for caller in callers} == {counter.id for counter in province.counters}
    assert len({caller.officer for caller in callers}) == 34


def test_all_mistakes_are_told_at_once_with_place_fault_and_remedy() -> None:
    file = ROOT / "tests/device/broken.toml"
    with pytest.raises(HallFileError) as caught:
        load(file)
    lines = [line.removeprefix(f"{file}: ") for line in caught.value.lines]
    assert len(lines) == 19
    assert str(caught.value).splitlines() == caught.value.lines
    for told in (
        'hall.hotlin: is not a key here; did you mean "hotline"?',
        'hours.tue[1]: "7:30-11:30" is not allowed; must be a span of local time such as "07:30-11:30"',
        'hours.mon[2]: "11:00-17:00" begins before "07:30-11:30" has ended; spans must be in order and apart',
        'fields[1] "ho-tich".agency: no agency is called "ubdn"; did you mean "ubnd"?',
        'services[1] "khai-sinh".numbers.when_full: "wrapp" is not allowed; must be one of "refuse", "wrap"; '
        'did you mean "wrap"?',
        'services[2] "khai-tu".name.en: is missing; must be a text of 1 to 1200 characters',
        'services[2] "khai-tu".numbers: A850-A900 meets A001-A899 which the hub gives out for "khai-sinh"; '
        "must share none with prefix A",
        'services[3] "sao-y".numbers.last: 100000 is not allowed; must be a whole number from 0 to 99999',
        'counters[1] "quay-1".serves.khai-tuu: no service is called "khai-tuu"; did you mean "khai-tu"?',
        'counters[2] "quay-1".srves: is not a key here; did you mean "serves"?',
        'devices[1] "kiosk-1".role: "kisok" is not allowed; must be one of "kiosk", "pad", "board", "led", "sign", '
        '"caller", "console"; did you mean "kiosk"?',
        'devices[2] "hub".id: "hub" is a name of the hub\'s own box; must be another name',
    ):
        assert told in lines


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda raw: raw.pop("zones"), "zones: is missing; must be a list of tables, each under its own heading"),
        (lambda raw: raw.update(zones=5), "zones: 5 is not allowed; must be a list of tables"),
        (lambda raw: raw.update(hall="x"), 'hall: "x" is not allowed; must be a table with id, name'),
        (lambda raw: raw.update(servces=[]), 'servces: is not a key here; did you mean "services"?'),
        (
            lambda raw: raw["hall"].update(x=1),
            'hall.x: is not a key here; known: "id", "name", "short", "address", "hotline"',
        ),
        (
            lambda raw: raw["hall"].update(day_turn="4:00"),
            'hall.day_turn: "4:00" is not allowed; must be a local time such as "04:00"',
        ),
        (
            lambda raw: raw.update(policy={"staff_pin": "2580"}),
            'policy.staff_pin: "2580" is not allowed; must be what "motcua pin" prints',
        ),
        (
            lambda raw: raw["services"][0].update(minutes="12"),
            'services[1] "khai-sinh".minutes: "12" is not allowed; must be a number above 0, of at most 240, '
            "without quotes",
        ),
        (
            lambda raw: raw["services"][0].update(minutes=float("nan")),
            'services[1] "khai-sinh".minutes: nan is not allowed; must be a number above 0, of at most 240',
        ),
        (
            lambda raw: raw["services"][0].update(daily_cap=True),
            'services[1] "khai-sinh".daily_cap: true is not allowed; must be a whole number from 1 to 99999',
        ),
        (
            lambda raw: raw["services"][0]["reserve"].update({"kiosk-1": [900]}),
            'services[1] "khai-sinh".reserve.kiosk-1: a list is not allowed; must be a list of 2, each a whole number',
        ),
        (
            lambda raw: raw["services"][0]["reserve"].update({"kiosk-1": [900, "x"]}),
            'services[1] "khai-sinh".reserve.kiosk-1[2]: "x" is not allowed; must be a whole number from 0 to 99999',
        ),
        (
            lambda raw: raw["services"][0].update(id="khai\n"),
            'services[1] "khai\\n".id: "khai\\n" has a line break or control sign; must have none',
        ),
        (
            lambda raw: raw["services"][0]["name"].update(vi="   "),
            'services[1] "khai-sinh".name.vi: "   " is not allowed; must be a text of 1 to 1200 characters',
        ),
        (
            lambda raw: raw["counters"][0].update(number="1"),
            'counters[1] "quay-1".number: "1" is not allowed; must be a whole number from 1 to 99, without quotes',
        ),
        (
            lambda raw: raw["hall"].update(hotline=19000000),
            "hall.hotline: 19000000 is not allowed; must be a text of at most 40 characters, in double quotes",
        ),
        (
            lambda raw: raw["devices"][0].pop("role"),
            'devices[1] "kiosk-1".role: is missing; must be one of "kiosk", "pad", "board", "led", "sign", "caller", '
            '"console"',
        ),
        (
            lambda raw: raw["devices"][0].update(paper_dots=500),
            'devices[1] "kiosk-1".paper_dots: 500 is not allowed; must be one of 384, 576',
        ),
        (
            lambda raw: raw["devices"][1].update(voice=1),
            'devices[2] "board-1".voice: 1 is not allowed; must be true or false',
        ),
        (
            lambda raw: raw["devices"][5]["keys"].update(KEY_A="nxt"),
            'devices[6] "caller-4".keys.KEY_A: "nxt" is not allowed; must be one of "came"',
        ),
        (
            lambda raw: raw["hours"]["special"].update({"1/1/2027": []}),
            'hours.special."1/1/2027": "1/1/2027" is not allowed; must be a date such as "2026-09-02"',
        ),
        (
            lambda raw: raw["hours"]["special"].update({"2027-02-29": []}),
            'hours.special.2027-02-29: there is no day "2027-02-29"; must be a date such as "2026-09-02"',
        ),
        (
            lambda raw: raw["devices"][0]["spare"].pop("at"),
            'devices[1] "kiosk-1".spare.at: is missing; must be a table with vi, en',
        ),
        (lambda raw: raw["devices"].append("x"), 'devices[9]: "x" is not allowed; must be a table with id'),
    ],
)
def test_a_mistake_is_told_in_plain_words_and_alone(edit: Edit, told: str) -> None:
    """One mistake is one line: nothing that merely follows from it is told beside it."""
    lines = mistakes(edit)
    assert len(lines) == 1, lines
    assert lines[0].startswith(f"f: {told}")


def test_a_key_under_a_wrong_name_is_not_also_told_as_missing() -> None:
    def edit(raw: dict[str, Any]) -> None:
        raw["counters"][0]["numbr"] = raw["counters"][0].pop("number")

    assert mistakes(edit) == ['f: counters[1] "quay-1".numbr: is not a key here; did you mean "number"?']


def test_single_and_mutual_mistakes_are_told_together_in_the_order_of_the_file() -> None:
    def edit(raw: dict[str, Any]) -> None:
        raw["devices"][1]["zone"] = "sahn"
        raw["hall"]["id"] = "Phường"
        raw["services"][3]["field"] = "chung-thucc"

    places = [line.split(": ")[1] for line in mistakes(edit)]
    assert places == ["hall.id", 'services[4] "chu-ky".field', 'devices[2] "board-1".zone']


DIGITS = (
    "Exceeds the limit (4300 digits) for integer string conversion: value has 5000 digits; "
    "use sys.set_int_max_str_digits() to increase the limit"
)
"""Python's own words."""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[hall]\nname = Một cửa\n", "line 2, column 8: Invalid value; the line is: name = Một cửa"),
        ('[hall]\nid = "a"\nid = "b"\n', 'line 3, column 9: Cannot overwrite a value; the line is: id = "b"'),
        ("[hall\n", "line 1, column 6: Expected ']' at the end of a table declaration; the line is: [hall"),
        (
            "a = 1\x1b[2J\n",
            "line 1, column 6: Expected newline or end of document after a statement; the line is: a = 1?[2J",
        ),
        ('a = """x', "at the end of the file: Unterminated string; the last line is not complete"),
        ("a = " + "9" * 5_000, f"is not TOML: {DIGITS}"),
        ("a = " + "[" * 5_000, "brackets within brackets without end; this is not a hall file"),
    ],
)
def test_a_file_that_is_no_toml_is_told_with_line_and_column(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "hall.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(HallFileError) as caught:
        load(file)
    assert caught.value.lines == [f"{file}: {told}"]


def test_files_that_cannot_be_read_are_told_too(tmp_path: Path) -> None:
    latin, huge = tmp_path / "latin.toml", tmp_path / "huge.toml"
    latin.write_bytes("# một\nname = 'Trung t\xe2m'\n".encode("latin-1", "replace"))
    huge.write_bytes(b"#" * 1_000_001)
    for file, told in (
        (tmp_path / "none.toml", "cannot be read: No such file or directory"),
        (tmp_path, "cannot be read: Is a directory"),
        (latin, "line 2: is not UTF-8; save the file as UTF-8"),
        (huge, "is larger than 1000000 bytes; this is not a hall file"),
    ):
        with pytest.raises(HallFileError) as caught:
            load(file)
        assert caught.value.lines == [f"{file}: {told}"]


def test_texts_are_one_sequence_of_code_points_whatever_the_editor_wrote(tmp_path: Path) -> None:
    """Decomposed letters, a byte order mark and Windows line ends give the same plan."""
    text = (ROOT / "halls/ward.toml").read_text("utf-8")
    other = tmp_path / "other.toml"
    other.write_bytes(b"\xef\xbb\xbf" + unicodedata.normalize("NFD", text).replace("\n", "\r\n").encode())
    assert load(other) == load(ROOT / "halls/ward.toml")


def test_the_digest_is_of_what_the_file_says_not_of_how_it_is_written() -> None:
    plan = read(WARD, "f")
    turned = {key: WARD[key] for key in reversed(WARD)}
    changed = copy.deepcopy(WARD)
    changed["counters"][0]["serves"]["khai-sinh"] += 1
    assert digest(read(turned, "f")) == digest(plan)
    assert digest(read(changed, "f")) != digest(plan)
    assert len(digest(plan)) == 16


def test_every_pattern_of_the_plan_has_words() -> None:
    assert set(_patterns(inspect.type_info(Plan))) <= set(PATTERN_WORDS)


def _patterns(type_: Any) -> Iterator[str]:
    match type_:
        case inspect.StructType():
            for field in type_.fields:
                yield from _patterns(field.type)
        case inspect.UnionType():
            for member in type_.types:
                yield from _patterns(member)
        case inspect.ListType():
            yield from _patterns(type_.item_type)
        case inspect.TupleType():
            for member in type_.item_types:
                yield from _patterns(member)
        case inspect.DictType():
            yield from _patterns(type_.key_type)
            yield from _patterns(type_.value_type)
        case inspect.StrType(pattern=str() as pattern):
            yield pattern
        case _:
            pass


Place = tuple[str | int, ...]


def _places(raw: Any, path: Place = ()) -> Iterator[Place]:
    if path:
        yield path
    if isinstance(raw, dict):
        for key, value in raw.items():
            yield from _places(value, (*path, key))
    elif isinstance(raw, list):
        for index, value in enumerate(raw):
            yield from _places(value, (*path, index))


GARBAGE = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=60)
    | st.sampled_from(["hub", "kiosk", "24:00-00:00", "A", "quay-1", "kiosk-1", 10**400])
    | st.dates()
    | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(place=st.sampled_from(list(_places(WARD))), garbage=GARBAGE)
def test_garbage_anywhere_is_a_hall_file_error_or_nothing(place: Place, garbage: object) -> None:
    """Any value replaced by anything: the file is good or its mistakes are told; and told about a place that is."""
    raw: Any = copy.deepcopy(WARD)
    table = raw
    for part in place[:-1]:
        table = table[part]
    table[place[-1]] = garbage
    try:
        plan = read(raw, "f")
    except HallFileError as error:
        assert error.lines
        assert all(line.startswith("f: ") and "\n" not in line for line in error.lines)
    else:
        assert msgspec.convert(msgspec.to_builtins(plan), Plan) == plan


@given(st.binary(max_size=60), st.integers(0, 12_000), st.integers(0, 40))
def test_torn_bytes_are_a_hall_file_error_or_nothing(
    tmp_path_factory: pytest.TempPathFactory, splice: bytes, at: int, gone: int
) -> None:
    data = (ROOT / "halls/ward.toml").read_bytes()
    file = tmp_path_factory.getbasetemp() / "torn.toml"
    file.write_bytes(data[:at] + splice + data[at + gone :])
    try:
        load(file)
    except HallFileError as error:
        assert error.lines
