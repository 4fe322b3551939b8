"""A command's connection, and how it ends when PostgreSQL is not as it should be."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from central_gateway.config import Config
from central_gateway.store.connection import Db, connect, store_errors
from hall_core.device.program import the_end
from hall_core.errors import MotcuaError


@contextmanager
def store(config: Config, command: str) -> Generator[Db]:
    """Whatever is raised on purpose inside ends the program, with its words."""
    try:
        with connect(config, command) as db, store_errors():
            yield db
    except MotcuaError as error:
        raise the_end(str(error)) from error
