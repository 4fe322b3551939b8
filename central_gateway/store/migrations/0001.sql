-- Halls, and how far each is.
CREATE TABLE hall (
    id text PRIMARY KEY,
    name text NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    ended timestamptz,              -- nothing more is taken from it
    card_key bytea,                 -- its secret for identity numbers, where its policy lets people look up by card
    seen timestamptz,
    version text,
    plan text,
    status jsonb,
    status_at timestamptz
);
-- How dossier systems call a hall: the code of a site or of an agency's desk there.
CREATE TABLE hall_site (site text PRIMARY KEY, hall text NOT NULL REFERENCES hall);

-- What was not taken, by hall ('': of none that is known) and kind of fault.
CREATE TABLE refused (
    hall text NOT NULL,
    why text NOT NULL,
    times bigint NOT NULL,
    first_at timestamptz NOT NULL DEFAULT now(),
    last_at timestamptz NOT NULL DEFAULT now(),
    example text NOT NULL DEFAULT '',
    PRIMARY KEY (hall, why)
);

-- How far each hall's streams are in the tables: the last record's place in its ledger.
CREATE TABLE heard (
    hall text NOT NULL REFERENCES hall,
    stream text NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL,
    part int NOT NULL,
    PRIMARY KEY (hall, stream)
);

-- Up: what happened. A partition for each business day (central_gateway.store.partitions). place: (epoch, seq, part) of
-- the record that a row is of; a later one takes its place. taken: order of arrival, by which others read on.
CREATE SEQUENCE taken;
CREATE TABLE transaction (
    day date NOT NULL,
    hall text NOT NULL,
    ticket uuid NOT NULL,
    step int NOT NULL,
    epoch bigint NOT NULL, seq bigint NOT NULL, part int NOT NULL,
    taken bigint NOT NULL DEFAULT nextval('taken'),
    number text NOT NULL, service text NOT NULL, agency text NOT NULL, channel text NOT NULL, outcome text NOT NULL,
    priority text, counter text, officer text,
    came timestamptz NOT NULL, first_call timestamptz, last_call timestamptz, started timestamptz,
    ended timestamptz NOT NULL,
    wait_first int, wait_last int, walking int, service_time int, hold int, sojourn int,
    recalls int NOT NULL, abandoned boolean NOT NULL, clock_moved boolean NOT NULL,
    PRIMARY KEY (day, hall, ticket, step)
) PARTITION BY RANGE (day);
CREATE INDEX ON transaction (taken);
CREATE TABLE rating (
    day date NOT NULL,
    hall text NOT NULL,
    offer uuid NOT NULL,
    epoch bigint NOT NULL, seq bigint NOT NULL, part int NOT NULL,
    taken bigint NOT NULL DEFAULT nextval('taken'),
    ticket uuid NOT NULL, service text NOT NULL, agency text NOT NULL, counter text NOT NULL, officer text,
    level text NOT NULL, reasons text[] NOT NULL, at timestamptz NOT NULL, device text NOT NULL,
    PRIMARY KEY (day, hall, offer)
) PARTITION BY RANGE (day);
CREATE INDEX ON rating (taken);
CREATE TABLE day_closed (
    day date NOT NULL,
    hall text NOT NULL,
    epoch bigint NOT NULL, seq bigint NOT NULL, part int NOT NULL,
    taken bigint NOT NULL DEFAULT nextval('taken'),
    body jsonb NOT NULL,
    PRIMARY KEY (day, hall, epoch, seq)     -- a clock that fell back may give two business days one name
);
CREATE INDEX ON day_closed (taken);
CREATE TABLE apology (
    day date NOT NULL,
    hall text NOT NULL,
    code text NOT NULL,
    epoch bigint NOT NULL, seq bigint NOT NULL, part int NOT NULL,
    taken bigint NOT NULL DEFAULT nextval('taken'),
    agency text NOT NULL, due date NOT NULL, new_due date, board text NOT NULL, at timestamptz NOT NULL,
    PRIMARY KEY (day, hall, code)
);
CREATE INDEX ON apology (taken);

