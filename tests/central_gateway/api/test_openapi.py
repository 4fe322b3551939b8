"""The published document: it is what the code says, and OpenAPI's own rules find nothing wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from central_gateway.api import openapi
from central_gateway.api.bodies import PushedDossier
from central_gateway.api.command import main
from central_gateway.api.table import ROUTES

PUBLISHED = Path(__file__).parents[3] / "docs" / "protocol" / "central-openapi.json"


def test_the_published_document_is_what_the_code_says() -> None:
    """When this fails: ``./run central api --openapi docs/protocol/central-openapi.json``, and look at it."""
    assert msgspec.json.decode(PUBLISHED.read_bytes()) == msgspec.json.decode(openapi.text())


def test_openapis_own_rules_find_nothing_wrong() -> None:
    assert list(OpenAPIV31SpecValidator(openapi.document()).iter_errors()) == []


@pytest.mark.parametrize(
    ("place", "value"), [(("openapi",), 3.1), (("paths", "/v1/halls", "get", "responses"), {}), (("info", "title"), 5)]
)
def test_openapis_own_rules_would_notice_a_mistake(place: tuple[str, ...], value: Any) -> None:
    document = openapi.document()
    inner: Any = document
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) != []


def test_every_route_is_in_it_with_who_may_and_what_may_go_wrong() -> None:
    paths = openapi.document()["paths"]
    assert sum(len(methods) for methods in paths.values()) == len(ROUTES)
    for route in ROUTES:
        told = paths[route.path][route.method.lower()]
        assert told["security"] == ([] if route.scope is None else [{"bearer": [route.scope]}])
        assert {"200", "400", "429", "500", "503"} <= told["responses"].keys()
        assert ("401" in told["responses"]) == (route.scope is not None)
        assert ("requestBody" in told) == bool(route.takes)


def test_every_operation_has_a_name_of_its_own() -> None:
    assert len({route.name for route in ROUTES}) == len(ROUTES)


def test_what_stands_under_a_field_in_the_code_stands_beside_it() -> None:
    schema = openapi.document()["components"]["schemas"]["PushedDossier"]
    assert schema["properties"]["due"]["description"] == "When the result was promised at first."
    assert set(schema["properties"]) == set(PushedDossier.__struct_fields__)
    assert "\n" not in schema["description"]


def test_it_is_written_where_one_says(tmp_path: Path) -> None:
    assert main(["--openapi", str(tmp_path / "it.json")]) == 0
    assert (tmp_path / "it.json").read_bytes() == openapi.text()
