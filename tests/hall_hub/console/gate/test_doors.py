"""Under which names the console answers, and with which pages."""

from __future__ import annotations

import pytest

from hall_hub.console.gate.addresses import counted
from hall_hub.console.gate.doors import Asked, Doors, Reach, for_phones, without_port

OWN = "192.168.1.20"
PHONES = "xep-hang.example.gov.vn"


def reach(host: str, *names: str, own: str = OWN, proxied: bool = False, safe: bool = True) -> Reach:
    return Doors(names, PHONES).reach(Asked(host, own, proxied, safe))


@pytest.mark.parametrize("host", [OWN, f"{OWN}:8443", "127.0.0.1", "localhost:8443", "[::1]:8443"])
def test_without_names_officers_come_by_the_addresses_of_the_box(host: str) -> None:
    assert reach(host) == "all"


def test_an_ipv6_address_is_known_however_it_is_written() -> None:
    assert reach("[2001:DB8:0::1]:8443", own="2001:db8::1") == "all"
    assert reach(OWN, own=f"::ffff:{OWN}") == "all"


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        f"{OWN}.evil.example",
        f"{OWN}.",
        "192.168.1.21",
        "0.0.0.0",
        "[",
        "]",
        ":",
        f"{OWN}@evil",
        "é",
    ],
)
def test_nobody_elses_name_leads_here(host: str) -> None:
    assert reach(host) == "none"


def test_with_names_officers_come_by_them_alone_and_from_the_box_itself() -> None:
    assert reach("Hall.LAN:8443", "hall.lan", "10.0.0.5") == "all"
    assert reach("10.0.0.5", "hall.lan", "10.0.0.5") == "all"
    assert reach("localhost", "hall.lan") == "all"
    assert reach(OWN, "hall.lan") == "none"


def test_where_phones_are_led_there_are_pages_for_phones_alone() -> None:
    assert reach(PHONES) == "phones"
    assert reach(f"{PHONES.upper()}:443", proxied=True) == "phones"


@pytest.mark.parametrize("host", [OWN, "127.0.0.1:8443", "localhost"])
def test_a_proxy_that_nobody_named_finds_pages_for_phones_alone(host: str) -> None:
    assert reach(host, proxied=True) == "phones"


def test_a_proxy_for_officers_is_one_whose_name_is_in_the_hall_file() -> None:
    assert reach("console.ubnd.example", "console.ubnd.example", proxied=True) == "all"


def test_what_can_be_read_on_the_way_is_for_phones_alone() -> None:
    assert reach("hall.lan", "hall.lan", proxied=True, safe=False) == "phones"
    assert reach(OWN, safe=False) == "phones"


@pytest.mark.parametrize("path", ["/t/abc", "/t/abc/live", "/static/phone.css"])
def test_what_a_phone_needs(path: str) -> None:
    assert for_phones(path)


@pytest.mark.parametrize("path", ["/", "/t", "/static", "/sign-in", "/head", "//t/abc", "/x/t/abc", "t/abc", "*"])
def test_what_a_phone_does_not_need(path: str) -> None:
    assert not for_phones(path)


@pytest.mark.parametrize(("said", "host"), [("A.b:1", "a.b"), ("[::1]", "::1"), ("[::1]:8", "::1"), ("a", "a")])
def test_a_host_is_what_stands_before_the_port(said: str, host: str) -> None:
    assert without_port(said) == host


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::1"),
        ("<script>", ""),
    ],
)
def test_one_house_is_counted_as_one(text: str, under: str) -> None:
    assert counted(text) == under
