"""What the centre keeps, in PostgreSQL. Only this package knows psycopg.

Each module of rows (``halls``, ``records``, ``sets`` …) is functions over a connection; whoever calls them says where a
transaction begins and ends: ``with db.transaction(): …``. Outside of one each statement is its own.
"""
