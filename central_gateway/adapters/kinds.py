"""The kinds of adapter that there are. Imports only the one that is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from central_gateway.adapters.face import Adapter, Clock, Finder
from central_gateway.config import Adapter as Entry
from central_gateway.config import Config, ConfigError
from hall_core.domain.plan_fault import suggest

KINDS = {
    "file-drop": ("file_drop", "FileDrop"),
    "rest-pull": ("rest_pull", "RestPull"),
    "rest-push": ("rest_push", "RestPush"),
    "lgsp": ("lgsp", "Lgsp"),
    "portal": ("portal", "Portal"),
    "igate": ("igate", "Igate"),
}
FINDERS = frozenset({"portal", "igate"})
"""Those that can be asked for one dossier by its code."""


def open_adapter(config: Config, entry: Entry, clock: Clock) -> Adapter:
    """ConfigError with every mistake in its settings and its table."""
    return _open(config, entry, clock)


def open_finders(config: Config, clock: Clock) -> dict[str, Finder]:
    """By their ids; for whoever is to ask for a dossier that nobody told of."""
    return {entry.id: _open(config, entry, clock) for entry in config.central.adapters if entry.kind in FINDERS}


def can_ask(config: Config) -> bool:
    """Whether there is any that can be asked."""
    return any(entry.kind in FINDERS for entry in config.central.adapters)


def check(config: Config, clock: Clock) -> list[str]:
    """Every mistake in any of them; none is left running."""
    lines: list[str] = []
    for entry in config.central.adapters:
        try:
            open_adapter(config, entry, clock).close()
        except ConfigError as error:
            lines += error.lines
    return lines


def _open(config: Config, entry: Entry, clock: Clock) -> Any:
    if entry.kind not in KINDS:
        raise ConfigError([f'{config.name}: adapters "{entry.id}".kind: {suggest(entry.kind, list(KINDS))}'])
    module, name = KINDS[entry.kind]
    return getattr(import_module(f"central_gateway.adapters.{module}"), name)(config, entry, clock)
