"""``./run broker HALL_FILE [--out FILE]``: the hall's mosquitto.conf."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from broker_config.mosquitto import BrokerConfigError, mosquitto_conf
from hall_core.device.program import load_plan_or_exit, the_end

DATA = Path("/var/lib/motcua/broker")
"""Where the hall's broker keeps its state."""


def main(argv: list[str] | None = None) -> None:
    """Prints the configuration, or writes it to ``--out``; exit status 2 when there can be none."""
    parser = argparse.ArgumentParser(prog="broker", description="Makes mosquitto.conf from a hall file.")
    parser.add_argument("hall", metavar="HALL_FILE", type=Path)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=1883, help="port to listen on (default: %(default)s)")
    parser.add_argument("--data", metavar="DIR", type=Path, default=DATA, help="broker's folder (default: %(default)s)")
    parser.add_argument("--user", help="user to become when root starts it (default: mosquitto)")
    parser.add_argument("--out", metavar="FILE", type=Path, help="write there instead of printing")
    chosen = parser.parse_args(argv)
    plan = load_plan_or_exit(chosen.hall)
    try:
        conf = mosquitto_conf(plan, host=chosen.host, port=chosen.port, data=chosen.data, user=chosen.user)
    except BrokerConfigError as error:
        raise the_end(str(error)) from error
    if chosen.out is None:
        sys.stdout.write(conf)
    else:
        try:
            chosen.out.write_text(conf, encoding="utf-8")
        except OSError as error:
            raise the_end(f"{chosen.out}: cannot be written: {error.strerror or error}") from error


if __name__ == "__main__":
    main()
