"""What the hall's console and the centre's API have alike at the wire."""
