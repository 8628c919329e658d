-- What is sealed, as it was sealed. Nothing of it is ever changed.
CREATE TABLE entries (
  idx INTEGER PRIMARY KEY,
  note BLOB NOT NULL,
  envelope BLOB NOT NULL,
  salt BLOB NOT NULL
) STRICT;

CREATE TABLE checkpoints (
  size INTEGER PRIMARY KEY,
  note BLOB NOT NULL
) STRICT;

CREATE TRIGGER entries_stay BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entries_remain BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END;
CREATE TRIGGER checkpoints_stay BEFORE UPDATE ON checkpoints BEGIN SELECT RAISE(ABORT, 'a checkpoint is never changed'); END;
CREATE TRIGGER checkpoints_remain BEFORE DELETE ON checkpoints BEGIN SELECT RAISE(ABORT, 'a checkpoint is never removed'); END;

-- How long the log is: compared and set in every transaction that makes it longer.
CREATE TABLE log (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  size INTEGER NOT NULL
) STRICT;
INSERT INTO log VALUES (1, 0);

-- The openings of an entry's fields, in canonical JSON. Parts of it can be erased.
CREATE TABLE openings (
  idx INTEGER PRIMARY KEY,
  data BLOB NOT NULL
) STRICT;

-- The tree's tiles: at most 256 hashes side by side; the last of each level grows.
CREATE TABLE tiles (
  level INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  data BLOB NOT NULL,
  UNIQUE (level, idx)
) STRICT;

-- From here on everything follows from the entries, and `herald log rebuild` makes it anew.
CREATE TABLE acts (
  idx INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  seq INTEGER NOT NULL,
  party TEXT NOT NULL,
  received_us INTEGER NOT NULL,
  leaf BLOB NOT NULL,
  UNIQUE (key, seq)
) STRICT;
CREATE INDEX acts_by_kind ON acts (kind, idx) WHERE kind <> 'notice';

CREATE TABLE notices (
  idx INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  party TEXT NOT NULL,
  action TEXT NOT NULL,
  replaces TEXT,
  UNIQUE (replaces, party)
) STRICT;

CREATE TABLE addressed (
  party TEXT NOT NULL,
  seq INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  leaf BLOB NOT NULL,
  PRIMARY KEY (party, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE about_keys (
  party TEXT NOT NULL,
  seq INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  leaf BLOB NOT NULL,
  PRIMARY KEY (party, seq)
) STRICT, WITHOUT ROWID;

-- Where and when the notices that stand could be: metres in space, seconds since 1970; each box rounded outward to 32 bits.
CREATE VIRTUAL TABLE reach USING rtree (id, x0, x1, y0, y1, z0, z1, t0, t1);
