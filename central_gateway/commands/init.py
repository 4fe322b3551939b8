"""``motcua central init``: the tables in PostgreSQL, made or brought to this version. Again is harmless."""

from __future__ import annotations

import time

from central_gateway.commands.carried_out import store
from central_gateway.program import load_or_exit, options
from central_gateway.store import migrate, partitions
from hall_core.domain.business_day import local


def main(argv: list[str] | None = None) -> int:
    parser = options("init", "Makes the tables in PostgreSQL, or brings them to this version; again is harmless.")
    config = load_or_exit(parser.parse_args(argv).config)
    with store(config, "init") as db:
        done = migrate.migrate(db)
        partitions.ahead(db, local(int(time.time() * 1000)).date())
        print(f"the tables are of version {migrate.version(db)}" + ("" if done else ", as they were"))
    return 0
