"""The pages for officers, the head of the centre and citizens' phones: a program of its own that reads the hub's
ledger and asks the hub like any other device (docs/decisions/0016-console.md)."""
