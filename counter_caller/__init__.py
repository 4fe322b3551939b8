"""The officers' buttons: keypads, boxes on a line, buttons on pins; lights and beepers, line displays; or a terminal.

a key -> state.step (pure, one state for each counter) -> effects: ask the hub, beep, report a problem, note in the log
state -> view.view (pure) -> lights, two lines of 20 characters, one sentence
fitting puts the parts of a box together, app runs them, teach tells a technician which key is which
"""
