"""What can stand on a board, one package each: ``calls``, ``waiting``, ``counter``, ``dossiers``, ``notices``.

Every package has three modules with these names in them (the faces are in :mod:`display_app.parts.part`):

- ``layout.Place``: where everything stands in a box of the glass (pure).
- ``view.Views``: what is shown, as values (pure).
- ``screen.CallsScreen``, ``screen.WaitingScreen`` and so on: draws it (Kivy; its name is its rule's in the .kv).

:mod:`display_app.parts.find` imports those of the parts that the hall file names, and no others.
"""
