"""What a board has in its hands: lamps and lines. Kivy is not known here."""
