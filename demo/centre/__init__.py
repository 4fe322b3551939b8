"""A province, for the demo and the tests: its authority, its brokers, the gateway, and lines that can be cut."""
