"""The API as an OpenAPI 3.1 document, made of the table and the types: ``motcua central api --openapi [FILE]``."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, cast

import msgspec
from msgspec import Struct

from central_gateway.api.problems import KINDS, MEDIA, Kind, ProblemBody
from central_gateway.api.table import JSON, ROUTES, Route
from central_gateway.store.clients import SCOPES
from hall_core import __version__

BEARER = "bearer"
ANYWHERE: tuple[Kind, ...] = ("malformed", "too-many", "broken", "away")
OF_CLIENTS: tuple[Kind, ...] = ("token", "scope")
OF_BODIES: tuple[Kind, ...] = ("too-large", "media")
_REF = "#/components/schemas/{name}"
_ABOUT = (
    "What dossier systems and a service hall's centre tell each other. JSON in UTF-8; moments with their zone. A token "
    "is either the gateway's own, or an access token (JWT, RS256 or ES256) of the province's identity provider, by "
    f"client credentials. Scopes: {', '.join(SCOPES)}."
)


def document() -> dict[str, Any]:
    """As plain values."""
    schemas = _Schemas(ROUTES)
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Motcua centre",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {
            "securitySchemes": {BEARER: {"type": "http", "scheme": "bearer"}},
            "schemas": schemas.components,
        },
    }


@cache
def text() -> bytes:
    return msgspec.json.format(msgspec.json.encode(document()), indent=2) + b"\n"


class _Schemas:
    """Of all bodies and parameters that the routes name."""

    def __init__(self, routes: Iterable[Route]) -> None:
        types: dict[str, Any] = {repr(type_): type_ for route in routes for type_ in _types(route)}
        refs, components = msgspec.json.schema_components(list(types.values()), ref_template=_REF)
        self._refs = dict(zip(types, refs, strict=True))
        self.components: dict[str, Any] = {name: components[name] for name in sorted(components)}
        for struct in _structs(types.values()):
            self._describe(struct)

    def of(self, type_: Any) -> dict[str, Any]:
        return self._refs[repr(type_)]

    def _describe(self, struct: type[Struct]) -> None:
        """What stands under a field in the source is its description."""
        mine = [self.components[name] for name in self.components if name.partition("_")[0] == struct.__name__]
        for schema in mine:
            if "description" in schema:
                schema["description"] = _plain(schema["description"])
            for name, says in _said(struct).items():
                if name in schema.get("properties", {}):
                    schema["properties"][name]["description"] = says


def _types(route: Route) -> Iterator[Any]:
    yield route.gives
    yield ProblemBody
    yield from (type_ for type_ in route.takes.values() if type_ is not bytes)
    if route.query is not None:
        yield from (field.type for field in msgspec.structs.fields(route.query))


def _operation(route: Route, schemas: _Schemas) -> dict[str, Any]:
    answered = {JSON: {"schema": schemas.of(route.gives)}}
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.says,
        "security": [] if route.scope is None else [{BEARER: [route.scope]}],
        "parameters": [*_of_path(route), *_of_query(route, schemas)],
        "responses": {"200": {"description": "Done.", "content": answered}} | _problems(route, schemas),
    }
    if route.takes:
        operation["requestBody"] = {
            "required": True,
            "description": f"At most {route.largest:,} bytes.",
            "content": {
                media: {} if type_ is bytes else {"schema": schemas.of(type_)} for media, type_ in route.takes.items()
            },
        }
    return operation


def _of_path(route: Route) -> Iterator[dict[str, Any]]:
    for part in route.path.split("/"):
        if part.startswith("{"):
            yield {"name": part[1:-1], "in": "path", "required": True, "schema": {"type": "string"}}


def _of_query(route: Route, schemas: _Schemas) -> Iterator[dict[str, Any]]:
    if route.query is None:
        return
    said = _said(route.query)
    for field in msgspec.structs.fields(route.query):
        schema = _without_null(schemas.of(field.type))
        if not field.required and field.default is not None:
            schema["default"] = field.default
        parameter = {"name": field.encode_name, "in": "query", "required": field.required, "schema": schema}
        yield parameter | ({"description": said[field.name]} if field.name in said else {})


def _problems(route: Route, schemas: _Schemas) -> dict[str, Any]:
    kinds: list[Kind] = [*ANYWHERE, *route.problems]
    kinds += OF_CLIENTS if route.scope is not None else ()
    kinds += OF_BODIES if route.takes else ()
    by_status: dict[int, list[Kind]] = {}
    for kind in kinds:
        by_status.setdefault(KINDS[kind].status, []).append(kind)
    content = {MEDIA: {"schema": schemas.of(ProblemBody)}}
    return {
        f"{status}": {
            "description": " ".join(f"{KINDS[kind].title} (urn:motcua:problem:{kind})." for kind in same),
            "content": content,
        }
        for status, same in sorted(by_status.items())
    }


def _structs(types: Iterable[Any]) -> Iterator[type[Struct]]:
    """Those, and all that are in them."""
    seen: set[type[Struct]] = set()
    rest = [msgspec.inspect.type_info(type_) for type_ in types]
    while rest:
        info = rest.pop()
        if isinstance(info, msgspec.inspect.StructType):
            if info.cls in seen:
                continue
            seen.add(info.cls)
            # Of Page[…] it is what Page says.
            yield cast("type[Struct]", getattr(info.cls, "__origin__", info.cls))
            rest += [field.type for field in info.fields]
        for name in ("item_type", "key_type", "value_type", "type"):
            inner = getattr(info, name, None)
            rest += [inner] if isinstance(inner, msgspec.inspect.Type) else []
        rest += list(getattr(info, "types", ()))
        rest += list(getattr(info, "item_types", ()))


@cache
def _said(struct: type[Struct]) -> dict[str, str]:
    """The text under each field, also of those it has from another."""
    said: dict[str, str] = {}
    for cls in reversed(struct.__mro__):
        if cls in (object, Struct) or not cls.__module__.startswith(("central_gateway.", "hall_core.")):
            continue
        [definition] = [node for node in ast.parse(inspect.getsource(cls)).body if isinstance(node, ast.ClassDef)]
        for field, after in zip(definition.body, definition.body[1:], strict=False):
            text = after.value if isinstance(after, ast.Expr) else None
            if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Constant) and isinstance(text.value, str):
                said[ast.unparse(field.target)] = _plain(text.value)
    return said


def _plain(text: str) -> str:
    """From a docstring to a paragraph in Markdown."""
    return " ".join(text.split()).replace("``", "`")


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter is there or it is not."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    return dict(kinds[0]) if len(kinds) == 1 else dict(schema)
