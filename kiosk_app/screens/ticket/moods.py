"""What became of the paper, as a kind of notice and its icon."""

MOODS = {"wait": ("calm", "printer"), "good": ("good", "check"), "trouble": ("alarm", "warning")}