-- Down: sets of keys with values. scope: a hall's id, or 'all' for what all halls have alike. epoch: seconds since 1970;
-- another one when the centre was put back from a copy.
CREATE TABLE shelf (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    set text NOT NULL,
    scope text NOT NULL,
    epoch bigint NOT NULL,
    seq bigint NOT NULL DEFAULT 0,
    digest text NOT NULL,
    parts bytea NOT NULL DEFAULT decode(repeat('00', 2048), 'hex'),    -- the digests of its buckets, eight bytes each
    UNIQUE (set, scope)
);
CREATE TABLE shelf_item (
    shelf bigint NOT NULL REFERENCES shelf,
    key text NOT NULL,
    bucket smallint NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (shelf, key)
);
CREATE INDEX ON shelf_item (shelf, bucket);
CREATE INDEX ON shelf_item (key);       -- a hall asks for a dossier that may be another's
CREATE TABLE shelf_change (
    shelf bigint NOT NULL REFERENCES shelf,
    seq bigint NOT NULL,
    key text NOT NULL,
    body text,
    whole text,                     -- the set's digest after this change, where it may be shown then
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (shelf, seq)
);
-- Which shelf a hall gets as which set, and how far it is known to be.
CREATE TABLE hall_shelf (
    hall text NOT NULL REFERENCES hall,
    set text NOT NULL,
    shelf bigint NOT NULL REFERENCES shelf,
    epoch bigint NOT NULL DEFAULT 0,
    seq bigint NOT NULL DEFAULT 0,
    digest text,
    differs text[],                 -- the hall's digests by bucket, while it is being repaired
    PRIMARY KEY (hall, set)
);
CREATE INDEX ON hall_shelf (shelf);

-- What dossier systems told: beside the item that a hall gets, for each source that told of it.
CREATE TABLE dossier_source (
    code text NOT NULL,
    source text NOT NULL,           -- the adapter, or the client of the API
    site text NOT NULL,
    procedure text,
    state_told text NOT NULL,       -- before the mapping table
    told_at timestamptz NOT NULL,   -- by the source's clock, as far as it can be believed
    taken_at timestamptz NOT NULL DEFAULT now(),
    channel text,
    hall text REFERENCES hall,      -- on whose shelf it stands as this source told it; null: it does not
    ended date,                     -- since when nothing more is to come
    waits text,                     -- the item, while nobody knows of which hall its site is
    PRIMARY KEY (code, source)
);
CREATE UNIQUE INDEX ON dossier_source (code) WHERE hall IS NOT NULL;
CREATE INDEX ON dossier_source (ended) WHERE hall IS NOT NULL;
CREATE INDEX ON dossier_source (site) WHERE waits IS NOT NULL;
-- What no mapping table knows: kept and shown, not dropped.
CREATE TABLE unknown_code (
    source text NOT NULL,
    field text NOT NULL,
    value text NOT NULL,
    first_at timestamptz NOT NULL DEFAULT now(),
    last_at timestamptz NOT NULL DEFAULT now(),
    times bigint NOT NULL DEFAULT 1,
    example text NOT NULL DEFAULT '',
    PRIMARY KEY (source, field, value)
);
-- Dossiers that somebody waits for and no set has: asked of the systems that can be asked. Of no worth a minute later, so
-- no crash need keep them.
CREATE UNLOGGED TABLE question (
    code text PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),  -- when it was asked last
    begun boolean NOT NULL DEFAULT false,   -- somebody is asking
    answer text CHECK (answer IN ('found', 'none', 'away')),
    body text                               -- what was found, without its owner
);
-- Where an adapter is in what it reads or writes: a page, a time, a number of order.
CREATE TABLE adapter_place (adapter text PRIMARY KEY, place jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now());
-- How it goes on there, for the person who looks after it.
CREATE TABLE adapter_state (
    adapter text PRIMARY KEY,
    well_at timestamptz,            -- its last round that ended well
    taken bigint NOT NULL DEFAULT 0,
    fault text NOT NULL DEFAULT '', -- the last one that there was
    fault_at timestamptz,
    fault_since timestamptz,        -- since when it is so; null: its last round ended well
    faults bigint NOT NULL DEFAULT 0
);
-- What an adapter has given to another system, as it was then.
CREATE TABLE given (adapter text NOT NULL, item text NOT NULL, digest text NOT NULL, PRIMARY KEY (adapter, item));
-- What an adapter could not take, or the other side would not: the rest goes on without it.
CREATE TABLE set_aside (
    adapter text NOT NULL,
    item text NOT NULL,             -- a place in what was read, or the key of a row of ours
    why text NOT NULL,
    first_at timestamptz NOT NULL DEFAULT now(),
    last_at timestamptz NOT NULL DEFAULT now(),
    times bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (adapter, item)
);

CREATE TABLE edition (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest text NOT NULL UNIQUE,
    name text NOT NULL,
    received timestamptz NOT NULL DEFAULT now(),
    source text NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'accepted', 'refused')),
    report jsonb NOT NULL,
    packed bytea NOT NULL,          -- the edition as it was, whole
    decided timestamptz,            -- the one in use is the one that was accepted last
    decided_by text,
    why text NOT NULL DEFAULT ''
);

CREATE TABLE client (
    id text PRIMARY KEY,
    name text NOT NULL,
    secret text,                    -- its hash; null: known by its identity provider alone
    scopes text[] NOT NULL,
    since timestamptz NOT NULL DEFAULT now(),
    ended timestamptz
);
