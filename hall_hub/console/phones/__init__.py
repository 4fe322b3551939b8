"""The page that a ticket's code leads to."""
