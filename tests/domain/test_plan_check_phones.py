"""The address of the pages for phones is judged with the hall file: it would stand on every ticket."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.device.hall_file import HallFileError, load
from hall_core.domain.plan import Plan
from hall_core.domain.plan_check import Fault
from hall_core.domain.plan_check_phones import phone_faults
from hall_core.domain.plan_devices import Console
from tests.domain.mistaken_hall import Edits, assert_told

WARD = Path(__file__).parents[2] / "halls/ward.toml"


def faults(plan: Plan, address: str, *, console: bool = True) -> list[Fault]:
    devices = [Console(id="dieu-hanh")] if console else []
    return list(phone_faults(replace(plan, hall=replace(plan.hall, phone_pages=address), devices=devices)))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://xep-hang.example.gov.vn",
        "https://xep-hang.example.gov.vn/",
        "https://xep-hang.example.gov.vn:8443/tinh_1/p-01",
        "https://xep-hang.example.gov.vn:1",
        "https://xep-hang.example.gov.vn:65535",
        "http://192.168.1.20:8080",
        "http://10.1.2.3/p01",
        "http://127.0.0.1:8080",
        "http://localhost:8080",
    ],
)
def test_an_address_that_phones_can_open_is_good(plan: Plan, address: str) -> None:
    assert faults(plan, address) == []


CONSOLE: Edits = {"devices[6]": {"role": "console", "id": "dieu-hanh"}, "officers[1].role": "head"}


@pytest.mark.parametrize(
    "address",
    [
        "xep-hang.example.gov.vn",
        "ftp://xep-hang.example.gov.vn",
        "https://",
        "https://xep-hang.example/?hall=p01",
        "https://xep-hang.example/#p01",
        "https://me:secret@xep-hang.example",
        "https://xếp-hàng.example",
        "https://xep-hang.example/p 01",
        "https://xep-hang.example//p01",
        "https://xep-hang.example:0",
        "https://xep-hang.example:65536",
    ],
)
def test_what_is_no_address_of_pages_is_told(address: str) -> None:
    assert_told(
        {**CONSOLE, "hall.phone_pages": address},
        f'hall.phone_pages: "{address}" is no address of pages; must be one such as "https://xep-hang.example.gov.vn/'
        'p01", with nothing behind "?" or "#"',
        "hall.phone_pages",
    )


@pytest.mark.parametrize("address", ["http://xep-hang.example.gov.vn", "http://8.8.8.8", "http://may-chu"])
def test_without_encryption_it_leads_nowhere_but_to_the_halls_own_network(address: str) -> None:
    assert_told(
        {**CONSOLE, "hall.phone_pages": address},
        f'hall.phone_pages: "{address}" can be read and changed by everybody on the way; must begin with "https://"; '
        '"http://" is for numbers of the hall\'s own network, such as "http://192.168.1.20"',
        "hall.phone_pages",
    )


def test_without_a_console_nobody_would_serve_the_pages() -> None:
    assert_told(
        {"hall.phone_pages": "https://xep-hang.example.gov.vn"},
        'hall.phone_pages: no console is there to serve these pages; add a device with role = "console", or leave this '
        "out",
        *("hall.phone_pages", "devices[5].role"),
    )


def test_an_address_that_would_make_the_code_too_fine_is_refused_with_the_hall_file(tmp_path: Path) -> None:
    def written(length: int) -> Path:
        address = "https://xep-hang.example.gov.vn/".ljust(length, "p")
        file = tmp_path / f"{length}.toml"
        text = WARD.read_text("utf-8").replace('\nhotline = "', f'\nphone_pages = "{address}"\nhotline = "', 1)
        file.write_text(text, "utf-8")
        return file

    assert len(load(written(55)).hall.phone_pages) == 55
    with pytest.raises(HallFileError, match=r"hall\.phone_pages.*at most 55 characters"):
        load(written(56))
