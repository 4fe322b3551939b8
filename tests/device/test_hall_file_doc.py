"""docs/hall-file.md says what is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import inspect

from hall_core.device.check_hall import main
from hall_core.domain.plan import Plan

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs/hall-file.md").read_text("utf-8")


def test_the_example_of_a_broken_file_is_its_true_output(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as ended:
        main(["tests/device/broken.toml"])
    assert ended.value.code == 2
    assert f"```\n{capsys.readouterr().err}```" in DOC


def test_a_good_file_gets_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    main(["halls/ward.toml", "halls/demo.toml"])
    first, second = capsys.readouterr().out.splitlines()
    assert re.fullmatch(
        r'halls/ward.toml: good; hall "phuong-ben-nuoc", 4 counters, 8 services, 8 devices, digest [0-9a-f]{16}', first
    )
    assert second.startswith('halls/demo.toml: good; hall "demo"')


def test_every_key_is_in_the_table() -> None:
    keys = re.findall(r"`([a-z_]+)`", DOC) + re.findall(r"`\[+([a-z_]+)\]+`", DOC)
    assert set(_keys(inspect.type_info(Plan))) <= set(keys)


def _keys(type_: Any) -> Iterator[str]:
    match type_:
        case inspect.StructType():
            if type_.tag_field:
                yield type_.tag_field
            for field in type_.fields:
                yield field.encode_name
                yield from _keys(field.type)
        case inspect.UnionType():
            for member in type_.types:
                yield from _keys(member)
        case inspect.ListType():
            yield from _keys(type_.item_type)
        case _:
            pass
