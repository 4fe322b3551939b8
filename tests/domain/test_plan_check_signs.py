"""Signs on which a call could not be read, or not soon enough, are refused before anything is started."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.mistaken_hall import Edits, assert_told, mistake, told

UPSTAIRS = {"id": "tang-2", "name": {"vi": "Tầng 2", "en": "Upper floor"}}
LINE = "serial:/dev/ttyUSB0?baud=9600"
HERE = 'devices[6] "bien-1"'
ALIKE = {"services[1].numbers.prefix": "Z", "services[2].numbers.prefix": "S"}
"""Both are called at every counter."""


def sign(*counters: str, **keys: Any) -> Edits:
    """A sign at the end of the hall file with a display at each of these counters."""
    displays = [{"address": n, "counter": id} for n, id in enumerate(counters or ("quay-1", "quay-2"), 1)]
    one = {"role": "sign", "id": "bien-1", "zone": "sanh", "line": LINE, "displays": displays}
    return {"devices[6]": one | keys}


def many(count: int, **keys: Any) -> Edits:
    return sign(*["quay-1"] * count, **keys)


@pytest.mark.parametrize("protocol", ["segments", "alpha"])
def test_a_sound_sign_has_no_fault(protocol: str) -> None:
    assert told(sign(protocol=protocol)) == []


@pytest.mark.parametrize(
    ("edits", "line", "leans"),
    [
        mistake(
            sign(line="serial:/dev/ttyUSB0?baud=42"),
            f'{HERE}.line: "serial:/dev/ttyUSB0?baud=42" has the speed 42; use one of 1200, 2400, 4800, 9600, 19200, '
            "38400, 57600, 115200",
            *("devices[6].line", "devices[6].protocol"),
        ),
        mistake(
            many(60),
            f"{HERE}.line: 60 displays called at once are told in 3.5 s at 9600 baud; must be 3 s or less: at most 51 "
            "of them on one line, or at least 19200 baud",
            *("devices[6].line", "devices[6].protocol", "devices[6].displays[60].digits"),
        ),
        mistake(
            many(40, protocol="alpha"),
            f"{HERE}.line: 40 displays called at once are told in 5.2 s at 9600 baud; must be 3 s or less: at most 22 "
            "of them on one line",
        ),
        mistake(
            many(23, protocol="alpha"),
            f"{HERE}.line: 23 displays called at once are told in 3.1 s at 9600 baud; must be 3 s or less: at most 22 "
            "of them on one line, or at least 19200 baud",
        ),
        mistake(
            {**sign("quay-2", "quay-1"), "zones[2]": UPSTAIRS, "counters[1].zone": "tang-2"}
            | {"devices[7]": {"role": "board", "id": "bang-2", "zone": "tang-2"}},
            f'{HERE}.displays[2].counter: counter "quay-1" is in the zone "tang-2", not in "sanh"; must be a counter '
            "of the sign's zone",
            *("devices[6].displays[2].counter", "devices[6].zone", "counters[1].zone"),
        ),
        mistake(
            {**sign("quay-2", "quay-1"), "devices[6].displays[2].digits": 3},
            f"{HERE}.displays[2].digits: 3 places cannot hold A001; must be at least 4",
            *("devices[6].displays[2].digits", "services[2].numbers.digits", "counters[1].id"),
        ),
        mistake(
            {**sign("quay-1"), "services[1].numbers.digits": 5},
            f"{HERE}.displays[1].digits: 4 places cannot hold A00001; must be at least 6",
            "devices[6].displays[1].digits",
        ),
        mistake(
            {**sign("quay-1"), **ALIKE},
            f'{HERE}.displays[1]: seven segments show "Z" as they show "S", both of which are called at quay-1; must '
            "be called at different counters, or have other letters",
            *("devices[6].protocol", "services[1].numbers.prefix", "devices[6].displays[1].counter"),
        ),
        mistake(
            {**sign("quay-3", "quay-1", "quay-2")}
            | {f"devices[6].displays[{n}].address": address for n, address in enumerate((5, 1, 1), 1)},
            f"{HERE}.displays[3].address: 1 is already the address of displays[2]; must be an address of its own on "
            "this line",
            *("devices[6].displays[2].address", "devices[6].displays[3].address"),
        ),
    ],
)
def test_a_sign_that_could_not_show_what_is_called_is_told(edits: Edits, line: str, leans: tuple[str, ...]) -> None:
    assert_told(edits, line, *leans)


def test_as_many_displays_as_are_said_are_told_in_time() -> None:
    assert told(many(51)) == []
    assert told(many(22, protocol="alpha")) == []
    assert told(many(60, line="serial:/dev/ttyUSB0?baud=19200")) == []


SHORT = {f"counters[{n}].serves": {"khai-sinh": 0} if n > 1 else {"sao-y": 0} for n in (1, 2, 3)}
"""At the first counter numbers of three signs are called."""


def short(count: int, baud: int) -> list[str]:
    displays = [{"address": n, "counter": "quay-1", "digits": 3} for n in range(1, count + 1)]
    return told(SHORT | sign(protocol="alpha", line=f"serial:/dev/ttyUSB0?baud={baud}&parity=even", displays=displays))


def test_displays_that_take_just_as_long_as_they_may_are_told_in_time() -> None:
    """Such as 23 with three places at 9600 baud, and 14 at 2400; the parity takes the place of a bit."""
    assert short(23, 9600) == short(14, 2400) == []
    (one_more,), (slower,) = short(24, 9600), short(23, 4800)
    assert one_more.endswith("must be 3 s or less: at most 23 of them on one line, or at least 19200 baud")
    assert slower.endswith("must be 3 s or less: at most 19 of them on one line, or at least 9600 baud")


def test_two_letters_that_seven_segments_cannot_tell_apart_are_told_nowhere_else() -> None:
    """Neither on a sign that has more than seven, nor where only one of them is called."""
    assert told({**sign("quay-1", protocol="alpha"), **ALIKE}) == []
    apart = {"counters[1].serves": {"khai-sinh": 0}, "counters[2].serves": {"sao-y": 0}}
    assert told({**sign("quay-1", "quay-2"), **ALIKE, **apart}) == []
    assert told({**sign("quay-1"), "services[1].numbers.prefix": "Z", "services[2].numbers.prefix": "B"}) == []


def test_a_display_has_room_for_the_numbers_of_its_own_counter_alone() -> None:
    apart = {"counters[1].serves": {"khai-sinh": 0}, "counters[2].serves": {"sao-y": 0}}
    edits = {**sign("quay-2"), **apart, "devices[6].displays[1].digits": 3, "services[1].numbers.digits": 5}
    assert told(edits) == []
    assert told({**edits, "counters[2].serves": {}, "counters[3].serves": {"sao-y": 0}}) == []
