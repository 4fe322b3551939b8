"""The published description of the protocol."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from hall_core.contract import asyncapi
from hall_core.contract.topics import ADDRESSES

PUBLISHED = Path(__file__).parents[2] / "docs" / "protocol" / "asyncapi.json"
PARSE = """
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const { Parser } = createRequire(process.argv[1] + '/')('@asyncapi/parser');
const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], 'utf8'));
const errors = diagnostics.filter(d => d.severity === 0).map(d => d.path.join('.') + ': ' + d.message);
console.log(JSON.stringify({ valid: document !== undefined, channels: document?.channels().length, errors }));
"""


def test_the_published_document_is_what_the_code_says() -> None:
    """When this fails: ``./run asyncapi docs/protocol/asyncapi.json``, and look at the difference."""
    assert json.loads(PUBLISHED.read_text("utf-8")) == json.loads(json.dumps(asyncapi.document()))


def test_an_option_is_no_name_of_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert asyncapi.main(["--help"]) == 2
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("into_a_file", [True, False])
def test_the_description_goes_where_it_is_wanted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], *, into_a_file: bool
) -> None:
    file = tmp_path / "asyncapi.json"
    assert asyncapi.main([str(file)] if into_a_file else []) == 0
    printed = capsys.readouterr().out
    assert (file.read_text("utf-8") if into_a_file else printed) == PUBLISHED.read_text("utf-8")
    assert file.exists() is (not printed)


def _official(document: Path) -> dict[str, object]:
    node, modules = os.environ.get("MOTCUA_NODE"), os.environ.get("MOTCUA_NODE_MODULES")
    if not node or not modules:
        pytest.skip("no Node with @asyncapi/parser: start the tests with ./run test")
    argv = [node, "--input-type=module", "-e", PARSE, modules, str(document)]
    return json.loads(subprocess.run(argv, check=True, capture_output=True, text=True, timeout=25).stdout)


@pytest.mark.timeout(30)
def test_asyncapis_own_parser_accepts_the_document() -> None:
    assert _official(PUBLISHED) == {"valid": True, "channels": len(ADDRESSES), "errors": []}


@pytest.mark.timeout(30)
def test_asyncapis_own_parser_would_notice_a_mistake(tmp_path: Path) -> None:
    document = asyncapi.document()
    document["operations"]["send-call"]["action"] = "shout"
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert _official(file)["valid"] is False
