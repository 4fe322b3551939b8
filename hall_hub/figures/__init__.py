"""Figures of the hall: what of the ledger is kept for reports, and the reports. The hub itself imports ``child`` alone;
the rest runs in processes of their own that only read the ledger, but for old days that leave it (``raw.prune``)."""
