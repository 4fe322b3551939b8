"""The table of notices, as the head changes it on a page."""
