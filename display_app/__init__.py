"""The hall's boards: what is called, seen and heard. Importing it starts nothing."""
