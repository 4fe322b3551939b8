"""The officer's call box: a keypad, its lights and beeper, a line display; or a terminal with the same keys.

a key -> state.step (pure) -> effects: ask the hub, beep, report a problem, note in the log
state -> view.view (pure) -> lights, two lines of 20 characters, one sentence
"""
