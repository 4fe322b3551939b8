"""What the screens of the hall share: design tokens, the theme, widgets, words in two languages, one way in
for other threads. ``tokens``, ``colours``, ``wrap``, ``paged`` and ``translate`` are pure; Kivy is imported by the
others alone, and only after ``window.prepare`` has set its environment."""
