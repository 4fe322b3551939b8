"""The citizen's touch screen: choose a field, a service, and take a number.

``state`` decides (pure), ``view`` says what stands on the screen (pure), ``screens`` draw it, ``app`` carries out.
"""
