"""The catalogue of procedures on the kiosk: fetched from the hub in parts, kept in a file, searched at each key."""
