"""``motcua central <command> [options]``: what a province runs. Imports only what is asked for."""

from __future__ import annotations

import sys
from importlib import import_module

COMMANDS = {
    "init": ("central_gateway.commands.init", "make or update the tables in PostgreSQL"),
    "halls": ("central_gateway.commands.halls", "which halls take part: list, add, end"),
    "status": ("central_gateway.commands.status", "how far each hall is, and which days do not add up"),
    "calendar": ("central_gateway.commands.calendar", "what the province has signed of working days, for all halls"),
    "clients": ("central_gateway.api.clients", "who may use the API: list, add, end"),
    "ingest": ("central_gateway.intake.command", "take what the halls tell; as many of these as are needed"),
    "carry": ("central_gateway.carrier.command", "bring the halls what dossier systems told"),
    "api": ("central_gateway.api.command", "the REST API for dossier systems"),
    "adapters": ("central_gateway.adapters.command", "speak with dossier systems in their own ways"),
    "broker": ("central_gateway.brokers.command", "what the province's brokers read: NATS, RabbitMQ or Mosquitto"),
    "catalogue": ("central_gateway.catalogue.command", "the catalogue of procedures: check, propose, accept, refuse"),
}


def main(argv: list[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else argv
    if not words or words[0] not in COMMANDS:
        print("usage: motcua central <command> [options]\n", file=sys.stderr)
        for name, (_, what) in COMMANDS.items():
            print(f"  {name:<12}{what}", file=sys.stderr)
        return 2
    module, _ = COMMANDS[words[0]]
    return import_module(module).main(words[1:]) or 0


if __name__ == "__main__":
    sys.exit(main())
