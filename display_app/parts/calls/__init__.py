"""Who is called where: the newest call large, the earlier ones in a list, and who waits for what."""
