"""Figures of the hall: what of the ledger is kept for reports, and the reports. The hub itself imports ``child`` alone;
the rest runs in a process of its own and only reads the ledger."""
