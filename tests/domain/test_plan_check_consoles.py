"""Where the consoles of a hall file are reached, and under which names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.mistaken_hall import Edits, assert_told, mistake, told

HERE = 'devices[6] "console-1"'
NO_ADDRESS = 'is no address; must be one of the box such as "192.168.1.20", or "0.0.0.0" for all it has'
NO_NAME = 'is no name of a box; must be a name or an address alone, such as "xep-hang.lan" or "192.168.1.20"'
PHONES: Edits = {"hall.phone_pages": "https://Xep-Hang.example/p01"}


def consoles(*several: dict[str, Any]) -> Edits:
    """At the end of a hall whose first officer is its head."""
    each = [{"role": "console", "id": f"console-{n}", **keys} for n, keys in enumerate(several, 1)]
    return {"officers[1].role": "head"} | {f"devices[{n}]": console for n, console in enumerate(each, 6)}


@pytest.mark.parametrize(
    ("edits", "line", "leans"),
    [
        *(
            mistake(consoles({"listen": listen}), f'{HERE}.listen: "{listen}" {NO_ADDRESS}', "devices[6].listen")
            for listen in ("192.168.1.300", "localhost")
        ),
        *(
            mistake(
                consoles({"port": port}),
                f"{HERE}.port: {port} is the broker's port; must be another one, such as 8443",
                "devices[6].port",
            )
            for port in (1883, 8883)
        ),
        mistake(
            consoles({"listen": "192.168.1.20"}, {}, {"listen": "192.168.1.20"}),
            'devices[8] "console-3".port: 192.168.1.20:8443 is already the place of "console-1"; must be another port '
            "or another address",
            *("devices[6].port", "devices[8].port", "devices[6].listen", "devices[8].listen"),
        ),
        *(
            mistake(consoles({"names": ["hall.lan", name]}), f'{HERE}.names[2]: "{name}" {NO_NAME}', "devices[6].names")
            for name in (
                *(
                    "https://hall.lan",
                    "hall.lan:8443",
                    "hall.lan/",
                    "hall..lan",
                    "-hall",
                    "hall-",
                    "hall.-lan",
                    "hall-.lan",
                ),
                *("hall-.lan", "192.168.1.300", "hall.1", "0.0.0.0", "::", "h_l.lan", "a" * 64, "hall.lan."),
            )
        ),
        mistake(
            {**PHONES, **consoles({"names": ["hall.lan", "xep-hang.EXAMPLE"]})},
            f'{HERE}.names[2]: "xep-hang.EXAMPLE" is where "phone_pages" leads everybody\'s phone; must be another '
            "name: whoever reaches the console under it finds where officers sign in",
            *("devices[6].names", "hall.phone_pages"),
        ),
    ],
)
def test_a_console_is_reached_at_a_place_and_under_names_of_its_own(
    edits: Edits, line: str, leans: tuple[str, ...]
) -> None:
    assert_told(edits, line, *leans)


@pytest.mark.parametrize("everywhere", ["0.0.0.0", "::", "127.0.0.1"])
def test_what_stands_for_a_box_itself_may_stand_for_several(everywhere: str) -> None:
    assert told(consoles({"listen": everywhere}, {"listen": everywhere})) == []


def test_one_address_has_room_for_several_ports_and_one_port_for_several_addresses() -> None:
    each = [("192.168.1.20", 8443), ("192.168.1.20", 8444), ("192.168.1.21", 8443)]
    assert told(consoles(*({"listen": listen, "port": port} for listen, port in each))) == []


@pytest.mark.parametrize(
    "name", ["hall.lan", "XEP-HANG", "a.b-c.d1", "1.lan", "a" * 63, "192.168.1.20", "2001:db8::20"]
)
def test_names_and_addresses_of_either_kind_are_good(name: str) -> None:
    assert told({**PHONES, **consoles({"names": [name]})}) == []


def test_in_the_halls_own_network_phones_may_be_led_to_the_console_itself() -> None:
    for address, name in (("https://192.168.1.20:8443", "192.168.1.20"), ("http://LOCALHOST:8080", "LocalHost")):
        assert told({"hall.phone_pages": address, **consoles({"names": [name]})}) == []
