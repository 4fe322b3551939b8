"""The pages as Kivy draws them, one folder each; they know view data and taps, and nothing of the hall."""
