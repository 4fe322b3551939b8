"""The engine that the configuration names. Only the library of that one is imported.

Each module has ``open_(config, name, hears=…)``; it raises EngineError when the broker refuses, or does not answer for
so long that somebody should look.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from central_gateway.engine.face import Engine

if TYPE_CHECKING:
    from central_gateway.config import Config


def open_engine(config: Config, name: str, *, hears: bool) -> Engine:
    """``name`` tells this program from others at the broker. ``hears`` False: it only sends."""
    kind = str(config.central.broker.__struct_config__.tag)
    engine: Engine = import_module(f"central_gateway.engine.{kind}").open_(config, name, hears=hears)
    return engine
