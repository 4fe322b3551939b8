"""The ledger's tables. What a migration may do, and what goes with it, stands in docs/updates.md."""

from __future__ import annotations

from hall_core.migrations import Migration

FIRST = "0.1.0"
MIGRATIONS = (
    Migration(
        FIRST,
        """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    -- Minutes since 2026: a ledger begun anew speaks with more weight than the one that is gone, whose versions
    -- were higher; and one begun without the time still begins.
    INSERT INTO meta VALUES ('epoch', max(1, (CAST(strftime('%s', 'now') AS INTEGER) - 1767225600) / 60));
    CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, command TEXT, body TEXT NOT NULL);
    CREATE TABLE day (first INTEGER PRIMARY KEY, day TEXT NOT NULL);
    CREATE TABLE answer (command TEXT PRIMARY KEY, device TEXT NOT NULL, at INTEGER NOT NULL, reply BLOB NOT NULL)
        WITHOUT ROWID;
    CREATE TABLE inbox (device TEXT NOT NULL, stream TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (device, stream))
        WITHOUT ROWID;
    """,
    ),
    Migration(
        FIRST,
        """
    -- What could be rated, once, on days that are over: a pad may tell a vote of yesterday.
    CREATE TABLE offer (id TEXT PRIMARY KEY, used INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
    -- When each device's box started, by our clock: what tells the age of its facts across a restart of the hub.
    CREATE TABLE device_clock (device TEXT NOT NULL, boot INTEGER NOT NULL, started INTEGER NOT NULL,
        PRIMARY KEY (device, boot)) WITHOUT ROWID;
    """,
    ),
    Migration(
        FIRST,
        """
    -- The board that speaks in each zone, so that a hub that is just back does not name another one in mid-speech.
    CREATE TABLE speaker (zone TEXT PRIMARY KEY, board TEXT, since INTEGER NOT NULL, whole INTEGER NOT NULL)
        WITHOUT ROWID;
    """,
    ),
    Migration(
        FIRST,
        """
    -- Who asked for what: the officer behind the command (none behind a citizen's), its tag, the key of its refusal,
    -- and all of it. Of commands before this only device and refusal are known.
    ALTER TABLE answer ADD COLUMN officer TEXT;
    ALTER TABLE answer ADD COLUMN wish TEXT;
    ALTER TABLE answer ADD COLUMN refusal TEXT;
    ALTER TABLE answer ADD COLUMN body TEXT;
    UPDATE answer SET refusal = json_extract(CAST(reply AS TEXT), '$.refusal.reason');
    CREATE INDEX answer_at ON answer (at);
    """,
    ),
    Migration(
        FIRST,
        """
    -- Whoever looks for what an officer did, for one kind of command or for what was refused, walks over that alone.
    CREATE INDEX answer_officer ON answer (officer, at) WHERE officer IS NOT NULL;
    CREATE INDEX answer_wish ON answer (wish, at);
    CREATE INDEX answer_refused ON answer (at) WHERE refusal IS NOT NULL;
    """,
    ),
    Migration(
        FIRST,
        """
    -- In which batch a row was written last, from 1: who copies the ledger asks for what has come since
    -- (docs/backup.md). Events need none, for their places rise with it. What was there before has 0.
    ALTER TABLE answer ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE offer ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE inbox ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE device_clock ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE speaker ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
    -- What devices hold of a lost ledger, until all have told (hall_core.domain.recovering). Never copied: they go on
    -- holding it.
    CREATE TABLE held (command TEXT PRIMARY KEY, device TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE INDEX answer_turn ON answer (turn);
    CREATE INDEX offer_turn ON offer (turn);
    -- The ledger in which a day began, when that was another one of which this is a copy: by it figures and archive
    -- know the day. NULL: this one.
    ALTER TABLE day ADD COLUMN epoch INTEGER;
    """,
    ),
)
