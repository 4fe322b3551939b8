"""The board of a zone: who is called where, and who waits for what."""
