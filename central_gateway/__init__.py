"""What a province runs: takes the halls' records into PostgreSQL, gives them what dossier systems know, and speaks with
those systems in their own ways.

One arrow: ``commands | api | adapters | intake | carrier`` lean on ``catalogue | store | engine``, and all on
``hall_core.contract`` and ``hall_core.domain``. Nothing here is imported by what runs in a hall.
"""
