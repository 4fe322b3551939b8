"""One counter: its number, its name, whom it serves or calls, or why nobody is served there."""
