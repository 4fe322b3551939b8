"""The box a program runs on: its hall file, identity, clock, log, health and command line."""
