"""The courier between hall and centre, a process of its own beside the hub (docs/centre/courier.md).

It reads the ledger and alone writes the hall's copies of what the centre brings. Ticketing never waits for it.
"""
