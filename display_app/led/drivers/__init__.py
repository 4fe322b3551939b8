"""What drives the lamps. Each module knows one outside library, and imports it only when it opens."""
