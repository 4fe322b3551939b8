"""Dossiers: results to collect, those that are late with what their agency says, and the figures of the day."""
