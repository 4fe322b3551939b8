"""Mapping tables: TOML files, one for each site, that say in our words what its dossier system means.

Those of ``tables/`` come with the product and are named without an ending (``table = "igate"``); a site's own is a file
beside ``central.toml`` (``table = "so-tu-phap.toml"``), most often a copy of one of them with a line or two changed.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, cast, get_args

import msgspec
from msgspec import Meta, Struct

from central_gateway.adapters.dates import Format
from central_gateway.config import Config, ConfigError, File
from hall_core.device.hall_file import spoken
from hall_core.device.reader import Reader
from hall_core.domain.dossier import State
from hall_core.domain.plan_fault import suggest
from hall_core.domain.procedure import ChannelKind
from hall_core.domain.rating import LEVELS, Level
from hall_core.domain.working_days import Unit

TableFile = File
Where = Annotated[str, Meta(pattern=r"^[^\s.|]+([ .|]+[^\s.|]+)*$(?!\n)")]
"""A column, or a path into JSON with dots between; of several with ``|`` between, the first that is not empty."""
Key = Annotated[str, Meta(min_length=1, max_length=80)]
Bucket = Literal["satisfied", "neutral", "dissatisfied"]
_WORDS = {get_args(Where)[1].pattern: 'a column, or a path such as "data.MaHoSo"'}
LARGEST = 1_000_000
Kind = TypeVar("Kind", bound=Struct)


class Fields(Struct, frozen=True, kw_only=True):
    """Where each of our fields stands. What is not named is not read: nobody's name or address comes in by accident."""

    code: Where
    state: Where
    site: Where | None = None
    """Without it all is of the adapter's one site."""
    told: Where | None = None
    """When the row was changed last, by the source's clock."""
    procedure: Where | None = None
    procedure_name: Where | None = None
    procedure_name_en: Where | None = None
    agency: Where | None = None
    agency_en: Where | None = None
    received: Where | None = None
    due: Where | None = None
    new_due: Where | None = None
    ended: Where | None = None
    note: Where | None = None
    note_en: Where | None = None
    channel: Where | None = None
    card: Where | None = None
    """The owner's identity number: becomes the token of the hall, where its policy lets people look up by card."""
    fee_amount: Where | None = None
    fee_bank: Where | None = None
    fee_account: Where | None = None
    fee_paid: Where | None = None
    term: Where | None = None
    """How long it may take, a number; what it counts may stand behind it."""
    term_unit: Where | None = None
    received_time: Where | None = None
    """The time of day of ``received``, where that has none."""


class Table(Struct, frozen=True, kw_only=True):
    """For what comes in."""

    name: Key
    fields: Fields
    dates: Annotated[list[Format], Meta(min_length=1, max_length=4)]
    """Tried in this order."""
    states: Annotated[dict[Key, State], Meta(min_length=1)]
    """Their codes (or words; upper and lower case are one) to ours."""
    channels: dict[Key, ChannelKind] = {}
    terms: dict[Key, Unit] = {}
    """Their words for what a term counts."""
    agencies: dict[Key, Key] = {}
    """Their codes of agencies to names; what is not in it is a name itself."""


class OutTable(Struct, frozen=True, kw_only=True):
    """For what goes out: their names of our fields, and their words for ours."""

    name: Key
    fields: dict[Key, Where]
    """Ours to theirs; what is not named does not go out."""
    date: Format = "iso"
    levels: dict[Level, Key] = {}
    """Of a vote; needed where ratings go out one by one."""
    buckets: dict[Level, Bucket] = {}
    """Of four levels three, where only sums go out; each level stands in exactly one."""
    states: dict[State, Key] = {}
    sites: dict[Key, Key] = {}
    """Our halls to their codes; what is not in it goes out as ours."""


def load(config: Config, name: TableFile, type: type[Kind]) -> Kind:
    """ConfigError with every mistake in it."""
    file, text = _text(config, name)
    return read(file, text, type)


def read(file: str, text: str, type: type[Kind]) -> Kind:
    """``file`` is what messages begin with."""
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError([f"{file}: is not TOML: {error}"]) from error
    reader = Reader(_WORDS)
    table: Kind = reader.read(_type(type), raw)
    if reader.faults:
        lines = [f"{file}: {spoken(fault.where, raw)}: {fault.wrong}; {fault.right}" for fault in reader.faults]
        raise ConfigError([line.removesuffix("; ") for line in lines])
    if wrong := _twice(table):
        raise ConfigError([f"{file}: {wrong}"])
    return table


def need_levels(table: OutTable, what: Literal["levels", "buckets"]) -> None:
    """ConfigError unless each of the four levels stands in it: a vote that goes nowhere would be lost."""
    missing = [level for level in LEVELS if level not in getattr(table, what)]
    if missing:
        raise ConfigError([f'table "{table.name}": {what}: {", ".join(missing)} is missing; give all four levels'])


def need_site(table: Table, site: str) -> None:
    """ConfigError when nobody says of which hall a row is."""
    if table.fields.site is None and not site:
        raise ConfigError(
            [f'table "{table.name}": fields.site is missing; give it, or site in the adapter\'s settings']
        )


def _twice(table: Struct) -> str:
    """Which key stands twice once upper and lower case are one."""
    seen: set[str] = set()
    for key in cast("dict[str, Any]", getattr(table, "states", {})):
        if key.casefold() in seen:
            return f'states: "{key}" stands twice'
        seen.add(key.casefold())
    return ""


def _text(config: Config, name: str) -> tuple[str, str]:
    ours = files("central_gateway.adapters").joinpath("tables")
    path = config.path(name) if name.endswith(".toml") else Path(str(ours.joinpath(f"{name}.toml")))
    try:
        data = path.read_bytes()[:LARGEST]
        return str(path), data.decode("utf-8-sig")
    except FileNotFoundError as error:
        known = sorted(entry.name.removesuffix(".toml") for entry in ours.iterdir())
        hint = "give its path, seen from central.toml" if name.endswith(".toml") else suggest(name, known)
        raise ConfigError([f'there is no table "{re.sub(r"[^ -~]", "?", name)}"; {hint}']) from error
    except OSError as error:
        raise ConfigError([f"{path}: cannot be read: {error.strerror or error}"]) from error
    except UnicodeDecodeError as error:
        raise ConfigError([f"{path}: is not UTF-8; save the file as UTF-8"]) from error


@cache
def _type(type: type[Struct]) -> msgspec.inspect.Type:
    return msgspec.inspect.type_info(type)
